// SPDX-License-Identifier: MIT
#include "resources/process/session.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>
#include <vector>

namespace converge::process {
namespace {

constexpr std::chrono::seconds patience_after_kill{5};  // a process may be stuck in the kernel

/// A process held by a descriptor: its number may be given to another one, the
/// descriptor stays its own.
struct Member {
  pid_t pid = 0;
  Descriptor ended;  ///< pidfd
};

/// Whether a process is over, be it a zombie or gone.
bool has_ended(const Descriptor& pidfd) {
  pollfd entry{pidfd.get(), POLLIN, 0};
  return ::poll(&entry, 1, 0) == 1;
}

/// The leader belongs to its session even before it has got round to making it.
bool belongs(pid_t pid, pid_t session) { return pid == session || ::getsid(pid) == session; }

/// The process, if it is alive and of that session.
std::optional<Member> hold(pid_t pid, pid_t session) {
  if (!belongs(pid, session)) return std::nullopt;
  Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
  // Asked again, now that the number cannot change hands unnoticed.
  if (!pidfd.is_open() || has_ended(pidfd) || !belongs(pid, session)) return std::nullopt;
  return Member{pid, std::move(pidfd)};
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

/// The living processes of a session. Without /proc the leader is all we know.
std::vector<Member> members_of(pid_t session) {
  std::vector<Member> members;
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir("/proc"));
  if (folder == nullptr) {
    if (auto leader = hold(session, session)) members.push_back(std::move(*leader));
    return members;
  }
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    pid_t pid = 0;
    const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc{} || stop != name.data() + name.size()) continue;
    if (auto member = hold(pid, session)) members.push_back(std::move(*member));
  }
  return members;
}

/// Through the descriptors: a number could have been given to somebody else meanwhile.
void signal_all(const std::vector<Member>& members, int number) {
  for (const Member& member : members) ::syscall(SYS_pidfd_send_signal, member.ended.get(), number, nullptr, 0U);
}

/// Waits until all have ended or the deadline is past, reading output meanwhile.
void await(const std::vector<Member>& members, Clock::time_point deadline, OutputPipe& output) {
  std::vector<pollfd> entries;
  entries.reserve(members.size() + 1);
  for (const Member& member : members) entries.push_back({member.ended.get(), POLLIN, 0});
  entries.push_back({output.number(), POLLIN, 0});
  std::size_t living = members.size();
  while (living > 0 && Clock::now() < deadline) {
    if (::poll(entries.data(), entries.size(), poll_timeout(deadline)) <= 0) continue;
    if (entries.back().revents != 0) output.take();
    entries.back().fd = output.number();
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (entries[i].revents == 0 || entries[i].fd < 0) continue;
      entries[i].fd = -1;
      --living;
    }
  }
}

}  // namespace

int poll_timeout(std::optional<Clock::time_point> deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
  constexpr decltype(left) longest = 3'600'000;  // who waits longer asks again
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, longest));
}

Remains end_session(pid_t leader, std::chrono::milliseconds grace, OutputPipe& output) {
  std::vector<Member> members = members_of(leader);
  signal_all(members, SIGTERM);
  signal_all(members, SIGCONT);  // one that is stopped could not end
  const auto end_of_grace = Clock::now() + grace;
  // Whoever is started while we wait, by a trap for instance, shares the grace.
  while (!members.empty() && Clock::now() < end_of_grace) {
    await(members, end_of_grace, output);
    members = members_of(leader);
  }
  // Each round kills what it sees; who forks faster than that runs into the limit.
  const auto end_of_patience = Clock::now() + patience_after_kill;
  while (!members.empty() && Clock::now() < end_of_patience) {
    signal_all(members, SIGKILL);
    await(members, end_of_patience, output);
    members = members_of(leader);
  }
  return members.empty() ? Remains::none : Remains::some;
}

}  // namespace converge::process
