// SPDX-License-Identifier: MIT
// engine/cli/session.h: how `converge` reports errors and findings.
#pragma once

#include <string>

#include "engine/cli/options.h"
#include "engine/cli/streams.h"
#include "engine/core/result.h"

namespace converge {

/// Prints "converge: error: ..." with what to do next, and answers the exit code that fits.
int report_error(const Error& error);

/// The same of what could not even be opened: a root, a repository.
int report_unavailable(const Error& error);

/// Prints the findings; answers whether there are errors among them.
bool report_findings(const Compilation& compilation, Output output);
/// The same of findings that are about something else than a compilation.
bool report_findings(const Diagnostics& diagnostics, const SourceText& texts, Output output);

/// The build, for catalogs and records: "0.1.0".
std::string tool_version();

}  // namespace converge
