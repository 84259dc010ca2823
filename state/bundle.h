// SPDX-License-Identifier: MIT
// state/bundle.h: a catalog and contents in one stream: what an agent reads and a saved plan is.
//
// One line of JSON {"catalog_bytes":N,"catalog_sha256":..,"contents":[{"sha256":..,"size":..}],
// "converge":"bundle","version":1, ...}, a newline, the catalog, the contents in that order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/core/content.h"
#include "engine/core/result.h"
#include "engine/core/value.h"
#include "state/descriptor.h"

namespace converge {

/// The format that this program writes and reads.
inline constexpr int bundle_version = 1;

/// Takes bytes in order.
using ByteSink = std::function<Result<void>(std::string_view)>;
/// A sink that writes to a descriptor, which the caller keeps open.
ByteSink write_to(int descriptor);

/// What a reader accepts. Lengths are checked before anything is read or reserved.
struct BundleBounds {
  std::uint64_t header = std::uint64_t{64} << 20;
  std::uint64_t catalog = std::uint64_t{512} << 20;
  std::uint64_t contents = std::uint64_t{16} << 30;  ///< all together
};

/// A bundle as read.
struct Bundle {
  Value header;  ///< the whole first line
  std::string catalog;
  std::shared_ptr<const ContentSource> contents;
  std::string rest;  ///< bytes that were read beyond the bundle: what comes next in the stream
};

/// Writes a bundle. `header` is a map of keys of the caller's own, which must
/// not be one of the bundle's. Contents named twice go once.
Result<void> write_bundle(const ByteSink& sink, const Value& header, std::string_view catalog,
                          const ContentSource& contents, std::span<const ContentRef> refs);

/// Reads one bundle from a stream and checks every length and digest.
/// Contents beyond 1 MiB are spooled to a file without a name in `spool_folder`.
Result<Bundle> read_bundle(int descriptor, const std::string& spool_folder, const BundleBounds& bounds = {});

/// Reads a bundle at the beginning of a file and leaves the contents where they
/// are; their readers check the digests. `rest` is what follows it, at most 4 KiB.
/// `name` is the file's, for messages.
Result<Bundle> read_bundle_file(std::shared_ptr<const Descriptor> file, const std::string& name,
                                const BundleBounds& bounds = {});
/// The same by name.
Result<Bundle> read_bundle_file(const std::string& path, const BundleBounds& bounds = {});

}  // namespace converge
