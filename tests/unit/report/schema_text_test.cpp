// SPDX-License-Identifier: MIT
#include "engine/report/schema_text.h"

#include <gtest/gtest.h>

#include "engine/core/meta_schema.h"
#include "engine/report/columns.h"
#include "tests/fakes/golden.h"
#include "tests/unit/report/sample_schemas.h"

namespace converge {
namespace {

TEST(Explain, a_kind_with_everything) {
  expect_golden("report/explain.txt", explain_kind(samples::gadget(), {Colour::never, 72}));
}

TEST(Explain, the_list_of_kinds) {
  EXPECT_EQ(explain_kinds(samples::all_schemas(), {}),
            "gadget  A thing on a desk.\n"
            "widget  A part of a gadget.\n");
}

TEST(Explain, a_kind_without_examples_has_no_heading_for_them) {
  const std::string text = explain_kind(samples::widget(), {});
  EXPECT_EQ(text.find("Examples"), std::string::npos);
  EXPECT_NE(text.find("  gadget  text; required\n"), std::string::npos) << text;
}

TEST(Explain, docs_fit_the_width) {
  for (const std::size_t width : {40U, 60U, 100U}) {
    const std::string text = explain_kind(samples::gadget(), {Colour::never, width});
    for (const std::string_view line : lines_of(text)) {
      if (line.starts_with("      ")) {
        EXPECT_LE(columns(line), width) << line;
      }
    }
  }
}

TEST(Explain, in_colour_the_text_is_the_same) {
  std::string text = explain_kind(samples::gadget(), {Colour::always, 72});
  for (const std::string_view code : {"\x1b[1m", "\x1b[0m"})
    for (std::size_t at = text.find(code); at != std::string::npos; at = text.find(code)) text.erase(at, code.size());
  EXPECT_EQ(text, explain_kind(samples::gadget(), {Colour::never, 72}));
}

TEST(ReferencePage, of_a_kind) { expect_golden("report/reference.md", reference_page(samples::gadget())); }

TEST(ReferencePage, of_the_meta_attributes_is_in_the_documentation) {
  expect_golden("../../docs/reference/meta-attributes.md", reference_page(meta_schema()));
}

TEST(TypeWords, there_are_some_for_every_type) {
  for (const Field& field : samples::gadget().fields) EXPECT_FALSE(type_words(field).empty()) << field.name;
}

}  // namespace
}  // namespace converge
