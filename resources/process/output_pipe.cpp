// SPDX-License-Identifier: MIT
#include "resources/process/output_pipe.h"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace converge::process {

void OutputPipe::take() {
  if (!is_open()) return;
  std::array<char, 64 * 1024> buffer{};
  const ssize_t count = ::read(reader_.get(), buffer.data(), buffer.size());
  if (count > 0)
    kept_.add({buffer.data(), static_cast<std::size_t>(count)});
  else if (count == 0 || (errno != EAGAIN && errno != EINTR))
    reader_.close();
}

}  // namespace converge::process
