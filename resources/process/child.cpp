// SPDX-License-Identifier: MIT
#include "resources/process/child.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

namespace converge::process {
namespace {

constexpr std::string_view base_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Later additions win; the base keeps its order, so equal specs run alike.
Environment merged(const Environment& base, const Environment& additions) {
  Environment all = base;
  for (const auto& [name, value] : additions) {
    const auto same_name = [&wanted = name](const auto& entry) { return entry.first == wanted; };
    const auto present = std::find_if(all.begin(), all.end(), same_name);
    if (present == all.end())
      all.emplace_back(name, value);
    else
      present->second = value;
  }
  return all;
}

std::string_view search_path(const Environment& environment) {
  for (const auto& [name, value] : environment)
    if (name == "PATH") return value;
  return {};
}

/// The paths that execvp(3) would try: a name with a slash is a path already, and
/// an empty folder in PATH is the working folder.
std::vector<std::string> candidates(const std::string& program, std::string_view path) {
  if (program.find('/') != std::string::npos) return {program};
  std::vector<std::string> found;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    const std::string_view folder = path.substr(at, end - at);
    found.push_back(folder.empty() ? "./" + program : std::string(folder) + "/" + program);
    at = end + 1;
  }
  return found;
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

/// What execve(2) would cut short or misread without a word.
std::optional<Error> find_fault(const ProcessSpec& spec) {
  if (spec.argv.empty() || spec.argv.front().empty()) {
    return Error{ErrorCode::invalid, "there is no program to run: the argument list is empty", {}};
  }
  if (!spec.cwd.starts_with('/') || has_nul(spec.cwd)) {
    return Error{ErrorCode::invalid, "the working folder '" + spec.cwd + "' is not an absolute path", {}};
  }
  for (const std::string& argument : spec.argv) {
    if (has_nul(argument)) return Error{ErrorCode::invalid, "an argument holds a NUL character", {}};
  }
  for (const auto& [name, value] : spec.environment) {
    if (name.empty() || name.find('=') != std::string::npos || has_nul(name) || has_nul(value)) {
      return Error{ErrorCode::invalid, "'" + name + "' cannot be an environment variable", {}};
    }
  }
  return std::nullopt;
}

Error setup_error(std::string what) { return system_error(errno, std::move(what)); }

/// The same file under a number that cannot collide with 0 to 3.
Result<Descriptor> moved_up(Descriptor low) {
  Descriptor high(::fcntl(low.get(), F_DUPFD_CLOEXEC, first_spare));
  if (!high.is_open()) return fail(setup_error("moving a descriptor"));
  return high;
}

struct Pipe {
  Descriptor reader;  ///< does not block
  Descriptor writer;
};

/// The reading end is ours and may stay low; the writing end is for the child.
Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(setup_error("making a pipe"));
  Descriptor reader(ends[0]);
  auto writer = moved_up(Descriptor(ends[1]));
  if (!writer) return fail(std::move(writer.error()));
  ::fcntl(reader.get(), F_SETFL, O_NONBLOCK);
  return Pipe{std::move(reader), std::move(*writer)};
}

/// Standard input: an unnamed file rather than a pipe, so that nobody has to
/// feed it and a program that does not read it costs nothing.
Result<Descriptor> make_input(std::string_view bytes) {
  if (bytes.empty()) {
    Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null.is_open()) return fail(setup_error("opening /dev/null"));
    return moved_up(std::move(null));
  }
  Descriptor file(::memfd_create("stdin", MFD_CLOEXEC));
  if (!file.is_open()) return fail(setup_error("making standard input"));
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return fail(setup_error("filling standard input"));
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail(setup_error("rewinding standard input"));
  return moved_up(std::move(file));
}

/// Forks with every signal blocked, so that no handler of the host program
/// runs in the child before it has reset them.
Result<pid_t> fork_quietly(const Script& script) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) become(script);
  const int number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return fail(system_error(number, "starting a process"));
  return pid;
}

/// A mutable view of strings, as execve(2) wants it.
std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// NAME=VALUE, as execve(2) wants it.
std::vector<std::string> joined(const Environment& environment) {
  std::vector<std::string> out;
  out.reserve(environment.size());
  for (const auto& [name, value] : environment) out.push_back(name + "=" + value);
  return out;
}

}  // namespace

Environment base_environment() {
  std::string user = "root";
  std::string home = "/root";
  // Root is known without asking; a directory service may be slow or down.
  if (const uid_t uid = ::geteuid(); uid != 0) {
    user = std::to_string(uid);
    home = "/";
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
      user = found->pw_name;
      home = found->pw_dir;
    }
  }
  return {{"PATH", std::string(base_path)}, {"HOME", home}, {"LANG", "C.UTF-8"}, {"USER", user}, {"SHELL", "/bin/sh"}};
}

Result<Child> start_child(const ProcessSpec& spec, const Environment& base, const std::string& root, Guard& guard) {
  if (auto fault = find_fault(spec)) return fail(std::move(*fault));
  auto input = make_input(spec.input);
  if (!input) return fail(std::move(input.error()));
  auto output = make_pipe();
  if (!output) return fail(std::move(output.error()));
  auto report = make_pipe();
  if (!report) return fail(std::move(report.error()));

  const auto watched = guard.pipe();
  if (!watched) return fail(watched.error());

  // Everything that the script points to has to live until after the fork.
  const Environment environment = merged(base, spec.environment);
  std::vector<std::string> arguments = spec.argv;
  std::vector<std::string> variables = joined(environment);
  const std::vector<std::string> programs = candidates(spec.argv.front(), search_path(environment));
  Script script;
  script.argv = pointers(arguments);
  script.environment = pointers(variables);
  for (const std::string& program : programs) script.programs.push_back(program.c_str());
  script.root = root == "/" ? nullptr : root.c_str();
  script.folder = spec.cwd.c_str();
  script.input = input->get();
  script.output = output->writer.get();
  script.report = report->writer.get();
  script.guard = *watched;

  const auto pid = fork_quietly(script);
  if (!pid) return fail(pid.error());
  // The child cannot vanish: it stays a zombie until it is waited for.
  Descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0U)));
  if (!ended.is_open()) {
    const int number = errno;
    ::kill(*pid, SIGKILL);
    ::waitpid(*pid, nullptr, 0);
    return fail(system_error(number, "watching a process"));
  }
  return Child{*pid, std::move(ended), std::move(output->reader), std::move(report->reader)};
}

std::optional<StartFailure> read_report(const Child& child) {
  StartFailure failure;
  if (::read(child.report.get(), &failure, sizeof failure) != static_cast<ssize_t>(sizeof failure)) return std::nullopt;
  return failure;
}

}  // namespace converge::process
