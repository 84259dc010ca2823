// SPDX-License-Identifier: MIT
#include "engine/report/value_text.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"

namespace converge {
namespace {

std::string text_of(const char* json) { return value_text(*parse_json(json)); }

TEST(ValueText, shows_scalars_as_they_are) {
  EXPECT_EQ(text_of(R"("a b")"), "a b\n");
  EXPECT_EQ(text_of(R"("a\nb")"), "\"a\\nb\"\n");
  EXPECT_EQ(text_of("7"), "7\n");
  EXPECT_EQ(text_of("[]"), "[]\n");
}

TEST(ValueText, indents_maps_and_lists) {
  EXPECT_EQ(
      text_of(
          R"({"os":"debian","cpus":{"count":2,"model":"x"},"list":[{"name":"lo","on":["a","b"]},{"name":"eth0"}],"none":[]})"),
      "os: debian\n"
      "cpus:\n  count: 2\n  model: x\n"
      "list:\n  - name: lo\n    on: [a, b]\n  - name: eth0\n"
      "none: []\n");
}

TEST(ValueText, does_not_show_secrets) {
  Value secret = Value::string("hunter2");
  secret.set_sensitivity(Sensitivity::secret);
  Value list = Value::list({secret});
  EXPECT_EQ(value_text(Value::map({{"a", secret, {}}, {"b", list, {}}})), "a: (secret)\nb: [(secret)]\n");
  list.set_sensitivity(Sensitivity::secret);
  EXPECT_EQ(value_text(Value::map({{"a", list, {}}})), "a: (secret)\n");
}

}  // namespace
}  // namespace converge
