// SPDX-License-Identifier: MIT
#include "engine/secret/password_script.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

extern char** environ;

namespace converge::secret {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t most_bytes = 64 * 1024;

/// The program gets signals as usual: the caller may have blocked those that stop a run, and ignore broken pipes.
Result<pid_t> start(const std::vector<std::string>& words, int output) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  sigset_t usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error = posix_spawn(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail(system_error(error, words[0]));
  return child;
}

int milliseconds_left(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  return left <= 0 ? 0 : static_cast<int>(left);
}

/// Reads until the program closes its output, or for as long as it may take.
Result<SecretBytes> read_all(int input, const std::string& program, Clock::time_point end) {
  SecretBytes out;
  std::array<char, 4096> piece{};
  while (true) {
    pollfd waiting{input, POLLIN, 0};
    const int ready = poll(&waiting, 1, milliseconds_left(end));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return fail(ErrorCode::timed_out, program + " has not printed a password in time");
    const ssize_t count = read(input, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(system_error(errno, program));
    if (count == 0) return out;
    out.append({piece.data(), static_cast<std::size_t>(count)});
    wipe(piece.data(), piece.size());
    if (out.size() > most_bytes) return fail(ErrorCode::invalid, program + " prints more than 64 KiB");
  }
}

/// Whether the program ends in time. One that closed its output need not end soon.
bool ends_by(pid_t child, Clock::time_point end) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (handle < 0) return false;
  pollfd waiting{handle, POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&waiting, 1, milliseconds_left(end));
  } while (ready < 0 && errno == EINTR);
  close(handle);
  return ready == 1;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Result<SecretBytes> output_of(const std::vector<std::string>& words, std::chrono::milliseconds deadline) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error(errno, "pipe"));
  const auto child = start(words, ends[1]);
  close(ends[1]);
  if (!child) {
    close(ends[0]);
    return fail(child.error());
  }
  const Clock::time_point end = Clock::now() + deadline;
  Result<SecretBytes> output = read_all(ends[0], words[0], end);
  close(ends[0]);
  if (output && !ends_by(*child, end)) output = fail(ErrorCode::timed_out, words[0] + " has not ended in time");
  if (!output) kill(*child, SIGKILL);
  const int status = wait_for(*child);
  if (!output) return output;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  const std::string how = WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                            : "signal " + std::to_string(WTERMSIG(status));
  return fail(ErrorCode::failed, words[0] + " ended with " + how);
}

}  // namespace converge::secret
