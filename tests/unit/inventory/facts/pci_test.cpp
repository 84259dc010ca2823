// SPDX-License-Identifier: MIT
#include "inventory/facts/pci.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "inventory/facts/gpu_table.h"

namespace converge {
namespace {

TEST(PciNumber, is_lower_case_hex_without_a_prefix) {
  EXPECT_EQ(pci_number("0x10DE\n"), "10de");
  EXPECT_EQ(pci_number("0x030200"), "030200");
  EXPECT_EQ(pci_number("0xzz"), "");
}

TEST(Gpus, are_named_without_a_driver) {
  // The H200 that the project has seen, and a card that no table has.
  const std::vector<PciDevice> devices = {{"0000:00:00.0", "8086", "0d57", "060000", "0000", "0000", ""},
                                          {"0000:00:06.0", "10de", "2335", "030200", "10de", "18be", "nvidia"},
                                          {"0000:00:07.0", "10de", "22a3", "068000", "10de", "1796", ""},
                                          {"0000:01:00.0", "10de", "fffe", "030000", "1043", "0001", ""},
                                          {"0000:02:00.0", "1a03", "2000", "030000", "1a03", "2000", "ast"}};
  EXPECT_EQ(to_json(gpus_value(devices)),
            R"([{"address":"0000:00:06.0","architecture":"hopper","device":"2335","driver":"nvidia","memory_gb":141,)"
            R"("name":"H200 SXM 141GB","subsystem_device":"18be","subsystem_vendor":"10de","vendor":"10de"},)"
            R"({"address":"0000:01:00.0","architecture":"unknown","device":"fffe","name":"unknown",)"
            R"("subsystem_device":"0001","subsystem_vendor":"1043","vendor":"10de"}])");
}

TEST(GpuTable, knows_the_cards_of_the_clusters) {
  const auto architecture = [](const char* id) { return architecture_name(find_gpu(id)->architecture); };
  EXPECT_EQ(architecture("13c2"), "maxwell");    // GTX 970
  EXPECT_EQ(architecture("1b80"), "pascal");     // GTX 1080
  EXPECT_EQ(architecture("1db4"), "volta");      // V100
  EXPECT_EQ(architecture("1eb8"), "turing");     // T4
  EXPECT_EQ(architecture("2204"), "ampere");     // RTX 3090
  EXPECT_EQ(architecture("20b0"), "ampere");     // A100
  EXPECT_EQ(architecture("2684"), "ada");        // RTX 4090
  EXPECT_EQ(architecture("2330"), "hopper");     // H100
  EXPECT_EQ(architecture("2901"), "blackwell");  // B200
  EXPECT_EQ(find_gpu("2236")->name, "A10");
  EXPECT_EQ(find_gpu("27b8")->name, "L4");
  EXPECT_EQ(find_gpu("26b9")->name, "L40S");
}

TEST(GpuTable, knows_nothing_else) {
  for (const char* id : {"", "0000", "ffff", "2204x", "22"}) EXPECT_EQ(find_gpu(id), nullptr) << id;
}

}  // namespace
}  // namespace converge
