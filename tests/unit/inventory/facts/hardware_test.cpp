// SPDX-License-Identifier: MIT
#include "inventory/facts/hardware.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"

namespace converge {
namespace {

std::string processor(int number, int socket, int core) {
  return "processor\t: " + std::to_string(number) +
         "\nmodel name\t: AMD EPYC 7313: 16-Core\nphysical id\t: " + std::to_string(socket) +
         "\ncore id\t\t: " + std::to_string(core) + "\n\n";
}

TEST(Cpus, counts_threads_cores_and_sockets) {
  std::string text;
  for (int number = 0; number < 8; ++number) text += processor(number, number / 4, number % 2);
  EXPECT_EQ(to_json(*cpus_of(text)), R"({"cores":4,"count":8,"model":"AMD EPYC 7313: 16-Core","sockets":2})");
}

TEST(Cpus, leaves_out_what_an_arm_kernel_does_not_tell) {
  EXPECT_EQ(to_json(*cpus_of("processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n\nHardware : x\n")),
            R"({"count":2})");
}

TEST(Cpus, refuses_a_text_without_a_processor) {
  EXPECT_EQ(cpus_of("").error().code, ErrorCode::invalid);
  EXPECT_FALSE(cpus_of("processor : x\n"));
}

TEST(Memory, is_in_bytes) {
  EXPECT_EQ(memory_of("MemTotal:       131932608 kB\nMemFree: 1 kB\n")->as_integer(), 131932608LL * 1024);
}

TEST(Memory, refuses_other_forms) {
  for (const char* text :
       {"", "MemTotal: 12 MB\n", "MemTotal: -1 kB\n", "MemTotal: x kB\n", "MemTotal: 9223372036854775807 kB\n"})
    EXPECT_FALSE(memory_of(text)) << text;
}

}  // namespace
}  // namespace converge
