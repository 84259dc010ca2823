// SPDX-License-Identifier: MIT
// state/folder_source.h: desired state in a plain folder.
#pragma once

#include <memory>
#include <string>

#include "state/source.h"

namespace converge {

/// Opens a folder as a source. Links in it are followed by open() and list() as
/// long as they stay inside; one that leaves is denied.
Result<std::unique_ptr<Source>> open_folder_source(const std::string& path);

}  // namespace converge
