// SPDX-License-Identifier: MIT
// tests/scenario/fake_host.h: a machine in memory with the real kinds on it.
#pragma once

#include <map>
#include <string>

#include "engine/compile/contents.h"
#include "engine/execute/host_run.h"
#include "resources/command/path_probe.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_journal.h"
#include "tests/fakes/fake_process_runner.h"
#include "tests/fakes/fake_source.h"

namespace converge {

/// Keeps what is replaced in memory, without bounds.
class ReplacedContents final : public ContentStore {
 public:
  Result<ContentRef> keep(ContentReader& reader) override;
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;

 private:
  std::map<std::string, std::string> texts_;
};

/// Looks for paths in the fake files.
class FilePathProbe final : public PathProbe {
 public:
  explicit FilePathProbe(FakeFileSystem& files) : files_(files) {}
  Result<PathState> look(const std::string& path) override {
    return files_.get(path) ? PathState::present : PathState::missing;
  }

 private:
  FakeFileSystem& files_;
};

/// One host over several runs. What a run says is written down as text.
class FakeHost final : public ContentSource {
 public:
  /// `machine`: the files; `programs`: a list of {run, exit, output, makes, removes}.
  FakeHost(const Value& machine, const Value* programs);

  /// Applies a playbook; answers what was planned, what happened and what the machine is then.
  std::string apply(const std::string& playbook, const Value& files, const std::string& run);
  /// Puts back what a run replaced, newest first, as `undo` does.
  std::string undo(const std::string& run, const std::string& by);
  /// {"/path": thing} is put there, {"/path": null} goes.
  void move(const Value& changes);
  void break_operation(std::size_t k) { files_.fail_operation(k, 5); }
  [[nodiscard]] const RunFinished& totals() const { return totals_; }

  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;

 private:
  void add_program(const Value& program);
  std::string run_catalog(const Catalog& catalog, const std::string& run);

  FakeFileSystem files_;
  FakeAccounts accounts_;
  FakeProcessRunner programs_;
  FilePathProbe paths_{files_};
  FakeSource source_;
  std::unique_ptr<Contents> contents_;
  ReplacedContents replaced_;
  Registry kinds_;
  FakeJournal journal_;
  FakeClock clock_;
  Catalog catalog_;
  RunFinished totals_;
};

}  // namespace converge
