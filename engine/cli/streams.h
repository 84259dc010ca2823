// SPDX-License-Identifier: MIT
// engine/cli/streams.h: standard streams, the terminal and signals of a program.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "engine/report/style.h"

namespace converge {

/// Writes all of a text to a stream; a reader that went away does not end the run.
void print_out(std::string_view text);
void print_error(std::string_view text);
/// The exit code of a program whose answer is out; 1 in the place of 0 if some of it
/// was lost, as on a full disk, which it says.
int settle_answer(int exit);

/// Ctrl-C once: stop between batches. Twice: end what is running. Blocks the
/// signals in the thread that makes it, so make it before any other thread.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  [[nodiscard]] std::stop_token stop() const;
  [[nodiscard]] std::stop_token abort() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How answers and messages look here: colours and width of the two streams.
TextStyle stdout_style();
TextStyle stderr_style();
/// Whether somebody is there to be asked.
bool is_interactive();
/// The next line that somebody types, without its end; nothing once input ends
/// or the run is asked to stop.
std::optional<std::string> read_answer(const std::stop_token& stop);
/// Whether stdout is a terminal that can be redrawn.
bool can_redraw();

}  // namespace converge
