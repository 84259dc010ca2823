// SPDX-License-Identifier: MIT
// state/content_store.h: keeps the contents that runs replace, so that they can be put back.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "engine/core/content.h"

namespace converge {

/// How much a content store may hold.
struct ContentBounds {
  std::uint64_t total = std::uint64_t{512} << 20;  ///< bytes; the oldest go first
  std::uint64_t item = most_kept;                  ///< bytes; larger contents are not kept
};

/// Contents in FOLDER/ab/abcdef..., named by their SHA-256, private to the
/// owner. keep() is durable when it returns and makes the folder; content that
/// is kept again counts as new. A damaged item is noticed by its reader at the
/// end (invalid). One process at a time may keep; any number may open.
class FolderContentStore final : public ContentStore {
 public:
  explicit FolderContentStore(std::string folder, ContentBounds bounds = {});

  Result<ContentRef> keep(ContentReader& reader) override;
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;
  /// Keeps a content until the end of this process, whatever comes: it is about to be put back.
  void pin(const std::string& sha256);
  /// Bytes of content held now.
  Result<std::uint64_t> total();

 private:
  using Shelf = std::list<ContentRef>;  ///< oldest first

  Result<void> survey();
  Result<void> add(const ContentRef& ref, class PendingFile& file);
  void evict(std::uint64_t room);

  std::string folder_;
  ContentBounds bounds_;
  std::mutex mutex_;  ///< guards what follows
  bool surveyed_ = false;
  std::uint64_t total_ = 0;
  Shelf shelf_;
  std::unordered_map<std::string, Shelf::iterator> places_;
  std::unordered_set<std::string> pinned_;
};

}  // namespace converge
