// SPDX-License-Identifier: MIT
// engine/cli/front_door.h: what apply, plan, undo and why have in common.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/cli/local_host.h"
#include "engine/cli/options.h"
#include "engine/cli/session.h"
#include "engine/report/view.h"

namespace converge {

/// Catalogs to work with, or the exit code to stop with (everything has been said).
struct Ready {
  Compilation compilation;
  int exit = -1;
  [[nodiscard]] bool stopped() const { return exit >= 0; }
};

/// Compiles, reports findings, and refuses hosts that only push could reach.
/// The host gets the contents.
Ready compile_for_local(const Options& options, LocalHost& host, std::stop_token stop, std::stop_token abort);

/// The policy of the command line speaks where the YAML is silent.
void add_policy(Catalog& catalog, DisruptionPolicy policy);

/// What tags leave out has not left the YAML.
Scope scope_of(const Options& options);

/// How to compile under these options; `stop` ends the compilation, `abort` downloads.
CompileOptions compile_options(const Options& options, std::stop_token stop, std::stop_token abort);

/// A view of a run that keeps itself drawn; destroying it restores the terminal.
class RunView {
 public:
  explicit RunView(const Options& options, const Clock& clock);
  ~RunView();
  RunView(const RunView&) = delete;
  RunView& operator=(const RunView&) = delete;
  [[nodiscard]] EventSink sink();
  /// Clears the screen's live part while somebody else writes or asks.
  void pause();
  void resume();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Asks on the terminal whether changes that interrupt something are to be done. A stop is a no to all of it.
std::function<std::optional<Gate>(const Plan&)> ask_about(const Options& options, const Catalog& catalog, RunView& view,
                                                          std::stop_token stop);

/// What a run is for.
struct Errand {
  std::string command = "apply";                      ///< as `history` will list it
  const Plan* approved = nullptr;                     ///< a saved plan to keep to
  std::map<ResourceId, std::vector<Told>> told = {};  ///< see ExecuteOptions::told_outside
  Scope scope = Scope::whole;
};

/// Locks the host, runs a catalog there and records it.
Result<Report> apply_catalog(const Options& options, LocalHost& host, const Catalog& catalog, const Errand& errand,
                             const StopSignals& signals);

/// How finely the exit code is to tell.
ExitDetail exit_detail(const Options& options);

}  // namespace converge
