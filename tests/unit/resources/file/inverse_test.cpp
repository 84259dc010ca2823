// SPDX-License-Identifier: MIT
// Whatever was there comes back: every shape over every shape, and back.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

struct Shape {
  const char* name;
  Pairs pairs;
};

std::vector<Shape> shapes() {
  return {{"absent", {{"state", text("absent")}}},
          {"file", {{"content", text("first\n")}, {"mode", text("0640")}}},
          {"other_file", {{"content", text("second\n")}, {"mode", text("4755")}}},
          {"directory", {{"state", text("directory")}, {"mode", text("2750")}}},
          {"link", {{"target", text("somewhere")}}},
          {"other_link", {{"target", text("/else/where")}}}};
}

class FileInverseTest : public FileFixture, public testing::WithParamInterface<std::pair<int, int>> {};

TEST_P(FileInverseTest, PutsBackWhatWasThere) {
  const Shape from = shapes()[static_cast<std::size_t>(GetParam().first)];
  const Shape to = shapes()[static_cast<std::size_t>(GetParam().second)];
  expect_converges(desired("/thing", from.pairs));
  const auto want = desired("/thing", to.pairs);
  const auto before = probe(want);
  ASSERT_TRUE(before);
  const Inverse inverse = FileKind::inverse(want, *before);
  ASSERT_TRUE(inverse.attributes) << inverse.reason;
  expect_converges(want);
  Diagnostics diagnostics;
  const auto undo = FileKind::parse(*inverse.attributes, diagnostics);
  ASSERT_TRUE(undo) << diagnostics.all().front().message;
  expect_converges(*undo);
  EXPECT_TRUE(rows(desired("/thing", from.pairs)).empty()) << from.name << " under " << to.name;
}

std::vector<std::pair<int, int>> all_pairs() {
  std::vector<std::pair<int, int>> pairs;
  for (int from = 0; from < 6; ++from) {
    for (int to = 0; to < 6; ++to) pairs.emplace_back(from, to);
  }
  return pairs;
}

INSTANTIATE_TEST_SUITE_P(All, FileInverseTest, testing::ValuesIn(all_pairs()), [](const auto& test) {
  return std::string(shapes()[static_cast<std::size_t>(test.param.first)].name) + "_to_" +
         shapes()[static_cast<std::size_t>(test.param.second)].name;
});

using FileInverseReasons = FileFixture;

TEST_F(FileInverseReasons, AMergeRestoresTheWholeFile) {
  put("/d.json", "{ \"a\":1 }\n");
  Value content = Value::map();
  content.set("b", Value::integer(2));
  const auto want = desired("/d.json", {{"merge", text("json")}, {"content", content}});
  const Inverse inverse = FileKind::inverse(want, *probe(want));
  expect_converges(want);
  Diagnostics diagnostics;
  expect_converges(*FileKind::parse(*inverse.attributes, diagnostics));
  EXPECT_EQ(get("/d.json"), "{ \"a\":1 }\n");
}

TEST_F(FileInverseReasons, WhatCannotComeBackSaysWhy) {
  put("/full/x", "1");
  ASSERT_EQ(::mkfifo(real("/fifo").c_str(), 0600), 0);
  const auto reason = [&](const file::Desired& want) { return FileKind::inverse(want, *probe(want)).reason; };
  EXPECT_NE(reason(desired("/full", {{"state", text("absent")}, {"recursive", Value::boolean(true)}})), "");
  EXPECT_NE(reason(desired("/fifo", {{"content", text("x")}})), "");
  EXPECT_NE(reason(desired("/full", {{"state", text("directory")}, {"purge", Value::boolean(true)}})), "");
  Value secret = text("new");
  secret.set_sensitivity(Sensitivity::secret);
  EXPECT_NE(reason(desired("/full/x", {{"content", secret}})), "");
}

}  // namespace
}  // namespace converge
