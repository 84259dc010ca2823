// SPDX-License-Identifier: MIT
// state/folder_source.h: desired state in a plain folder.
#pragma once

#include <memory>
#include <string>

#include "engine/core/source.h"

namespace converge {

/// Opens a folder as a source. Links are followed by read(), open() and list()
/// as long as they stay inside; one that leaves is denied. Devices, pipes and
/// sockets are listed as files of no size and cannot be read (unsupported).
Result<std::unique_ptr<Source>> open_folder_source(const std::string& path);

}  // namespace converge
