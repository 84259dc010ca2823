// SPDX-License-Identifier: MIT
// Facts are read once, when asked for, and none can hang the run.
#include "inventory/facts/fact_reader.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace converge {
namespace {

std::atomic<int> reads = 0;

Result<Value> count_reads(const FactPlace& place) {
  ++reads;
  Value value = Value::map();
  value.set("root", Value::string(place.root));
  value.set("deep", Value::map({{"er", Value::integer(7), {}}}));
  return value;
}

Result<Value> refuse(const FactPlace& /*place*/) { return fail(ErrorCode::denied, "/secret: Permission denied"); }

/// A door that a reader waits behind, as behind a dead mount, until the test opens it.
struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  bool open = false;
  int passed = 0;
};
Gate& gate() {
  static auto* const one = new Gate;  // outlives the thread that is left behind
  return *one;
}

Result<Value> stuck(const FactPlace& /*place*/) {
  std::unique_lock lock(gate().mutex);
  gate().opened.wait(lock, [] { return gate().open; });
  ++gate().passed;
  gate().opened.notify_all();
  return Value::string("too late");
}

const std::vector<Fact>& table() {
  using std::chrono::milliseconds;
  static const std::vector<Fact> facts = {
      {"counted", Type::map, "Counts.", FactScope::files, milliseconds{60000}, count_reads},
      {"denied", Type::string, "Refuses.", FactScope::files, milliseconds{60000}, refuse},
      {"stuck", Type::string, "Hangs.", FactScope::files, milliseconds{20}, stuck},
      {"machine", Type::map, "Of the machine.", FactScope::machine, milliseconds{60000}, count_reads}};
  return facts;
}

TEST(FactReader, reads_a_fact_once_and_only_when_asked) {
  reads = 0;
  FactReader reader("/somewhere", table());
  EXPECT_EQ(reads, 0);
  ASSERT_TRUE(reader.read("counted"));
  ASSERT_TRUE(reader.read("facts.counted"));
  EXPECT_EQ(reader.read("counted.root")->text(), "/somewhere");
  EXPECT_EQ(reads, 1);
}

TEST(FactReader, reaches_into_maps) {
  FactReader reader("/", table());
  EXPECT_EQ(reader.read("facts.counted.deep.er")->as_integer(), 7);
  const auto missing = reader.read("counted.deep.est");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().message, "there is no 'est' in the fact 'counted'");
  EXPECT_FALSE(reader.read("counted.root.x"));
}

TEST(FactReader, suggests_a_name) {
  FactReader reader("/", table());
  const auto value = reader.read("cuonted");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::not_found);
  EXPECT_EQ(value.error().message, "there is no fact 'cuonted'; did you mean 'counted'?");
}

TEST(FactReader, gives_each_fact_its_own_error) {
  FactReader reader("/", table());
  const auto value = reader.read("denied");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::denied);
  EXPECT_EQ(value.error().text(), "reading the fact 'denied': /secret: Permission denied");
  EXPECT_TRUE(reader.read("counted"));
}

TEST(FactReader, leaves_a_stuck_reader_behind_and_asks_it_once) {
  FactReader reader("/", table());
  for (int turn = 0; turn < 2; ++turn) {
    const auto value = reader.read("stuck");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, ErrorCode::timed_out);
    EXPECT_EQ(value.error().text(), "reading the fact 'stuck': no answer within 20 ms");
  }
  EXPECT_TRUE(reader.read("counted"));
  std::unique_lock lock(gate().mutex);
  gate().open = true;
  gate().opened.notify_all();
  gate().opened.wait(lock, [] { return gate().passed > 0; });
  EXPECT_EQ(gate().passed, 1);
}

TEST(FactReader, does_not_take_this_machine_for_the_one_in_a_folder) {
  reads = 0;
  FactReader reader("/somewhere", table());
  const auto value = reader.read("machine");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::unsupported);
  EXPECT_EQ(reads, 0);
  EXPECT_TRUE(FactReader("/", table()).read("machine"));
}

}  // namespace
}  // namespace converge
