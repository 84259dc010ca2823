// SPDX-License-Identifier: MIT
// The schema's own table: documented in full, and its examples mean something.
#include "engine/core/yaml/document.h"
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

TEST(CommandSchema, EveryAttributeIsDocumented) {
  for (const Field& field : Command::schema().fields) {
    EXPECT_TRUE(field.doc.ends_with('.')) << field.name;
    EXPECT_GE(field.doc.size(), 20U) << field.name;
  }
  EXPECT_NE(Command::schema().find(Command::schema().main), nullptr);
}

TEST(CommandSchema, EveryExampleIsAValidResource) {
  ASSERT_FALSE(Command::schema().examples.empty());
  for (const Example& example : Command::schema().examples) {
    Diagnostics diagnostics;
    const Value list = parse_yaml(example.yaml, "example.yaml", diagnostics);
    for (const Diagnostic& found : diagnostics.all()) ADD_FAILURE() << found.span.text() << ": " << found.message;
    ASSERT_TRUE(list.is_list() && list.items().size() == 1) << example.title;
    Value attributes = list.items()[0];
    const std::string title = attributes.find("command")->text();
    std::erase_if(attributes.entries(), [](const Entry& entry) { return entry.key == "command"; });
    const Value normal = normalise(Command::schema(), attributes, title, Span{}, diagnostics);
    EXPECT_TRUE(Command::parse(normal, diagnostics)) << example.title;
    for (const Diagnostic& found : diagnostics.all()) ADD_FAILURE() << example.title << ": " << found.message;
  }
}

}  // namespace
}  // namespace converge
