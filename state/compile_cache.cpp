// SPDX-License-Identifier: MIT
#include "state/compile_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "engine/core/hash.h"
#include "state/bundle.h"
#include "state/private_folder.h"

namespace converge {

std::string CacheKey::digest() const {
  std::string text;
  for (const std::string* part : {&source, &revision, &playbook, &host, &selection, &tool}) {
    text += std::to_string(part->size()) + ":" + *part;
  }
  return sha256(text);
}

namespace {

/// A cache that others could write to could feed us anything.
bool is_ours_alone(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
         (status.st_mode & 077U) == 0;
}

/// Whether the contents are those that were written: the file is never synced,
/// so a power cut can leave anything in it. Reading to the end checks the digest.
bool is_whole(const Bundle& bundle) {
  const Value* contents = bundle.header.find("contents");
  if (contents == nullptr || !contents->is_list()) return false;
  std::array<char, 65536> buffer{};
  for (const Value& item : contents->items()) {
    const Value* digest = item.is_map() ? item.find("sha256") : nullptr;
    auto reader = bundle.contents->open({digest == nullptr ? "" : digest->text(), 0});
    if (!reader) return false;
    while (true) {
      const Result<std::size_t> count = (*reader)->read(buffer);
      if (!count) return false;
      if (*count == 0) break;
    }
  }
  return true;
}

std::uint64_t size_of(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// A map from texts to texts.
std::map<std::string, std::string> texts_of(const Value* value) {
  std::map<std::string, std::string> files;
  if (value == nullptr || !value->is_map()) return files;
  for (const converge::Entry& entry : value->entries()) files.emplace(entry.key, entry.value.text());
  return files;
}

Value header_of(const CompileCache::Entry& entry) {
  Value header = Value::map();
  header.set("answers", to_value(entry.answers));
  Value files = Value::map();
  for (const auto& [digest, path] : entry.files) files.set(digest, Value::string(path));
  header.set("files", std::move(files));
  Value facts = Value::map();
  for (const auto& [name, digest] : entry.facts) facts.set(name, Value::string(digest));
  header.set("facts", std::move(facts));
  return header;
}

}  // namespace

std::optional<CachedCatalog> CompileCache::find(const CacheKey& key, const Source& source,
                                                const StillKnown& still) const {
  if (folder_.empty() || !is_ours_alone(path(key))) return std::nullopt;
  Result<Bundle> bundle = read_bundle_file(path(key));
  if (!bundle) return std::nullopt;
  const Value* answers = bundle->header.find("answers");
  if (answers == nullptr) return std::nullopt;
  if (!is_whole(*bundle)) {
    unlink(path(key).c_str());
    return std::nullopt;
  }
  const std::vector<RecordedAnswer> recorded = answers_of(*answers);
  if (recorded.empty() || !still_holds(source, recorded)) return std::nullopt;
  const auto facts = texts_of(bundle->header.find("facts"));
  if (!std::ranges::all_of(facts, [&](const auto& fact) { return still(fact.first, fact.second); })) return std::nullopt;
  return CachedCatalog{std::move(bundle->catalog), std::move(bundle->contents), texts_of(bundle->header.find("files"))};
}

void CompileCache::keep(const CacheKey& key, const Entry& entry) const {
  if (folder_.empty() || !make_private_folder(folder_)) return;
  const std::string temporary = path(key) + "." + std::to_string(getpid());
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return;
  const Descriptor closer(file);
  const Result<void> written =
      write_bundle(write_to(file), header_of(entry), entry.catalog, entry.contents, entry.texts);
  // Not synced on purpose: a torn file is noticed by its digests and compiled anew.
  if (!written || std::rename(temporary.c_str(), path(key).c_str()) != 0) unlink(temporary.c_str());
  else keep_within_bounds(size_of(path(key)));
}

/// An entry that replaces another is counted twice until the next sweep: that only makes it come sooner.
void CompileCache::keep_within_bounds(std::uint64_t fresh_bytes) const {
  if (totals_) {
    ++totals_->entries;
    totals_->bytes += fresh_bytes;
    if (totals_->entries <= bounds_.entries && totals_->bytes <= bounds_.bytes) return;
  }
  sweep();
}

/// Counts what is there, and drops the oldest beyond the bounds. What killed runs
/// left unfinished goes as well: nothing writes for an hour.
void CompileCache::sweep() const {
  struct Kept {
    std::filesystem::file_time_type time;
    std::uint64_t bytes;
    std::filesystem::path path;
  };
  std::vector<Kept> all;
  std::uint64_t bytes = 0;
  std::error_code trouble;
  for (std::filesystem::directory_iterator each(folder_, trouble), end; !trouble && each != end; each.increment(trouble)) {
    std::error_code gone;  // by another run, meanwhile
    Kept kept{each->last_write_time(gone), each->file_size(gone), each->path()};
    if (gone) continue;
    if (each->path().extension() != ".catalog") {
      const bool unfinished = each->path().filename().string().find(".catalog.") != std::string::npos;
      if (unfinished && kept.time < std::filesystem::file_time_type::clock::now() - std::chrono::hours(1))
        std::filesystem::remove(each->path(), gone);
      continue;
    }
    bytes += kept.bytes;
    all.push_back(std::move(kept));
  }
  std::ranges::sort(all, {}, &Kept::time);
  std::size_t count = all.size();
  const bool over = count > bounds_.entries || bytes > bounds_.bytes;
  // An eighth below the bounds, or the next entry would bring the next sweep.
  const CacheBounds low = {bounds_.entries - bounds_.entries / 8, bounds_.bytes - bounds_.bytes / 8};
  for (const Kept& kept : all) {
    if (!over || (count <= low.entries && bytes <= low.bytes)) break;
    std::filesystem::remove(kept.path, trouble);
    bytes -= kept.bytes;
    --count;
  }
  totals_ = Totals{count, bytes};
}

}  // namespace converge
