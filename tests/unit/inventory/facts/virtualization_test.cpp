// SPDX-License-Identifier: MIT
// The words of systemd-detect-virt for what can be seen from inside.
#include "inventory/facts/virtualization.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

VirtualizationSigns with_dmi(std::vector<std::string> dmi, std::string cpuid = "") {
  VirtualizationSigns signs;
  signs.dmi = std::move(dmi);
  signs.cpuid_vendor = std::move(cpuid);
  return signs;
}

TEST(Machine, is_none_on_bare_metal) {
  EXPECT_EQ(machine_of(with_dmi({"PowerEdge R750xa", "Dell Inc.", "Dell Inc.", "Dell Inc.", ""})), "none");
  EXPECT_EQ(machine_of({}), "none");
}

TEST(Machine, is_told_by_the_processor_before_the_firmware) {
  EXPECT_EQ(machine_of(with_dmi({"Standard PC (Q35 + ICH9, 2009)", "QEMU", "", "SeaBIOS", "pc-q35-7.2"}, "KVMKVMKVM")),
            "kvm");
  EXPECT_EQ(machine_of(with_dmi({"Standard PC", "QEMU"}, "TCGTCGTCGTCG")), "qemu");
  EXPECT_EQ(machine_of(with_dmi({"Virtual Machine", "Microsoft Corporation"}, "Microsoft Hv")), "microsoft");
  EXPECT_EQ(machine_of(with_dmi({"VMware7,1", "VMware, Inc."}, "VMwareVMware")), "vmware");
}

TEST(Machine, is_the_cloud_that_the_firmware_names) {
  EXPECT_EQ(machine_of(with_dmi({"p5.48xlarge", "Amazon EC2"}, "KVMKVMKVM")), "amazon");
  EXPECT_EQ(machine_of(with_dmi({"Google Compute Engine", "Google"}, "KVMKVMKVM")), "google");
  EXPECT_EQ(machine_of(with_dmi({"VirtualBox", "innotek GmbH"}, "KVMKVMKVM")), "oracle");
}

TEST(Machine, tells_a_xen_guest_from_the_host_of_the_guests) {
  VirtualizationSigns signs = with_dmi({"HVM domU", "Xen"}, "XenVMMXenVMM");
  EXPECT_EQ(machine_of(signs), "xen");
  signs.xen_capabilities = "control_d";
  EXPECT_EQ(machine_of(signs), "none");
}

TEST(Machine, admits_that_it_is_one_without_a_name) {
  EXPECT_EQ(machine_of(with_dmi({}, "SomethingNew")), "vm-other");
  VirtualizationSigns signs;
  signs.cpuinfo = "processor : 0\nflags\t\t: fpu hypervisor lahf_lm\n";
  EXPECT_EQ(machine_of(signs), "vm-other");
  signs.cpuinfo = "flags\t\t: fpu nohypervisor\n";
  EXPECT_EQ(machine_of(signs), "none");
  signs.cpuinfo = "vendor_id\t: User Mode Linux\n";
  EXPECT_EQ(machine_of(signs), "uml");
}

TEST(Container, is_what_process_1_was_told) {
  VirtualizationSigns signs;
  EXPECT_EQ(container_of(signs), "none");
  for (const char* name : {"docker", "podman", "lxc", "systemd-nspawn"}) {
    signs.container = name;
    EXPECT_EQ(container_of(signs), name);
  }
  signs.container = "homemade";
  EXPECT_EQ(container_of(signs), "container-other");
}

TEST(Container, is_known_by_its_marks) {
  VirtualizationSigns signs;
  signs.marks = {"/.dockerenv"};
  EXPECT_EQ(container_of(signs), "docker");
  signs.container = "oci";
  EXPECT_EQ(container_of(signs), "docker");
  signs.marks = {"/run/.containerenv"};
  EXPECT_EQ(container_of(signs), "podman");
  signs.marks = {};
  EXPECT_EQ(container_of(signs), "container-other");
  signs = {};
  signs.marks = {"/proc/vz", "/proc/bc"};
  EXPECT_EQ(container_of(signs), "none");
  signs.marks = {"/proc/vz"};
  EXPECT_EQ(container_of(signs), "openvz");
  signs = {};
  signs.kernel_release = "5.15.90.1-microsoft-standard-WSL2";
  EXPECT_EQ(container_of(signs), "wsl");
}

}  // namespace
}  // namespace converge
