// SPDX-License-Identifier: MIT
// resources/file/merge/text_lines.h: a file as lines that remember how they end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace converge {

/// One line: its text, and "\n", "\r\n" or, for a last line, "".
struct TextLine {
  std::string_view text;
  std::string_view ending;
};

/// The lines of a text, each with its own ending; views into it.
std::vector<TextLine> split_lines(std::string_view text);

/// How new lines of a file end: as its first line does; "\n" if it has none.
std::string_view ending_of(std::string_view text);

/// Without spaces, tabs and carriage returns at its end, or at both ends.
std::string_view trim_end(std::string_view text);
/// Without the blanks at both ends.
std::string_view trim(std::string_view text);

/// Completes the last line of `text`, so that another can follow.
void end_last_line(std::string& text, std::string_view ending);

}  // namespace converge
