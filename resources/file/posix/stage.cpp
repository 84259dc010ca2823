// SPDX-License-Identifier: MIT
// Staging of regular files: written and made durable beside their destination,
// then renamed onto it. Readers see the old file or the new one, never a part.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <memory>

#include "engine/core/hash.h"
#include "resources/file/posix/folder.h"
#include "resources/file/posix/parallel.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/file/posix/read.h"
#include "resources/file/posix/temporary.h"
#include "resources/file/posix/xattrs.h"

namespace converge {

using file::Fd;
using file::Place;
using file::Staged;
using file::Staging;

/// Open until it is committed or dropped; a killed run leaves nothing of it.
struct file::Nameless {
  explicit Nameless(Fd file) : fd(std::move(file)) {}
  Fd fd;
  bool named = false;
};

namespace {

constexpr std::size_t writers = 4;
constexpr std::size_t open_at_once = 128;   // descriptors held between write and fsync, of all writers
constexpr std::size_t most_nameless = 256;  // descriptors held between fsync and commit: the usual limit is 1024

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return file::fail_errno("writing " + path);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

/// Copies the content and checks that it is what was promised.
Result<void> write_content(int fd, const Staging& staging) {
  auto reader = staging.open();
  if (!reader) return fail(std::move(reader.error()));
  thread_local std::array<char, 65536> buffer;
  Sha256 hasher;
  while (true) {
    const auto got = (*reader)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) break;
    const std::string_view bytes(buffer.data(), *got);
    hasher.update(bytes);
    if (auto put = write_all(fd, bytes, staging.path); !put) return put;
  }
  const std::string digest = hasher.finish();
  if (digest == staging.sha256) return {};
  return fail(ErrorCode::conflict, "the content for " + staging.path + " has sha256 " + digest + ", but " +
                                       staging.sha256 + " was promised; nothing was replaced");
}

/// Owner, attributes and mode, in the order in which none undoes another:
/// changing the owner drops set-id bits, an ACL rewrites the group's bits.
Result<void> finish_metadata(int fd, const Place& place, const Staging& staging) {
  struct stat old {};
  const bool replaces =
      ::fstatat(place.folder.get(), place.name.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(old.st_mode);
  const auto& metadata = staging.metadata;
  const uid_t uid = metadata.uid ? *metadata.uid : replaces ? old.st_uid : static_cast<uid_t>(-1);
  const gid_t gid = metadata.gid ? *metadata.gid : replaces ? old.st_gid : static_cast<gid_t>(-1);
  struct stat now {};
  if (::fstat(fd, &now) != 0) return file::fail_errno("reading " + staging.path);
  const bool chown_needed =
      (uid != static_cast<uid_t>(-1) && uid != now.st_uid) || (gid != static_cast<gid_t>(-1) && gid != now.st_gid);
  if (chown_needed && ::fchown(fd, uid, gid) != 0) return file::fail_errno("setting the owner of " + staging.path);
  if (replaces) {
    const Fd source(::openat(place.folder.get(), place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!source.valid()) return file::fail_errno("reading the attributes of " + staging.path);
    if (auto copied = file::copy_xattrs(source.get(), fd, staging.path); !copied) return copied;
  }
  const mode_t mode = metadata.mode ? *metadata.mode : replaces ? old.st_mode & 07777U : staging.fresh_mode;
  if (::fchmod(fd, mode) != 0) return file::fail_errno("setting the mode of " + staging.path);
  return {};
}

/// Whether a file that is being written has a name that a killed run would leave behind.
enum class Naming : std::uint8_t { now, late };

/// A staged file between its last write and its fsync.
struct Written {
  Place place;
  std::string temporary;
  Fd fd;
  Naming naming = Naming::late;

  void drop() const {
    if (naming == Naming::now) ::unlinkat(place.folder.get(), temporary.c_str(), 0);
  }
};

/// A file without a name, where the file system has such.
Result<void> create_file(Written& written, const std::string& path) {
  if (written.naming == Naming::late) {
    written.fd = Fd(::openat(written.place.folder.get(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    if (written.fd.valid()) return {};
    written.naming = Naming::now;
  }
  auto fd = file::create_temporary(written.place.folder.get(), written.temporary, path);
  if (!fd) return fail(std::move(fd.error()));
  written.fd = std::move(*fd);
  return {};
}

Result<Written> write_one(int root, const Staging& staging, Naming naming) {
  auto place = file::open_place(root, staging.path);
  if (!place) return fail(file::explain_missing_folder(std::move(place.error()), root, staging.path));
  Written written{std::move(*place), file::temporary_name(staging.path), Fd(), naming};
  if (auto created = create_file(written, staging.path); !created) return fail(std::move(created.error()));
  Result<void> done = write_content(written.fd.get(), staging);
  if (done) done = finish_metadata(written.fd.get(), written.place, staging);
  if (!done) {
    written.drop();
    return fail(std::move(done.error()));
  }
  // Starts the write-back now, so that the fsyncs that follow share one journal commit.
  ::sync_file_range(written.fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  return written;
}

Result<Staged> sync_one(Result<Written>& written, const Staging& staging) {
  if (!written) return fail(written.error());
  if (::fsync(written->fd.get()) != 0) {
    const Error error = system_error(errno, "making " + staging.path + " durable");
    written->drop();
    return fail(error);
  }
  const std::string_view parent = parent_folder(staging.path);
  Staged staged{
      staging.path, (parent == "/" ? "" : std::string(parent)) + "/" + written->temporary, staging.expects, {}};
  if (written->naming == Naming::late) staged.nameless = std::make_shared<file::Nameless>(std::move(written->fd));
  return staged;
}

/// Gives an open file a name beside its destination, if it has none yet.
Result<void> give_name(int folder, const Staged& staged) {
  if (!staged.nameless || staged.nameless->named) return {};
  const std::string temporary(file::leaf_name(staged.temporary));
  if (auto cleared = file::clear_leftover(folder, temporary, staged.path); !cleared) return cleared;
  const int fd = staged.nameless->fd.get();
  const std::string by_number = "/proc/self/fd/" + std::to_string(fd);
  // Without /proc it takes a capability that root has.
  if (::linkat(AT_FDCWD, by_number.c_str(), folder, temporary.c_str(), AT_SYMLINK_FOLLOW) != 0 &&
      (errno != ENOENT || ::linkat(fd, "", folder, temporary.c_str(), AT_EMPTY_PATH) != 0)) {
    return file::fail_errno("naming the new " + staged.path);
  }
  staged.nameless->named = true;
  return {};
}

/// What was not looked at is not replaced. Between here and the rename nobody waits for a program.
Result<void> refuse_moved(const Place& place, const Staged& staged) {
  if (!staged.expects) return {};
  struct stat seen {};
  const bool there = ::fstatat(place.folder.get(), place.name.c_str(), &seen, AT_SYMLINK_NOFOLLOW) == 0;
  if (!there && errno != ENOENT) return file::fail_errno("reading " + staged.path);
  if ((there ? file::version_of(seen) : file::Version{}) == *staged.expects) return {};
  return fail(file::moved_meanwhile(staged.path));
}

}  // namespace

std::vector<Result<Staged>> PosixFileSystem::stage(std::span<const Staging> files, std::stop_token stop) {
  std::vector<Result<Staged>> staged(files.size(), fail(ErrorCode::canceled, "the run was stopped"));
  for (std::size_t begin = 0; begin < files.size() && !stop.stop_requested(); begin += open_at_once) {
    const std::size_t count = std::min(open_at_once, files.size() - begin);
    std::vector<Result<Written>> written(count);
    file::in_parallel(count, 8, writers, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        const Naming naming = begin + i < most_nameless ? Naming::late : Naming::now;
        written[i] = write_one(root_.get(), files[begin + i], naming);
      }
    });
    file::in_parallel(count, 1, writers * 2, [&](std::size_t i, std::size_t) {
      staged[begin + i] = sync_one(written[i], files[begin + i]);
      written[i] = fail(ErrorCode::canceled, "");  // closes its descriptors
    });
  }
  return staged;
}

Result<void> PosixFileSystem::commit(const Staged& staged) {
  const auto place = file::open_place(root_.get(), staged.path);
  if (!place) return fail(place.error());
  const std::string temporary(file::leaf_name(staged.temporary));
  const int folder = place->folder.get();
  if (auto named = give_name(folder, staged); !named) return named;
  if (auto fine = refuse_moved(*place, staged); !fine) {
    discard(staged);
    return fine;
  }
  if (::renameat(folder, temporary.c_str(), folder, place->name.c_str()) == 0) return {};
  const Error error = system_error(errno, "replacing " + staged.path);
  ::unlinkat(folder, temporary.c_str(), 0);
  return fail(error);
}

Result<void> PosixFileSystem::show(const Staged& staged) {
  const auto place = file::open_place(root_.get(), staged.path);
  return place ? give_name(place->folder.get(), staged) : fail(place.error());
}

void PosixFileSystem::discard(const Staged& staged) {
  if (staged.nameless && !staged.nameless->named) return;  // it goes when it is closed
  const auto place = file::open_place(root_.get(), staged.path);
  if (place) ::unlinkat(place->folder.get(), std::string(file::leaf_name(staged.temporary)).c_str(), 0);
}

}  // namespace converge
