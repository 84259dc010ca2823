// SPDX-License-Identifier: MIT
#include "inventory/facts/text_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "inventory/facts/texts.h"

namespace converge {

namespace {

constexpr std::size_t most_bytes = 4U << 20U;

/// A descriptor that is closed when it dies.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// openat2 is the one call that follows links as another root would (Linux 5.6).
int open_in(const FactPlace& place, const std::string& path, int flags) {
  if (place.is_running()) return open(path.c_str(), flags);
  const File root(open(place.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return -1;
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how));
}

/// O_NONBLOCK: a pipe in the place of a file is opened without waiting for a writer.
Result<File> open_text(const FactPlace& place, const std::string& path) {
  File file(open_in(place, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return fail(system_error(errno, path));
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return fail(system_error(errno, path));
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::invalid, path + " is not a regular file");
  return file;
}

/// Hands over the file in pieces until `take` answers Walk::stop.
Result<void> read_pieces(const FactPlace& place, const std::string& path,
                         const std::function<Walk(std::string_view)>& take) {
  const Result<File> file = open_text(place, path);
  if (!file) return fail(file.error());
  std::string piece(64 * 1024, '\0');
  while (true) {
    const ssize_t count = read(file->get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(system_error(errno, path));
    if (count == 0 || take({piece.data(), static_cast<std::size_t>(count)}) == Walk::stop) return {};
  }
}

}  // namespace

Result<std::string> read_text(const FactPlace& place, const std::string& path) {
  std::string text;
  const Result<void> done = read_pieces(place, path, [&](std::string_view piece) {
    text += piece;
    return text.size() > most_bytes ? Walk::stop : Walk::go_on;
  });
  if (!done) return fail(done.error());
  if (text.size() > most_bytes) return fail(ErrorCode::invalid, path + " is larger than 4 MiB");
  return text;
}

Result<void> read_lines(const FactPlace& place, const std::string& path,
                        const std::function<Walk(std::string_view)>& line) {
  std::string rest;
  Walk walk = Walk::go_on;
  const Result<void> done = read_pieces(place, path, [&](std::string_view piece) {
    rest += piece;
    std::size_t start = 0;
    for (std::size_t end = 0; walk == Walk::go_on && (end = rest.find('\n', start)) != std::string::npos;
         start = end + 1)
      walk = line(std::string_view(rest).substr(start, end - start));
    rest.erase(0, start);
    return rest.size() > most_bytes ? Walk::stop : walk;
  });
  if (!done) return done;
  if (rest.size() > most_bytes) return fail(ErrorCode::invalid, path + " has a line larger than 4 MiB");
  if (walk == Walk::go_on && !rest.empty()) line(rest);
  return {};
}

Result<std::string> read_word(const FactPlace& place, const std::string& path) {
  const Result<std::string> text = read_text(place, path);
  if (!text) return text;
  return std::string(trimmed(std::string_view(*text).substr(0, text->find('\n'))));
}

Result<std::vector<std::string>> names_in(const std::string& folder) {
  std::vector<std::string> names;
  DIR* open = opendir(folder.c_str());
  if (open == nullptr && errno == ENOENT) return names;
  if (open == nullptr) return fail(system_error(errno, folder));
  while (const dirent* entry = readdir(open))
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  closedir(open);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> read_link(const FactPlace& place, const std::string& path) {
  const File file(open_in(place, path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (file.get() < 0) return fail(system_error(errno, path));
  std::string target(4096, '\0');
  const ssize_t count = readlinkat(file.get(), "", target.data(), target.size());
  if (count < 0) return fail(system_error(errno, path));
  target.resize(static_cast<std::size_t>(count));
  return target;
}

/// O_PATH opens the name only: no driver and no server is asked for its content.
bool exists(const FactPlace& place, const std::string& path) {
  return File(open_in(place, path, O_PATH | O_CLOEXEC)).get() >= 0;
}

}  // namespace converge
