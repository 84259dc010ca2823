// SPDX-License-Identifier: MIT
// resources/process/output_pipe.h: the read end of a program's output.
#pragma once

#include "resources/process/descriptor.h"
#include "resources/process/kept_output.h"

namespace converge::process {

/// Reads a pipe that does not block into bounded memory.
class OutputPipe {
 public:
  OutputPipe(Descriptor reader, std::size_t limit) : reader_(std::move(reader)), kept_(limit) {}

  /// What to poll for; -1, which poll(2) passes over, once the end was reached.
  [[nodiscard]] int number() const { return reader_.get(); }
  [[nodiscard]] bool is_open() const { return reader_.is_open(); }
  /// Takes what is there, up to the capacity of a pipe; closes at the end.
  void take();
  [[nodiscard]] std::string text() const { return kept_.text(); }

 private:
  Descriptor reader_;
  KeptOutput kept_;
};

}  // namespace converge::process
