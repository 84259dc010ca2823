// SPDX-License-Identifier: MIT
// engine/report/posix_terminal.h: the terminal behind a file descriptor.
#pragma once

#include "engine/report/terminal.h"

namespace converge {

/// Writes to a descriptor that the caller keeps open; the size is 80 x 24 where
/// the kernel does not know it.
class PosixTerminal final : public Terminal {
 public:
  explicit PosixTerminal(int descriptor) : descriptor_(descriptor) {}
  TerminalSize size() override;
  void write(std::string_view text) override;

 private:
  int descriptor_;
};

}  // namespace converge
