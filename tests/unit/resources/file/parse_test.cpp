// SPDX-License-Identifier: MIT
// What attributes cannot mean together, each with a message that says what to do.
#include <gtest/gtest.h>

#include "engine/core/yaml/document.h"
#include "resources/file/file_kind.h"
#include "tests/unit/resources/file/golden_values.h"

namespace converge {
namespace {

Diagnostics findings(const std::string& yaml) {
  Diagnostics diagnostics;
  const Value written = parse_yaml(yaml, "site.yaml", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << "the case itself is broken: " << yaml;
  const auto want = FileKind::parse(compiled_attributes(written), diagnostics);
  EXPECT_EQ(want.has_value(), !diagnostics.has_errors());
  return diagnostics;
}

struct Bad {
  const char* name;
  const char* yaml;
  const char* message;  ///< a part of it
};

class BadFileTest : public testing::TestWithParam<Bad> {};

TEST_P(BadFileTest, IsReportedAtItsPlace) {
  const Diagnostics diagnostics = findings(GetParam().yaml);
  ASSERT_TRUE(diagnostics.has_errors()) << GetParam().yaml;
  const Diagnostic first = diagnostics.sorted().front();
  EXPECT_NE(first.message.find(GetParam().message), std::string::npos) << first.message;
  EXPECT_TRUE(first.span.known()) << first.message;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadFileTest,
    testing::Values(
        Bad{"content_and_source", "{path: /a, content: x, source: {$content: abc, size: 1}}", "exclude each other"},
        Bad{"content_and_url",
            "{path: /a, content: x, url: u, sha256: "
            "'2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'}",
            "exclude each other"},
        Bad{"url_without_sha256", "{path: /a, url: https://example.org/x}", "without `sha256`"},
        Bad{"sha256_without_url", "{path: /a, sha256: abc}", "without `url`"},
        Bad{"bad_sha256", "{path: /a, url: u, sha256: abc}", "not a SHA-256"},
        Bad{"target_with_content", "{path: /a, content: x, target: b}", "`target` means nothing"},
        Bad{"target_with_directory", "{path: /a, state: directory, target: b}", "`target` means nothing"},
        Bad{"link_without_target", "{path: /a, state: link}", "without `target`"},
        Bad{"link_with_mode", "{path: /a, target: b, mode: '0644'}", "`mode` means nothing for a link"},
        Bad{"empty_target", "{path: /a, state: link, target: ''}", "cannot have this target"},
        Bad{"absent_with_merge", "{path: /a, state: absent, merge: json}", "`merge` means nothing"},
        Bad{"absent_with_content", "{path: /a, state: absent, content: x}", "`content` means nothing"},
        Bad{"absent_with_owner", "{path: /a, state: absent, owner: root}", "`owner` means nothing"},
        Bad{"mode_not_octal", "{path: /a, mode: '0898'}", "neither octal nor symbolic"},
        Bad{"mode_too_high", "{path: /a, mode: '17777'}", "above 07777"},
        Bad{"mode_a_list", "{path: /a, mode: [1]}", "`mode` is a list"},
        Bad{"mode_that_flips", "{path: /a, mode: 'g=u,u=o'}", "change again each time"},
        Bad{"mode_of_a_tree", "{path: /a, source: [{path: x, content: y}], mode: '0644'}", "`mode` means nothing"},
        Bad{"file_mode_of_a_file", "{path: /a, content: x, file_mode: '0644'}", "`file_mode` means nothing"},
        Bad{"purge_of_a_file", "{path: /a, content: x, purge: true}", "`purge` means nothing"},
        Bad{"purge_of_etc", "{path: /etc, state: directory, purge: true}", "never emptied"},
        Bad{"recursive_absent_of_usr", "{path: /usr, state: absent, recursive: true}", "never emptied"},
        Bad{"absent_link_to_usr_bin", "{path: /bin, state: absent}", "never removed"},
        Bad{"usr_merge_link_as_a_file", "{path: /sbin, content: x}", "always a directory"},
        Bad{"root_as_a_file", "{path: /, content: x}", "always a directory"},
        Bad{"recursive_directory", "{path: /a, state: directory, recursive: true}", "`recursive` means nothing"},
        Bad{"validate_without_file", "{path: /a, content: x, validate: [visudo, -c]}", "does not name the new file"},
        Bad{"validate_as_text", "{path: /a, content: x, validate: 'visudo -cf %s'}", "not a list"},
        Bad{"validate_of_a_link", "{path: /a, target: b, validate: [x, '%s']}", "`validate` means nothing"},
        Bad{"owner_with_colon", "{path: /a, content: x, owner: 'root:root'}", "not the name of a user"},
        Bad{"owner_beyond_all_numbers", "{path: /a, content: x, owner: '18446744073709551615'}", "larger than the number of any user"},
        Bad{"group_that_means_none", "{path: /a, content: x, group: '4294967295'}", "larger than the number of any group"},
        Bad{"content_map_without_merge", "{path: /a, content: {a: 1}}", "a file holds text"},
        Bad{"merge_without_content", "{path: /a, merge: json}", "nothing to merge"},
        Bad{"merge_json_of_text", "{path: /a, merge: json, content: x}", "needs a map"},
        Bad{"merge_block_of_a_list", "{path: /a, merge: block, content: [x]}", "needs text"},
        Bad{"merge_lines_of_a_map", "{path: /a, merge: lines, content: {a: b}}", "needs a list"},
        Bad{"merge_with_a_bad_pointer", "{path: /a, merge: json, absent: [x]}", "`merge: json`"},
        Bad{"marker_without_merge", "{path: /a, content: x, marker: m}", "`marker` means nothing"},
        Bad{"folder_as_a_file", "{path: /a, state: present, source: [{path: x, content: y}]}", "`source` is a folder"},
        Bad{"source_not_compiled", "{path: /a, source: files/a}", "has no content in this catalog"},
        Bad{"entry_outside", "{path: /a, source: [{path: ../x, content: y}]}", "not inside it"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(FileParse, ReportsEverythingAtOnce) {
  EXPECT_EQ(findings("{path: /a, state: absent, content: x, owner: o, validate: [true]}").error_count(), 4U);
}

TEST(FileParse, FalseIsAsGoodAsNothing) {
  EXPECT_TRUE(findings("{path: /a, content: x, purge: false, recursive: false}").empty());
}

TEST(FileParse, ASecretThatOthersCanReadIsWarnedOf) {
  const auto warning = [](const std::string& more) {
    const Diagnostics found = findings("{path: /a, " + more + "}");
    EXPECT_FALSE(found.has_errors()) << more;
    return found.empty() ? std::string() : found.all().front().message;
  };
  EXPECT_EQ(warning("content: x, secret: true, mode: '0644'"), "others can read this secret: mode 0644");
  EXPECT_EQ(warning("content: x, secret: true, mode: 'o+r'"), "others can read this secret: mode 0604");
  EXPECT_EQ(warning("content: x, secret: true"), "this secret has no `mode`; a file that is there keeps its own, which may let others read it");
  for (const char* fine : {"content: x, secret: true, mode: '0640'", "content: x, secret: true, mode: '+x'", "content: x, mode: '0644'", "content: x"})
    EXPECT_EQ(warning(fine), "") << fine;
}

TEST(FileParse, ANewFileWithASecretIsItsOwnersAlone) {
  const auto fresh = [](const std::string& yaml) {
    Diagnostics diagnostics;
    return file::mode_text(FileKind::parse(compiled_attributes(parse_yaml(yaml, "f", diagnostics)), diagnostics)->fresh_mode);
  };
  EXPECT_EQ(fresh("{path: /a, content: x}"), "0644");
  EXPECT_EQ(fresh("{path: /a, content: x, secret: true}"), "0600");
  EXPECT_EQ(fresh("{path: /a, merge: block, content: x, $veil: others}"), "0600");
  EXPECT_EQ(fresh("{path: /a, content: x, $veil: former}"), "0644");
}

TEST(FileParse, StateFollowsFromWhatIsGiven) {
  const auto state = [](const std::string& yaml) {
    Diagnostics diagnostics;
    return FileKind::parse(compiled_attributes(parse_yaml(yaml, "f", diagnostics)), diagnostics)->state;
  };
  EXPECT_EQ(state("{path: /a, content: x}"), file::State::present);
  EXPECT_EQ(state("{path: /a, target: x}"), file::State::link);
  EXPECT_EQ(state("{path: /a, source: [{path: x, content: y}]}"), file::State::directory);
  EXPECT_EQ(state("{path: /a, source: [{path: x, content: y}], state: directory}"), file::State::directory);
}

TEST(FileParse, EveryExampleOfTheSchemaIsSound) {
  for (const Example& example : FileKind::schema().examples) {
    Diagnostics diagnostics;
    const Value document = parse_yaml(example.yaml, "example.yaml", diagnostics);
    ASSERT_TRUE(document.is_list()) << example.title;
    Value written = document.items().front();
    const std::string title = written.find("file")->text();
    Map& entries = written.entries();
    entries.erase(entries.begin());
    const Value attributes = normalise(FileKind::schema(), written, title, {}, diagnostics);
    EXPECT_TRUE(FileKind::parse(compiled_attributes(attributes), diagnostics)) << example.title;
    EXPECT_TRUE(diagnostics.empty()) << example.title << ": " << diagnostics.all().front().message;
  }
}

}  // namespace
}  // namespace converge
