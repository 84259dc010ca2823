// SPDX-License-Identifier: MIT
// resources/file/merge/ini_doubt.h: files of which it cannot be told what an edit would mean.
#pragma once

#include "engine/core/result.h"
#include "resources/file/merge/ini_document.h"
#include "resources/file/merge/ini_request.h"

namespace converge {

/// INI is many dialects. Where they disagree about just the lines that a request
/// is about, it is refused (`invalid`, with the place) rather than guessed at:
/// sections that stand for several things of a kind, "key:value" without a
/// space, a line that is indented like a value and written like a key, and a
/// backslash at the end of a line that may be part of the value.
Result<void> refuse_doubt(const IniDocument& document, const IniRequest& request);

}  // namespace converge
