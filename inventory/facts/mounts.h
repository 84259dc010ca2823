// SPDX-License-Identifier: MIT
// inventory/facts/mounts.h: mounted file systems, and which of them may be asked for their size.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// A line of /proc/self/mountinfo, with \040 and the like undone.
struct Mount {
  std::string source;
  std::string path;
  std::string type;
  std::vector<std::string> options;  ///< those of the mount, then those of the file system; each once
};

/// The mounts in the order of the kernel. invalid for a text that is not of the form of proc(5).
Result<std::vector<Mount>> parse_mountinfo(std::string_view text);

/// Whether statfs() of this mount can wait for nobody: its type is one of those
/// that live on a local disk or in memory, and so are all mounts that the way
/// there leads through, or that lie on the same path. A network, FUSE or autofs
/// file system is never touched; neither is overlay, whose layers may lie on one.
bool may_be_asked(const std::vector<Mount>& mounts, const Mount& mount);

/// The fact: a list of maps.
Result<Value> read_mounts();

}  // namespace converge
