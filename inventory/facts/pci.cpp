// SPDX-License-Identifier: MIT
#include "inventory/facts/pci.h"

#include <utility>

#include "inventory/facts/gpu_table.h"
#include "inventory/facts/text_file.h"
#include "inventory/facts/texts.h"

namespace converge {

namespace {

constexpr const char* devices_folder = "/sys/bus/pci/devices";

/// The kernel keeps these numbers: reading them wakes no device.
Result<std::string> read_number(const std::string& path) {
  const Result<std::string> word = read_word({}, path);
  if (!word) return word;
  std::string number = pci_number(*word);
  if (number.empty()) return fail(ErrorCode::invalid, path + " is not a hexadecimal number");
  return number;
}

Result<PciDevice> read_device(const std::string& address) {
  const std::string folder = std::string(devices_folder) + "/" + address + "/";
  PciDevice device;
  device.address = address;
  const std::pair<const char*, std::string*> numbers[] = {{"vendor", &device.vendor},
                                                          {"device", &device.device},
                                                          {"class", &device.class_code},
                                                          {"subsystem_vendor", &device.subsystem_vendor},
                                                          {"subsystem_device", &device.subsystem_device}};
  for (const auto& [name, number] : numbers) {
    Result<std::string> read = read_number(folder + name);
    if (!read) return fail(std::move(read.error()));
    *number = std::move(*read);
  }
  const std::string link = read_link({}, folder + "driver").value_or("");
  device.driver = link.substr(link.rfind('/') + 1);
  return device;
}

/// Class 03 is VGA, 3D and other display controllers; the audio function and the bridges of a card are of other
/// classes.
bool is_gpu(const PciDevice& device) { return device.vendor == "10de" && device.class_code.starts_with("03"); }

}  // namespace

std::string pci_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("0x")) text.remove_prefix(2);
  std::string number;
  for (const char c : text) number += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  return number.find_first_not_of("0123456789abcdef") == std::string::npos ? number : "";
}

Value pci_value(const PciDevice& device) {
  Value value = Value::map();
  value.set("address", Value::string(device.address));
  value.set("vendor", Value::string(device.vendor));
  value.set("device", Value::string(device.device));
  value.set("class", Value::string(device.class_code));
  value.set("subsystem_vendor", Value::string(device.subsystem_vendor));
  value.set("subsystem_device", Value::string(device.subsystem_device));
  if (!device.driver.empty()) value.set("driver", Value::string(device.driver));
  return value;
}

Value gpus_value(const std::vector<PciDevice>& devices) {
  Value list = Value::list();
  for (const PciDevice& device : devices) {
    if (!is_gpu(device)) continue;
    const GpuModel* model = find_gpu(device.device);
    Value gpu = Value::map();
    gpu.set("address", Value::string(device.address));
    gpu.set("name", Value::string(model != nullptr ? std::string(model->name) : "unknown"));
    gpu.set("architecture",
            Value::string(model != nullptr ? std::string(architecture_name(model->architecture)) : "unknown"));
    if (model != nullptr && model->memory_gb != 0) gpu.set("memory_gb", Value::integer(model->memory_gb));
    gpu.set("vendor", Value::string(device.vendor));
    gpu.set("device", Value::string(device.device));
    gpu.set("subsystem_vendor", Value::string(device.subsystem_vendor));
    gpu.set("subsystem_device", Value::string(device.subsystem_device));
    if (!device.driver.empty()) gpu.set("driver", Value::string(device.driver));
    list.push_back(std::move(gpu));
  }
  return list;
}

Result<std::vector<PciDevice>> read_pci_devices() {
  const Result<std::vector<std::string>> addresses = names_in(devices_folder);
  if (!addresses) return fail(addresses.error());
  std::vector<PciDevice> devices;
  for (const std::string& address : *addresses) {
    Result<PciDevice> device = read_device(address);
    if (!device && device.error().code == ErrorCode::not_found) continue;  // unplugged while we read
    if (!device) return fail(std::move(device.error()));
    devices.push_back(std::move(*device));
  }
  return devices;
}

}  // namespace converge
