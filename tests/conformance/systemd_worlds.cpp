// SPDX-License-Identifier: MIT
// The kind `systemd` on a systemd in memory, and in a folder of this machine in which
// nothing runs. The one that runs is met on booted hosts: tests/integration/hosts.
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/json.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/process/posix_process_runner.h"
#include "resources/systemd/root_manager.h"
#include "resources/systemd/systemd_kind.h"
#include "tests/conformance/manifest.h"
#include "tests/conformance/world.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_process_runner.h"
#include "tests/fakes/fake_unit_manager.h"
#include "tests/fakes/program.h"

namespace converge {

namespace {

constexpr std::string_view link_mark = "-> ";  // a file with this content is a link

const std::string of_package = "/usr/lib/systemd/system/";
const std::string ours = "/etc/systemd/system/";
const std::string service = "[Service]\nExecStart=/bin/true\n";
const std::string installed = service + "[Install]\nWantedBy=multi-user.target\n";

class SystemdWorld : public World {
 public:
  [[nodiscard]] std::string folder() const override { return ""; }
  [[nodiscard]] Case failing() const override { return {"nowhere", "- systemd: nowhere\n  enabled: true\n"}; }
  [[nodiscard]] std::vector<Case> cases() const override {
    const std::string written =
        "  content: |\n    [Service]\n    ExecStart=/bin/true\n    [Install]\n    "
        "WantedBy=multi-user.target\n";
    return {
        {"new", "- systemd: new\n" + written + "  enabled: true\n  state: running\n"},
        {"replaced", "- systemd: replaced\n" + written, {{ours + "replaced.service", service}}},
        {"same", "- systemd: same\n" + written, {{ours + "same.service", installed}}},
        {"drop_in",
         "- systemd: tuned\n  drop_in:\n    limits: |\n      [Service]\n      Nice=3\n    old: absent\n",
         {{of_package + "tuned.service", service}, {ours + "tuned.service.d/old.conf", "[Service]\nNice=1\n"}}},
        {"enabled", "- systemd: boots\n  enabled: true\n", {{of_package + "boots.service", installed}}},
        {"disabled",
         "- systemd: rests\n  enabled: false\n  state: stopped\n",
         {{of_package + "rests.service", installed},
          {ours + "multi-user.target.wants/rests.service", "-> " + of_package + "rests.service"}}},
        {"enabled_by_another_name",
         "- systemd: named\n  enabled: true\n",
         {{of_package + "named.service", service + "[Install]\nAlias=other.service\nAlso=helper.socket\n"},
          {of_package + "helper.socket", "[Socket]\nListenStream=/run/x\n[Install]\nWantedBy=sockets.target\n"}}},
        {"masked", "- systemd: never\n  masked: true\n", {{of_package + "never.service", service}}},
        {"unmasked",
         "- systemd: again\n  masked: false\n",
         {{of_package + "again.service", service}, {ours + "again.service", "-> /dev/null"}}},
        {"override_goes",
         "- systemd: plain\n  content: absent\n",
         {{of_package + "plain.service", service}, {ours + "plain.service", installed}}},
        {"gone", "- systemd: gone\n  state: absent\n", {{ours + "gone.service", installed}}},
        {"never_there", "- systemd: none\n  state: absent\n"},
        {"template", "- systemd: \"worker\\x40.service\"\n" + written},
        {"instance", "- systemd: \"job\\x40one\"\n  enabled: true\n", {{of_package + "job(at).service", installed}}},
        {"timer",
         "- systemd: hourly.timer\n  enabled: true\n",
         {{of_package + "hourly.timer", "[Timer]\nOnBootSec=1h\n[Install]\nWantedBy=timers.target\n"}}},
    };
  }

 protected:
  /// "@" is the folder to play in, so the cases write it otherwise.
  static std::string with_at(std::string path) {
    constexpr std::string_view word = "(at)";
    const std::size_t at = path.find(word);
    return at == std::string::npos ? path : path.replace(at, word.size(), "@");
  }
  /// Where "-> " says that the content is a link's target.
  static std::string target_in(const std::string& content) {
    return content.starts_with(link_mark) ? content.substr(link_mark.size()) : "";
  }
};

class FakeSystemdWorld final : public SystemdWorld {
 public:
  FakeSystemdWorld() { registry.add(erase(SystemdKind({units_, files_, programs_}))); }
  void put(const std::string& written, const std::string& content) override {
    const std::string path = with_at(written);
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
      if (!files_.get(path.substr(0, at)))
        files_.put(path.substr(0, at), {file::NodeType::directory, 0755, 0, 0, "", ""});
    const std::string target = target_in(content);
    if (target.empty())
      files_.put(path, {file::NodeType::regular, 0644, 0, 0, content, ""});
    else
      files_.put(path, {file::NodeType::link, 0777, 0, 0, "", target});
  }
  [[nodiscard]] std::string manifest() const override { return to_json(files_.save()) + units_.save(); }

 private:
  FakeFileSystem files_;
  FakeUnitManager units_{files_};
  FakeProcessRunner programs_;
};

class RootSystemdWorld final : public SystemdWorld {
 public:
  RootSystemdWorld() {
    chmod(root_.path().c_str(), 0755);
    auto opened = PosixFileSystem::open_root(root_.path().string());
    if (!opened) std::abort();
    files_ = std::move(*opened);
    units_ = std::make_unique<RootManager>(*files_, "this is a folder");
    registry.add(erase(SystemdKind({*units_, *files_, programs_})));
  }
  void put(const std::string& written, const std::string& content) override {
    const std::string path = with_at(written);
    const std::filesystem::path real = root_.path().string() + path;
    std::filesystem::create_directories(real.parent_path());
    const std::string target = target_in(content);
    if (target.empty())
      std::ofstream(real, std::ios::binary) << content;
    else if (!std::filesystem::is_symlink(real))
      std::filesystem::create_symlink(target, real);
  }
  [[nodiscard]] std::string manifest() const override { return manifest_of(root_.path().string()); }

 private:
  TemporaryFolder root_;
  std::unique_ptr<PosixFileSystem> files_;
  std::unique_ptr<RootManager> units_;
  PosixProcessRunner programs_;
};

}  // namespace

std::unique_ptr<World> fake_systemd_world() { return std::make_unique<FakeSystemdWorld>(); }
std::unique_ptr<World> root_systemd_world() { return std::make_unique<RootSystemdWorld>(); }

}  // namespace converge
