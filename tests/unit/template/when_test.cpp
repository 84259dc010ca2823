// SPDX-License-Identifier: MIT
// Conditions: true or false, and nothing that only looks like it.
#include <gtest/gtest.h>

#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

std::string verdict(World& world, std::string_view condition) {
  const auto outcome = world.decide(condition);
  if (!outcome) return outcome.error().message + " (" + outcome.error().fix + ")";
  return std::string(outcome->holds ? "holds" : "fails") +
         (outcome->sensitivity == Sensitivity::secret ? ", secretly" : "");
}

TEST(When, is_true_or_false) {
  World world("n: 7\nflag: true\nword: web\nlist: [1]\nnothing: null\nshown: '{{ n > 5 }}'\ntext: 'is {{ n }}'");
  EXPECT_EQ(verdict(world, "n > 5"), "holds");
  EXPECT_EQ(verdict(world, "not flag"), "fails");
  EXPECT_EQ(verdict(world, "flag"), "holds");
  EXPECT_EQ(verdict(world, "shown"), "holds");
  EXPECT_EQ(verdict(world, "missing is defined"), "fails");
  EXPECT_EQ(verdict(world, "list | length > 0 and word in ['web']"), "holds");
}

TEST(When, refuses_what_is_neither) {
  World world("n: 7\nword: 'yes'\nlist: [1]\nnothing: null");
  const std::string compare = " (compare it: > 0, is not none, | length > 0)";
  EXPECT_EQ(verdict(world, "n"), "a condition is true or false, not an integer" + compare);
  EXPECT_EQ(verdict(world, "list"), "a condition is true or false, not a list" + compare);
  EXPECT_EQ(verdict(world, "nothing"), "a condition is true or false, not none" + compare);
  EXPECT_EQ(verdict(world, "word"), "a condition is true or false, not a string (compare it, or use |bool)");
  EXPECT_EQ(verdict(world, "word | bool"), "holds");
  EXPECT_EQ(verdict(world, "n and word"), "a condition is true or false, not a string (compare it, or use |bool)");
}

TEST(When, is_an_error_where_something_is_undefined) {
  World world("n: 7");
  EXPECT_EQ(verdict(world, "nn > 5"), "'nn' is undefined (did you mean 'n'?)");
  EXPECT_EQ(
      verdict(world, "n > 'x'"),
      "cannot say which is greater, an integer or a string (convert one of them, for example with |int or |string)");
  EXPECT_EQ(verdict(world, "(true if n > 9)"),
            "the condition is false and there is no 'else' (give it a value, or use |default(...))");
}

TEST(When, takes_no_braces) {
  World world("n: 7");
  EXPECT_EQ(verdict(world, "{{ n > 5 }}"),
            "an expression stands here without braces, found '{' (drop the {{ and }} around it)");
  EXPECT_EQ(verdict(world, ""), "expected a value, found the end of the template ()");
}

TEST(When, says_whether_it_may_be_shown) {
  World world("s: x\nopen: 1");
  world.hide("s");
  EXPECT_EQ(verdict(world, "s == 'x'"), "holds, secretly");
  EXPECT_EQ(verdict(world, "s is defined"), "holds");
  EXPECT_EQ(verdict(world, "open == 1"), "holds");
  EXPECT_EQ(verdict(world, "open == 1 or s == 'y'"), "holds");
}

}  // namespace
}  // namespace converge::templates
