// SPDX-License-Identifier: MIT
// engine/report/columns.h: text as a terminal lays it out, in columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace converge {

/// The text with nothing in it that could move the cursor or change the reading
/// order: control characters, bidirectional overrides and bytes that are not
/// UTF-8 are written as escapes ("\x1b", "\t", "\u202e"). One line of output.
std::string printable(std::string_view text);

/// The columns that a printable text takes: wide characters two, combining marks none.
std::size_t columns(std::string_view text);

/// The text, cut to that many columns with "..." at its end where it is longer.
std::string cut_to(std::string_view text, std::size_t width);

/// Words laid out in lines of at most `width` columns; a longer word gets a line
/// of its own. At least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// The lines of a text, without their ends ("\n" or "\r\n"). A line end at the end opens no further line.
std::vector<std::string_view> lines_of(std::string_view text);
/// Likewise, but a "\r" before the end stays part of its line: in a difference it may be all there is.
std::vector<std::string_view> raw_lines_of(std::string_view text);

/// A line of a source file as it is shown: tabs expanded (stops every 4
/// columns), the rest printable.
struct ShownLine {
  std::string text;
  std::vector<std::size_t> column_of;  ///< byte of the source line -> column from 0; one more for its end
};
ShownLine show_line(std::string_view line);

/// The part of a printable text from column `first` on, `width` columns at most.
/// A character that straddles an edge becomes spaces.
std::string column_slice(std::string_view text, std::size_t first, std::size_t width);

}  // namespace converge
