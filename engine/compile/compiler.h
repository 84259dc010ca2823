// SPDX-License-Identifier: MIT
// engine/compile/compiler.h: from a playbook to the catalog of one host.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/compile/contents.h"
#include "engine/compile/expansion.h"
#include "engine/compile/playbook.h"
#include "engine/core/catalog.h"

namespace converge {

/// The host to compile for, and what the inventory knows about it.
struct CompileTarget {
  HostScope scope;
  std::string owner;  ///< the repository or folder that the catalog comes from
  /// Whether a play's `hosts:` pattern selects this host; the inventory reports bad patterns.
  std::function<bool(const Spelled& pattern)> selected;
};

/// What one compilation has open for all of its hosts.
struct CompileTools {
  const Registry& registry;
  YamlFiles& files;
  ParsedTemplates& parsed;
  Contents& contents;
  Diagnostics& diagnostics;
};

/// Compiles the resources of one host. A role that several of its plays name
/// with the same parameters counts where it stands first. Contents go into
/// `contents`. Equal input gives a byte-equal catalog. Every error is reported;
/// with errors the catalog is not to be used.
Catalog compile_host(const Playbook& playbook, const CompileTarget& target, const CompileTools& tools);

/// Reports what is wrong with the resources of a play that no host is compiled
/// with: all that can be told without one, so nothing about references and order.
void check_play(const Play& play, const CompileTools& tools);

}  // namespace converge
