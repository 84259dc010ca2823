// SPDX-License-Identifier: MIT
#include "resources/process/script.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "resources/process/guard.h"

namespace converge::process {
namespace {

constexpr int report_number = 3;   // where the report pipe is until exec closes it
constexpr int busy_attempts = 20;  // times busy_pause_ms: how long a program may be "busy"
constexpr int busy_pause_ms = 10;

/// 127 is what a shell says of a program that it cannot run; nobody looks at it.
[[noreturn]] void give_up(StartStage stage, int number) {
  const StartFailure failure{stage, number};
  [[maybe_unused]] const ssize_t written = ::write(report_number, &failure, sizeof failure);
  ::_exit(127);
}

/// What the host program ignores or blocks is inherited through exec otherwise.
/// The kernel is asked itself: sigaction(3) refuses 32 and 33, which the C
/// library keeps for threads and which an ignoring parent hands down to us.
/// All zeros is the kernel's action with SIG_DFL, on every architecture.
void reset_signals() {
  constexpr std::array<std::uint64_t, 8> standard{};
  constexpr std::size_t mask_size = 8;
  for (int number = 1; number < NSIG; ++number)
    ::syscall(SYS_rt_sigaction, number, standard.data(), nullptr, mask_size);  // KILL and STOP refuse, ignoring
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void set_up_descriptors(const Script& script) {
  // The report goes to its place first, so that every later failure can be told.
  if (::dup2(script.report, report_number) < 0) ::_exit(127);
  ::fcntl(report_number, F_SETFD, FD_CLOEXEC);
  const bool placed = ::dup2(script.input, 0) == 0 && ::dup2(script.output, 1) == 1 && ::dup2(script.output, 2) == 2;
  if (!placed || ::close_range(report_number + 1, ~0U, 0) != 0) give_up(StartStage::setup, errno);
}

/// Another thread's fork may hold a program that was just written open for
/// writing until its own exec; that passes within milliseconds.
int execute_patiently(const char* program, const Script& script) {
  for (int attempt = 0; attempt < busy_attempts; ++attempt) {
    ::execve(program, script.argv.data(), script.environment.data());
    if (errno != ETXTBSY) break;
    ::poll(nullptr, 0, busy_pause_ms);
  }
  return errno;
}

/// Tries the candidates like execvp(3): one that is there but may not be run
/// does not end the search, and is what is reported in the end.
[[noreturn]] void execute(const Script& script) {
  StartFailure failure{StartStage::program, ENOENT};
  for (const char* program : script.programs) {
    const int number = execute_patiently(program, script);
    if (number == EACCES)
      failure.number = EACCES;
    else if (number == ENOENT && ::access(program, F_OK) == 0)
      give_up(StartStage::interpreter, number);
    else if (number != ENOENT && number != ENOTDIR)
      give_up(StartStage::program, number);
  }
  give_up(failure.stage, failure.number);
}

}  // namespace

// No controlling terminal, so nothing can ask for a password there. chroot(2)
// leaves the working folder outside, hence chdir(2) after it.
void become(const Script& script) {
  ::setsid();
  const GuardRecord record{GuardRecord::Word::begun, ::getpid()};
  if (::write(script.guard, &record, sizeof record) != static_cast<ssize_t>(sizeof record)) ::_exit(127);
  set_up_descriptors(script);
  reset_signals();
  ::umask(022);
  if (script.root != nullptr && ::chroot(script.root) != 0) give_up(StartStage::root, errno);
  if (::chdir(script.folder) != 0) give_up(StartStage::folder, errno);
  execute(script);
}

}  // namespace converge::process
