// SPDX-License-Identifier: MIT
// The kind `file` on a tree in memory and on a folder of this machine.
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/json.h"
#include "resources/file/file_kind.h"
#include "resources/file/posix/posix_accounts.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/process/posix_process_runner.h"
#include "tests/conformance/manifest.h"
#include "tests/conformance/world.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_process_runner.h"
#include "tests/fakes/program.h"

namespace converge {

namespace {

/// What both machines are asked for.
class FileWorld : public World {
 public:
  [[nodiscard]] std::string folder() const override { return ""; }
  [[nodiscard]] Case failing() const override { return {"no_parent", "- file: /nowhere/at/all\n  content: x\n"}; }
  [[nodiscard]] std::vector<Case> cases() const override {
    return {
        {"new", "- file: /new\n  content: hello\n  mode: \"0640\"\n"},
        {"empty", "- file: /empty\n"},
        {"same", "- file: /same\n  content: same\n", {{"/same", "same"}}},
        {"replaced", "- file: /replaced\n  content: new text\n  mode: \"0600\"\n", {{"/replaced", "old text"}}},
        {"mode_only", "- file: /mode\n  mode: u=rw,go=\n", {{"/mode", "kept"}}},
        {"absent", "- file: /gone\n  state: absent\n", {{"/gone", "old"}}},
        {"never_there", "- file: /never\n  state: absent\n"},
        {"folder", "- file: /folder\n  state: directory\n  mode: \"0750\"\n"},
        {"removed_folder",
         "- file: /old\n  state: absent\n  recursive: true\n",
         {{"/old/", ""}, {"/old/a", "a"}, {"/old/b/", ""}, {"/old/b/c", "c"}}},
        {"purged", "- file: /purged\n  state: directory\n  purge: true\n", {{"/purged/", ""}, {"/purged/stray", "x"}}},
        {"link", "- file: /link\n  target: /new\n"},
        {"link_for_file", "- file: /turned\n  target: elsewhere\n", {{"/turned", "was a file"}}},
        {"source", "- file: /copied\n  source: hello.txt\n"},
        {"tree", "- file: /tree\n  source: tree\n"},
        {"json",
         "- file: /c.json\n  merge: json\n  content: {a: {b: 1}}\n  absent: [/x]\n",
         {{"/c.json", "{\n  \"x\": 1,\n  \"keep\": true\n}\n"}}},
        {"json_of_the_readme",
         "- file: /daemon.json\n  merge: json\n  content:\n    runtimes: {nvidia: {path: nvidia-container-runtime, "
         "args: []}}\n"
         "    features: {cdi: true}\n",
         {{"/daemon.json", "{\"runtimes\": {\"runc\": {}}}\n"}}},
        {"json_union",
         "- file: /u.json\n  merge: json\n  list: union\n  content: {k: [\"1\", \"2\"], new: [a]}\n",
         {{"/u.json", "{\"k\": [\"0\", \"1\"]}\n"}}},
        {"ini_union",
         "- file: /u.ini\n  merge: ini\n  list: union\n  content: {s: {k: [\"1\", \"2\"]}}\n",
         {{"/u.ini", "[s]\nk = 0\nk = 1\n"}}},
        {"ini", "- file: /c.ini\n  merge: ini\n  content: {main: {k: v}}\n", {{"/c.ini", "; mine\n[main]\nk = old\n"}}},
        {"lines", "- file: /c.lines\n  merge: lines\n  content: [one, two]\n", {{"/c.lines", "two\nthree\n"}}},
        {"block", "- file: /c.block\n  merge: block\n  content: |\n    inside\n", {{"/c.block", "before\n"}}},
    };
  }
};

class FakeFileWorld final : public FileWorld {
 public:
  FakeFileWorld() { registry.add(erase(FileKind({files_, accounts_, *this, runner_, &store}))); }
  void put(const std::string& path, const std::string& content) override {
    FakeFileSystem::Thing thing;
    thing.content = content;
    if (!path.ends_with('/')) return files_.put(path, thing);
    thing.type = file::NodeType::directory;
    thing.mode = 0755;
    files_.put(path.substr(0, path.size() - 1), thing);
  }
  [[nodiscard]] std::string manifest() const override { return to_json(files_.save()); }

 private:
  FakeFileSystem files_;
  FakeAccounts accounts_;
  FakeProcessRunner runner_;
};

class PosixFileWorld final : public FileWorld {
 public:
  PosixFileWorld() {
    chmod(root_.path().c_str(), 0755);
    auto opened = PosixFileSystem::open_root(root_.path().string());
    if (!opened) std::abort();
    files_ = std::move(*opened);
    accounts_ = std::make_unique<PosixAccounts>(*files_, "/");
    registry.add(erase(FileKind({*files_, *accounts_, *this, runner_, &store})));
  }
  void put(const std::string& path, const std::string& content) override {
    const std::string real = root_.path().string() + path;
    if (path.ends_with('/'))
      std::filesystem::create_directories(real);
    else
      std::ofstream(real, std::ios::binary) << content;
  }
  [[nodiscard]] std::string manifest() const override { return manifest_of(root_.path().string()); }

 private:
  TemporaryFolder root_;
  std::unique_ptr<PosixFileSystem> files_;
  std::unique_ptr<PosixAccounts> accounts_;
  PosixProcessRunner runner_;
};

}  // namespace

std::unique_ptr<World> fake_file_world() { return std::make_unique<FakeFileWorld>(); }
std::unique_ptr<World> posix_file_world() { return std::make_unique<PosixFileWorld>(); }

}  // namespace converge
