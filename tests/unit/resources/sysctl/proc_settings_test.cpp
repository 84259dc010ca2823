// SPDX-License-Identifier: MIT
// The adapter on the kernel that runs these tests, of which it only reads, and on a folder.
#include "resources/sysctl/proc_settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fakes/program.h"

namespace converge {
namespace {

TEST(ProcSettings, reads_what_the_kernel_says) {
  ProcSettings kernel;
  const auto type = kernel.read("kernel/ostype");
  ASSERT_TRUE(type) << type.error().text();
  EXPECT_EQ(**type, "Linux");
  const auto none = kernel.read("kernel/no_such_setting");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
  EXPECT_FALSE(*kernel.read("kernel/ostype/below"));
  EXPECT_FALSE(kernel.read("kernel")) << "a folder is no setting";
}

TEST(ProcSettings, tells_why_the_kernel_takes_no_value) {
  ProcSettings kernel;
  const auto none = kernel.write("kernel/no_such_setting", "1");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_EQ(none.error().message, "this kernel has no setting kernel.no_such_setting");
  const auto fixed = kernel.write("kernel/ostype", "Linux");
  ASSERT_FALSE(fixed);
  EXPECT_EQ(fixed.error().code, ErrorCode::denied);
  EXPECT_NE(fixed.error().message.find("does not let kernel.ostype be set here"), std::string::npos);
}

TEST(ProcSettings, writes_a_value_as_a_line) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "vm");
  folder.write("vm/swappiness", "60\n");
  ProcSettings kernel(folder.path().string());
  ASSERT_TRUE(kernel.write("vm/swappiness", "1"));
  std::ifstream stream(folder.path() / "vm/swappiness");
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()}), "1\n");
  EXPECT_EQ(**kernel.read("vm/swappiness"), "1");
}

TEST(NoKernel, has_no_setting_and_takes_none) {
  NoKernel none("this is a folder");
  EXPECT_EQ(none.why_none(), "this is a folder");
  EXPECT_FALSE(*none.read("vm/swappiness"));
  EXPECT_EQ(none.write("vm/swappiness", "1").error().message, "vm.swappiness cannot be set: this is a folder");
}

}  // namespace
}  // namespace converge
