// SPDX-License-Identifier: MIT
// inventory/facts/virtualization.h: in which machine or container this runs, by
// the rules and words of systemd-detect-virt(1).
#pragma once

#include <string>
#include <vector>

#include "engine/core/value.h"
#include "inventory/facts/fact.h"

namespace converge {

/// What can be seen from inside. "" or false where there is nothing to see.
struct VirtualizationSigns {
  std::string cpuid_vendor;        ///< the twelve letters of CPUID leaf 0x40000000
  std::vector<std::string> dmi;    ///< product_name, sys_vendor, board_vendor, bios_vendor, product_version
  std::string cpuinfo;             ///< /proc/cpuinfo
  std::string hypervisor_type;     ///< /sys/hypervisor/type
  std::string xen_capabilities;    ///< /proc/xen/capabilities
  std::string kernel_release;      ///< /proc/sys/kernel/osrelease
  std::string container;           ///< what process 1 was told, or /run/systemd/container
  std::vector<std::string> marks;  ///< of the files that containers leave, those that are there
};

/// "docker", "lxc", "systemd-nspawn", ...; "none" outside of containers.
std::string container_of(const VirtualizationSigns& signs);
/// "kvm", "qemu", "vmware", ...; "none" on bare metal and in Xen's dom0.
std::string machine_of(const VirtualizationSigns& signs);

/// The fact: {type, container, machine}.
Result<Value> read_virtualization(const FactPlace& place);

}  // namespace converge
