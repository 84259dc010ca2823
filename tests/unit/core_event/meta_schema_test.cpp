// SPDX-License-Identifier: MIT
#include "engine/core/meta_schema.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/core/catalog.h"

namespace converge {
namespace {

TEST(MetaSchema, has_the_attributes_of_the_language) {
  std::set<std::string_view> names;
  for (const Field& field : meta_schema().fields) EXPECT_TRUE(names.insert(field.name).second) << field.name;
  const std::set<std::string_view> expected = {"name", "when",       "loop",  "requires",   "before",  "notify",
                                               "tags", "auto_edges", "phase", "disruption", "severity"};
  EXPECT_EQ(names, expected);
}

TEST(MetaSchema, every_attribute_is_documented_in_a_sentence) {
  for (const Field& field : meta_schema().fields) {
    EXPECT_FALSE(field.doc.empty()) << field.name;
    EXPECT_TRUE(field.doc.ends_with('.')) << field.name;
    EXPECT_EQ(field.type == FieldType::choice, !field.choices.empty()) << field.name;
    EXPECT_EQ(field.presence, Presence::optional) << field.name;
  }
}

TEST(MetaSchema, choices_are_words_that_the_catalog_reads) {
  for (const auto& choice : meta_schema().find("disruption")->choices)
    EXPECT_TRUE(parse_disruption_policy(choice)) << choice;
  for (const auto& choice : meta_schema().find("severity")->choices) EXPECT_TRUE(parse_importance(choice)) << choice;
}

TEST(MetaSchema, reserved_words_are_in_the_table_and_marked) {
  for (const Field& field : meta_schema().fields)
    EXPECT_EQ(is_reserved_meta(field.name), field.doc.find("Reserved") != std::string_view::npos) << field.name;
  EXPECT_FALSE(is_reserved_meta("whem"));
}

}  // namespace
}  // namespace converge
