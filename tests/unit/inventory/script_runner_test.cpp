// SPDX-License-Identifier: MIT
// The real thing: scripts in a scratch folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inventory/script.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using testing::HasSubstr;

struct ScriptRun : testing::Test {
  TemporaryFolder folder;
  [[nodiscard]] std::string script(const std::string& body) const {
    const std::string path = folder / "script";
    write_file(path, "#!/bin/sh\n" + body);
    ::chmod(path.c_str(), 0755);
    return path;
  }
};

TEST_F(ScriptRun, answers_what_is_printed) {
  const Result<std::string> answer = PosixScriptRunner().run(script("echo \"$1 $2\"; echo noise >&2\n"), {"--host", "a b"});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(*answer, "--host a b\n");
}

TEST_F(ScriptRun, more_than_a_pipe_holds_is_read_on_both_sides) {
  const Result<std::string> answer = PosixScriptRunner().run(script("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2\n"), {"--list"});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->size(), 300000U);
}

TEST_F(ScriptRun, failure_comes_with_standard_error) {
  const Result<std::string> answer = PosixScriptRunner().run(script("echo no cloud >&2; exit 3\n"), {"--list"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "exit code 3\n    no cloud");
  const Result<std::string> killed = PosixScriptRunner().run(script("kill -9 $$\n"), {"--list"});
  ASSERT_FALSE(killed);
  EXPECT_THAT(killed.error().message, HasSubstr("signal 9"));
}

TEST_F(ScriptRun, what_cannot_be_started_is_an_error) {
  EXPECT_EQ(PosixScriptRunner().run(folder / "nothing", {"--list"}).error().code, ErrorCode::not_found);
}

TEST_F(ScriptRun, at_the_deadline_the_whole_group_is_killed) {
  const std::string pid_file = folder / "pid";
  const std::string path = script("sleep 600 & echo $! > " + pid_file + "; echo waiting >&2; wait\n");
  const Result<std::string> answer = PosixScriptRunner(std::chrono::milliseconds(700)).run(path, {"--list"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::timed_out);
  EXPECT_THAT(answer.error().message, HasSubstr("took too long"));
  const std::string pid = file_text(pid_file);
  ASSERT_FALSE(pid.empty());
  const int child = static_cast<int>(::syscall(SYS_pidfd_open, std::stoi(pid), 0));
  if (child < 0) return;  // gone already
  pollfd gone{child, POLLIN, 0};
  EXPECT_EQ(::poll(&gone, 1, 10'000), 1) << "it was not killed";
  ::close(child);
}

}  // namespace
}  // namespace converge
