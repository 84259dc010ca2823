// SPDX-License-Identifier: MIT
// inventory/facts/pci.h: the devices on the PCI bus, and the GPUs among them.
#pragma once

#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// One device by its files in /sys/bus/pci/devices. Numbers as lower-case hex
/// without "0x": "10de", and a class of six digits: "030200".
struct PciDevice {
  std::string address;  ///< "0000:65:00.0"
  std::string vendor;
  std::string device;
  std::string class_code;
  std::string subsystem_vendor;
  std::string subsystem_device;
  std::string driver;  ///< "" while none is bound
};

/// "0x10DE\n" as "10de"; "" for what is no such number.
std::string pci_number(std::string_view text);

/// The device as a map of the fact `pci`.
Value pci_value(const PciDevice& device);
/// The NVIDIA GPUs among devices, as the fact `gpus` lists them: display
/// controllers (class 03) of vendor 10de, named by gpu_table.h. No driver is needed.
Value gpus_value(const std::vector<PciDevice>& devices);

/// The devices in the order of their addresses. An error where a file of one of them cannot be read.
Result<std::vector<PciDevice>> read_pci_devices();

}  // namespace converge
