// SPDX-License-Identifier: MIT
// resources/file/others.h: what others did since a run, which an undo of that run leaves alone.
#pragma once

#include <string>

#include "resources/file/actual.h"
#include "resources/file/desired.h"

namespace converge::file {

/// Whether there is something in a folder that an undo may take away ("" is the
/// top, else an entry of its tree) which the run did not put there. Never true of what is no undo.
bool holds_others(const Desired& want, const Actual& have, const std::string& folder);
/// "/etc/new holds a, b and 3 more things"; there must be some.
std::string others_in(const Desired& want, const Actual& have, const std::string& folder);

/// Whether there is metadata that an undo puts back only if nobody set it since.
bool may_leave_metadata(const Desired& want);
/// The same wish without the metadata that somebody else has set since.
Desired without_others(Desired want, const Actual& have);

}  // namespace converge::file
