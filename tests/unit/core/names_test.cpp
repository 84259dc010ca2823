// SPDX-License-Identifier: MIT
// Names that go through text: resources and places.
#include <gtest/gtest.h>

#include "engine/core/resource_id.h"
#include "engine/core/span.h"

namespace converge {
namespace {

TEST(ResourceIdText, comes_back) {
  for (const ResourceId& id :
       {ResourceId{"file", "/etc/motd"}, ResourceId{"command", "a [b] ]c"}, ResourceId{"x", "["}}) {
    EXPECT_EQ(parse_resource_id(id.text()), id) << id.text();
  }
}

TEST(ResourceIdText, other_forms_are_none) {
  for (const char* text : {"", "file", "file[]", "[x]", "file[x", "filex]", "file[x] "})
    EXPECT_FALSE(parse_resource_id(text)) << text;
}

TEST(SpanText, comes_back) {
  for (const char* text : {"site.yaml:4:7", "a:b/c.yaml:1:1", "/abs/x.yaml:4294967295:65535"})
    EXPECT_EQ(parse_span(text).text(), text);
  EXPECT_EQ(parse_span("x:1:70000").column, 0xffff) << "a far column is as far as it goes";
}

TEST(SpanText, other_forms_are_nowhere) {
  for (const char* text :
       {"", "site.yaml", "site.yaml:4", ":4:7", "x:0:1", "x:1:0", "x:-1:2", "x:1:2y", "x:99999999999:1"}) {
    EXPECT_FALSE(parse_span(text).known()) << text;
  }
}

TEST(InternFile, equal_names_are_one) {
  EXPECT_EQ(intern_file("a.yaml"), intern_file(std::string("a.") + "yaml"));
  EXPECT_NE(intern_file("a.yaml"), intern_file("b.yaml"));
}

}  // namespace
}  // namespace converge
