// SPDX-License-Identifier: MIT
// state/run_lock.cpp: one run per machine.
#include "state/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <mutex>

#include "engine/core/clock.h"
#include "engine/core/json.h"
#include "state/private_folder.h"

namespace converge {

namespace {

using Steady = std::chrono::steady_clock;

// flock(2) knows no deadline, so a waiting run asks this often.
constexpr std::chrono::milliseconds poll_interval{50};

std::string holder_text(const LockRequest& request) {
  Value map = Value::map();
  map.set("pid", Value::integer(::getpid()));
  map.set("command", Value::string(request.command));
  map.set("reason", Value::string(request.reason));
  map.set("since_ms", Value::integer(unix_now_ms()));
  return to_json(map) + "\n";
}

/// The text may be half-written or from another version: what cannot be read is left out.
LockHolder parse_holder(std::string_view text) {
  LockHolder holder;
  const auto map = parse_json(text);
  if (!map || !map->is_map()) return holder;
  const auto number = [&](std::string_view key) {
    const Value* value = map->find(key);
    return value != nullptr && value->type() == Type::integer ? value->as_integer() : 0;
  };
  const auto word = [&](std::string_view key) {
    const Value* value = map->find(key);
    return value != nullptr ? value->text() : std::string();
  };
  return {number("pid"), word("command"), word("reason"), number("since_ms")};
}

std::string describe(const LockHolder& holder) {
  if (holder.pid == 0) return "another run";
  std::string text = "'" + holder.command + "' (pid " + std::to_string(holder.pid) + ")";
  if (holder.since_ms != 0) text += ", since " + utc_text(holder.since_ms);
  if (!holder.reason.empty()) text += ", because of: " + holder.reason;
  return text;
}

Error busy(const std::string& path, const LockRequest& request) {
  const auto text = read_whole(path, 64 << 10);
  const std::string waited =
      request.timeout.count() == 0
          ? "; wait for it with --lock-timeout"
          : "; it did not end within " + std::to_string((request.timeout.count() + 999) / 1000) + " s";
  return {
      ErrorCode::busy, "the lock " + path + " is held by " + describe(parse_holder(text.value_or(""))) + waited, {}};
}

enum class Attempt { taken, held, moved };

/// `moved`: the file lost its name between open and lock; a lock on it guards nothing.
Result<Attempt> try_lock(int file, const std::string& path) {
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK || errno == EINTR) return Attempt::held;
    return fail(system_error(errno, "locking " + path));
  }
  struct stat mine {};
  struct stat named {};
  if (::fstat(file, &mine) != 0) return fail(system_error(errno, "looking at " + path));
  if (::stat(path.c_str(), &named) != 0 || mine.st_ino != named.st_ino || mine.st_dev != named.st_dev) {
    return Attempt::moved;
  }
  return Attempt::taken;
}

/// By the kernel's list of locks, "1: FLOCK  ADVISORY  WRITE 812 fe:01:271 0 EOF" (proc_locks(5)).
/// Some file systems have another device there than stat(2) tells: the process counts as well.
bool is_locked(const struct stat& file, const LockHolder& holder) {
  const std::string inode = ":" + std::to_string(file.st_ino) + " ";
  const std::string process = "WRITE " + std::to_string(holder.pid) + " ";
  std::array<char, 32> device{};
  std::snprintf(device.data(), device.size(), " %02x:%02x:", major(file.st_dev), minor(file.st_dev));
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    if (line.find(": FLOCK") == std::string::npos || line.find(inode) == std::string::npos) continue;
    if (line.find(device.data() + inode.substr(1)) != std::string::npos || line.find(process) != std::string::npos)
      return true;
  }
  return false;
}

/// Whether to go on waiting: false once the deadline has passed or the run was stopped.
bool wait_a_little(Steady::time_point deadline, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, std::min(deadline, Steady::now() + poll_interval), [] { return false; });
  return !stop.stop_requested() && Steady::now() < deadline;
}

}  // namespace

Result<RunLock> RunLock::acquire(const std::string& folder, const LockRequest& request) {
  if (auto made = make_private_folder(folder); !made) return fail(std::move(made.error()));
  const std::string path = folder + "/lock";
  const Steady::time_point deadline = Steady::now() + request.timeout;
  auto file = open_descriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  while (file) {
    const auto attempt = try_lock(file->get(), path);
    if (!attempt) return fail(attempt.error());
    if (*attempt == Attempt::taken) break;
    if (*attempt == Attempt::moved) {
      file = open_descriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    } else if (!wait_a_little(deadline, request.stop)) {
      if (request.stop.stop_requested()) return fail(ErrorCode::canceled, "stopped while waiting for the lock " + path);
      return fail(busy(path, request));
    }
  }
  if (!file) return fail(std::move(file.error()));
  if (::ftruncate(file->get(), 0) != 0) return fail(system_error(errno, "emptying " + path));
  if (auto written = write_all(file->get(), holder_text(request)); !written) {
    return fail(std::move(written.error()).while_doing("writing " + path));
  }
  return RunLock(std::move(*file));
}

RunLock::~RunLock() {
  // The text is a courtesy; should this fail, the next holder overwrites it.
  if (file_.valid() && ::ftruncate(file_.get(), 0) != 0) errno = 0;
}

std::optional<LockHolder> lock_holder(const std::string& folder) {
  const std::string path = folder + "/lock";
  struct stat named {};
  if (::stat(path.c_str(), &named) != 0) return std::nullopt;
  LockHolder holder = parse_holder(read_whole(path, 64 << 10).value_or(""));
  if (!is_locked(named, holder)) return std::nullopt;
  return holder;
}

std::int64_t unix_now_ms() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace converge
