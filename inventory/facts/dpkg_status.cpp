// SPDX-License-Identifier: MIT
#include "inventory/facts/dpkg_status.h"

#include <sys/utsname.h>

#include <array>
#include <utility>

#include "inventory/facts/text_file.h"
#include "inventory/facts/texts.h"

namespace converge {

namespace {

constexpr const char* status_file = "/var/lib/dpkg/status";

/// What the names of packages of interest begin with.
constexpr std::array<std::string_view, 18> interesting{"nvidia-",      "libnvidia-",     "xserver-xorg-video-nvidia",
                                                       "cuda-",        "libcuda",        "libcudnn",
                                                       "libnccl",      "libnvoptix",     "datacenter-gpu-manager",
                                                       "linux-image-", "linux-headers-", "linux-modules-",
                                                       "containerd",   "docker-ce",      "docker.io",
                                                       "podman",       "dkms",           "nvlsm"};

bool take(std::string_view line, std::string_view field, std::string& value) {
  if (!line.starts_with(field)) return false;
  value = trimmed(line.substr(field.size()));
  return true;
}

/// The kernel's word for a machine as dpkg's.
std::string_view debian_word(std::string_view machine) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words{{{"x86_64", "amd64"},
                                                                                {"aarch64", "arm64"},
                                                                                {"ppc64le", "ppc64el"},
                                                                                {"riscv64", "riscv64"},
                                                                                {"s390x", "s390x"},
                                                                                {"i686", "i386"}}};
  for (const auto& [kernel, debian] : words)
    if (machine == kernel) return debian;
  return "";
}

}  // namespace

bool is_of_interest(std::string_view package) {
  for (const std::string_view prefix : interesting)
    if (package.starts_with(prefix)) return true;
  return false;
}

void DpkgStatus::add_line(std::string_view line) {
  if (trimmed(line).empty()) return end_paragraph();
  if (line.front() == ' ' || line.front() == '\t') return;  // goes on with a description
  (void)(take(line, "Package:", package_.name) || take(line, "Version:", package_.version) ||
         take(line, "Architecture:", package_.architecture) || take(line, "Status:", status_));
}

/// "hold ok installed" is installed too; "deinstall ok config-files" is not.
void DpkgStatus::end_paragraph() {
  const bool installed = status_.ends_with(" installed");
  if (installed && package_.name == "dpkg") architecture_ = package_.architecture;
  if (installed && is_of_interest(package_.name)) packages_.push_back(std::move(package_));
  package_ = {};
  status_.clear();
}

Result<Value> read_packages(const FactPlace& place) {
  DpkgStatus status;
  const Result<void> read = read_lines(place, status_file, [&](std::string_view line) {
    status.add_line(line);
    return Walk::go_on;
  });
  if (!read) return fail(read.error());
  status.finish();
  Value packages = Value::map();
  for (const InstalledPackage& package : status.packages()) {
    const bool native = package.architecture == "all" || package.architecture == status.architecture();
    packages.set(native ? package.name : package.name + ":" + package.architecture, Value::string(package.version));
  }
  return packages;
}

/// dpkg is built for one architecture, and its own package says which; it stands early in the file.
Result<Value> read_architecture(const FactPlace& place) {
  DpkgStatus status;
  const Result<void> read = read_lines(place, status_file, [&](std::string_view line) {
    status.add_line(line);
    return status.architecture().empty() ? Walk::go_on : Walk::stop;
  });
  if (!read && (read.error().code != ErrorCode::not_found || !place.is_running())) return fail(read.error());
  status.finish();
  if (!status.architecture().empty()) return Value::string(status.architecture());
  utsname names{};
  const bool known = place.is_running() && uname(&names) == 0 && !debian_word(names.machine).empty();
  if (known) return Value::string(std::string(debian_word(names.machine)));
  return fail(ErrorCode::not_found, "dpkg is not installed there, and no other word for the architecture is known");
}

}  // namespace converge
