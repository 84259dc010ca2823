// SPDX-License-Identifier: MIT
// state/compile_cache.h: compiled catalogs that are reused while nothing that
// they were made from has changed. Never stale: every input is asked for again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/source.h"
#include "state/recorded_source.h"

namespace converge {

/// What identifies a compilation besides the answers of the source.
struct CacheKey {
  std::string source;    ///< Source::describe()
  std::string revision;  ///< Source::revision()
  std::string playbook;
  std::string host;
  std::string selection;  ///< which plays apply to the host; depends on the inventory
  std::string tool;       ///< version and build of the program

  [[nodiscard]] std::string digest() const;
};

/// A catalog from the cache.
struct CachedCatalog {
  std::string catalog;                            ///< canonical JSON
  std::shared_ptr<const ContentSource> contents;  ///< texts from the YAML
  std::map<std::string, std::string> files;       ///< digest -> path in the source
};

/// How much is kept; the oldest go first.
struct CacheBounds {
  std::size_t entries = 32768;  ///< a host each: more than the largest inventory
  std::uint64_t bytes = std::uint64_t{1} << 30;
};

/// One file per compilation in FOLDER. Everything that goes wrong with it only
/// costs a compilation; the cache is never the reason for a failure.
class CompileCache {
 public:
  /// An empty folder name switches the cache off.
  explicit CompileCache(std::string folder, CacheBounds bounds = {}) : folder_(std::move(folder)), bounds_(bounds) {}

  /// The catalog for the key if each answer that it was made from is given
  /// again and it lies there as it was written. A damaged entry is removed.
  /// `still` says whether a fact of the host is what it was.
  using StillKnown = std::function<bool(const std::string& fact, const std::string& digest)>;
  [[nodiscard]] std::optional<CachedCatalog> find(const CacheKey& key, const Source& source, const StillKnown& still) const;

  /// What a compilation made, to be found later.
  struct Entry {
    const std::string& catalog;
    const ContentSource& contents;
    const std::vector<ContentRef>& texts;
    const std::map<std::string, std::string>& files;
    const std::vector<RecordedAnswer>& answers;
    const std::map<std::string, std::string>& facts;  ///< of the host, with the digests of their values
  };
  /// Replaces an older entry of the key. Trouble is passed over: it costs a compilation.
  void keep(const CacheKey& key, const Entry& entry) const;

 private:
  [[nodiscard]] std::string path(const CacheKey& key) const { return folder_ + "/" + key.digest() + ".catalog"; }
  void keep_within_bounds(std::uint64_t fresh_bytes) const;
  void sweep() const;

  std::string folder_;
  CacheBounds bounds_;
  /// What lies in the folder, as far as this run knows; counted when the first entry is
  /// written, so that ten thousand hosts do not list the folder ten thousand times.
  struct Totals {
    std::size_t entries = 0;
    std::uint64_t bytes = 0;
  };
  mutable std::optional<Totals> totals_;
};

}  // namespace converge
