// SPDX-License-Identifier: MIT
// The reference pages of the kinds are those that the program would write.
#include <gtest/gtest.h>

#include "engine/core/content_chain.h"
#include "engine/report/schema_text.h"
#include "resources/builtin.h"
#include "tests/fakes/golden.h"

namespace converge {
namespace {

TEST(Reference, has_a_page_for_every_kind) {
  const ContentChain contents;
  const auto kinds = BuiltinKinds::open("/", contents, nullptr);
  ASSERT_TRUE(kinds) << kinds.error().text();
  ASSERT_FALSE((*kinds)->registry().all().empty());
  for (const auto& kind : (*kinds)->registry().all()) {
    const Schema& schema = kind->schema();
    expect_golden("../../docs/reference/" + std::string(schema.kind) + ".md", reference_page(schema));
  }
}

TEST(Reference, has_a_sentence_for_every_attribute) {
  const ContentChain contents;
  const auto kinds = BuiltinKinds::open("/", contents, nullptr);
  ASSERT_TRUE(kinds) << kinds.error().text();
  for (const auto& kind : (*kinds)->registry().all()) {
    EXPECT_FALSE(kind->schema().examples.empty()) << kind->schema().kind;
    for (const Field& field : kind->schema().fields) {
      EXPECT_TRUE(field.doc.ends_with('.')) << kind->schema().kind << "." << field.name << ": " << field.doc;
    }
  }
}

}  // namespace
}  // namespace converge
