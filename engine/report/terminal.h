// SPDX-License-Identifier: MIT
// engine/report/terminal.h: the port to the terminal that a live view draws on.
#pragma once

#include <cstddef>
#include <string_view>

namespace converge {

/// In characters.
struct TerminalSize {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

/// A terminal that understands the few ECMA-48 sequences that everything since
/// the VT100 does: cursor up, erase to the end, colours, show and hide the cursor.
class Terminal {
 public:
  virtual ~Terminal() = default;
  /// The window as it is now; asked before every redraw.
  virtual TerminalSize size() = 0;
  /// A terminal that is gone swallows what is written to it.
  virtual void write(std::string_view text) = 0;
};

}  // namespace converge
