// SPDX-License-Identifier: MIT
#include "inventory/facts/virtualization.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "inventory/facts/text_file.h"
#include "inventory/facts/texts.h"
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace converge {

namespace {

using Words = std::pair<std::string_view, std::string_view>;

/// What the texts of the firmware begin with (systemd, src/basic/virt.c).
constexpr std::array<Words, 20> dmi_words{{{"KVM", "kvm"},
                                           {"OpenStack", "kvm"},
                                           {"KubeVirt", "kvm"},
                                           {"Amazon EC2", "amazon"},
                                           {"QEMU", "qemu"},
                                           {"VMware", "vmware"},
                                           {"VMW", "vmware"},
                                           {"innotek GmbH", "oracle"},
                                           {"VirtualBox", "oracle"},
                                           {"Oracle Corporation", "oracle"},
                                           {"Xen", "xen"},
                                           {"Bochs", "bochs"},
                                           {"Parallels", "parallels"},
                                           {"BHYVE", "bhyve"},
                                           {"Hyper-V", "microsoft"},
                                           {"Apple Virtualization", "apple"},
                                           {"Google Compute Engine", "google"},
                                           {"Virtual Machine", "microsoft"},
                                           {"OpenNebula", "kvm"},
                                           {"RHEV Hypervisor", "kvm"}}};

constexpr std::array<Words, 9> cpuid_words{{{"XenVMMXenVMM", "xen"},
                                            {"KVMKVMKVM", "kvm"},
                                            {"Linux KVM Hv", "kvm"},
                                            {"TCGTCGTCGTCG", "qemu"},
                                            {"VMwareVMware", "vmware"},
                                            {"Microsoft Hv", "microsoft"},
                                            {"bhyve bhyve ", "bhyve"},
                                            {"QNXQVMBSQG", "qnx"},
                                            {"ACRNACRNACRN", "acrn"}}};

constexpr std::array<std::string_view, 9> containers{"docker", "lxc", "lxc-libvirt",    "openvz", "podman",
                                                     "pouch",  "rkt", "systemd-nspawn", "wsl"};

/// The files that containers leave, and whose they are.
constexpr std::array<Words, 3> mark_words{
    {{"/run/.containerenv", "podman"}, {"/.dockerenv", "docker"}, {"/proc/vz", "openvz"}}};

/// By the first text that is known, in the order in which systemd looks at them.
std::string dmi_machine(const VirtualizationSigns& signs) {
  for (const std::string& text : signs.dmi)
    for (const auto& [prefix, name] : dmi_words)
      if (text.starts_with(prefix)) return std::string(name);
  return "none";
}

/// A name that nobody knows is still the sign of a guest.
std::string cpuid_machine(const VirtualizationSigns& signs) {
  for (const auto& [vendor, name] : cpuid_words)
    if (signs.cpuid_vendor.starts_with(vendor)) return std::string(name);
  return signs.cpuid_vendor.empty() ? "none" : "vm-other";
}

/// Whether the processor says that it is a guest's.
bool has_hypervisor_flag(const VirtualizationSigns& signs) {
  const auto words = cut_words(field_of(signs.cpuinfo, "flags").value_or(""));
  return std::find(words.begin(), words.end(), "hypervisor") != words.end();
}

/// CPUID needs no rights; leaf 1 says first whether there is a hypervisor to ask.
std::string cpuid_vendor() {
  std::string vendor;
#if defined(__x86_64__) || defined(__i386__)
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  constexpr unsigned hypervisor_bit = 1U << 31U;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & hypervisor_bit) == 0) return vendor;
  __cpuid(0x40000000, a, b, c, d);
  char text[13] = {};
  std::memcpy(text, &b, 4);
  std::memcpy(text + 4, &c, 4);
  std::memcpy(text + 8, &d, 4);
  vendor = text;
#endif
  return vendor;
}

/// `container=` in the environment of process 1, which only root may read.
std::string container_word(const FactPlace& place) {
  if (const auto told = read_word(place, "/run/systemd/container"); told && !told->empty()) return *told;
  if (const auto told = read_word(place, "/run/host/container-manager"); told && !told->empty()) return *told;
  const Result<std::string> environment = read_text(place, "/proc/1/environ");
  if (!environment) return "";
  const std::string text = '\0' + *environment;
  const std::string key = std::string(1, '\0') + "container=";
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return "";
  return text.substr(at + key.size(), text.find('\0', at + 1) - at - key.size());
}

}  // namespace

/// "oci" is what several runtimes say of themselves; their marks tell more.
std::string container_of(const VirtualizationSigns& signs) {
  const auto has = [&](std::string_view mark) {
    return std::find(signs.marks.begin(), signs.marks.end(), mark) != signs.marks.end();
  };
  if (has("/proc/vz") && !has("/proc/bc")) return "openvz";
  if (signs.kernel_release.find("Microsoft") != std::string::npos ||
      signs.kernel_release.find("WSL") != std::string::npos)
    return "wsl";
  const bool vague = signs.container.empty() || signs.container == "oci";
  if (!vague) {
    const bool known = std::find(containers.begin(), containers.end(), signs.container) != containers.end();
    return known ? signs.container : "container-other";
  }
  for (const auto& [mark, name] : mark_words)
    if (name != "openvz" && has(mark)) return std::string(name);
  return signs.container.empty() ? "none" : "container-other";
}

/// What the firmware says of a cloud or a desktop's machine goes first, as KVM
/// or Xen is below it; then the processor; then the rest of the firmware's words.
std::string machine_of(const VirtualizationSigns& signs) {
  const std::string by_dmi = dmi_machine(signs);
  for (const char* first : {"oracle", "xen", "amazon", "parallels", "google"})
    if (by_dmi == first && by_dmi != "xen") return by_dmi;
  if (signs.cpuinfo.find("User Mode Linux") != std::string::npos) return "uml";
  const bool xen = by_dmi == "xen" || signs.hypervisor_type == "xen";
  if (xen || !signs.xen_capabilities.empty())
    return signs.xen_capabilities.find("control_d") != std::string::npos ? "none" : "xen";
  const std::string by_cpuid = cpuid_machine(signs);
  if (by_cpuid != "none" && by_cpuid != "vm-other") return by_cpuid;
  if (by_dmi != "none") return by_dmi;
  return by_cpuid != "none" || has_hypervisor_flag(signs) ? "vm-other" : "none";
}

Result<Value> read_virtualization(const FactPlace& place) {
  VirtualizationSigns signs;
  signs.cpuid_vendor = cpuid_vendor();
  for (const char* name : {"product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"})
    signs.dmi.push_back(read_word(place, std::string("/sys/class/dmi/id/") + name).value_or(""));
  signs.cpuinfo = read_text(place, "/proc/cpuinfo").value_or("");
  signs.hypervisor_type = read_word(place, "/sys/hypervisor/type").value_or("");
  signs.xen_capabilities = read_word(place, "/proc/xen/capabilities").value_or("");
  signs.kernel_release = read_word(place, "/proc/sys/kernel/osrelease").value_or("");
  signs.container = container_word(place);
  for (const char* mark : {"/run/.containerenv", "/.dockerenv", "/proc/vz", "/proc/bc"})
    if (exists(place, mark)) signs.marks.emplace_back(mark);
  const std::string container = container_of(signs);
  const std::string machine = machine_of(signs);
  Value value = Value::map();
  value.set("type", Value::string(container != "none" ? container : machine));
  value.set("container", Value::string(container));
  value.set("machine", Value::string(machine));
  return value;
}

}  // namespace converge
