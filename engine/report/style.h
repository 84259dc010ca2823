// SPDX-License-Identifier: MIT
// engine/report/style.h: how a text for people may look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace converge {

/// Whether texts carry colours.
enum class Colour : std::uint8_t { never, always };

/// The colours that reports use, by what they look like.
enum class Ink : std::uint8_t { plain, bold, dim, red, green, yellow, cyan, magenta };

/// What a renderer may assume about where its text is read. It asks no
/// environment: who calls it has read NO_COLOR, TERM and the window's size.
struct TextStyle {
  Colour colour = Colour::never;
  std::size_t width = 100;  ///< columns of a line
};

/// The text in a colour, or as it is where colours are off or the text is empty.
std::string paint(Colour colour, Ink ink, std::string_view text);

}  // namespace converge
