// SPDX-License-Identifier: MIT
#include "resources/process/posix_process_runner.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "resources/process/child.h"
#include "resources/process/session.h"
#include "resources/process/shell_quote.h"

namespace converge {
namespace {

using process::Child;
using process::Clock;
using process::Descriptor;
using process::OutputPipe;
using process::Remains;

constexpr std::size_t shown_command = 120;
constexpr std::size_t shown_lines = 10;
constexpr int last_reads = 32;  // of 64 KiB: what a pipe can hold, and then some

/// Why we stopped waiting for a program.
enum class Ending { ended, timed_out, canceled };

/// A stop token as something that poll(2) understands.
class StopSignal {
 public:
  explicit StopSignal(std::stop_token stop)
      : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), callback_(std::move(stop), Raise{event_.get()}) {}
  [[nodiscard]] int number() const { return event_.get(); }

 private:
  struct Raise {
    int event;
    void operator()() const { ::eventfd_write(event, 1); }
  };
  Descriptor event_;
  std::stop_callback<Raise> callback_;  ///< after event_: it may fire while it is made
};

/// Reads output until the program has ended, its deadline is past or the run is stopped.
Ending await(const Child& child, OutputPipe& output, const StopSignal& stop,
             std::optional<Clock::time_point> deadline) {
  while (true) {
    std::array<pollfd, 3> entries{pollfd{child.ended.get(), POLLIN, 0}, pollfd{stop.number(), POLLIN, 0},
                                  pollfd{output.number(), POLLIN, 0}};
    ::poll(entries.data(), entries.size(), process::poll_timeout(deadline));
    if (entries[2].revents != 0) output.take();
    if (entries[0].revents != 0) return Ending::ended;
    if (entries[1].revents != 0) return Ending::canceled;
    if (deadline && Clock::now() >= *deadline) return Ending::timed_out;
  }
}

/// After the program itself: others may hold the pipe for good, so only a while.
void drain(OutputPipe& output, Clock::time_point deadline) {
  while (output.is_open() && Clock::now() < deadline) {
    pollfd entry{output.number(), POLLIN, 0};
    if (::poll(&entry, 1, process::poll_timeout(deadline)) > 0) output.take();
  }
}

/// What was still in the pipe when the last of them died; a daemon that keeps on
/// writing is not listened to for ever.
void take_the_rest(OutputPipe& output) {
  for (int i = 0; i < last_reads && output.is_open(); ++i) output.take();
}

/// Takes the leader off the process table. It does not wait: one that is stuck
/// in the kernel stays behind.
Result<ProcessEnd> reap(const Child& child) {
  siginfo_t answer{};
  if (::waitid(P_PID, static_cast<id_t>(child.pid), &answer, WEXITED | WNOHANG) != 0) {
    return fail(system_error(errno, "reading the exit code (is SIGCHLD ignored in this program?)"));
  }
  ProcessEnd end;
  const bool by_signal = answer.si_code == CLD_KILLED || answer.si_code == CLD_DUMPED;
  end.signal = by_signal ? answer.si_status : 0;
  end.exit_code = by_signal ? 128 + answer.si_status : answer.si_status;
  return end;
}

/// Who is killed usually has said why it was slow.
std::string last_words(const ProcessSpec& spec, const OutputPipe& output) {
  if (spec.output_limit == 0) return "";
  const std::string text = output.text();
  if (text.empty()) return "; it had said nothing";
  return "; its last words:\n" + std::string(process::last_lines(text, shown_lines));
}

/// A program that was not let end, in words.
Error cut_short(Ending ending, const ProcessSpec& spec, Remains remains, const OutputPipe& output) {
  const std::string command = "`" + one_line(shell_text(spec.argv), shown_command) + "`";
  const std::string rest = remains == Remains::none ? " with all of its session"
                                                    : ", but some of its session is stuck in the kernel and still there";
  if (ending == Ending::canceled) {
    return Error{ErrorCode::canceled, command + " was killed" + rest + ", as the run was stopped", {}};
  }
  const std::string limit = std::to_string(spec.timeout.value_or(std::chrono::seconds{0}).count());
  return Error{ErrorCode::timed_out,
               command + " did not end within " + limit + " s and was killed" + rest + last_words(spec, output),
               {}};
}

}  // namespace

PosixProcessRunner::PosixProcessRunner(std::string root, Patience patience)
    : root_(std::move(root)), patience_(patience), environment_(process::base_environment()), guard_(patience.terminate) {
  while (root_.size() > 1 && root_.ends_with('/')) root_.pop_back();
}

Result<ProcessEnd> PosixProcessRunner::run(const ProcessSpec& spec, std::stop_token stop) {
  if (stop.stop_requested()) return fail(ErrorCode::canceled, "not started, as the run was stopped");
  const StopSignal stopped(std::move(stop));
  if (stopped.number() < 0) return fail(system_error(errno, "making an event"));
  auto child = process::start_child(spec, environment_, root_, guard_);
  if (!child) return fail(std::move(child.error()));
  const auto started = Clock::now();
  const auto deadline = spec.timeout ? std::optional(started + *spec.timeout) : std::nullopt;
  OutputPipe output(std::move(child->output), spec.output_limit);

  const Ending ending = await(*child, output, stopped, deadline);
  if (ending == Ending::ended) drain(output, Clock::now() + patience_.drain);
  // Not a subreaper: orphans of other parts of the host program are none of our
  // business, and a session finds ours as well.
  // Until it is reaped the leader's number is ours, so that what we signal is its session.
  const Remains remains = process::end_session(child->pid, patience_.terminate, output);
  take_the_rest(output);
  guard_.forget(child->pid);
  auto end = reap(*child);

  // A report means that the exit code is the child's, not the program's.
  if (const auto failure = process::read_report(*child)) {
    return fail(process::explain(*failure, spec, environment_, root_));
  }
  if (ending != Ending::ended) return fail(cut_short(ending, spec, remains, output));
  if (end) end->output = output.text();
  return end;
}

}  // namespace converge
