// SPDX-License-Identifier: MIT
// engine/template/characters.h: text as Python counts it, in characters and not in bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace converge::templates {

/// The characters of a text; a byte that is no UTF-8 stands for itself.
class Characters {
 public:
  explicit Characters(std::string_view text);
  [[nodiscard]] std::size_t size() const { return pieces_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t index) const { return pieces_[index]; }
  [[nodiscard]] auto begin() const { return pieces_.begin(); }
  [[nodiscard]] auto end() const { return pieces_.end(); }

 private:
  std::vector<std::string_view> pieces_;
};

/// How many characters there are, in Python's sense.
std::size_t character_count(std::string_view text);
/// The code point of one character; 0xFFFD for a stray byte.
char32_t code_point(std::string_view character);
/// Appends one character; a surrogate or what is beyond Unicode is the caller's bug.
void append_utf8(std::string& out, char32_t point);

/// Case of one character, for Latin, Greek and Cyrillic; others have none.
std::string upper(std::string_view text);
std::string lower(std::string_view text);
bool is_letter(std::string_view character);
bool is_upper(std::string_view character);
bool is_lower(std::string_view character);
bool is_digit(char byte);
/// What Python strips and splits at.
bool is_space(char byte);
/// The text without white space at both ends, or at one.
std::string_view strip(std::string_view text);
std::string_view strip_left(std::string_view text);
std::string_view strip_right(std::string_view text);

/// str.splitlines() without the line ends.
std::vector<std::string_view> lines_of(std::string_view text);
/// Replaces from the left, at most so often; -1 is without bound. An empty `from` stands
/// between all characters, as in Python.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to, std::int64_t at_most = -1);

}  // namespace converge::templates
