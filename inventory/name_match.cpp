// SPDX-License-Identifier: MIT
#include "inventory/name_match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

namespace converge {

namespace {

/// Reads "[...]" at the start of the glob: whether the character is in it. The
/// glob is moved behind it; an unclosed '[' is a character like any other.
bool class_matches(std::string_view& glob, char c) {
  const bool inverted = glob.size() > 1 && glob[1] == '!';
  const std::size_t start = inverted ? 2 : 1;
  const std::size_t close = glob.find(']', start + 1);  // a ']' in front is a member
  if (close == std::string_view::npos) {
    glob.remove_prefix(1);
    return c == '[';
  }
  const std::string_view members = glob.substr(start, close - start);
  glob.remove_prefix(close + 1);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool span = i + 2 < members.size() && members[i + 1] == '-';
    const char last = span ? members[i + 2] : members[i];
    if (members[i] <= c && c <= last) return !inverted;
    if (span) i += 2;
  }
  return inverted;
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view name) {
  std::string_view after_star;  // of the glob, to go on from where a longer star is tried
  std::string_view retry;       // of the name, likewise
  bool starred = false;
  while (!name.empty() || !glob.empty()) {
    if (glob.starts_with('*')) {
      glob.remove_prefix(1);
      after_star = glob;
      retry = name;
      starred = true;
      continue;
    }
    bool fits = false;
    if (!glob.empty() && !name.empty()) {
      if (glob.front() == '[') {
        fits = class_matches(glob, name.front());
      } else {
        fits = glob.front() == '?' || glob.front() == name.front();
        glob.remove_prefix(1);
      }
    }
    if (fits) {
      name.remove_prefix(1);
    } else if (starred && !retry.empty()) {
      retry.remove_prefix(1);
      glob = after_star;
      name = retry;
    } else {
      return false;
    }
  }
  return true;
}

namespace {

// Names are short: an expression that needs more than this explodes.
constexpr std::uint32_t most_steps = 20'000;
constexpr std::uint32_t most_memory = 4096;  ///< KiB

struct Freer {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

std::string reason(int code) {
  std::array<unsigned char, 256> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

PCRE2_SPTR bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

struct NameRegex::Compiled {
  std::unique_ptr<pcre2_code, Freer> code;
  std::unique_ptr<pcre2_match_data, Freer> data;
  std::unique_ptr<pcre2_match_context, Freer> context;
};

Result<NameRegex> NameRegex::compile(const std::string& expression) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  const auto compiled = std::make_shared<Compiled>();
  compiled->code.reset(pcre2_compile(bytes(expression), expression.size(), PCRE2_ANCHORED | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr));
  if (!compiled->code) return fail(ErrorCode::invalid, reason(error) + " at character " + std::to_string(offset + 1));
  compiled->data.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  compiled->context.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(compiled->context.get(), most_steps);
  pcre2_set_heap_limit(compiled->context.get(), most_memory);
  NameRegex regex;
  regex.compiled_ = compiled;
  return regex;
}

Result<bool> NameRegex::matches(std::string_view name) const {
  const int found = pcre2_match(compiled_->code.get(), bytes(name), name.size(), 0, 0, compiled_->data.get(), compiled_->context.get());
  if (found >= 0) return true;
  if (found == PCRE2_ERROR_NOMATCH) return false;
  return fail(ErrorCode::unsupported, "on '" + std::string(name) + "' it would try too many ways (" + reason(found) + ")");
}

}  // namespace converge
