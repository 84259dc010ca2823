// SPDX-License-Identifier: MIT
// resources/process/child.h: starts a program in a session of its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "resources/process/descriptor.h"
#include "resources/process/guard.h"
#include "resources/process/process_runner.h"
#include "resources/process/script.h"

namespace converge::process {

/// NAME and value, in order.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// The environment that every program gets before its own additions.
Environment base_environment();

/// A child that has been forked. It is the leader of a session and a process
/// group whose number is its pid, and it has to be waited for.
struct Child {
  pid_t pid = -1;
  Descriptor ended;   ///< pidfd: readable once the child has ended
  Descriptor output;  ///< its stdout and stderr; does not block
  Descriptor report;  ///< a StartFailure if it could not become the program, else just an end; does not block
};

/// Forks, and executes `spec.argv` inside `root`; the guard knows of its session. Only what goes wrong before
/// the child is on its own is an error here; the rest comes through `report`.
Result<Child> start_child(const ProcessSpec& spec, const Environment& base, const std::string& root, Guard& guard);

/// Reads the report of a child that has ended or become the program.
std::optional<StartFailure> read_report(const Child& child);

/// The failure in words: what, why and what to do next.
Error explain(const StartFailure& failure, const ProcessSpec& spec, const Environment& base, const std::string& root);

}  // namespace converge::process
