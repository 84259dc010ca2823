// SPDX-License-Identifier: MIT
// state/folder_source.cpp: desired state in a plain folder; the kernel keeps paths inside it.
#include "state/folder_source.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "state/descriptor.h"
#include "state/source_path.h"

namespace converge {

namespace {

class FileReader final : public ContentReader {
 public:
  explicit FileReader(Descriptor file) : file_(std::move(file)) {}
  Result<std::size_t> read(std::span<char> buffer) override { return read_some(file_.get(), buffer); }

 private:
  Descriptor file_;
};

struct FolderCloser {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

class FolderSource final : public Source {
 public:
  FolderSource(Descriptor top, std::string path) : top_(std::move(top)), path_(std::move(path)) {}

  Result<std::string> read(const std::string& path) const override {
    auto reader = open(path);
    if (!reader) return fail(std::move(reader.error()));
    return read_source(**reader, path);
  }

  Result<std::unique_ptr<ContentReader>> open(const std::string& path) const override {
    // O_NONBLOCK: opening a pipe must not wait for its other end.
    auto file = enter(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!file) return fail(std::move(file.error()));
    struct stat found {};
    if (::fstat(file->get(), &found) != 0) return fail(system_error(errno, "looking at " + shown(path)));
    if (S_ISDIR(found.st_mode)) return fail(ErrorCode::unsupported, shown(path) + " is a folder, not a file");
    if (!S_ISREG(found.st_mode)) return fail(ErrorCode::unsupported, shown(path) + " is not a regular file");
    return std::make_unique<FileReader>(std::move(*file));
  }

  Result<SourceEntry> stat(const std::string& path) const override {
    auto place = enter(path, O_PATH | O_NOFOLLOW);
    if (!place) return fail(std::move(place.error()));
    const auto clean = source_path(path);
    return entry_at(place->get(), "", name_of(clean.value_or("")), path);
  }

  Result<std::vector<SourceEntry>> list(const std::string& path) const override {
    auto place = enter(path, O_RDONLY | O_DIRECTORY);
    if (!place) return fail(std::move(place.error()));
    const std::unique_ptr<DIR, FolderCloser> folder(::fdopendir(::fcntl(place->get(), F_DUPFD_CLOEXEC, 0)));
    if (!folder) return fail(system_error(errno, "listing " + shown(path)));
    std::vector<SourceEntry> entries;
    for (errno = 0; const dirent* next = ::readdir(folder.get()); errno = 0) {
      const std::string name = next->d_name;
      if (name == "." || name == "..") continue;
      auto entry = entry_at(place->get(), name.c_str(), name, path);
      if (!entry) return fail(std::move(entry.error()));
      entries.push_back(std::move(*entry));
    }
    if (errno != 0) return fail(system_error(errno, "listing " + shown(path)));
    std::ranges::sort(entries, {}, &SourceEntry::name);
    return entries;
  }

  [[nodiscard]] std::string revision() const override { return ""; }
  [[nodiscard]] std::string describe() const override { return path_; }

 private:
  [[nodiscard]] std::string shown(const std::string& path) const { return (path_ == "/" ? "" : path_) + "/" + path; }

  /// Opens a path below the top; the kernel refuses whatever would leave it.
  [[nodiscard]] Result<Descriptor> enter(const std::string& path, int flags) const {
    const auto clean = source_path(path);
    if (!clean) return fail(clean.error());
    struct open_how how {};
    how.flags = static_cast<unsigned>(flags) | O_CLOEXEC;
    how.resolve = (path_ == "/" ? RESOLVE_IN_ROOT : RESOLVE_BENEATH) | RESOLVE_NO_MAGICLINKS;  // nothing leads out of the whole disk
    long number = 0;
    do {  // EAGAIN: something on the way was renamed meanwhile
      number = ::syscall(SYS_openat2, top_.get(), clean->empty() ? "." : clean->c_str(), &how, sizeof how);
    } while (number < 0 && (errno == EINTR || errno == EAGAIN));
    if (number >= 0) return Descriptor(static_cast<int>(number));
    if (errno == EXDEV) {
      return fail(ErrorCode::denied, shown(*clean) + " leads out of the folder " + path_ +
                                         " through a symbolic link; links must be relative and stay inside");
    }
    return fail(system_error(errno, "opening " + shown(*clean)));
  }

  /// `name` below the open `place`, or the place itself for "".
  [[nodiscard]] Result<SourceEntry> entry_at(int place, const char* name, std::string entry_name,
                                             const std::string& path) const {
    struct stat found {};
    if (::fstatat(place, name, &found, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) != 0) {
      return fail(system_error(errno, "looking at " + shown(path) + "/" + name));
    }
    SourceEntry entry;
    entry.name = std::move(entry_name);
    if (S_ISDIR(found.st_mode)) entry.type = SourceType::directory;
    if (S_ISREG(found.st_mode)) entry.size = static_cast<std::uint64_t>(found.st_size);
    entry.executable = S_ISREG(found.st_mode) && (found.st_mode & S_IXUSR) != 0;
    if (!S_ISLNK(found.st_mode)) return entry;
    entry.type = SourceType::link;
    entry.target.resize(4096);
    const ssize_t length = ::readlinkat(place, name, entry.target.data(), entry.target.size());
    if (length < 0) return fail(system_error(errno, "reading the link " + shown(path) + "/" + name));
    entry.target.resize(static_cast<std::size_t>(length));
    return entry;
  }

  Descriptor top_;
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_folder_source(const std::string& path) {
  auto top = open_descriptor(path, O_PATH | O_DIRECTORY);
  if (!top) return fail(std::move(top.error()));
  return std::make_unique<FolderSource>(std::move(*top), path);
}

}  // namespace converge
