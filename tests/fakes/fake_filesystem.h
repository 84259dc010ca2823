// SPDX-License-Identifier: MIT
// tests/fakes/fake_filesystem.h: the files and accounts of a machine that is a
// value: read from JSON, compared as JSON, and failing where a test wants it to.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/value.h"
#include "resources/file/accounts.h"
#include "resources/file/filesystem.h"

namespace converge {

/// A tree in memory that behaves as the port says. Links among parents are followed.
class FakeFileSystem final : public FileSystem {
 public:
  /// One thing; `content` is a regular file's.
  struct Thing {
    file::NodeType type = file::NodeType::regular;
    std::uint32_t mode = 0644;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string content;
    std::string target;
  };

  FakeFileSystem();

  /// Replaces the tree: {"/etc": {"type": "directory"}, "/etc/motd": {"content": "hi", "mode": "0600", "uid": 1}}.
  /// Missing parent folders are made.
  void load(const Value& tree);
  /// The tree in the same form, without "/" and with what is not the default.
  [[nodiscard]] Value save() const;
  void put(const std::string& path, Thing thing);
  [[nodiscard]] std::optional<Thing> get(const std::string& path) const;
  void erase(const std::string& path);

  /// Lets the k-th operation from now on (1 is the next) fail with that errno.
  /// A batch counts one for each of its elements.
  void fail_operation(std::size_t k, int number);
  /// How many operations there were in all.
  [[nodiscard]] std::size_t operations() const;

  std::vector<Result<file::Node>> look(std::span<const file::Look> looks, std::stop_token stop) override;
  Result<std::vector<file::Listed>> list(const std::string& folder) override;
  std::vector<Result<file::Folder>> find_folders(std::span<const std::string> paths, std::stop_token stop) override;
  Result<std::unique_ptr<ContentReader>> open(const std::string& path) override;
  std::vector<Result<file::Staged>> stage(std::span<const file::Staging> files, std::stop_token stop) override;
  Result<void> show(const file::Staged&) override { return {}; }
  Result<void> commit(const file::Staged& staged) override;
  void discard(const file::Staged& staged) override;
  Result<void> make_directory(const std::string& path, const file::Metadata& metadata) override;
  Result<void> make_link(const std::string& path, const std::string& target, const file::Metadata& metadata) override;
  Result<void> set_metadata(const std::string& path, const file::Metadata& metadata) override;
  Result<void> remove(const std::string& path, file::Recursion recursion) override;
  Result<void> sync_folders(std::span<const std::string> folders) override;

 private:
  /// Counts an operation; an error if it is the one to fail.
  Result<void> operate(const std::string& what);
  /// The path with all parents that are links followed; an error as open_folder() of the real one gives.
  [[nodiscard]] Result<std::string> resolve(const std::string& path, int depth = 0) const;
  [[nodiscard]] file::Folder find_folder(const std::string& path) const;
  [[nodiscard]] Error explain(const Error& error, const std::string& path) const;
  [[nodiscard]] Thing* find(const std::string& resolved);
  [[nodiscard]] bool has_children(const std::string& resolved) const;
  Result<file::Node> look_one(const file::Look& look);
  Result<file::Staged> stage_one(const file::Staging& staging);

  mutable std::mutex mutex_;
  std::map<std::string, Thing> things_;
  std::size_t operations_ = 0;
  std::optional<std::pair<std::size_t, int>> failure_;
};

/// Users and groups from two tables.
class FakeAccounts final : public Accounts {
 public:
  std::map<std::string, std::uint32_t> users = {{"root", 0}, {"daemon", 1}, {"alice", 1000}};
  std::map<std::string, std::uint32_t> groups = {{"root", 0}, {"daemon", 1}, {"staff", 50}};
  std::optional<Error> error;  ///< what every question is answered with, if set

  Result<std::optional<std::uint32_t>> find_user(const std::string& name) override { return find(users, name); }
  Result<std::optional<std::uint32_t>> find_group(const std::string& name) override { return find(groups, name); }
  Result<std::string> user_name(std::uint32_t uid) override { return name(users, uid); }
  Result<std::string> group_name(std::uint32_t gid) override { return name(groups, gid); }

 private:
  using Table = std::map<std::string, std::uint32_t>;
  Result<std::optional<std::uint32_t>> find(const Table& table, const std::string& name) const;
  Result<std::string> name(const Table& table, std::uint32_t id) const;
};

}  // namespace converge
