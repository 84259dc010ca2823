// SPDX-License-Identifier: MIT
// builtin.cpp: every kind, one line each.
#include "resources/builtin.h"

#include "resources/command/command.h"
#include "resources/command/posix_path_probe.h"
#include "resources/file/file_kind.h"
#include "resources/file/posix/posix_accounts.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/process/posix_process_runner.h"
#include "resources/sysctl/proc_settings.h"
#include "resources/sysctl/sysctl_kind.h"
#include "resources/systemd/bus_manager.h"
#include "resources/systemd/root_manager.h"
#include "resources/systemd/systemd_kind.h"

namespace converge {

namespace {

/// Units run only where systemd does; elsewhere they are files and links.
std::unique_ptr<UnitManager> open_units(const std::string& root, FileSystem& files) {
  if (root != "/") return std::make_unique<RootManager>(files, root + " is a folder and not a running system");
  if (systemd::is_systemd_running()) return std::make_unique<BusManager>();
  return std::make_unique<RootManager>(files, "systemd does not run here");
}

std::unique_ptr<KernelSettings> open_kernel(const std::string& root) {
  if (root != "/") return std::make_unique<NoKernel>(root + " is a folder and not a running system");
  return std::make_unique<ProcSettings>();
}

}  // namespace

struct BuiltinKinds::Ports {
  Ports(std::unique_ptr<PosixFileSystem> opened, const std::string& root, const ContentSource& contents,
        ContentStore* replaced)
      : files(std::move(opened)),
        accounts(*files, root),
        programs(root),
        paths(root),
        units(open_units(root, *files)),
        kernel(open_kernel(root)) {
    registry.add(erase(FileKind({*files, accounts, contents, programs, replaced})));
    registry.add(erase(Command(programs, paths)));
    registry.add(erase(SystemdKind({*units, *files, programs})));
    registry.add(erase(SysctlKind({*kernel, *files})));
  }

  std::unique_ptr<PosixFileSystem> files;
  PosixAccounts accounts;
  PosixProcessRunner programs;
  PosixPathProbe paths;
  std::unique_ptr<UnitManager> units;
  std::unique_ptr<KernelSettings> kernel;
  Registry registry;
};

Result<std::unique_ptr<BuiltinKinds>> BuiltinKinds::open(const std::string& root, const ContentSource& contents,
                                                         ContentStore* replaced) {
  auto files = PosixFileSystem::open_root(root);
  if (!files) return fail(std::move(files.error()));
  auto ports = std::make_unique<Ports>(std::move(*files), root, contents, replaced);
  return std::unique_ptr<BuiltinKinds>(new BuiltinKinds(std::move(ports)));
}

BuiltinKinds::BuiltinKinds(std::unique_ptr<Ports> ports) : ports_(std::move(ports)) {}

BuiltinKinds::~BuiltinKinds() = default;

const Registry& BuiltinKinds::registry() const { return ports_->registry; }

}  // namespace converge
