// SPDX-License-Identifier: MIT
// state/content_store.cpp: keeps the contents that runs replace, so that they can be put back.
#include "state/content_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <vector>

#include "engine/core/hash.h"
#include "state/content_file.h"
#include "state/private_folder.h"

namespace converge {

namespace fs = std::filesystem;

namespace {

/// Copies the reader into the file, up to `limit` bytes.
Result<ContentRef> copy(ContentReader& reader, int file, std::uint64_t limit) {
  Sha256 digest;
  std::uint64_t size = 0;
  std::vector<char> buffer(std::size_t{64} << 10);
  for (;;) {
    auto count = reader.read(buffer);
    if (!count) return fail(std::move(count.error()));
    if (*count == 0) return ContentRef{digest.finish(), size};
    size += *count;
    if (size > limit) {
      return fail(ErrorCode::unsupported,
                  "content of more than " + std::to_string(limit) + " bytes is too large for the content store");
    }
    const std::string_view bytes(buffer.data(), *count);
    digest.update(bytes);
    if (auto written = write_all(file, bytes); !written) return fail(std::move(written.error()));
  }
}

struct Aged {
  ContentRef ref;
  std::int64_t time_ns = 0;
};

/// The items of one two-letter folder. What is not ours by name is left alone.
Result<void> survey_folder(const std::string& folder, std::vector<Aged>& items) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    struct stat found {};
    if (!is_sha256(name) || ::lstat(entry->path().c_str(), &found) != 0 || !S_ISREG(found.st_mode)) continue;
    items.push_back({{name, static_cast<std::uint64_t>(found.st_size)},
                     found.st_mtim.tv_sec * std::int64_t{1'000'000'000} + found.st_mtim.tv_nsec});
  }
  if (error) return fail(system_error(error.value(), "listing " + folder));
  return {};
}

}  // namespace

FolderContentStore::FolderContentStore(std::string folder, ContentBounds bounds)
    : folder_(std::move(folder)), bounds_(bounds) {}

Result<std::unique_ptr<ContentReader>> FolderContentStore::open(const ContentRef& ref) const {
  if (!is_sha256(ref.sha256)) return fail(ErrorCode::invalid, "'" + ref.sha256 + "' is not a SHA-256");
  auto reader = open_content_file(content_path(folder_, ref.sha256), ref);
  if (!reader && reader.error().code == ErrorCode::not_found) {
    return fail(ErrorCode::not_found, "content " + ref.sha256 + " is no longer in the store " + folder_ +
                                          ", which keeps the newest " + std::to_string(bounds_.total >> 20) + " MiB");
  }
  return reader;
}

Result<ContentRef> FolderContentStore::keep(ContentReader& reader) {
  const std::scoped_lock lock(mutex_);
  if (auto made = make_private_folder(folder_); !made) return fail(std::move(made.error()));
  if (auto surveyed = survey(); !surveyed) return fail(std::move(surveyed.error()));
  auto file = PendingFile::create(folder_);
  if (!file) return fail(std::move(file.error()));
  auto ref = copy(reader, file->get(), std::min(bounds_.item, bounds_.total));
  if (!ref) return fail(std::move(ref.error()).while_doing("keeping a copy in " + folder_));
  if (auto added = add(*ref, *file); !added) {
    return fail(std::move(added.error()).while_doing("keeping a copy in " + folder_));
  }
  return ref;
}

/// Gives the copy its place. One that is there already is replaced: it may be
/// damaged, and its age starts over.
Result<void> FolderContentStore::add(const ContentRef& ref, PendingFile& file) {
  if (const auto place = places_.find(ref.sha256); place != places_.end()) {
    total_ -= place->second->size;
    shelf_.erase(place->second);
    places_.erase(place);
  }
  evict(bounds_.total - ref.size);
  const std::string path = content_path(folder_, ref.sha256);
  if (auto made = make_private_folder(folder_of(path)); !made) return made;
  if (auto published = file.publish(path); !published) return published;
  total_ += ref.size;
  places_[ref.sha256] = shelf_.insert(shelf_.end(), ref);
  return {};
}

/// Drops the oldest until what is left fits into `room` bytes; what is pinned stays.
void FolderContentStore::evict(std::uint64_t room) {
  for (auto oldest = shelf_.begin(); total_ > room && oldest != shelf_.end();) {
    if (pinned_.contains(oldest->sha256)) {
      ++oldest;
      continue;
    }
    ::unlink(content_path(folder_, oldest->sha256).c_str());
    total_ -= oldest->size;
    places_.erase(oldest->sha256);
    oldest = shelf_.erase(oldest);
  }
}

void FolderContentStore::pin(const std::string& sha256) {
  const std::scoped_lock lock(mutex_);
  pinned_.insert(sha256);
}

/// Reads, once, what earlier runs left.
Result<void> FolderContentStore::survey() {
  if (surveyed_) return {};
  std::vector<Aged> items;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    // Left by a run that was killed while it copied; nobody else writes here.
    if (entry->path().filename().string().starts_with(".pending-")) ::unlink(entry->path().c_str());
    if (!entry->is_directory(error)) continue;
    if (auto surveyed = survey_folder(entry->path().string(), items); !surveyed) return surveyed;
  }
  if (error) return fail(system_error(error.value(), "listing " + folder_));
  std::ranges::sort(items, {}, &Aged::time_ns);
  for (Aged& item : items) {
    total_ += item.ref.size;
    const std::string name = item.ref.sha256;
    places_[name] = shelf_.insert(shelf_.end(), std::move(item.ref));
  }
  surveyed_ = true;
  return {};
}

Result<std::uint64_t> FolderContentStore::total() {
  const std::scoped_lock lock(mutex_);
  struct stat found {};
  if (::stat(folder_.c_str(), &found) != 0 && errno == ENOENT) return std::uint64_t{0};
  if (auto surveyed = survey(); !surveyed) return fail(std::move(surveyed.error()));
  return total_;
}

}  // namespace converge
