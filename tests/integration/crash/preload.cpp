// SPDX-License-Identifier: MIT
// preload.cpp: stands between a program and libc, to be loaded with LD_PRELOAD.
// Counts every call that changes a file below CRASH_SCOPE, kills the process
// right before the CRASH_AT-th, and writes what was done to CRASH_TRACE, from
// which disk.py builds what a disk may hold after a power cut. A call that disk.py
// has no model for is written down by its name, so that it cannot go unnoticed.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>

namespace {

template <typename F>
F real(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

std::string env(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The calls so far and the open trace; one lock keeps both in one order.
class Recorder {
 public:
  static Recorder& instance() {
    static Recorder recorder;
    return recorder;
  }

  [[nodiscard]] bool covers(std::string_view path) const { return !scope_.empty() && path.starts_with(scope_); }

  /// Counts a call; never returns from the one to die at.
  void step() {
    if (++count_ != crash_at_) return;
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }

  /// "NAME\tFIRST\tSECOND\tOFFSET\tLENGTH\n" and LENGTH bytes of data.
  void note(std::string_view name, const std::string& first, const std::string& second, std::int64_t offset,
            std::string_view data) {
    if (trace_ < 0) return;
    std::string line = std::string(name) + "\t" + first + "\t" + second + "\t" + std::to_string(offset) + "\t" +
                       std::to_string(data.size()) + "\n" + std::string(data);
    static const auto write_real = real<ssize_t (*)(int, const void*, size_t)>("write");
    if (write_real(trace_, line.data(), line.size()) < 0) std::abort();
  }

  std::recursive_mutex mutex;

 private:
  Recorder() : scope_(env("CRASH_SCOPE")), crash_at_(std::atol(env("CRASH_AT").c_str())) {
    const std::string trace = env("CRASH_TRACE");
    if (!trace.empty()) {
      static const auto open_real = real<int (*)(int, const char*, int, ...)>("openat64");
      trace_ = open_real(AT_FDCWD, trace.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
  }

  std::string scope_;
  long crash_at_ = 0;
  long count_ = 0;
  int trace_ = -1;
};

std::string path_of(int descriptor) {
  char link[64];
  char path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path);
  return length < 0 ? "" : std::string(path, static_cast<std::size_t>(length));
}

/// A path as it was given, made absolute; "" below a descriptor is the descriptor's own.
std::string path_at(int folder, const char* path) {
  constexpr std::string_view descriptors = "/proc/self/fd/";
  if (path == nullptr || *path == '\0') return path_of(folder);
  if (std::string_view(path).starts_with(descriptors)) return path_of(std::atoi(path + descriptors.size()));
  if (*path == '/') return path;
  std::string base = folder == AT_FDCWD ? "." : path_of(folder);
  if (folder == AT_FDCWD) {
    char* cwd = get_current_dir_name();
    base = cwd == nullptr ? "" : cwd;
    std::free(cwd);
  }
  return base + "/" + path;
}

/// Runs one call under the lock: counted before, noted after if it worked.
template <typename Call, typename Note>
auto recorded(const std::string& path, Call call, Note note) {
  Recorder& recorder = Recorder::instance();
  if (!recorder.covers(path)) return call();
  const std::lock_guard lock(recorder.mutex);
  recorder.step();
  const auto answer = call();
  const int saved = errno;
  if (answer >= 0) note(recorder, answer);
  errno = saved;
  return answer;
}

std::string_view bytes(const void* data, ssize_t count) {
  return {static_cast<const char*>(data), static_cast<std::size_t>(count)};
}

/// One call on an open file or on a path that the replay knows by `name` alone.
template <typename Call>
auto plain(std::string_view name, const std::string& path, Call call, std::int64_t number = 0) {
  return recorded(path, call, [&](Recorder& recorder, auto) { recorder.note(name, path, "", number, ""); });
}

}  // namespace

// The mode is there only if the flags say that it is.
#define CONVERGE_MODE_OF(flags, mode)                               \
  mode_t mode = 0;                                                  \
  if (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE) { \
    va_list arguments;                                              \
    va_start(arguments, flags);                                     \
    mode = va_arg(arguments, mode_t);                               \
    va_end(arguments);                                              \
  }

extern "C" {

// Data.

ssize_t write(int fd, const void* data, size_t count) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t)>("write");
  const std::string path = path_of(fd);
  const off_t offset = Recorder::instance().covers(path) ? lseek(fd, 0, SEEK_CUR) : 0;
  return recorded(
      path, [&] { return call(fd, data, count); },
      [&](Recorder& r, ssize_t n) { r.note("write", path, "", offset, bytes(data, n)); });
}

ssize_t pwrite64(int fd, const void* data, size_t count, off64_t offset) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  const std::string path = path_of(fd);
  return recorded(
      path, [&] { return call(fd, data, count, offset); },
      [&](Recorder& r, ssize_t n) { r.note("write", path, "", offset, bytes(data, n)); });
}

ssize_t pwrite(int fd, const void* data, size_t count, off_t offset) { return pwrite64(fd, data, count, offset); }

int ftruncate64(int fd, off64_t length) {
  static const auto call = real<int (*)(int, off64_t)>("ftruncate64");
  return plain(
      "truncate", path_of(fd), [&] { return call(fd, length); }, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

ssize_t writev(int fd, const struct iovec* parts, int count) {
  static const auto call = real<ssize_t (*)(int, const struct iovec*, int)>("writev");
  return plain("writev", path_of(fd), [&] { return call(fd, parts, count); });
}

ssize_t copy_file_range(int from, off64_t* from_offset, int to, off64_t* to_offset, size_t count, unsigned flags) {
  static const auto call = real<ssize_t (*)(int, off64_t*, int, off64_t*, size_t, unsigned)>("copy_file_range");
  return plain("copy_file_range", path_of(to), [&] { return call(from, from_offset, to, to_offset, count, flags); });
}

ssize_t sendfile64(int to, int from, off64_t* offset, size_t count) {
  static const auto call = real<ssize_t (*)(int, int, off64_t*, size_t)>("sendfile64");
  return plain("sendfile", path_of(to), [&] { return call(to, from, offset, count); });
}

ssize_t sendfile(int to, int from, off_t* offset, size_t count) { return sendfile64(to, from, offset, count); }

int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  static const auto call = real<int (*)(int, int, off64_t, off64_t)>("fallocate64");
  return plain("fallocate", path_of(fd), [&] { return call(fd, mode, offset, length); });
}

int fallocate(int fd, int mode, off_t offset, off_t length) { return fallocate64(fd, mode, offset, length); }

// What makes it durable. sync_file_range promises nothing about metadata, so it is not here.

int fsync(int fd) {
  static const auto call = real<int (*)(int)>("fsync");
  return plain("fsync", path_of(fd), [&] { return call(fd); });
}

int fdatasync(int fd) {
  static const auto call = real<int (*)(int)>("fdatasync");
  return plain("fsync", path_of(fd), [&] { return call(fd); });
}

// Metadata.

int fchmod(int fd, mode_t mode) {
  static const auto call = real<int (*)(int, mode_t)>("fchmod");
  return plain(
      "chmod", path_of(fd), [&] { return call(fd, mode); }, mode);
}

int fchmodat(int folder, const char* path, mode_t mode, int flags) {
  static const auto call = real<int (*)(int, const char*, mode_t, int)>("fchmodat");
  return plain(
      "chmod", path_at(folder, path), [&] { return call(folder, path, mode, flags); }, mode);
}

int chmod(const char* path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }

int fchown(int fd, uid_t uid, gid_t gid) {
  static const auto call = real<int (*)(int, uid_t, gid_t)>("fchown");
  return plain("chown", path_of(fd), [&] { return call(fd, uid, gid); });
}

int fchownat(int folder, const char* path, uid_t uid, gid_t gid, int flags) {
  static const auto call = real<int (*)(int, const char*, uid_t, gid_t, int)>("fchownat");
  return plain("chown", path_at(folder, path), [&] { return call(folder, path, uid, gid, flags); });
}

int fsetxattr(int fd, const char* name, const void* value, size_t size, int flags) {
  static const auto call = real<int (*)(int, const char*, const void*, size_t, int)>("fsetxattr");
  return plain("xattr", path_of(fd), [&] { return call(fd, name, value, size, flags); });
}

int fremovexattr(int fd, const char* name) {
  static const auto call = real<int (*)(int, const char*)>("fremovexattr");
  return plain("xattr", path_of(fd), [&] { return call(fd, name); });
}

// Names.

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  static const auto call = real<int (*)(int, const char*, int, const char*, unsigned)>("renameat2");
  const std::string old_path = path_at(from_folder, from);
  const std::string new_path = path_at(to_folder, to);
  const std::string name = flags == 0 ? "rename" : "renameat2";
  return recorded(
      new_path, [&] { return call(from_folder, from, to_folder, to, flags); },
      [&](Recorder& r, int) { r.note(name, old_path, new_path, 0, ""); });
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  return renameat2(from_folder, from, to_folder, to, 0);
}

int rename(const char* from, const char* to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  static const auto call = real<int (*)(int, const char*, int, const char*, int)>("linkat");
  const std::string source = path_at(from_folder, from);
  const std::string target = path_at(to_folder, to);
  const std::string name = source.ends_with(" (deleted)") ? "name" : "linkat";
  return recorded(
      target, [&] { return call(from_folder, from, to_folder, to, flags); },
      [&](Recorder& r, int) { r.note(name, source, target, 0, ""); });
}

int link(const char* from, const char* to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char* path, int flags) {
  static const auto call = real<int (*)(int, const char*, int)>("unlinkat");
  return plain("unlink", path_at(folder, path), [&] { return call(folder, path, flags); });
}

int unlink(const char* path) { return unlinkat(AT_FDCWD, path, 0); }

int rmdir(const char* path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char* path, mode_t mode) {
  static const auto call = real<int (*)(int, const char*, mode_t)>("mkdirat");
  return plain(
      "mkdir", path_at(folder, path), [&] { return call(folder, path, mode); }, mode);
}

int mkdir(const char* path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int symlinkat(const char* target, int folder, const char* path) {
  static const auto call = real<int (*)(const char*, int, const char*)>("symlinkat");
  const std::string full = path_at(folder, path);
  return recorded(
      full, [&] { return call(target, folder, path); },
      [&](Recorder& r, int) { r.note("symlink", full, target, 0, ""); });
}

int symlink(const char* target, const char* path) { return symlinkat(target, AT_FDCWD, path); }

/// Opening counts as a change only where it creates or empties a file.
int openat64(int folder, const char* path, int flags, ...) {
  static const auto call = real<int (*)(int, const char*, int, ...)>("openat64");
  CONVERGE_MODE_OF(flags, mode)
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    return recorded(
        path_at(folder, path), [&] { return call(folder, path, flags, mode); },
        [&](Recorder& r, int fd) { r.note("nameless", path_of(fd), "", mode, ""); });
  }
  if ((flags & (O_CREAT | O_TRUNC)) == 0) return call(folder, path, flags, mode);
  const char* name = (flags & O_TRUNC) != 0 ? "create-empty" : "create";
  return plain(
      name, path_at(folder, path), [&] { return call(folder, path, flags, mode); }, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  CONVERGE_MODE_OF(flags, mode)
  return openat64(folder, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  CONVERGE_MODE_OF(flags, mode)
  return openat64(AT_FDCWD, path, flags, mode);
}

int open(const char* path, int flags, ...) {
  CONVERGE_MODE_OF(flags, mode)
  return openat64(AT_FDCWD, path, flags, mode);
}

/// The name is known only afterwards.
int mkostemp64(char* path, int flags) {
  static const auto call = real<int (*)(char*, int)>("mkostemp64");
  return recorded(
      path_at(AT_FDCWD, path), [&] { return call(path, flags); },
      [&](Recorder& r, int) { r.note("create", path_at(AT_FDCWD, path), "", 0600, ""); });
}

int mkostemp(char* path, int flags) { return mkostemp64(path, flags); }
int mkstemp(char* path) { return mkostemp64(path, 0); }

}  // extern "C"
