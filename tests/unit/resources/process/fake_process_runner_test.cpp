// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_process_runner.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

ProcessSpec spec(std::vector<std::string> argv) {
  ProcessSpec spec;
  spec.argv = std::move(argv);
  return spec;
}

TEST(FakeProcessRunner, AnswersInOrderAndKeepsTheLast) {
  FakeProcessRunner runner;
  runner.answer({"a"}, {ProcessEnd{1, 0, "first"}, fail(ErrorCode::timed_out, "slow"), ProcessEnd{0, 0, "last"}});
  EXPECT_EQ(runner.run(spec({"a"}), {})->output, "first");
  EXPECT_EQ(runner.run(spec({"a"}), {}).error().code, ErrorCode::timed_out);
  EXPECT_EQ(runner.run(spec({"a"}), {})->output, "last");
  EXPECT_EQ(runner.run(spec({"a"}), {})->output, "last");
}

TEST(FakeProcessRunner, DoesNotKnowWhatIsNotScripted) {
  FakeProcessRunner runner;
  runner.answer({"a", "b"}, 0);
  EXPECT_EQ(runner.run(spec({"a"}), {}).error().code, ErrorCode::not_found);
}

TEST(FakeProcessRunner, RecordsWhatItRan) {
  FakeProcessRunner runner;
  runner.act({"a"}, [](const ProcessSpec& asked) { return ProcessEnd{0, 0, asked.input}; });
  ProcessSpec asked = spec({"a"});
  asked.input = "in";
  EXPECT_EQ(runner.run(asked, {})->output, "in");
  ASSERT_EQ(runner.calls().size(), 1U);
  EXPECT_EQ(runner.calls()[0].input, "in");
}

TEST(FakeProcessRunner, RunsNothingOnceStopped) {
  FakeProcessRunner runner;
  runner.answer({"a"}, 0);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(runner.run(spec({"a"}), stop.get_token()).error().code, ErrorCode::canceled);
  EXPECT_TRUE(runner.calls().empty());
}

}  // namespace
}  // namespace converge
