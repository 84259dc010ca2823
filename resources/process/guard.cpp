// SPDX-License-Identifier: MIT
#include "resources/process/guard.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <set>

#include "resources/process/script.h"
#include "resources/process/session.h"

namespace converge::process {
namespace {

/// Takes the guard out of our terminal, our pipes and our working folder: it
/// must keep nothing open that somebody waits for. Answers where the pipe is now.
int stand_apart(int pipe) {
  ::setsid();
  ::prctl(PR_SET_NAME, "converge-guard");  // `pkill -x converge` must not end it with those whom it guards
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(number, SIG_IGN);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int number : {0, 1, 2}) ::dup2(null, number);
  constexpr int place = 3;
  ::dup2(pipe, place);
  ::close_range(place + 1, ~0U, 0);
  [[maybe_unused]] const int moved = ::chdir("/");
  return place;
}

/// Until the pipe ends. Records are written in one piece each and arrive so.
std::set<pid_t> sessions_left(int pipe) {
  std::set<pid_t> sessions;
  GuardRecord record;
  for (;;) {
    const ssize_t count = ::read(pipe, &record, sizeof record);
    if (count < 0 && errno == EINTR) continue;
    if (count != static_cast<ssize_t>(sizeof record)) return sessions;
    if (record.word == GuardRecord::Word::begun)
      sessions.insert(record.session);
    else
      sessions.erase(record.session);
  }
}

[[noreturn]] void keep_watch(int pipe, std::chrono::milliseconds grace) {
  const int here = stand_apart(pipe);
  for (const pid_t session : sessions_left(here)) {
    OutputPipe nobody_speaks(Descriptor(), 0);
    end_session(session, grace, nobody_speaks);
  }
  ::_exit(0);
}

}  // namespace

Guard::~Guard() {
  if (pid_ < 0) return;
  writer_.close();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<int> Guard::pipe() {
  const std::lock_guard lock(mutex_);
  if (pid_ < 0) {
    if (auto started = start(); !started) return fail(std::move(started.error()));
  }
  return writer_.get();
}

Result<void> Guard::start() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error(errno, "making the guard's pipe"));
  const Descriptor reader(ends[0]);
  const Descriptor low(ends[1]);
  Descriptor writer(::fcntl(low.get(), F_DUPFD_CLOEXEC, first_spare));
  if (!writer.is_open()) return fail(system_error(errno, "moving the guard's pipe"));
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) keep_watch(reader.get(), grace_);
  const int number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return fail(system_error(number, "starting the guard"));
  pid_ = pid;
  writer_ = std::move(writer);
  return {};
}

void Guard::forget(pid_t session) {
  const std::lock_guard lock(mutex_);
  const GuardRecord record{GuardRecord::Word::ended, session};
  // A guard that is gone guards nothing, and the program has ended all the same.
  [[maybe_unused]] const ssize_t written = ::write(writer_.get(), &record, sizeof record);
}

}  // namespace converge::process
