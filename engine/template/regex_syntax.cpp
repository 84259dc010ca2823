// SPDX-License-Identifier: MIT
#include "engine/template/regex_syntax.h"

#include <algorithm>

#include "engine/template/characters.h"
#include "engine/template/failure.h"

namespace converge::templates {

namespace {

/// Copies a pattern piece by piece and rewrites the pieces that differ.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : rest_(pattern) {}

  std::string all() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '\\')
        escape(Where::outside);
      else if (c == '[')
        set();
      else if (c == '(')
        group();
      else if (c == '{')
        repeat();
      else
        take(1);
    }
    return std::move(out_);
  }

 private:
  enum class Where : std::uint8_t { outside, in_set };

  void take(std::size_t bytes) {
    out_ += rest_.substr(0, bytes);
    rest_.remove_prefix(std::min(bytes, rest_.size()));
  }

  void replace(std::size_t bytes, std::string_view with) {
    out_ += with;
    rest_.remove_prefix(std::min(bytes, rest_.size()));
  }

  /// Letters after a backslash that Python does not know are errors there too.
  void escape(Where where) {
    if (rest_.size() < 2) throw Failure("the regular expression ends with a lone backslash");
    const char letter = rest_[1];
    const std::string_view known = where == Where::outside ? "AbBdDsSwWZafnrtvxuU" : "bdDsSwWafnrtvxuU";
    const bool is_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    if (is_word && known.find(letter) == std::string_view::npos)
      throw Failure(std::string("there is no \\") + letter + " in a regular expression");
    if (letter == 'Z')
      replace(2, "\\z");
    else if (letter == 'v')
      replace(2, "\\x0b");  // to PCRE2 it is a class
    else if (letter == 'x')
      code(2);
    else if (letter == 'u')
      code(4);
    else if (letter == 'U')
      code(8);
    else
      take(2);
  }

  void code(std::size_t digits) {
    const std::string_view hex = rest_.substr(2, digits);
    if (hex.size() != digits || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
      throw Failure("an escape of the regular expression needs " + std::to_string(digits) + " hexadecimal digits");
    replace(2 + digits, "\\x{" + std::string(hex) + "}");
  }

  /// Python has no [:classes:]; a [ within a set is itself.
  void set() {
    take(1);
    if (rest_.starts_with("^")) take(1);
    if (rest_.starts_with("]")) take(1);
    while (!rest_.empty() && rest_.front() != ']') {
      if (rest_.front() == '\\')
        escape(Where::in_set);
      else if (rest_.front() == '[')
        replace(1, "\\[");
      else
        take(1);
    }
    take(1);
  }

  /// What may follow "(": a verb or a recursion is PCRE2's alone.
  void group() {
    if (rest_.starts_with("(*")) throw Failure("the regular expression repeats nothing at '(*'");
    if (!rest_.starts_with("(?")) return take(1);
    const std::string_view after = rest_.substr(2);
    if (after.starts_with("#")) return comment();
    for (const std::string_view known : {"P<", "P=", "<=", "<!", "=", "!", ":", ">", "("})
      if (after.starts_with(known)) return take(2 + known.size());
    flags(after);
  }

  void comment() {
    const std::size_t end = rest_.find(')');
    if (end == std::string_view::npos) throw Failure("a comment of the regular expression is not closed");
    replace(end + 1, "");
  }

  /// "(?im)" and "(?i-m:"; `u` is always on, `a` and `L` cannot be had.
  void flags(std::string_view after) {
    const std::size_t end = after.find_first_not_of("imsxu-");
    if (end == std::string_view::npos || end == 0 || (after[end] != ')' && after[end] != ':'))
      throw Failure("the regular expression has an extension at '(?' that is not known",
                    "use (?:...), (?P<name>...), (?=...), (?!...), (?<=...), (?<!...) and the flags i, m, s, x");
    std::string kept(after.substr(0, end));
    std::erase(kept, 'u');
    replace(2 + end + 1, "(?" + kept + after[end]);
  }

  /// Python reads {,3} as {0,3}.
  void repeat() {
    std::size_t digits = 2;
    while (digits < rest_.size() && is_digit(rest_[digits])) ++digits;
    const bool open =
        rest_.size() > 1 && rest_[1] == ',' && digits > 2 && digits < rest_.size() && rest_[digits] == '}';
    if (open)
      replace(1, "{0");
    else
      take(1);
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

std::string pcre_pattern(std::string_view pattern) { return Translator(pattern).all(); }

}  // namespace converge::templates
