// SPDX-License-Identifier: MIT
#include "engine/compile/contents.h"

#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

const Value& attribute(const Catalog& catalog, std::string_view key) {
  return *catalog.resources.at(0).attributes.find(key);
}

std::string text_of(const ContentSource& source, const Value& value) {
  const auto text = read_all(source, *content_ref(value), 1000);
  return text ? *text : text.error().text();
}

TEST(Contents, a_text_becomes_a_reference) {
  Compiling compiling = Compiling::resources("- thing: a\n  content: hello\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(attribute(catalog, "content"), content_value({sha256("hello"), 5}));
  EXPECT_EQ(text_of(compiling.contents, attribute(catalog, "content")), "hello");
  ASSERT_EQ(catalog.contents.size(), 1U);
  EXPECT_TRUE(compiling.contents.holds_text(sha256("hello")));
}

TEST(Contents, equal_contents_are_listed_once) {
  Compiling compiling = Compiling::resources("- thing: [a, b]\n  content: hello\n");
  EXPECT_EQ(compiling.compile().contents.size(), 1U);
}

TEST(Contents, a_file_of_the_repository_is_found_in_the_files_folder_first) {
  Compiling compiling =
      Compiling::files({{"site.yaml", "- hosts: all\n  resources:\n    - thing: a\n      source: x/motd\n"},
                        {"files/x/motd", "from files"},
                        {"x/motd", "from the top"}});
  compiling.source.executables.insert("files/x/motd");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(text_of(compiling.contents, attribute(catalog, "source")), "from files");
  EXPECT_TRUE(attribute(catalog, "source").find("executable")->as_boolean());
  EXPECT_EQ(*compiling.contents.file_of(sha256("from files")), "files/x/motd");
}

TEST(Contents, a_folder_becomes_a_tree) {
  Compiling compiling =
      Compiling::files({{"site.yaml", "- hosts: all\n  resources:\n    - thing: a\n      source: conf/\n"},
                        {"files/conf/a", "A"},
                        {"files/conf/sub/b", "B"}});
  compiling.source.links["files/conf/l"] = "a";
  const Catalog catalog = compiling.compile();
  ASSERT_EQ(compiling.all_findings(), "");
  const Value* tree = attribute(catalog, "source").find("$tree");
  ASSERT_NE(tree, nullptr);
  std::string paths;
  for (const Value& item : tree->items()) paths += item.find("path")->text() + ":" + item.find("type")->text() + " ";
  EXPECT_EQ(paths, "a:file l:link sub:directory sub/b:file ");
  EXPECT_EQ(catalog.contents.size(), 2U);
}

TEST(Contents, what_is_not_there_names_the_places) {
  Compiling compiling = Compiling::resources("- thing: a\n  source: gone\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.all_findings(), "site.yaml:4:15: thing[a].source: there is no 'gone' in files or the playbook's folder (put it there, or correct the path)\n");
}

TEST(Contents, a_link_of_the_repository_is_refused) {
  Compiling compiling = Compiling::resources("- thing: a\n  source: l\n");
  compiling.source.links["files/l"] = "site.yaml";
  static_cast<void>(compiling.compile());
  EXPECT_NE(compiling.all_findings().find("files/l is a symbolic link"), std::string::npos) << compiling.all_findings();
}

TEST(Contents, a_file_that_cannot_be_read_is_told_at_its_place) {
  Compiling compiling = Compiling::resources("- thing: a\n  source: f\n");
  compiling.source.files["files/f"] = "x";
  compiling.source.errors["files/f"] = Error{ErrorCode::denied, "no", {}};
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.all_findings(), "site.yaml:4:15: thing[a].source: no (name a file or folder that can be read)\n");
}

TEST(Contents, an_address_with_its_digest_is_a_content_to_fetch) {
  const std::string digest(64, 'a');
  Compiling compiling = Compiling::resources("- thing: a\n  url: https://example.com/x\n  sha256: " + digest + "\n");
  const Catalog catalog = compiling.compile();
  ASSERT_EQ(catalog.contents.size(), 1U);
  EXPECT_EQ(catalog.contents[0].url, "https://example.com/x");
  EXPECT_EQ(to_json(attribute(catalog, "content")), to_json(content_value({digest, 0})));
}

TEST(Contents, an_address_without_a_digest_stays_for_the_kind_to_refuse) {
  Compiling compiling = Compiling::resources("- thing: a\n  url: https://example.com/x\n");
  const Catalog catalog = compiling.compile();
  EXPECT_TRUE(catalog.contents.empty());
  EXPECT_EQ(attribute(catalog, "url").text(), "https://example.com/x");
}

}  // namespace
}  // namespace converge
