// SPDX-License-Identifier: MIT
#include "state/run_lock.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "engine/core/clock.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RunLockTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string folder() const { return temporary_ / "state"; }
  static LockRequest request(std::chrono::milliseconds timeout = std::chrono::milliseconds(0)) {
    return {"converge apply site.yaml", "boot", timeout, {}};
  }
  TemporaryFolder temporary_;
};

TEST_F(RunLockTest, BusyNamesTheHolder) {
  const auto held = RunLock::acquire(folder(), request());
  ASSERT_TRUE(held) << held.error().text();
  EXPECT_EQ(mode_of(folder()), owner_only_folder);
  EXPECT_EQ(mode_of(folder() + "/lock"), owner_only_file);
  const auto second = RunLock::acquire(folder(), {"converge apply", "", {}, {}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::busy);
  EXPECT_THAT(second.error().text(), AllOf(HasSubstr(folder() + "/lock"), HasSubstr("'converge apply site.yaml'"),
                                           HasSubstr("pid " + std::to_string(::getpid())), HasSubstr(" UTC"),
                                           HasSubstr("boot"), HasSubstr("--lock-timeout")));
}

TEST_F(RunLockTest, TellsItsHolderToWhoOnlyLooks) {
  EXPECT_FALSE(lock_holder(folder()));
  EXPECT_FALSE(std::filesystem::exists(folder())) << "looking makes nothing";
  {
    const auto held = RunLock::acquire(folder(), request());
    ASSERT_TRUE(held);
    const auto holder = lock_holder(folder());
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->pid, ::getpid());
    EXPECT_EQ(holder->command, "converge apply site.yaml");
    EXPECT_GT(holder->since_ms, 0);
  }
  EXPECT_FALSE(lock_holder(folder()));
}

TEST_F(RunLockTest, WhatADeadHolderLeftIsNoHolder) {
  { EXPECT_TRUE(RunLock::acquire(folder(), request())); }
  std::ofstream(folder() + "/lock") << R"({"pid":1,"command":"converge apply","since_ms":1})";
  EXPECT_FALSE(lock_holder(folder()));
}

TEST_F(RunLockTest, IsFreeAgainAfterwards) {
  { EXPECT_TRUE(RunLock::acquire(folder(), request())); }
  EXPECT_EQ(file_text(folder() + "/lock"), "");
  EXPECT_TRUE(RunLock::acquire(folder(), request()));
}

TEST_F(RunLockTest, MovesWithItsOwner) {
  std::optional<RunLock> kept;
  {
    auto held = RunLock::acquire(folder(), request());
    ASSERT_TRUE(held);
    kept.emplace(std::move(*held));
  }
  EXPECT_FALSE(RunLock::acquire(folder(), request()));
  kept.reset();
  EXPECT_TRUE(RunLock::acquire(folder(), request()));
}

TEST_F(RunLockTest, StaleTextIsNoLock) {
  std::filesystem::create_directory(folder());
  write_file(folder() + "/lock", R"({"command":"converge apply","pid":1,"reason":"","since_ms":1})");
  EXPECT_TRUE(RunLock::acquire(folder(), request()));
}

TEST_F(RunLockTest, UnreadableTextStillSaysBusy) {
  const auto held = RunLock::acquire(folder(), request());
  write_file(folder() + "/lock", "{half");
  const auto second = RunLock::acquire(folder(), request());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::busy);
  EXPECT_THAT(second.error().text(), HasSubstr("another run"));
}

TEST_F(RunLockTest, GivesUpAtTheDeadline) {
  const auto held = RunLock::acquire(folder(), request());
  const auto second = RunLock::acquire(folder(), request(std::chrono::milliseconds(60)));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::busy);
  EXPECT_THAT(second.error().text(), AllOf(HasSubstr("within 1 s"), Not(HasSubstr("--lock-timeout"))));
}

TEST_F(RunLockTest, WaitsForTheHolder) {
  auto held = RunLock::acquire(folder(), request());
  ASSERT_TRUE(held);
  std::thread waiting([this] { EXPECT_TRUE(RunLock::acquire(folder(), request(std::chrono::minutes(1)))); });
  { const RunLock gone = std::move(*held); }
  waiting.join();
}

TEST_F(RunLockTest, StoppingEndsTheWaiting) {
  const auto held = RunLock::acquire(folder(), request());
  std::stop_source source;
  std::thread stopping([&source] { source.request_stop(); });
  LockRequest patient = request(std::chrono::minutes(5));
  patient.stop = source.get_token();
  const auto second = RunLock::acquire(folder(), patient);
  stopping.join();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::canceled);
}

TEST_F(RunLockTest, AKilledHolderHoldsNothing) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = RunLock::acquire(folder(), request());
    const char answer = held ? 'y' : 'n';
    if (::write(ends[1], &answer, 1) != 1) _exit(1);
    for (;;) ::pause();
  }
  char answer = 'n';
  ASSERT_EQ(::read(ends[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(RunLock::acquire(folder(), request()));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_NE(file_text(folder() + "/lock"), "") << "its text is still there";
  EXPECT_TRUE(RunLock::acquire(folder(), request()));
}

TEST_F(RunLockTest, AFileThatLostItsNameGuardsNothing) {
  const auto held = RunLock::acquire(folder(), request());
  std::filesystem::remove(folder() + "/lock");
  const auto second = RunLock::acquire(folder(), request());
  ASSERT_TRUE(second) << "a new file, a new lock";
  EXPECT_FALSE(RunLock::acquire(folder(), request()));
}

TEST(UtcText, IsReadable) {
  EXPECT_EQ(utc_text(0), "1970-01-01 00:00:00 UTC");
  EXPECT_EQ(utc_text(1'763'779'013'999), "2025-11-22 02:36:53 UTC");
}

}  // namespace
}  // namespace converge
