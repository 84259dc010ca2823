// SPDX-License-Identifier: MIT
// tests/fakes/program.h: other programs as judges of what ours writes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace converge {

/// How a program ended, and what it wrote to stdout and stderr.
struct ProgramEnd {
  int exit_code = -1;  ///< 127: there is no such program
  std::string output;
};

/// Runs a program found in PATH to its end, with nothing on its stdin.
ProgramEnd run_program(const std::vector<std::string>& arguments);

/// Whether a program is in PATH.
bool has_program(const std::string& name);

/// A new folder that is removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file in it and answers its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace converge
