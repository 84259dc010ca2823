// SPDX-License-Identifier: MIT
// state/content_file.h: content that lies in a file, checked against its digest as it is read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/core/content.h"
#include "state/descriptor.h"

namespace converge {

/// Reads `ref.size` bytes from `offset` of a file that readers share. Reading
/// the last byte checks the digest; other bytes than promised are invalid.
std::unique_ptr<ContentReader> read_content(std::shared_ptr<const Descriptor> file, std::uint64_t offset,
                                            ContentRef ref, std::string where);

/// Opens a file that holds exactly that content. A `ref.size` of 0 with a
/// digest that is not the empty content's means "of any size".
Result<std::unique_ptr<ContentReader>> open_content_file(const std::string& path, const ContentRef& ref);

/// "ab/abcdef...": where a content lies below the folder of a store.
std::string content_path(const std::string& folder, const std::string& sha256);

}  // namespace converge
