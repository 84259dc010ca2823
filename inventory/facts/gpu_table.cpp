// SPDX-License-Identifier: MIT
#include "inventory/facts/gpu_table.h"

#include <algorithm>
#include <iterator>

namespace converge {

namespace {

using enum GpuArchitecture;

/// Sorted by id. Ids and names are those of the PCI ID database (pci-ids.ucw.cz),
/// sizes those of NVIDIA's data sheets.
constexpr GpuModel models[] = {
    {"13bd", "Tesla M10", maxwell, 8},
    {"13c0", "GeForce GTX 980", maxwell, 4},
    {"13c2", "GeForce GTX 970", maxwell, 4},
    {"13f2", "Tesla M60", maxwell, 8},
    {"1401", "GeForce GTX 960", maxwell, 0},
    {"1402", "GeForce GTX 950", maxwell, 2},
    {"1431", "Tesla M4", maxwell, 4},
    {"15f7", "Tesla P100 PCIe 12GB", pascal, 12},
    {"15f8", "Tesla P100 PCIe 16GB", pascal, 16},
    {"15f9", "Tesla P100 SXM2 16GB", pascal, 16},
    {"17c2", "GeForce GTX TITAN X", maxwell, 12},
    {"17c8", "GeForce GTX 980 Ti", maxwell, 6},
    {"17fd", "Tesla M40", maxwell, 0},
    {"1b00", "TITAN X", pascal, 12},
    {"1b02", "TITAN Xp", pascal, 12},
    {"1b06", "GeForce GTX 1080 Ti", pascal, 11},
    {"1b38", "Tesla P40", pascal, 24},
    {"1b80", "GeForce GTX 1080", pascal, 8},
    {"1b81", "GeForce GTX 1070", pascal, 8},
    {"1b82", "GeForce GTX 1070 Ti", pascal, 8},
    {"1bb3", "Tesla P4", pascal, 8},
    {"1c02", "GeForce GTX 1060 3GB", pascal, 3},
    {"1c03", "GeForce GTX 1060 6GB", pascal, 6},
    {"1c81", "GeForce GTX 1050", pascal, 2},
    {"1c82", "GeForce GTX 1050 Ti", pascal, 4},
    {"1d81", "TITAN V", volta, 12},
    {"1db1", "Tesla V100 SXM2 16GB", volta, 16},
    {"1db2", "Tesla V100 DGXS 16GB", volta, 16},
    {"1db3", "Tesla V100 FHHL 16GB", volta, 16},
    {"1db4", "Tesla V100 PCIe 16GB", volta, 16},
    {"1db5", "Tesla V100 SXM2 32GB", volta, 32},
    {"1db6", "Tesla V100 PCIe 32GB", volta, 32},
    {"1db7", "Tesla V100 DGXS 32GB", volta, 32},
    {"1db8", "Tesla V100 SXM3 32GB", volta, 32},
    {"1df5", "Tesla V100 SXM2 16GB", volta, 16},
    {"1df6", "Tesla V100S PCIe 32GB", volta, 32},
    {"1e02", "TITAN RTX", turing, 24},
    {"1e04", "GeForce RTX 2080 Ti", turing, 11},
    {"1e07", "GeForce RTX 2080 Ti Rev. A", turing, 11},
    {"1e30", "Quadro RTX 6000/8000", turing, 0},
    {"1e36", "Quadro RTX 6000", turing, 24},
    {"1e37", "Tesla T10", turing, 16},
    {"1e81", "GeForce RTX 2080 SUPER", turing, 8},
    {"1e82", "GeForce RTX 2080", turing, 8},
    {"1e84", "GeForce RTX 2070 SUPER", turing, 8},
    {"1e87", "GeForce RTX 2080 Rev. A", turing, 8},
    {"1eb0", "Quadro RTX 5000", turing, 16},
    {"1eb1", "Quadro RTX 4000", turing, 8},
    {"1eb8", "Tesla T4", turing, 16},
    {"1f02", "GeForce RTX 2070", turing, 8},
    {"1f03", "GeForce RTX 2060 12GB", turing, 12},
    {"1f06", "GeForce RTX 2060 SUPER", turing, 8},
    {"1f07", "GeForce RTX 2070 Rev. A", turing, 8},
    {"1f08", "GeForce RTX 2060 Rev. A", turing, 6},
    {"1f82", "GeForce GTX 1650", turing, 4},
    {"20b0", "A100 SXM4 40GB", ampere, 40},
    {"20b1", "A100 PCIe 40GB", ampere, 40},
    {"20b2", "A100 SXM4 80GB", ampere, 80},
    {"20b3", "A100-SXM-64GB", ampere, 64},
    {"20b5", "A100 PCIe 80GB", ampere, 80},
    {"20b7", "A30 PCIe", ampere, 24},
    {"20b8", "A100X", ampere, 80},
    {"20b9", "A30X", ampere, 24},
    {"20f1", "A100 PCIe 40GB", ampere, 40},
    {"20f3", "A800-SXM4-80GB", ampere, 80},
    {"20f5", "A800 80GB PCIe", ampere, 80},
    {"20f6", "A800 40GB PCIe", ampere, 40},
    {"2182", "GeForce GTX 1660 Ti", turing, 6},
    {"2184", "GeForce GTX 1660", turing, 6},
    {"2187", "GeForce GTX 1650 SUPER", turing, 4},
    {"21c4", "GeForce GTX 1660 SUPER", turing, 6},
    {"2203", "GeForce RTX 3090 Ti", ampere, 24},
    {"2204", "GeForce RTX 3090", ampere, 24},
    {"2206", "GeForce RTX 3080", ampere, 10},
    {"2208", "GeForce RTX 3080 Ti", ampere, 12},
    {"220a", "GeForce RTX 3080 12GB", ampere, 12},
    {"2216", "GeForce RTX 3080 Lite Hash Rate", ampere, 10},
    {"2230", "RTX A6000", ampere, 48},
    {"2231", "RTX A5000", ampere, 24},
    {"2232", "RTX A4500", ampere, 20},
    {"2233", "RTX A5500", ampere, 24},
    {"2235", "A40", ampere, 48},
    {"2236", "A10", ampere, 24},
    {"2237", "A10G", ampere, 24},
    {"2313", "H100 CNX", hopper, 80},
    {"2321", "H100 NVL", hopper, 94},
    {"2322", "H800 PCIe", hopper, 80},
    {"2324", "H800", hopper, 80},
    {"2329", "H20", hopper, 0},
    {"2330", "H100 SXM5 80GB", hopper, 80},
    {"2331", "H100 PCIe", hopper, 80},
    {"2335", "H200 SXM 141GB", hopper, 141},
    {"2336", "H100", hopper, 0},
    {"2339", "H100", hopper, 0},
    {"233b", "H200 NVL", hopper, 141},
    {"2342", "GH200 120GB / 480GB", hopper, 0},
    {"2482", "GeForce RTX 3070 Ti", ampere, 8},
    {"2484", "GeForce RTX 3070", ampere, 8},
    {"2486", "GeForce RTX 3060 Ti", ampere, 8},
    {"2488", "GeForce RTX 3070 Lite Hash Rate", ampere, 8},
    {"2489", "GeForce RTX 3060 Ti Lite Hash Rate", ampere, 8},
    {"24b0", "RTX A4000", ampere, 16},
    {"2503", "GeForce RTX 3060", ampere, 12},
    {"2504", "GeForce RTX 3060 Lite Hash Rate", ampere, 0},
    {"2531", "RTX A2000", ampere, 6},
    {"2571", "RTX A2000 12GB", ampere, 12},
    {"25b6", "A2 / A16", ampere, 16},
    {"2684", "GeForce RTX 4090", ada, 24},
    {"2685", "GeForce RTX 4090 D", ada, 24},
    {"26b1", "RTX 6000 Ada Generation", ada, 48},
    {"26b5", "L40", ada, 48},
    {"26b8", "L40G", ada, 24},
    {"26b9", "L40S", ada, 48},
    {"2702", "GeForce RTX 4080 SUPER", ada, 16},
    {"2704", "GeForce RTX 4080", ada, 16},
    {"2705", "GeForce RTX 4070 Ti SUPER", ada, 16},
    {"2782", "GeForce RTX 4070 Ti", ada, 12},
    {"2783", "GeForce RTX 4070 SUPER", ada, 12},
    {"2786", "GeForce RTX 4070", ada, 12},
    {"27b0", "RTX 4000 SFF Ada Generation", ada, 20},
    {"27b2", "RTX 4000 Ada Generation", ada, 20},
    {"27b8", "L4", ada, 24},
    {"2803", "GeForce RTX 4060 Ti", ada, 8},
    {"2901", "B200", blackwell, 0},
    {"2941", "HGX GB200", blackwell, 0},
    {"29bc", "B100", blackwell, 0},
    {"2b85", "GeForce RTX 5090", blackwell, 32},
    {"2bb1", "RTX PRO 6000 Blackwell Workstation Edition", blackwell, 96},
    {"2bb5", "RTX PRO 6000 Blackwell Server Edition", blackwell, 96},
    {"2c02", "GeForce RTX 5080", blackwell, 16},
    {"2c05", "GeForce RTX 5070 Ti", blackwell, 16},
    {"3182", "B300 SXM6 AC", blackwell, 0},
    {"31c2", "GB300", blackwell, 0},
    {"31c3", "GB300", blackwell, 0},
};

constexpr bool is_before(const GpuModel& a, const GpuModel& b) { return a.device < b.device; }
static_assert(std::is_sorted(std::begin(models), std::end(models), is_before), "find_gpu() halves the table");

}  // namespace

std::string_view architecture_name(GpuArchitecture architecture) {
  switch (architecture) {
    case maxwell: return "maxwell";
    case pascal: return "pascal";
    case volta: return "volta";
    case turing: return "turing";
    case ampere: return "ampere";
    case ada: return "ada";
    case hopper: return "hopper";
    case blackwell: return "blackwell";
  }
  return "unknown";
}

const GpuModel* find_gpu(std::string_view device) {
  const auto* const found =
      std::lower_bound(std::begin(models), std::end(models), device,
                       [](const GpuModel& model, std::string_view id) { return model.device < id; });
  return found != std::end(models) && found->device == device ? found : nullptr;
}

}  // namespace converge
