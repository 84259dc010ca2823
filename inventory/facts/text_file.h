// SPDX-License-Identifier: MIT
// inventory/facts/text_file.h: the adapter to the small files of /proc, /sys and /etc.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "inventory/facts/fact.h"

namespace converge {

/// The text of a regular file as the system in the root would see it: links are
/// followed inside the root and never out of it. Anything else than a regular
/// file, a pipe for example, is refused without waiting for it. At most 4 MiB.
Result<std::string> read_text(const FactPlace& place, const std::string& path);

/// Calls `line` for each line of a file of any size, without its end, until it answers Walk::stop.
enum class Walk { go_on, stop };
Result<void> read_lines(const FactPlace& place, const std::string& path,
                        const std::function<Walk(std::string_view)>& line);

/// The first line of a file, without white space at its ends.
Result<std::string> read_word(const FactPlace& place, const std::string& path);

/// The names in a folder of the running machine, sorted; none if it is not there.
Result<std::vector<std::string>> names_in(const std::string& folder);

/// Where a link of the running machine or of the root points, as it is written.
Result<std::string> read_link(const FactPlace& place, const std::string& path);

/// Whether something has this name in the root.
bool exists(const FactPlace& place, const std::string& path);

}  // namespace converge
