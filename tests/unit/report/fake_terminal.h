// SPDX-License-Identifier: MIT
// tests/unit/report/fake_terminal.h: a terminal that keeps its screen as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/terminal.h"

namespace converge {

/// Understands "\r", "\n", cursor up, erase below, colours (ignored) and the
/// cursor's visibility; anything else is recorded as a complaint. One column per byte.
class FakeTerminal final : public Terminal {
 public:
  TerminalSize window{24, 80};
  std::vector<std::string> writes;  ///< as they came
  bool cursor_shown = true;
  std::string complaints;

  TerminalSize size() override { return window; }
  void write(std::string_view text) override;
  /// Makes the window narrower as terminals do: longer lines fold onto further rows.
  void narrow(std::size_t columns);
  /// All lines from the first written one on, each with its newline; the last
  /// one without if the cursor stands behind it.
  [[nodiscard]] std::string screen() const;

 private:
  void put(char character);
  void line_feed();
  void sequence(std::string_view parameters, char final);

  std::vector<std::string> lines_{""};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
};

}  // namespace converge
