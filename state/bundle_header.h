// SPDX-License-Identifier: MIT
// state/bundle_header.h: the first line of a bundle: what follows, and how long it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "state/bundle.h"

namespace converge {

/// What a bundle's first line promises.
struct BundleHeader {
  Value value;  ///< the whole line
  std::uint64_t catalog_bytes = 0;
  std::string catalog_sha256;
  std::vector<ContentRef> contents;

  [[nodiscard]] std::uint64_t content_bytes() const;
};

/// The line without its newline; `extra` keys that are the bundle's own are invalid.
Result<std::string> bundle_line(const Value& extra, std::string_view catalog, const std::vector<ContentRef>& contents);

/// Reads a line, trusting nothing in it. Another version is unsupported.
Result<BundleHeader> parse_bundle_line(std::string_view line, const BundleBounds& bounds);

}  // namespace converge
