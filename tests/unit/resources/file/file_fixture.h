// SPDX-License-Identifier: MIT
// tests/unit/resources/file/file_fixture.h: the kind on the real adapter, in a
// temporary folder that is the root.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/core/content.h"
#include "resources/file/file_kind.h"
#include "resources/file/posix/posix_accounts.h"
#include "resources/file/posix/posix_filesystem.h"
#include "tests/fakes/fake_process_runner.h"

namespace converge {

/// Contents in memory: a source for desired contents, and a store for replaced ones.
class MemoryContents final : public ContentStore {
 public:
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;
  Result<ContentRef> keep(ContentReader& reader) override;
  /// Adds a content; answers its reference.
  ContentRef add(const std::string& text);
  [[nodiscard]] bool holds(const std::string& text) const;
  /// The next keep() answers this.
  std::optional<Error> keep_error;

 private:
  std::map<std::string, std::string> texts_;
};

/// A folder that is removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Attributes from (key, value) pairs in YAML-like words: "true" is a boolean, all else text.
using Pairs = std::vector<std::pair<std::string, Value>>;
Value attributes_of(const Pairs& pairs);
Value text(const std::string& value);

class FileFixture : public testing::Test {
 protected:
  FileFixture();

  /// The path of a thing in the root, as the test itself reaches it.
  [[nodiscard]] std::string real(const std::string& path) const { return folder_.path() + path; }
  void put(const std::string& path, const std::string& content, unsigned mode = 0644) const;
  [[nodiscard]] std::string get(const std::string& path) const;
  [[nodiscard]] unsigned mode_of(const std::string& path) const;
  [[nodiscard]] bool exists(const std::string& path) const;
  /// Names in a folder, sorted.
  [[nodiscard]] std::vector<std::string> names_in(const std::string& path) const;

  /// The path under which the new thing for a path is prepared.
  static std::string temporary(const std::string& path);

  /// A desired file: string `content` is added to the contents.
  file::Desired desired(const std::string& path, Pairs pairs);
  Result<file::Actual> probe(const file::Desired& want);
  std::vector<file::Change> plan(const file::Desired& want);
  /// Probe, diff and apply.
  Result<Applied> converge(const file::Desired& want);
  /// Also expects that a fresh probe finds nothing left to do.
  void expect_converges(const file::Desired& want);
  /// The rows of a plan, as "attribute: before -> after".
  std::vector<std::string> rows(const file::Desired& want);

  TemporaryFolder folder_;
  MemoryContents contents_;
  FakeProcessRunner runner_;
  std::unique_ptr<PosixFileSystem> files_;
  std::unique_ptr<PosixAccounts> accounts_;
  std::unique_ptr<FileKind> kind_;
};

}  // namespace converge
