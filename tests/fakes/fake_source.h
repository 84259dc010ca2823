// SPDX-License-Identifier: MIT
// tests/fakes/fake_source.h: a source in memory.
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/core/source.h"

namespace converge {

/// Files by path; folders are there if something is in them.
class FakeSource final : public Source {
 public:
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> links;  ///< path -> target
  std::set<std::string> executables;
  std::map<std::string, Error> errors;  ///< paths that cannot be read
  std::string commit;

  FakeSource() = default;
  explicit FakeSource(std::map<std::string, std::string> all) : files(std::move(all)) {}

  Result<std::string> read(const std::string& path) const override;
  Result<std::unique_ptr<ContentReader>> open(const std::string& path) const override;
  Result<SourceEntry> stat(const std::string& path) const override;
  Result<std::vector<SourceEntry>> list(const std::string& path) const override;
  [[nodiscard]] std::string revision() const override { return commit; }
  [[nodiscard]] std::string describe() const override { return "fake"; }
};

}  // namespace converge
