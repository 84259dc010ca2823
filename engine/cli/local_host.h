// SPDX-License-Identifier: MIT
// engine/cli/local_host.h: this machine (or a folder that stands for one) with
// all that a run works with.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/core/content_chain.h"
#include "engine/execute/host_run.h"
#include "resources/builtin.h"
#include "state/content_store.h"
#include "state/journal.h"
#include "state/run_lock.h"

namespace converge {

/// What a local run works with, made once per command.
class LocalHost {
 public:
  /// `root` is "/" for the machine itself. `state_folder` "" means
  /// ROOT/var/lib/converge.
  static Result<std::unique_ptr<LocalHost>> open(const std::string& root, const std::string& state_folder);

  [[nodiscard]] const Registry& kinds() const { return kinds_->registry(); }
  [[nodiscard]] const std::string& state_folder() const { return state_folder_; }
  [[nodiscard]] Journal& journal() { return journal_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] FolderContentStore& store() { return store_; }
  [[nodiscard]] Machine machine() { return {kinds(), journal_, clock_}; }
  /// Adds a place where the contents of a catalog can be had.
  void add_contents(std::shared_ptr<const ContentSource> contents) { contents_.add(std::move(contents)); }

  /// The folder of the memory of the system in `root`: `named`, where somebody
  /// named one, else /var/lib/converge of that system.
  static Result<std::string> state_folder_of(const std::string& root, const std::string& named);
  /// Refuses where runs are disabled or another run holds the lock.
  Result<RunLock> lock(const std::string& command, std::chrono::milliseconds timeout, std::stop_token stop) const;
  /// An id for a new run.
  [[nodiscard]] std::string new_run_id() const;

 private:
  explicit LocalHost(std::string state_folder);
  std::string state_folder_;
  SystemClock clock_;
  FolderContentStore store_;
  ContentChain contents_;
  SqliteJournal journal_;
  std::unique_ptr<BuiltinKinds> kinds_;
};

}  // namespace converge
