// SPDX-License-Identifier: MIT
// posix_script_runner.cpp: a child with two pipes, and a clock.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "inventory/script.h"

namespace converge {

namespace {

constexpr std::size_t most_output = 64UL << 20U;  ///< what sources give of a file, too
constexpr std::size_t most_errors = 4096;         ///< kept of standard error

class Pipe {
 public:
  Pipe() { open_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() { close_read(), close_write(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_read() { close_end(ends_[0]); }
  void close_write() { close_end(ends_[1]); }

 private:
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
  std::array<int, 2> ends_{-1, -1};
  bool open_ = false;
};

/// Starts the program as the leader of a process group; answers an errno, 0 for none.
int start(const std::string& path, const std::vector<std::string>& arguments, const Pipe& out, const Pipe& errors, pid_t& child) {
  std::vector<char*> argv = {const_cast<char*>(path.c_str())};  // posix_spawn does not write to them
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end(), 1);
  posix_spawn_file_actions_adddup2(&actions, errors.write_end(), 2);
  sigset_t none;  // whoever runs this may have blocked signals
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error = ::posix_spawn(&child, path.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

/// Kills what is left of the group, and waits for its leader.
int finish(pid_t child) {
  int status = 0;
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {}
  ::kill(-child, SIGKILL);  // before the leader is gone, its number is nobody else's
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return status;
}

/// Reads some bytes; false at the end.
bool drain(int end, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t got = ::read(end, buffer.data(), buffer.size());
  if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

struct Printed {
  std::string out;
  std::string errors;
};

/// Reads both pipes until the program closes the first; an error at the deadline.
Result<void> collect(const Pipe& out, const Pipe& errors, std::chrono::steady_clock::time_point deadline, Printed& printed) {
  std::array<pollfd, 2> watched{{{out.read_end(), POLLIN, 0}, {errors.read_end(), POLLIN, 0}}};
  while (watched[0].fd >= 0 || watched[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const int ready = left.count() <= 0 ? 0 : ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
    if (ready == 0) return fail(ErrorCode::timed_out, "it took too long and was killed");
    if (ready < 0 && errno != EINTR) return fail(system_error(errno, "waiting for it"));
    if (ready < 0) continue;
    if (watched[0].revents != 0 && !drain(out.read_end(), printed.out)) watched[0].fd = -1;
    if (watched[1].revents != 0 && !drain(errors.read_end(), printed.errors)) watched[1].fd = -1;
    if (printed.out.size() > most_output) return fail(ErrorCode::unsupported, "it prints more than 64 MiB");
    if (printed.errors.size() > 2 * most_errors) printed.errors.erase(0, printed.errors.size() - most_errors);
  }
  return {};
}

/// "exit code 1\n    Traceback ...", each line of standard error set off.
std::string with_errors(std::string message, const std::string& errors) {
  std::string_view rest(errors);
  while (rest.ends_with('\n') || rest.ends_with(' ')) rest.remove_suffix(1);
  if (rest.size() > most_errors) rest.remove_prefix(rest.size() - most_errors);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    message += "\n    " + std::string(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return message;
}

}  // namespace

Result<std::string> PosixScriptRunner::run(const std::string& path, const std::vector<std::string>& arguments) {
  Pipe out;
  Pipe errors;
  if (!out.open() || !errors.open()) return fail(system_error(errno, "making a pipe"));
  const auto deadline = std::chrono::steady_clock::now() + deadline_;
  pid_t child = 0;
  if (const int error = start(path, arguments, out, errors, child); error != 0) return fail(system_error(error, "starting " + path));
  out.close_write();
  errors.close_write();
  Printed printed;
  Result<void> collected = collect(out, errors, deadline, printed);
  if (!collected) ::kill(-child, SIGKILL);
  const int status = finish(child);
  if (!collected) return fail(collected.error().code, with_errors(collected.error().message, printed.errors));
  if (WIFSIGNALED(status)) return fail(ErrorCode::failed, with_errors("signal " + std::to_string(WTERMSIG(status)), printed.errors));
  if (WEXITSTATUS(status) != 0) return fail(ErrorCode::failed, with_errors("exit code " + std::to_string(WEXITSTATUS(status)), printed.errors));
  return std::move(printed.out);
}

}  // namespace converge
