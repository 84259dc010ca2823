// SPDX-License-Identifier: MIT
// state/git_source.h: desired state at a revision of a Git repository, without a checkout.
#pragma once

#include <memory>
#include <string>

#include "state/source.h"

namespace converge {

/// Opens the tree of `revision` (a branch, tag, HEAD~1, commit id) in a bare or
/// normal repository, which is only read. Links are links and are not followed;
/// filters of .gitattributes are not applied; Git LFS pointers and submodules
/// cannot be read (unsupported). Needs libgit2 (unsupported without it).
Result<std::unique_ptr<Source>> open_git_source(const std::string& repository, const std::string& revision);

}  // namespace converge
