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

TEST(Contents, what_is_edited_into_a_file_is_no_reference_whatever_it_looks_like) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  merge: json\n  content: {image: {sha256: \"abc\", size: 5}, other: {$content: \"abc\"}}\n"
      "- thing: b\n  merge: json\n  content: {$content: \"abc\", size: 3}\n");
  EXPECT_TRUE(compiling.compile().contents.empty()) << "nobody could hand out what it names";
  EXPECT_EQ(compiling.all_findings(), "");
}

TEST(Contents, what_two_yamls_read_differently_is_refused_where_its_type_counts) {
  const std::string content = "content: {b: yes, c: [0644], d: 12:30, g: 0o17, h: -010, i: 1e3, j: Off}\n";
  Compiling typed = Compiling::resources("- thing: a\n  merge: json\n  " + content);
  static_cast<void>(typed.compile());
  EXPECT_EQ(typed.diagnostics.error_count(), 7U);
  for (const char* line :
       {"site.yaml:5:20: thing[a].content: YAML 1.1 reads \"yes\" as true, YAML 1.2 as a string (write \"yes\" in "
        "quotes, or "
        "true)\n",
        "(write \"0644\" in quotes for the text, or 644 for the number)\n", "(write \"12:30\" in quotes)\n",
        "(write \"0o17\" in quotes for the text, or 15 for the number)\n",
        "(write \"-010\" in quotes for the text, or -10 for the number)\n",
        "(write \"1e3\" in quotes for the text, or 1000.0 for the number)\n", "(write \"Off\" in quotes, or false)\n"})
    EXPECT_NE(typed.all_findings().find(line), std::string::npos) << line << "is not in\n" << typed.all_findings();
  Compiling text = Compiling::resources("- thing: a\n  merge: ini\n  value: no\n  " + content);
  const Catalog catalog = text.compile();
  EXPECT_EQ(text.all_findings(), "") << "text is text";
  EXPECT_EQ(attribute(catalog, "value").text(), "no");
}

TEST(Contents, an_integer_that_would_lose_digits_is_refused) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  merge: json\n  content: {serial: 12345678901234567890, least: -9223372036854775808}\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.all_findings(),
            "site.yaml:5:25: thing[a].content: 12345678901234567890 is beyond 64 bits and would lose digits (write "
            "\"12345678901234567890\" in quotes)\n");
}

TEST(Contents, a_name_that_is_no_text_is_refused) {
  Compiling compiling = Compiling::resources("- thing: a\n  source: conf\n- thing: b\n  source: links\n");
  compiling.source.files["files/conf/caf\xe9"] = "x";
  compiling.source.files["files/links/file"] = "x";
  compiling.source.links["files/links/l"] = "\xff";
  static_cast<void>(compiling.compile());
  EXPECT_EQ(
      compiling.all_findings(),
      "site.yaml:4:15: thing[a].source: the name of files/conf/caf\\xe9 is not UTF-8 (rename it)\n"
      "site.yaml:6:15: thing[b].source: files/links/l is a link to a name that is not UTF-8: \\xff (rename it)\n");
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
