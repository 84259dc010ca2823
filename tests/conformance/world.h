// SPDX-License-Identifier: MIT
// tests/conformance/world.h: a kind with a machine below it, as the laws see
// it. A new kind is a class for each of its machines and one line in worlds().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/compile/contents.h"
#include "engine/core/hash.h"
#include "engine/core/kind.h"
#include "tests/fakes/fake_source.h"

namespace converge {

/// One wish and the machine that it meets. "@" in the texts is the folder to play in.
struct Case {
  std::string name;
  std::string yaml;                               ///< one item of `resources:`
  std::map<std::string, std::string> files = {};  ///< path -> content; a path that ends in '/' is a folder
};

/// Keeps what is replaced in memory, without bounds.
class MemoryStore final : public ContentStore {
 public:
  Result<ContentRef> keep(ContentReader& reader) override;
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;

 private:
  std::map<std::string, std::string> texts_;
};

/// A machine with one kind on it.
class World : public ContentSource {
 public:
  World() : contents(source) {}
  /// Where "@" is; "" for a fake machine.
  [[nodiscard]] virtual std::string folder() const = 0;
  virtual void put(const std::string& path, const std::string& content) = 0;
  /// Everything that could have been written, as text.
  [[nodiscard]] virtual std::string manifest() const = 0;
  /// Wishes that can all be had at once.
  [[nodiscard]] virtual std::vector<Case> cases() const = 0;
  /// One whose apply fails though its probe works.
  [[nodiscard]] virtual Case failing() const = 0;

  /// What the compiler makes of an item; fails the test on any finding.
  Boxed want(const std::string& yaml);
  void prepare(const Case& each);
  [[nodiscard]] std::string placed(std::string text) const;
  [[nodiscard]] Kind& kind() const { return *registry.all().front(); }
  /// Contents of the wishes and, for undo, what was replaced.
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;

  FakeSource source{
      {{"files/hello.txt", "from the repository\n"}, {"files/tree/a", "A\n"}, {"files/tree/sub/b", "B\n"}}};
  Contents contents;
  MemoryStore store;
  Registry registry;
};

/// One kind on one machine.
struct Maker {
  std::string name;
  std::function<std::unique_ptr<World>()> make;
};

std::unique_ptr<World> fake_file_world();
std::unique_ptr<World> posix_file_world();
std::unique_ptr<World> fake_command_world();
std::unique_ptr<World> posix_command_world();
std::unique_ptr<World> fake_systemd_world();
std::unique_ptr<World> root_systemd_world();
std::unique_ptr<World> fake_sysctl_world();
std::unique_ptr<World> folder_sysctl_world();

/// Every kind on its fake and on its real machine.
inline std::vector<Maker> worlds() {
  return {{"file_fake", fake_file_world},
          {"file_posix", posix_file_world},
          {"command_fake", fake_command_world},
          {"command_posix", posix_command_world},
          {"systemd_fake", fake_systemd_world},
          {"systemd_root", root_systemd_world},
          {"sysctl_fake", fake_sysctl_world},
          {"sysctl_folder", folder_sysctl_world}};
}

}  // namespace converge
