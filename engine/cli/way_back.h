// SPDX-License-Identifier: MIT
// engine/cli/way_back.h: what puts a run back, as a catalog like any other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/cli/local_host.h"
#include "engine/core/catalog.h"

namespace converge {

/// Whether to put back also what somebody else has changed since.
enum class Overwrite : std::uint8_t { refuse, force };

/// The way back of one run, and what has none.
struct WayBack {
  Catalog catalog;
  std::map<ResourceId, std::vector<Told>> told;  ///< who has to be refreshed because of it
  std::vector<std::string> impossible;           ///< what cannot be undone, each with its reason
  std::vector<std::string> left;                 ///< what is not the run's doing and stays in any case
};

/// A run by its id; "last" is the newest that changed something, whether or not
/// that can be undone. not_found if there is none.
Result<RunRecord> find_run(Journal& journal, const std::string& wanted);

/// Reads the machine, to see whether each thing still is as the run left it, and
/// pins the contents that will be put back.
Result<WayBack> way_back(LocalHost& host, const std::string& run, Overwrite overwrite);

}  // namespace converge
