// SPDX-License-Identifier: MIT
// Programs that cannot be started: each failure has its code, and a message
// that says what to do.
#include <fcntl.h>

#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

void expect_error(const Result<ProcessEnd>& end, ErrorCode code, const std::string& part) {
  ASSERT_FALSE(end) << "exit code " << end->exit_code << ", output: " << end->output;
  EXPECT_EQ(end.error().code, code) << end.error().text();
  EXPECT_NE(end.error().text().find(part), std::string::npos) << end.error().text();
}

TEST_F(ProcessTest, AnUnknownProgramNamesItselfAndThePath) {
  const auto end = runner_.run(program({"converge-no-such-program"}), {});
  expect_error(end, ErrorCode::not_found, "'converge-no-such-program' in PATH (/usr/local/sbin:");
}

TEST_F(ProcessTest, AnUnknownProgramByPathNamesThePath) {
  const auto end = runner_.run(program({"/no/such/program"}), {});
  expect_error(end, ErrorCode::not_found, "there is no program /no/such/program");
}

TEST_F(ProcessTest, ThePathOfTheSpecIsSearched) {
  write("hello", "#!/bin/sh\necho hello from \"$0\"\n", 0755);
  ProcessSpec spec = program({"hello"});
  expect_error(runner_.run(spec, {}), ErrorCode::not_found, "'hello'");
  spec.environment = {{"PATH", "/nonexistent:" + folder_.string()}};
  const auto end = runner_.run(spec, {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "hello from " + path("hello") + "\n");
}

TEST_F(ProcessTest, ARelativeProgramStartsFromTheWorkingFolder) {
  write("hello", "#!/bin/sh\necho hello\n", 0755);
  ProcessSpec spec = program({"./hello"});
  spec.cwd = folder_.string();
  EXPECT_EQ(runner_.run(spec, {})->output, "hello\n");
}

TEST_F(ProcessTest, AProgramThatMayNotBeExecutedIsDenied) {
  const auto end = runner_.run(program({write("plain", "#!/bin/sh\n", 0644)}), {});
  expect_error(end, ErrorCode::denied, "may not be executed");
}

TEST_F(ProcessTest, OneThatMayNotBeExecutedDoesNotEndTheSearch) {
  std::filesystem::create_directory(path("first"));
  write("first/tool", "", 0644);
  write("tool", "#!/bin/sh\necho second\n", 0755);
  ProcessSpec spec = program({"tool"});
  spec.environment = {{"PATH", path("first") + ":" + folder_.string()}};
  EXPECT_EQ(runner_.run(spec, {})->output, "second\n");
  spec.environment = {{"PATH", path("first")}};
  expect_error(runner_.run(spec, {}), ErrorCode::denied, "may not be executed");
}

TEST_F(ProcessTest, AScriptWithoutAnInterpreterLineIsToldSo) {
  const auto end = runner_.run(program({write("script", "echo hello\n", 0755)}), {});
  expect_error(end, ErrorCode::unsupported, "#!/bin/sh");
}

TEST_F(ProcessTest, AMissingInterpreterIsNotAMissingProgram) {
  const auto end = runner_.run(program({write("script", "#!/no/such/interpreter\n", 0755)}), {});
  expect_error(end, ErrorCode::not_found, "is there, but not the interpreter");
}

TEST_F(ProcessTest, AMissingWorkingFolderIsNamed) {
  ProcessSpec spec = program({"true"});
  spec.cwd = path("missing");
  expect_error(runner_.run(spec, {}), ErrorCode::not_found, "entering the working folder " + path("missing"));
}

TEST_F(ProcessTest, WhatNoKernelTakesIsRefusedBefore) {
  expect_error(runner_.run(program({}), {}), ErrorCode::invalid, "argument list is empty");
  expect_error(runner_.run(program({""}), {}), ErrorCode::invalid, "argument list is empty");
  expect_error(runner_.run(program({"echo", std::string("a\0b", 3)}), {}), ErrorCode::invalid, "NUL");
  ProcessSpec spec = program({"true"});
  spec.environment = {{"A=B", "1"}};
  expect_error(runner_.run(spec, {}), ErrorCode::invalid, "'A=B' cannot be an environment variable");
  spec = program({"true"});
  spec.cwd = "tmp";
  expect_error(runner_.run(spec, {}), ErrorCode::invalid, "'tmp' is not an absolute path");
}

TEST_F(ProcessTest, TooLongAnArgumentListIsAnError) {
  const auto end = runner_.run(program({"echo", std::string(4'000'000, 'x')}), {});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::io);
}

TEST_F(ProcessTest, AProgramThatIsJustBeingWrittenIsWaitedFor) {
  const std::string file = write("script", "#!/bin/sh\necho ready\n", 0755);
  const int writer = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  ASSERT_GE(writer, 0);
  const auto busy = runner_.run(program({file}), {});
  ::close(writer);
  // Kernels of 2024 and later may execute it all the same.
  if (!busy) {
    EXPECT_EQ(busy.error().code, ErrorCode::busy) << busy.error().text();
  }
  EXPECT_EQ(runner_.run(program({file}), {})->output, "ready\n");
}

}  // namespace
}  // namespace converge
