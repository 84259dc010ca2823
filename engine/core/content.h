// SPDX-License-Identifier: MIT
// engine/core/content.h: file contents, known to a catalog by their digest only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace converge {

/// Content by what it is, not where it is.
struct ContentRef {
  std::string sha256;  ///< lower-case hex
  std::uint64_t size = 0;
  auto operator<=>(const ContentRef&) const = default;
};

/// Reads content piece by piece, so that a file of any size fits in bounded memory.
class ContentReader {
 public:
  virtual ~ContentReader() = default;
  /// Fills the front of `buffer`; 0 means the end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

/// Where the contents that a catalog names can be had. Thread-safe.
class ContentSource {
 public:
  virtual ~ContentSource() = default;
  /// A reader of the content with that digest; not_found if it is not to be had.
  virtual Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const = 0;
};

/// A replaced content beyond this gets no copy: the store, and what is said of it, agree on it.
inline constexpr std::uint64_t most_kept = std::uint64_t{64} << 20;

/// Keeps contents that a run replaces, within bounds. Thread-safe.
class ContentStore : public ContentSource {
 public:
  /// Copies what the reader gives; answers its reference. Content beyond the
  /// store's bounds is unsupported, and the caller goes on without a copy.
  virtual Result<ContentRef> keep(ContentReader& reader) = 0;
};

/// The whole content as one string; refused (unsupported) beyond `limit` bytes.
Result<std::string> read_all(const ContentSource& source, const ContentRef& ref, std::uint64_t limit);

/// A reader over bytes that the caller keeps alive.
std::unique_ptr<ContentReader> read_bytes(std::string_view bytes);

}  // namespace converge
