// SPDX-License-Identifier: MIT
#define PCRE2_CODE_UNIT_WIDTH 8
#include "engine/template/regex.h"

#include <pcre2.h>
#include <algorithm>
#include <array>

#include "engine/core/utf8.h"
#include "engine/template/failure.h"
#include "engine/template/operand.h"
#include "engine/template/regex_syntax.h"

namespace converge::templates {

struct Regex::Code {
  pcre2_code* compiled = nullptr;
};

namespace {

constexpr std::size_t longest_subject = std::size_t{1} << 20U;
constexpr std::uint64_t most_work = 10'000'000;  // well below a second
constexpr std::uint64_t bytes_a_step = 16;       // passing over so many bytes costs as much as one step
constexpr std::uint32_t most_depth = 100'000;
constexpr std::uint32_t most_memory_kib = 20'000;

std::string explain(int error) {
  std::array<PCRE2_UCHAR, 200> buffer{};
  pcre2_get_error_message(error, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

[[noreturn]] void explodes() {
  throw Failure("the regular expression tries too many ways to match", "avoid a repeat within a repeat, such as (a+)+");
}

/// Refuses a text that PCRE2 must not see: it reads beyond the end of what is not UTF-8.
void check_subject(std::string_view text) {
  if (text.size() > longest_subject) throw Failure("the text for a regular expression is longer than 1 MiB");
  if (!is_utf8(text)) throw Failure("the text for a regular expression is not UTF-8");
}

/// The work of one search over all places at which a match may begin; PCRE2's own limit
/// begins anew at each of them. It is called before each item of the pattern.
struct Work {
  std::uint64_t done = 0;
  std::size_t place = 0;
};

int count_step(pcre2_callout_block* block, void* context) {
  auto& work = *static_cast<Work*>(context);
  const std::size_t now = block->current_position;
  work.done += 1 + (now > work.place ? now - work.place : work.place - now) / bytes_a_step;
  work.place = now;
  return work.done > most_work ? PCRE2_ERROR_CALLOUT : 0;
}

}  // namespace

/// What a search writes to; each has its own, so that threads may share a Regex.
struct Regex::Search {
  explicit Search(const Code& code)
      : matches(pcre2_match_data_create_from_pattern(code.compiled, nullptr)),
        bounds(pcre2_match_context_create(nullptr)) {
    pcre2_set_depth_limit(bounds, most_depth);
    pcre2_set_heap_limit(bounds, most_memory_kib);
    pcre2_set_callout(bounds, count_step, &work);
  }
  ~Search() {
    pcre2_match_context_free(bounds);
    pcre2_match_data_free(matches);
  }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  pcre2_match_data* matches;
  pcre2_match_context* bounds;
  Work work;
};

Regex::Regex(std::string_view pattern, RegexOptions options) : code_(std::make_unique<Code>()) {
  if (pattern.size() > 10'000) throw Failure("the regular expression is longer than 10000 bytes");
  if (!is_utf8(pattern)) throw Failure("the regular expression is not UTF-8");
  const std::string text = pcre_pattern(pattern);
  std::uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.multiline) flags |= PCRE2_MULTILINE;
  const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> context(
      pcre2_compile_context_create(nullptr), &pcre2_compile_context_free);
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE at = 0;
  code_->compiled =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), flags, &error, &at, context.get());
  if (code_->compiled == nullptr)
    throw Failure("the regular expression is wrong at character " + std::to_string(at + 1) + ": " + explain(error));
}

Regex::~Regex() { pcre2_code_free(code_->compiled); }

std::optional<Match> Regex::run(Search& search, std::string_view text, std::size_t from, std::uint32_t options) const {
  options |= PCRE2_NO_UTF_CHECK;  // check_subject() has looked already, once for all matches of a text
  search.work.place = from;
  const int count = pcre2_match(code_->compiled, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, options,
                                search.matches, search.bounds);
  if (count == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (count == PCRE2_ERROR_CALLOUT || count == PCRE2_ERROR_MATCHLIMIT || count == PCRE2_ERROR_DEPTHLIMIT ||
      count == PCRE2_ERROR_HEAPLIMIT)
    explodes();
  if (count < 0) throw Failure("the regular expression cannot be applied: " + explain(count));
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(search.matches);
  Match match;
  for (std::uint32_t i = 0; i < pcre2_get_ovector_count(search.matches); ++i) {
    const bool took_part = static_cast<int>(i) < count && places[2 * i] != PCRE2_UNSET;
    match.groups.push_back(took_part ? Match::Piece({places[2 * i], places[2 * i + 1] - places[2 * i]}) : std::nullopt);
  }
  return match;
}

std::optional<Match> Regex::search(std::string_view text) const {
  check_subject(text);
  Search search(*code_);
  return run(search, text, 0, 0);
}

std::optional<Match> Regex::match(std::string_view text) const {
  check_subject(text);
  Search search(*code_);
  return run(search, text, 0, PCRE2_ANCHORED);
}

std::vector<Match> Regex::all(std::string_view text) const {
  check_subject(text);
  Search search(*code_);
  std::vector<Match> out;
  std::size_t at = 0;
  std::uint32_t options = 0;
  while (at <= text.size()) {
    auto found = run(search, text, at, options);
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
  const int number = pcre2_substring_number_from_name(code_->compiled, reinterpret_cast<PCRE2_SPTR>(name.c_str()));
  return number > 0 ? static_cast<std::size_t>(number) : 0;
}

std::size_t Regex::group_count() const {
  std::uint32_t count = 0;
  pcre2_pattern_info(code_->compiled, PCRE2_INFO_CAPTURECOUNT, &count);
  return count;
}

}  // namespace converge::templates
