// SPDX-License-Identifier: MIT
#include "state/recorded_source.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "tests/fakes/fake_source.h"

namespace converge {
namespace {

/// Asks everything there is to ask.
std::vector<RecordedAnswer> ask_all(const FakeSource& source) {
  const RecordedSource recorded(source);
  static_cast<void>(recorded.read("site.yaml"));
  static_cast<void>(recorded.read("gone"));
  static_cast<void>(recorded.stat("files/a"));
  static_cast<void>(recorded.stat("files/gone"));
  static_cast<void>(recorded.list("files"));
  auto reader = recorded.open("files/a");
  std::array<char, 2> buffer{};
  while (*(*reader)->read(buffer) != 0) {
  }
  return recorded.answers();
}

FakeSource sample() { return FakeSource({{"site.yaml", "- hosts: all\n"}, {"files/a", "hello"}, {"files/b", "x"}}); }

TEST(RecordedSource, answers_like_the_source_and_remembers) {
  const FakeSource source = sample();
  const RecordedSource recorded(source);
  EXPECT_EQ(*recorded.read("site.yaml"), "- hosts: all\n");
  EXPECT_EQ(recorded.read("gone").error().code, ErrorCode::not_found);
  EXPECT_EQ(recorded.describe(), "fake");
  EXPECT_EQ(recorded.answers().size(), 2U);
}

TEST(StillHolds, while_nothing_changed) {
  const FakeSource source = sample();
  EXPECT_EQ(ask_all(source).size(), 6U);
  EXPECT_TRUE(still_holds(source, ask_all(source)));
  EXPECT_TRUE(still_holds(sample(), ask_all(source)));
}

TEST(StillHolds, not_after_any_change_that_could_matter) {
  const std::vector<std::function<void(FakeSource&)>> changes = {
      [](FakeSource& s) { s.files["site.yaml"] += "#"; },
      [](FakeSource& s) { s.files["gone"] = "here now"; },
      [](FakeSource& s) { s.files["files/a"] = "hallo"; },
      [](FakeSource& s) { s.executables.insert("files/a"); },
      [](FakeSource& s) { s.files["files/gone"] = ""; },
      [](FakeSource& s) { s.files.erase("files/b"); },
      [](FakeSource& s) { s.links["files/l"] = "a"; },
      [](FakeSource& s) { s.files.erase("files/a"); },
      [](FakeSource& s) {
        s.errors["site.yaml"] = Error{ErrorCode::denied, "no", {}};
      }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    FakeSource moved = sample();
    changes[i](moved);
    EXPECT_FALSE(still_holds(moved, ask_all(sample()))) << "change " << i;
  }
}

TEST(StillHolds, a_revision_needs_no_questions) {
  FakeSource source = sample();
  source.commit = "4f2c";
  EXPECT_TRUE(still_holds(source, {{"read", "site.yaml", "another"}}));
}

TEST(RecordedAnswers, come_back_from_json_and_malformed_ones_are_none) {
  const auto answers = ask_all(sample());
  const auto back = answers_of(to_value(answers));
  ASSERT_EQ(back.size(), answers.size());
  EXPECT_EQ(back[0].question, "read");
  EXPECT_EQ(back[0].digest, answers[0].digest);
  EXPECT_TRUE(answers_of(Value::string("x")).empty());
  EXPECT_TRUE(answers_of(Value::list({Value::list({Value::string("read")})})).empty());
  EXPECT_FALSE(still_holds(sample(), {{"guess", "site.yaml", "x"}}));
}

TEST(RecordedSource, a_file_that_was_not_read_to_its_end_does_not_count) {
  const FakeSource source = sample();
  const RecordedSource recorded(source);
  auto reader = recorded.open("files/a");
  std::array<char, 2> buffer{};
  static_cast<void>((*reader)->read(buffer));
  EXPECT_TRUE(recorded.answers().empty());
}

}  // namespace
}  // namespace converge
