// SPDX-License-Identifier: MIT
// The kind `command` on programs that a test makes up and on those of this machine.
#include <filesystem>
#include <fstream>

#include "resources/command/command.h"
#include "resources/command/posix_path_probe.h"
#include "resources/process/posix_process_runner.h"
#include "tests/conformance/manifest.h"
#include "tests/conformance/world.h"
#include "tests/fakes/fake_path_probe.h"
#include "tests/fakes/fake_process_runner.h"
#include "tests/fakes/program.h"

namespace converge {

namespace {

/// The commands are `touch` and `rm` by argument list, the guard `test -e`, so that the fake can play them.
class CommandWorld : public World {
 public:
  [[nodiscard]] Case failing() const override {
    return {"fails", "- command: fails\n  run: [test, -e, \"@/nowhere\"]\n  creates: \"@/nowhere\"\n"};
  }
  [[nodiscard]] std::vector<Case> cases() const override {
    return {
        {"creates", "- command: make it\n  run: [touch, \"@/made\"]\n  creates: \"@/made\"\n"},
        {"made_already",
         "- command: was made\n  run: [touch, \"@/there\"]\n  creates: \"@/there\"\n",
         {{"@/there", ""}}},
        {"removes", "- command: drop it\n  run: [rm, \"@/dropped\"]\n  removes: \"@/dropped\"\n", {{"@/dropped", ""}}},
        {"unless", "- command: ask first\n  run: [touch, \"@/asked\"]\n  unless: [test, -e, \"@/asked\"]\n"},
        {"only_if",
         "- command: ask for\n  run: [rm, \"@/wanted\"]\n  only_if: [test, -e, \"@/wanted\"]\n",
         {{"@/wanted", ""}}},
        {"when_notified", "- command: wait\n  run: [touch, \"@/woken\"]\n  when_notified: true\n"},
    };
  }
};

class FakeCommandWorld final : public CommandWorld {
 public:
  FakeCommandWorld() {
    registry.add(erase(Command(runner_, paths_)));
    for (const std::string path : {"/made", "/there", "/dropped", "/asked", "/wanted", "/woken", "/nowhere"}) {
      runner_.act({"touch", path},
                  [this, path](const ProcessSpec&) { return paths_.present.insert(path), ProcessEnd{}; });
      runner_.act({"rm", path}, [this, path](const ProcessSpec&) { return paths_.present.erase(path), ProcessEnd{}; });
      runner_.act({"test", "-e", path}, [this, path](const ProcessSpec&) {
        return ProcessEnd{paths_.present.contains(path) ? 0 : 1, 0, ""};
      });
    }
  }
  [[nodiscard]] std::string folder() const override { return ""; }
  void put(const std::string& path, const std::string&) override { paths_.present.insert(path); }
  [[nodiscard]] std::string manifest() const override {
    std::string text;
    for (const std::string& path : paths_.present) text += path + "\n";
    return text;
  }

 private:
  FakeProcessRunner runner_;
  FakePathProbe paths_;
};

class PosixCommandWorld final : public CommandWorld {
 public:
  PosixCommandWorld() { registry.add(erase(Command(runner_, paths_))); }
  [[nodiscard]] std::string folder() const override { return folder_.path().string(); }
  void put(const std::string& path, const std::string& content) override { std::ofstream(path) << content; }
  [[nodiscard]] std::string manifest() const override { return manifest_of(folder()); }

 private:
  TemporaryFolder folder_;
  PosixProcessRunner runner_;
  PosixPathProbe paths_{"/"};
};

}  // namespace

std::unique_ptr<World> fake_command_world() { return std::make_unique<FakeCommandWorld>(); }
std::unique_ptr<World> posix_command_world() { return std::make_unique<PosixCommandWorld>(); }

}  // namespace converge
