// SPDX-License-Identifier: MIT
#define PCRE2_CODE_UNIT_WIDTH 8
#include "engine/template/regex.h"

#include <algorithm>
#include <array>
#include <pcre2.h>

#include "engine/core/utf8.h"
#include "engine/template/operand.h"
#include "engine/template/failure.h"

namespace converge::templates {

struct Regex::Code {
  pcre2_code* code = nullptr;
  pcre2_match_data* matches = nullptr;
  pcre2_match_context* bounds = nullptr;
};

namespace {

constexpr std::size_t longest_subject = std::size_t{1} << 20U;
constexpr std::uint64_t most_steps = 400'000'000;  // of backtracking, over all places at which a match may begin
constexpr std::uint32_t most_depth = 100'000;
constexpr std::uint32_t most_memory_kib = 20'000;

std::string explain(int error) {
  std::array<PCRE2_UCHAR, 200> buffer{};
  pcre2_get_error_message(error, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

/// Python writes \Z for what PCRE calls \z.
std::string translated(std::string_view pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    out += pattern[i];
    if (pattern[i] != '\\' || i + 1 == pattern.size()) continue;
    ++i;
    out += pattern[i] == 'Z' ? 'z' : pattern[i];
  }
  return out;
}

}  // namespace

Regex::Regex(std::string_view pattern, RegexOptions options) : code_(std::make_unique<Code>()) {
  if (pattern.size() > 10'000) throw Failure("the regular expression is longer than 10000 bytes");
  if (!is_utf8(pattern)) throw Failure("the regular expression is not UTF-8");
  const std::string text = translated(pattern);
  std::uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.multiline) flags |= PCRE2_MULTILINE;
  int error = 0;
  PCRE2_SIZE at = 0;
  code_->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), flags, &error, &at, nullptr);
  if (code_->code == nullptr)
    throw Failure("the regular expression is wrong at character " + std::to_string(at + 1) + ": " + explain(error));
  code_->matches = pcre2_match_data_create_from_pattern(code_->code, nullptr);
  code_->bounds = pcre2_match_context_create(nullptr);
  pcre2_set_depth_limit(code_->bounds, most_depth);
  pcre2_set_heap_limit(code_->bounds, most_memory_kib);
}

Regex::~Regex() {
  pcre2_match_context_free(code_->bounds);
  pcre2_match_data_free(code_->matches);
  pcre2_code_free(code_->code);
}

std::optional<Match> Regex::run(std::string_view text, std::size_t from, std::uint32_t options) const {
  if (text.size() > longest_subject) throw Failure("the text for a regular expression is longer than 1 MiB");
  // PCRE counts anew at each place; short texts get more steps a place than long ones.
  const std::uint64_t steps = std::clamp<std::uint64_t>(most_steps / (text.size() + 1), 10'000, 2'000'000);
  pcre2_set_match_limit(code_->bounds, static_cast<std::uint32_t>(steps));
  options |= PCRE2_NO_UTF_CHECK;  // who calls has looked already
  const int count = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, options, code_->matches, code_->bounds);
  if (count == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (count == PCRE2_ERROR_MATCHLIMIT || count == PCRE2_ERROR_DEPTHLIMIT || count == PCRE2_ERROR_HEAPLIMIT)
    throw Failure("the regular expression tries too many ways to match", "avoid a repeat within a repeat, such as (a+)+");
  if (count < 0) throw Failure("the regular expression cannot be applied: " + explain(count));
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(code_->matches);
  Match match;
  for (std::uint32_t i = 0; i < pcre2_get_ovector_count(code_->matches); ++i) {
    const bool took_part = static_cast<int>(i) < count && places[2 * i] != PCRE2_UNSET;
    if (took_part && places[2 * i + 1] < places[2 * i]) throw Failure("the regular expression moves its own start");
    match.groups.push_back(took_part ? Match::Piece({places[2 * i], places[2 * i + 1] - places[2 * i]}) : std::nullopt);
  }
  return match;
}

std::optional<Match> Regex::search(std::string_view text, std::size_t from) const { return run(text, from, 0); }
std::optional<Match> Regex::match(std::string_view text) const { return run(text, 0, PCRE2_ANCHORED); }

std::vector<Match> Regex::all(std::string_view text) const {
  std::vector<Match> out;
  std::size_t at = 0;
  std::uint32_t options = 0;
  while (at <= text.size()) {
    auto found = run(text, at, options);
    if (!found) break;
    // As in Python, an empty match may follow a longer one, but not another empty one at the same place.
    options = found->begin() == found->end() ? PCRE2_NOTEMPTY_ATSTART : 0;
    at = found->end();
    out.push_back(std::move(*found));
    check_list(out.size());
  }
  return out;
}

std::size_t Regex::group_named(const std::string& name) const {
  const int number = pcre2_substring_number_from_name(code_->code, reinterpret_cast<PCRE2_SPTR>(name.c_str()));
  return number > 0 ? static_cast<std::size_t>(number) : 0;
}

std::size_t Regex::group_count() const {
  std::uint32_t count = 0;
  pcre2_pattern_info(code_->code, PCRE2_INFO_CAPTURECOUNT, &count);
  return count;
}

}  // namespace converge::templates
