// SPDX-License-Identifier: MIT
#include "engine/compile/moving_facts.h"

#include <gtest/gtest.h>

#include "engine/core/yaml/document.h"

namespace converge {
namespace {

/// "place message" of each warning about a condition.
std::string warnings(const std::string& yaml) {
  Diagnostics reading;
  const Value file = parse_yaml(yaml, "a.yaml", reading);
  EXPECT_TRUE(reading.empty());
  Diagnostics found;
  warn_of_moving_facts(*file.find("when"), found);
  EXPECT_FALSE(found.has_errors());
  std::string text;
  for (const Diagnostic& each : found.sorted()) text += each.span.text() + " " + each.message.substr(0, each.message.find(" may")) + "\n";
  return text;
}

TEST(MovingFacts, are_warned_of_where_they_stand) {
  EXPECT_EQ(warnings("when: facts.os == 'debian' and 'curl' in facts.packages\n"), "a.yaml:1:42 when: facts.packages\n");
  EXPECT_EQ(warnings("when: [a, \"facts['mounts'] | length > 1\", not facts.interfaces]\n"),
            "a.yaml:1:12 when: facts.mounts\na.yaml:1:47 when: facts.interfaces\n");
}

TEST(MovingFacts, others_stay_as_they_are) {
  EXPECT_EQ(warnings("when: facts.os == 'debian' and facts.gpus | length > 0 and packages is defined\n"), "");
  EXPECT_EQ(warnings("when: my.packages and facts[name] and true\n"), "");
  EXPECT_EQ(warnings("when: true\n"), "");
  EXPECT_EQ(warnings("when: 'facts.packages ='\n"), "") << "what cannot be parsed is reported elsewhere";
}

}  // namespace
}  // namespace converge
