// SPDX-License-Identifier: MIT
// engine/pipeline.h: the way of every run: source -> inventory -> compile -> graph
// -> probe -> plan -> execute -> report. The first half ends in catalogs; the
// second, engine/execute/host_run, starts from one, here or in the agent.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/content_chain.h"
#include "engine/core/diagnostic.h"
#include "engine/core/kind.h"
#include "engine/core/secret_door.h"
#include "engine/core/source.h"
#include "engine/inventory_pass.h"
#include "engine/report/diagnostic_text.h"
#include "inventory/inventory.h"

namespace converge {

class ParsedTemplates;
class YamlFiles;
struct HostScope;
struct Play;

/// Where the desired state is, as the user said it.
struct DesiredState {
  std::vector<std::string> inventories;  ///< files, scripts, folders, lists of hosts; none for cluster.yaml beside the playbook, or this machine
  std::string playbook;    ///< path of a YAML file; "" for site.yaml beside the first inventory
  std::string repository;  ///< a Git repository; "" reads files from disk
  std::string revision;    ///< what to read of it; "" is HEAD
  std::string limit;       ///< a host pattern; "" is all hosts
  std::vector<std::string> extra;  ///< the words of -e
  std::vector<std::string> tags;       ///< the words of --tags, each one or several with commas
  std::vector<std::string> skip_tags;  ///< likewise of --skip-tags
};

/// How to compile.
struct CompileOptions {
  std::string cache_folder;  ///< "" compiles anew each time
  std::string tool;          ///< identifies this build: a catalog of another one is not reused
  std::stop_token stop = {};   ///< ends the compilation: what it gives then is not to be used
  std::stop_token abort = {};  ///< ends downloads, those of the run as well
  std::string root = "/";    ///< of the system whose facts a local host has
  std::shared_ptr<SecretDoor> secrets = {};  ///< opens what is encrypted; none opens nothing
};

/// One host with its catalog.
struct CompiledHost {
  std::string name;
  Connection connection = Connection::local;
  Catalog catalog;
  std::string sha256;  ///< of the catalog's canonical JSON
};

/// What compiling gave: catalogs, or findings that say why not.
struct Compilation {
  std::vector<CompiledHost> hosts;
  Diagnostics diagnostics;
  SourceText texts;  ///< the lines that the findings are about
  std::shared_ptr<const ContentSource> contents;
  std::shared_ptr<const Source> source;
};

/// An inventory alone, or findings that say why not.
struct InventoryReading {
  std::shared_ptr<const InventoryPass> pass;
  Diagnostics diagnostics;
  SourceText texts;  ///< the lines that the findings are about
};

/// The first two passes, for who asks about hosts and not about their state. Needs
/// no key: encrypted values stay sealed, and a file of variables that nothing opens is left out.
Result<InventoryReading> read_inventory(const DesiredState& desired, SecretDoor* secrets);

/// One host with all that gives it variables, while the sources are open.
struct HostSight {
  const Inventory& inventory;
  const Host& host;
  const HostScope& scope;
  std::vector<const Play*> plays;  ///< those whose pattern selects it, in order
  YamlFiles& files;
  ParsedTemplates& parsed;
};

/// Reads everything that compiling reads, makes no resources, and shows one host to `look`
/// if there are no errors. A playbook that nobody named need not be there. `host` is a name
/// of the inventory; where it has none, that is `found` false.
struct HostLook {
  Diagnostics diagnostics;
  SourceText texts;  ///< the lines that the findings are about
  bool found = false;
  std::vector<std::string> hosts;  ///< the names that there are
};
Result<HostLook> look_at_host(const DesiredState& desired, const CompileOptions& options, const Registry& kinds,
                              const std::string& host, const std::function<void(const HostSight&)>& look);

/// Contents of catalogs that have an address of their own, fetched when they are
/// opened, and kept below `options.cache_folder`. nullptr if there are none.
std::shared_ptr<const ContentSource> downloads_of(std::span<const Catalog* const> catalogs, const CompileOptions& options);

/// From what is written to one catalog a host. Findings about the user's files
/// are in the answer; an Error means that a source could not be opened at all.
Result<Compilation> compile(const DesiredState& desired, const CompileOptions& options, const Registry& kinds);

}  // namespace converge
