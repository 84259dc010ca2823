// SPDX-License-Identifier: MIT
// inventory/script.h: inventories that a program prints.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "inventory/builder.h"

namespace converge {

/// Runs inventory scripts: a port. What a script answers may change without any
/// file changing, so whoever caches what was made from it must compare answers.
class ScriptRunner {
 public:
  virtual ~ScriptRunner() = default;
  /// What the program prints on its standard output. An error where it cannot be
  /// run, ends in another way than with exit code 0, or takes too long; its
  /// message then has what was printed on standard error.
  virtual Result<std::string> run(const std::string& path, const std::vector<std::string>& arguments) = 0;
};

/// Runs them as Ansible does: in the current folder and environment, each in a
/// process group of its own, which is killed whole at the deadline.
class PosixScriptRunner final : public ScriptRunner {
 public:
  explicit PosixScriptRunner(std::chrono::milliseconds deadline = std::chrono::seconds(120)) : deadline_(deadline) {}
  Result<std::string> run(const std::string& path, const std::vector<std::string>& arguments) override;

 private:
  std::chrono::milliseconds deadline_;
};

/// Whether the first bytes of an executable file are those of a script or a
/// program. Ansible tries to run each executable file and reads it as text when
/// the kernel refuses; this gives the same answer without a try.
bool is_program(std::string_view first_bytes);

/// Asks a script with --list and, unless `_meta.hostvars` is in the answer, with
/// --host for each host. `shown` names the script in findings, which have no
/// lines: they are about what it printed.
void read_script_inventory(ScriptRunner& runner, const std::string& path, std::string_view shown, InventoryBuilder& builder,
                           Diagnostics& diagnostics);

}  // namespace converge
