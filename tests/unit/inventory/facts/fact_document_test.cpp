// SPDX-License-Identifier: MIT
// The document that programs get, and the pages that the table makes.
#include "inventory/facts/fact_document.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "tests/fakes/golden.h"

namespace converge {
namespace {

const std::string root = CONVERGE_SOURCE_DIR "/tests/unit/inventory/facts/roots/gpu_node";

TEST(FactDocument, holds_values_and_errors_apart) {
  FactReader reader(root);
  const FactDocument document = read_facts(reader, {"os", "kernel", "cpus.count"});
  EXPECT_EQ(
      to_json(document.value),
      R"({"errors":{"cpus.count":{"code":"unsupported","message":"reading the fact 'cpus': a folder cannot tell it, )"
      R"(only a running machine"},"kernel":{"code":"unsupported","message":"reading the fact 'kernel': a folder cannot )"
      R"(tell it, only a running machine"}},"facts":{"os":"debian"},"facts_version":1})");
  EXPECT_TRUE(document.errors.empty());
  EXPECT_EQ(document.not_there.size(), 2U);
  EXPECT_TRUE(document.falls_short);
}

TEST(FactDocument, of_everything_is_whole_without_what_is_not_to_be_had) {
  FactReader reader(root);
  const FactDocument document = read_facts(reader, {});
  EXPECT_FALSE(document.falls_short);
  EXPECT_EQ(document.value.find("facts")->entries().size() + document.not_there.size(), builtin_facts().size());
}

TEST(FactReference, is_generated) {
  expect_golden("../../docs/reference/facts.md", facts_reference_page(builtin_facts()));
  expect_golden("../../docs/reference/facts.schema.json", facts_json_schema(builtin_facts()));
}

TEST(FactReference, has_a_sentence_for_everything) {
  for (const Fact& fact : builtin_facts()) {
    EXPECT_TRUE(fact.doc.ends_with('.')) << fact.name;
    EXPECT_GT(fact.deadline.count(), 0) << fact.name;
    EXPECT_NE(fact.read, nullptr) << fact.name;
    EXPECT_EQ(fact.type == Type::list && fact.fields.empty(), false) << fact.name;
    for (const FactField& field : fact.fields) EXPECT_TRUE(field.doc.ends_with('.')) << fact.name << "." << field.name;
  }
}

}  // namespace
}  // namespace converge
