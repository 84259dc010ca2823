// SPDX-License-Identifier: MIT
// Programs inside another root folder.
#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

class ProcessRootTest : public ProcessTest {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "chroot(2) needs root rights";
  }
};

TEST_F(ProcessRootTest, TheProgramSeesTheOtherRoot) {
  // This very root by another name.
  PosixProcessRunner runner("/proc/self/root/", short_patience);
  ProcessSpec spec = shell("pwd; readlink /proc/self/root");
  spec.cwd = folder_.string();
  const auto end = runner.run(spec, {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, folder_.string() + "\n/\n");
}

TEST_F(ProcessRootTest, NothingOfTheHostIsFoundInside) {
  PosixProcessRunner runner(folder_.string(), short_patience);
  const auto by_path = runner.run(program({"/bin/sh", "-c", "true"}), {});
  ASSERT_FALSE(by_path);
  EXPECT_EQ(by_path.error().code, ErrorCode::not_found);
  EXPECT_EQ(by_path.error().text(), "there is no program /bin/sh inside " + folder_.string() + "; install it first");
  const auto by_name = runner.run(program({"true"}), {});
  ASSERT_FALSE(by_name);
  EXPECT_NE(by_name.error().text().find("inside " + folder_.string()), std::string::npos) << by_name.error().text();
}

TEST_F(ProcessRootTest, TheWorkingFolderIsInside) {
  PosixProcessRunner runner(folder_.string(), short_patience);
  ProcessSpec spec = program({"/bin/true"});
  spec.cwd = "/usr";
  const auto end = runner.run(spec, {});
  ASSERT_FALSE(end);
  EXPECT_NE(end.error().text().find("entering the working folder /usr inside " + folder_.string()), std::string::npos)
      << end.error().text();
}

TEST_F(ProcessRootTest, AMissingRootIsNamed) {
  PosixProcessRunner runner(path("missing"), short_patience);
  const auto end = runner.run(program({"true"}), {});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::not_found);
  EXPECT_NE(end.error().text().find("entering the root folder " + path("missing")), std::string::npos);
}

TEST_F(ProcessRootTest, WithoutRootRightsItIsDenied) {
  const auto attempt = [] {
    if (::setuid(65534) != 0) ::_exit(2);
    const auto end = PosixProcessRunner("/proc").run(program({"true"}), {});
    const bool told = !end && end.error().code == ErrorCode::denied &&
                      end.error().text().find("needs root rights") != std::string::npos;
    ::_exit(told ? 0 : 1);
  };
  EXPECT_EXIT(attempt(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace converge
