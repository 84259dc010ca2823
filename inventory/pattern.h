// SPDX-License-Identifier: MIT
// inventory/pattern.h: Ansible's host patterns: "gpu:!maintenance".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "inventory/inventory.h"

namespace converge {

/// The hosts that a pattern selects, each once, in Ansible's order.
///
/// Parts are joined by ',' or, where there is no comma, by ':'. Plain parts are
/// united; then those with '&' restrict and those with '!' exclude, wherever they
/// stand; without a plain part it is all hosts that are restricted. A part is a
/// name, a glob, `~` and a regular expression, and but for the last may end in a
/// subscript: [0], [-1], [1:3], [2:]. This machine is selected by its name only.
/// What names nothing, and what cannot be read, is reported at `span`.
std::vector<const Host*> select_hosts(const Inventory& inventory, std::string_view pattern, Span span, Diagnostics& diagnostics);

/// Reads a file that a limit names.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

/// The same for --limit, where a part `@FILE` stands for the parts in a file, one
/// a line. Findings about those are at their line.
std::vector<const Host*> limit_hosts(const Inventory& inventory, std::string_view limit, const ReadFile& read, Span span, Diagnostics& diagnostics);

}  // namespace converge
