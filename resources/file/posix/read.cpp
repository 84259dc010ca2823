// SPDX-License-Identifier: MIT
#include "resources/file/posix/read.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string_view>

#include "resources/file/posix/folder.h"

namespace converge::file {

namespace {

constexpr std::size_t buffer_size = text_limit + 1;

NodeType type_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return NodeType::regular;
    case S_IFDIR: return NodeType::directory;
    case S_IFLNK: return NodeType::link;
    case S_IFIFO: return NodeType::fifo;
    case S_IFSOCK: return NodeType::socket;
    default: return NodeType::device;
  }
}

bool is_binary(std::string_view bytes) { return bytes.find('\0') != std::string_view::npos; }

tl::unexpected<Error> refuse_binary(const std::string& path) {
  return fail(ErrorCode::invalid, path + " is binary; only text is merged");
}

tl::unexpected<Error> refuse_size(const std::string& path) {
  return fail(ErrorCode::invalid,
              path + " is larger than " + std::to_string(merge_limit >> 20U) + " MiB; only smaller files are merged");
}

class FdReader final : public ContentReader {
 public:
  FdReader(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    while (true) {
      const ssize_t got = ::read(fd_.get(), buffer.data(), buffer.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return fail_errno("reading " + path_);
    }
  }

 private:
  Fd fd_;
  std::string path_;
};

}  // namespace

Mounting mounting_of(const struct ::statx& seen) {
  return (seen.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0 ? Mounting::point : Mounting::none;
}

Version version_of(const struct ::stat& seen) {
  const auto nanoseconds = [](const struct timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return {seen.st_dev, seen.st_ino, static_cast<std::uint64_t>(seen.st_size), nanoseconds(seen.st_mtim),
          nanoseconds(seen.st_ctim)};
}

Node node_of(const struct ::stat& seen) {
  Node node;
  node.type = type_of(seen.st_mode);
  node.mode = seen.st_mode & 07777U;
  node.uid = seen.st_uid;
  node.gid = seen.st_gid;
  if (node.type == NodeType::regular) node.size = static_cast<std::uint64_t>(seen.st_size);
  node.version = version_of(seen);
  return node;
}

Result<Fd> open_regular(int folder, const std::string& name, std::string_view path) {
  constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Fd fd(::openat(folder, name.c_str(), flags | O_NOATIME));
  // Only the owner may leave the access time alone.
  if (!fd.valid() && errno == EPERM) fd = Fd(::openat(folder, name.c_str(), flags));
  if (!fd.valid()) return fail_errno("reading " + std::string(path));
  return fd;
}

std::unique_ptr<ContentReader> read_fd(Fd fd, std::string path) {
  return std::make_unique<FdReader>(std::move(fd), std::move(path));
}

NodeReader::NodeReader() : buffer_(new char[buffer_size]) {}

Result<Node> NodeReader::read(int folder, const std::string& name, const Look& look) {
  struct stat seen {};
  if (::fstatat(folder, name.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Node{};
    return fail_errno("reading " + look.path);
  }
  Node node = node_of(seen);
  if (node.type == NodeType::link) {
    auto target = read_target(folder, name, look.path);
    if (!target) return fail(std::move(target.error()));
    node.target = std::move(*target);
  }
  if (struct statx more {}; node.type == NodeType::directory &&
                            ::statx(folder, name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE, &more) == 0)
    node.mounting = mounting_of(more);
  if (node.type != NodeType::regular || look.reading == Reading::metadata) return node;
  const Result<Fd> fd = open_regular(folder, name, look.path);
  if (!fd) return fail(fd.error());
  // What was opened counts: the name may have been given to another thing meanwhile.
  if (::fstat(fd->get(), &seen) != 0) return fail_errno("reading " + look.path);
  node = node_of(seen);
  if (node.type != NodeType::regular) return fail(ErrorCode::conflict, look.path + " was replaced while it was read");
  if (auto done = read_regular(fd->get(), look, node); !done) return fail(std::move(done.error()));
  return node;
}

Result<std::size_t> NodeReader::fill(int fd, const Look& look, std::uint64_t expected) {
  std::size_t filled = 0;
  while (filled < buffer_size) {
    const ssize_t got = ::read(fd, buffer_.get() + filled, buffer_size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("reading " + look.path);
    filled += static_cast<std::size_t>(got);
    if (got == 0 || filled == expected) break;
  }
  return filled;
}

Result<void> NodeReader::read_regular(int fd, const Look& look, Node& node) {
  const Result<std::size_t> first = fill(fd, look, node.size);
  if (!first) return fail(first.error());
  const std::string_view bytes(buffer_.get(), *first);
  node.size = *first;
  return *first < buffer_size ? take_whole(bytes, look, node) : stream(fd, bytes, look, node);
}

Result<void> NodeReader::take_whole(std::string_view bytes, const Look& look, Node& node) {
  hasher_.update(bytes);
  node.sha256 = hasher_.finish();
  const bool wanted =
      look.reading == Reading::text || (look.reading == Reading::difference && node.sha256 != look.expected);
  if (!wanted) return {};
  if (!is_binary(bytes))
    node.text = std::string(bytes);
  else if (look.reading == Reading::text)
    return refuse_binary(look.path);
  return {};
}

/// A file that is larger than the buffer: its text is kept for editing only.
Result<void> NodeReader::stream(int fd, std::string_view first, const Look& look, Node& node) {
  std::string text;
  const bool keep = look.reading == Reading::text;
  std::string_view bytes = first;
  for (node.size = 0; !bytes.empty();) {
    hasher_.update(bytes);
    node.size += bytes.size();
    if (keep && (node.size > merge_limit || is_binary(bytes))) {
      hasher_.finish();
      return is_binary(bytes) ? refuse_binary(look.path) : refuse_size(look.path);
    }
    if (keep) text += bytes;
    const Result<std::size_t> got = fill(fd, look, 0);
    if (!got) {
      hasher_.finish();
      return fail(got.error());
    }
    bytes = std::string_view(buffer_.get(), *got);
  }
  node.sha256 = hasher_.finish();
  if (keep) node.text = std::move(text);
  return {};
}

}  // namespace converge::file
