// SPDX-License-Identifier: MIT
#include "engine/report/style.h"

#include <array>

namespace converge {

namespace {

constexpr std::array<std::string_view, 8> codes = {"", "1", "2", "31", "32", "33", "36", "35"};

}  // namespace

std::string paint(Colour colour, Ink ink, std::string_view text) {
  if (colour == Colour::never || ink == Ink::plain || text.empty()) return std::string(text);
  std::string out = "\x1b[";
  out += codes[static_cast<std::size_t>(ink)];
  out += 'm';
  out += text;
  return out + "\x1b[0m";
}

}  // namespace converge
