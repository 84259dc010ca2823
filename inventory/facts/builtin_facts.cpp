// SPDX-License-Identifier: MIT
// builtin_facts.cpp: the table of facts.
#include "inventory/facts/dpkg_status.h"
#include "inventory/facts/fact.h"
#include "inventory/facts/hardware.h"
#include "inventory/facts/interfaces.h"
#include "inventory/facts/mounts.h"
#include "inventory/facts/pci.h"
#include "inventory/facts/system_facts.h"
#include "inventory/facts/text_file.h"
#include "inventory/facts/virtualization.h"

namespace converge {

namespace {

using std::chrono::milliseconds;
using enum FieldPresence;

constexpr auto from_files = FactScope::files;
constexpr auto from_machine = FactScope::machine;
constexpr milliseconds soon{5000};
constexpr milliseconds later{20000};  // a large file, or a size to be told by each file system

Result<Value> read_cpus(const FactPlace& place) {
  const Result<std::string> text = read_text(place, "/proc/cpuinfo");
  return text ? cpus_of(*text) : fail(text.error());
}

Result<Value> read_memory(const FactPlace& place) {
  const Result<std::string> text = read_text(place, "/proc/meminfo");
  return text ? memory_of(*text) : fail(text.error());
}

Result<Value> read_interfaces_of(const FactPlace& /*place*/) { return read_interfaces(); }
Result<Value> read_mounts_of(const FactPlace& /*place*/) { return read_mounts(); }

Result<Value> read_pci(const FactPlace& /*place*/) {
  const Result<std::vector<PciDevice>> devices = read_pci_devices();
  if (!devices) return fail(devices.error());
  Value list = Value::list();
  for (const PciDevice& device : *devices) list.push_back(pci_value(device));
  return list;
}

Result<Value> read_gpus(const FactPlace& /*place*/) {
  const Result<std::vector<PciDevice>> devices = read_pci_devices();
  return devices ? Result<Value>(gpus_value(*devices)) : fail(devices.error());
}

std::vector<FactField> cpu_fields() {
  return {{"count", Type::integer, "Logical processors in use."},
          {"sockets", Type::integer, "Processor packages.", sometimes},
          {"cores", Type::integer, "Physical cores, over all sockets.", sometimes},
          {"model", Type::string, "The model's name.", sometimes}};
}

std::vector<FactField> interface_fields() {
  return {{"name", Type::string, "Its name, such as eth0."},
          {"mac", Type::string, "The hardware address.", sometimes},
          {"mtu", Type::integer, "The largest packet, in bytes.", sometimes},
          {"state", Type::string, "up, down, unknown and the like, as the kernel has it.", sometimes},
          {"speed", Type::integer, "In Mbit/s, where the link is up and the driver knows.", sometimes},
          {"addresses", Type::list, "Maps of `address`, `prefix` (its length) and `family` (inet or inet6)."}};
}

std::vector<FactField> mount_fields() {
  return {{"path", Type::string, "Where it is mounted."},
          {"source", Type::string, "The device, or what the file system calls its source."},
          {"type", Type::string, "The type of the file system."},
          {"options", Type::list, "The options, as the kernel lists them."},
          {"size", Type::integer, "In bytes; of local file systems only, others are never touched.", sometimes},
          {"free", Type::integer, "Bytes that are free to users other than root.", sometimes}};
}

std::vector<FactField> virtualization_fields() {
  return {{"type", Type::string, "The container, or else the machine: what systemd-detect-virt prints."},
          {"container", Type::string, "docker, lxc, podman, systemd-nspawn and the like, or none."},
          {"machine", Type::string, "kvm, qemu, vmware, microsoft, xen and the like, or none."}};
}

std::vector<FactField> pci_fields() {
  return {{"address", Type::string, "Domain, bus, device and function: 0000:65:00.0."},
          {"vendor", Type::string, "Four hexadecimal digits."},
          {"device", Type::string, "Four hexadecimal digits."},
          {"class", Type::string, "Six hexadecimal digits: class, subclass, interface."},
          {"subsystem_vendor", Type::string, "Four hexadecimal digits."},
          {"subsystem_device", Type::string, "Four hexadecimal digits."},
          {"driver", Type::string, "The driver that is bound.", sometimes}};
}

std::vector<FactField> gpu_fields() {
  return {
      {"address", Type::string, "Domain, bus, device and function: 0000:65:00.0."},
      {"name", Type::string, "The model, as the PCI ID database names it; unknown for an id that is not in the table."},
      {"architecture", Type::string, "maxwell, pascal, volta, turing, ampere, ada, hopper, blackwell, or unknown."},
      {"memory_gb", Type::integer, "The memory as the model is sold; left out where its id does not tell.", sometimes},
      {"vendor", Type::string, "10de."},
      {"device", Type::string, "Four hexadecimal digits."},
      {"subsystem_vendor", Type::string, "Four hexadecimal digits."},
      {"subsystem_device", Type::string, "Four hexadecimal digits."},
      {"driver", Type::string, "The driver that is bound: nvidia, nouveau, vfio-pci.", sometimes}};
}

std::vector<Fact> make_table() {
  return {
      {"os", Type::string, "The distribution, ID of os-release: debian, ubuntu.", from_files, soon, read_os},
      {"release", Type::string, "Its release, VERSION_ID of os-release: \"12\", \"22.04\".", from_files, soon,
       read_release},
      {"codename", Type::string, "The release's name: bookworm, noble.", from_files, soon, read_codename},
      {"arch", Type::string, "The architecture in Debian's words: amd64, arm64.", from_files, later, read_architecture},
      {"kernel", Type::string, "The release of the running kernel, as `uname -r` prints it.", from_machine, soon,
       read_kernel},
      {"boot_id", Type::string, "A new id with each boot.", from_machine, soon, read_boot_id},
      {"machine_id", Type::string, "The id in /etc/machine-id.", from_files, soon, read_machine_id},
      {"hostname", Type::string, "The host's name up to its first dot; in a folder that of /etc/hostname.", from_files,
       soon, read_hostname},
      {"fqdn", Type::string,
       "The host's full name. From its own name and /etc/hosts alone; no name server is asked, so it may be unknown.",
       from_files, soon, read_fqdn},
      {"init", Type::string, "systemd, or the name of another process 1.", from_files, soon, read_init},
      {"cpus", Type::map, "The processors.", from_machine, soon, read_cpus, cpu_fields()},
      {"memory", Type::integer, "The memory that the kernel manages, in bytes.", from_machine, soon, read_memory},
      {"virtualization", Type::map,
       "The virtual machine or container that this is, in the words of systemd-detect-virt.", from_machine, soon,
       read_virtualization, virtualization_fields()},
      {"interfaces", Type::list, "The network interfaces by name.", from_machine, soon, read_interfaces_of,
       interface_fields()},
      {"mounts", Type::list, "The mounted file systems.", from_machine, later, read_mounts_of, mount_fields()},
      {"pci", Type::list, "The devices on the PCI bus.", from_machine, soon, read_pci, pci_fields()},
      {"gpus", Type::list, "NVIDIA's GPUs on the PCI bus; no driver is needed to see them.", from_machine, soon,
       read_gpus, gpu_fields()},
      {"packages", Type::map,
       "Installed packages that matter to a GPU node, name to version: kernels, NVIDIA's driver, CUDA, container "
       "runtimes.",
       from_files, later, read_packages},
  };
}

}  // namespace

const std::vector<Fact>& builtin_facts() {
  static const auto* const table = new std::vector<Fact>(make_table());  // never destroyed: readers may outlive main()
  return *table;
}

std::string fact_type_words(const Fact& fact) {
  return fact.type == Type::list ? "a list of maps" : std::string(type_phrase(fact.type));
}

}  // namespace converge
