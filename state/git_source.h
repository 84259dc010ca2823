// SPDX-License-Identifier: MIT
// state/git_source.h: desired state at a revision of a Git repository, without a checkout.
#pragma once

#include <memory>
#include <string>

#include "engine/core/source.h"

namespace converge {

/// Opens the tree of `revision` (a branch, tag, HEAD~1, commit id) in a bare or
/// normal repository, which is only read. Links are links and are not followed;
/// filters of .gitattributes are not applied. A submodule is listed as a
/// directory; entering it, and reading a Git LFS pointer, is unsupported.
/// Needs libgit2 (unsupported without it).
Result<std::unique_ptr<Source>> open_git_source(const std::string& repository, const std::string& revision);

}  // namespace converge
