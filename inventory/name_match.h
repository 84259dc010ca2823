// SPDX-License-Identifier: MIT
// inventory/name_match.h: names against globs and regular expressions.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace converge {

/// `*`, `?`, `[abc]`, `[!a-c]`; the whole name must fit, upper and lower case
/// count. No backslash guards. Takes time linear in both for a single `*`, and
/// never more than their product for many.
bool glob_matches(std::string_view glob, std::string_view name);

/// A regular expression in Perl's syntax, which Python's nearly is, held to the
/// beginning of a name, not to its end.
class NameRegex {
 public:
  /// Compiles it; an error says what is wrong, and at which character.
  static Result<NameRegex> compile(const std::string& expression);
  /// Whether a name fits; an error for an expression that would try for too long.
  [[nodiscard]] Result<bool> matches(std::string_view name) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace converge
