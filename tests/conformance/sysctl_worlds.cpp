// SPDX-License-Identifier: MIT
// The kind `sysctl` on a kernel that is a table, and on a folder that stands for /proc/sys.
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/json.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/sysctl/proc_settings.h"
#include "resources/sysctl/sysctl_kind.h"
#include "tests/conformance/manifest.h"
#include "tests/conformance/world.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_kernel_settings.h"
#include "tests/fakes/program.h"

namespace converge {

namespace {

constexpr std::string_view kernel_folder = "/proc/sys/";

class SysctlWorld : public World {
 public:
  [[nodiscard]] std::string folder() const override { return ""; }
  [[nodiscard]] Case failing() const override { return {"no_such", "- sysctl: no.such\n  value: 1\n"}; }
  [[nodiscard]] std::vector<Case> cases() const override {
    const std::string etc = "/etc/sysctl.d/";
    return {
        {"new", "- sysctl: net.ipv4.ip_forward\n  value: 1\n", {{"/proc/sys/net/ipv4/ip_forward", "0\n"}}},
        {"blanks",
         "- sysctl: net.ipv4.tcp_rmem\n  value: 4096 131072 6291456\n",
         {{"/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n"}}},
        {"replaced",
         "- sysctl: vm.swappiness\n  value: 10\n",
         {{"/proc/sys/vm/swappiness", "60\n"}, {etc + "90-vm.swappiness.conf", "vm.swappiness = 60\n"}}},
        {"shadowed_by_the_same",
         "- sysctl: kernel.pid_max\n  value: 4194304\n",
         {{"/proc/sys/kernel/pid_max", "32768\n"}, {"/usr/lib/sysctl.d/99-x.conf", "kernel.pid_max=4194304\n"}}},
        {"dotted",
         "- sysctl: net/ipv4/conf/eth0.100/forwarding\n  value: 1\n  priority: 7\n",
         {{"/proc/sys/net/ipv4/conf/eth0.100/forwarding", "0\n"}}},
        {"absent",
         "- sysctl: fs.file-max\n  state: absent\n  value: 100\n",
         {{"/proc/sys/fs/file-max", "200\n"}, {etc + "90-fs.file-max.conf", "fs.file-max = 200\n"}}},
        {"never_there", "- sysctl: fs.nr_open\n  state: absent\n", {{"/proc/sys/fs/nr_open", "1\n"}}},
    };
  }
};

class FakeSysctlWorld final : public SysctlWorld {
 public:
  FakeSysctlWorld() { registry.add(erase(SysctlKind({kernel_, files_}))); }
  void put(const std::string& path, const std::string& content) override {
    if (path.starts_with(kernel_folder)) {
      kernel_.values[path.substr(kernel_folder.size())] = content.substr(0, content.find('\n'));
      return;
    }
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
      if (!files_.get(path.substr(0, at)))
        files_.put(path.substr(0, at), {file::NodeType::directory, 0755, 0, 0, "", ""});
    files_.put(path, {file::NodeType::regular, 0644, 0, 0, content, ""});
  }
  [[nodiscard]] std::string manifest() const override {
    std::string text = to_json(files_.save()) + std::to_string(kernel_.writes);
    for (const auto& [path, value] : kernel_.values) text += path + "=" + value + "\n";
    return text;
  }

 private:
  FakeFileSystem files_;
  FakeKernelSettings kernel_;
};

class FolderSysctlWorld final : public SysctlWorld {
 public:
  FolderSysctlWorld() {
    chmod(root_.path().c_str(), 0755);
    auto opened = PosixFileSystem::open_root(root_.path().string());
    if (!opened) std::abort();
    files_ = std::move(*opened);
    registry.add(erase(SysctlKind({kernel_, *files_})));
  }
  void put(const std::string& path, const std::string& content) override {
    const std::filesystem::path real = root_.path().string() + path;
    std::filesystem::create_directories(real.parent_path());
    std::ofstream(real, std::ios::binary) << content;
  }
  [[nodiscard]] std::string manifest() const override { return manifest_of(root_.path().string()); }

 private:
  TemporaryFolder root_;
  std::unique_ptr<PosixFileSystem> files_;
  ProcSettings kernel_{root_.path().string() + "/proc/sys"};
};

}  // namespace

std::unique_ptr<World> fake_sysctl_world() { return std::make_unique<FakeSysctlWorld>(); }
std::unique_ptr<World> folder_sysctl_world() { return std::make_unique<FolderSysctlWorld>(); }

}  // namespace converge
