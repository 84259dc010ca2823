// SPDX-License-Identifier: MIT
// inventory/facts/gpu_table.h: NVIDIA's GPUs by their PCI device id.
#pragma once

#include <cstdint>
#include <string_view>

namespace converge {

/// The generations, in order. From turing on the open kernel modules can drive
/// a GPU; the ones before end with driver branch 580.
enum class GpuArchitecture : std::uint8_t { maxwell, pascal, volta, turing, ampere, ada, hopper, blackwell };

/// "ampere"
std::string_view architecture_name(GpuArchitecture architecture);

/// A row of the table.
struct GpuModel {
  std::string_view device;  ///< four lower-case hex digits
  std::string_view name;    ///< as the PCI ID database has it; the driver's own name may differ
  GpuArchitecture architecture;
  int memory_gb;  ///< as it is sold; 0 where one id is of several sizes, or we are not sure
};

/// The model of a device id, or nullptr for one that the table does not have.
const GpuModel* find_gpu(std::string_view device);

}  // namespace converge
