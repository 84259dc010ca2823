// SPDX-License-Identifier: MIT
#include "engine/report/posix_terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace converge {

TerminalSize PosixTerminal::size() {
  winsize window{};
  TerminalSize size;
  if (ioctl(descriptor_, TIOCGWINSZ, &window) != 0) return size;
  if (window.ws_row > 0) size.rows = window.ws_row;
  if (window.ws_col > 0) size.columns = window.ws_col;
  return size;
}

void PosixTerminal::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno == EAGAIN) {  // somebody made the shared terminal non-blocking
      pollfd ready{descriptor_, POLLOUT, 0};
      if (poll(&ready, 1, -1) < 0 && errno != EINTR) return;
    } else if (written == 0 || errno != EINTR) {
      return;
    }
  }
}

}  // namespace converge
