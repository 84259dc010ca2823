// SPDX-License-Identifier: MIT
// resources/file/mode.h: permissions as users write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "resources/file/filesystem.h"

namespace converge::file {

/// A wanted mode: octal ("0644"), or symbolic ("u=rw,go=r", "+x", "a+rX") and
/// then relative to the mode that is there. As in chmod(1), but without a umask.
class Mode {
 public:
  /// Why a text is not a mode is the message of an `invalid` error, for people.
  static Result<Mode> parse(std::string_view text);
  /// The 07777 bits wanted where `current` is there.
  [[nodiscard]] std::uint32_t resolve(std::uint32_t current, NodeType type) const;
  /// As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }
  bool operator==(const Mode& other) const { return text_ == other.text_; }

 private:
  /// One operator of a clause: "u=rw" or the "+x" of "g=r+x".
  struct Clause {
    std::uint32_t affected = 07777;
    char operation = '=';
    std::uint32_t bits = 0;
    char copied = 0;               ///< 'u', 'g' or 'o': takes over the bits of that class
    bool executable_only = false;  ///< X: x for folders and for what has an x already
  };
  static Result<std::vector<Clause>> parse_symbolic(std::string_view text);
  static std::uint32_t apply(const Clause& clause, std::uint32_t mode, NodeType type);
  /// Whether applying it twice is the same as applying it once, for every mode.
  [[nodiscard]] bool settles() const;

  std::string text_;
  std::vector<Clause> clauses_;
};

/// "0644"
std::string mode_text(std::uint32_t mode);

}  // namespace converge::file
