// SPDX-License-Identifier: MIT
#include "engine/report/diagnostic_text.h"

#include <gtest/gtest.h>

#include "tests/fakes/golden.h"

namespace converge {
namespace {

Span at(std::string_view file, std::uint32_t line, std::uint16_t column, std::uint16_t length = 0) {
  return Span{intern_file(file), line, column, length};
}

/// One source file for all findings of a test.
SourceText source(std::string text) {
  return [text = std::move(text)](const std::string&) { return std::optional<std::string>(text); };
}

std::string render(const Diagnostics& diagnostics, const std::string& text, TextStyle style = {}) {
  return diagnostics_text(diagnostics, source(text), style);
}

const std::string site =
    "- name: GPU nodes\n"
    "  hosts: gpu\n"
    "  resources:\n"
    "    - file: /etc/motd\n"
    "      mode: \"0644\"\n"
    "      verison: 560.35.03-1\n"
    "      mode: \"0600\"\n";

Diagnostics two_findings() {
  Diagnostics diagnostics;
  diagnostics.error(at("site.yaml", 7, 7, 4), "the key 'mode' is written twice", "remove one of the two")
      .notes.push_back(Note{at("site.yaml", 5, 7, 4), "first written here"});
  diagnostics.error(at("site.yaml", 6, 7, 7), "file[/etc/motd]: unknown field 'verison'; did you mean 'version'?",
                    "write 'version'");
  diagnostics.warning(at("site.yaml", 2, 10, 3), "the group 'gpu' has no hosts");
  return diagnostics;
}

TEST(DiagnosticText, shows_place_line_caret_fix_and_notes) {
  expect_golden("report/diagnostics.txt", render(two_findings(), site));
}

TEST(DiagnosticText, in_colour) {
  expect_golden("report/diagnostics_colour.txt", render(two_findings(), site, {Colour::always, 100}));
}

TEST(DiagnosticText, as_json_lines) {
  Diagnostics diagnostics = two_findings();
  diagnostics.error({}, "no playbook was given\nat all");
  expect_golden("report/diagnostics.jsonl", diagnostics_json(diagnostics));
}

TEST(DiagnosticText, without_a_place_there_is_only_the_message) {
  Diagnostics diagnostics;
  diagnostics.error({}, "no playbook was given", "name one");
  EXPECT_EQ(render(diagnostics, site), "error: no playbook was given\n   = fix: name one\n");
}

TEST(DiagnosticText, without_the_source_there_is_no_line) {
  Diagnostics diagnostics;
  diagnostics.error(at("gone.yaml", 3, 1), "cannot be read");
  const SourceText nothing = [](const std::string&) { return std::nullopt; };
  EXPECT_EQ(diagnostics_text(diagnostics, nothing, {}), "gone.yaml:3:1: error: cannot be read\n");
}

TEST(DiagnosticText, a_line_that_is_not_in_the_source_is_not_shown) {
  Diagnostics diagnostics;
  diagnostics.error(at("a.yaml", 99, 1), "too far");
  EXPECT_EQ(render(diagnostics, "one\n"), "a.yaml:99:1: error: too far\n");
}

TEST(DiagnosticText, each_file_is_asked_for_once) {
  Diagnostics diagnostics;
  for (std::uint32_t line = 1; line <= 3; ++line) diagnostics.error(at("a.yaml", line, 1), "bad");
  int asked = 0;
  const SourceText counting = [&](const std::string&) { return ++asked, std::optional<std::string>("1\n2\n3\n"); };
  diagnostics_text(diagnostics, counting, {});
  EXPECT_EQ(asked, 1);
}

/// The text between the margin and the line's end, of line `index` of a report.
std::string body(const std::string& report, std::size_t index) {
  std::size_t start = 0;
  for (; index > 0; --index) start = report.find('\n', start) + 1;
  const std::string line = report.substr(start, report.find('\n', start) - start);
  return line.substr(std::min(line.find('|') + 2, line.size()));
}

struct CaretCase {
  std::string line;
  std::uint16_t column;
  std::uint16_t length;
  std::string shown;
  std::string caret;
};

class Caret : public ::testing::TestWithParam<CaretCase> {};

TEST_P(Caret, stands_under_what_is_meant) {
  Diagnostics diagnostics;
  diagnostics.error(at("a.yaml", 1, GetParam().column, GetParam().length), "here");
  const std::string report = render(diagnostics, GetParam().line + "\n");
  EXPECT_EQ(body(report, 1), GetParam().shown) << report;
  EXPECT_EQ(body(report, 2), GetParam().caret) << report;
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Caret,
    ::testing::Values(
        CaretCase{"key: value", 6, 5, "key: value", "     ^~~~~"}, CaretCase{"key: value", 1, 0, "key: value", "^"},
        CaretCase{"\tkey: x", 2, 3, "    key: x", "    ^~~"}, CaretCase{"a\tkey: x", 3, 3, "a   key: x", "    ^~~"},
        CaretCase{"naïve: x", 9, 1, "naïve: x", "       ^"}, CaretCase{"日本: x", 9, 1, "日本: x", "      ^"},
        CaretCase{"x: 日本", 4, 6, "x: 日本", "   ^~~~"}, CaretCase{"x: 🙂 y", 9, 1, "x: 🙂 y", "      ^"},
        CaretCase{"x: e\xCC\x81 y", 8, 1, "x: e\xCC\x81 y", "     ^"},
        CaretCase{"a\x1b[31m: y", 9, 1, "a\\x1b[31m: y", "           ^"},
        CaretCase{"x: \xff y", 6, 1, "x: \\xff y", "        ^"},
        CaretCase{"short", 3, 200, "short", "  ^~~"},   // goes on in the next line
        CaretCase{"short", 6, 0, "short", "     ^"},    // something is missing at the end
        CaretCase{"short", 400, 4, "short", "     ^"},  // never beyond the line
        CaretCase{"", 1, 1, "", "^"}, CaretCase{"crlf: x\r", 7, 1, "crlf: x", "      ^"},
        CaretCase{"x: y", 0, 0, "x: y", "^"}));

TEST(DiagnosticText, long_lines_are_cut_around_the_caret) {
  std::string line;
  for (int i = 0; i < 40; ++i) line += "item" + std::to_string(i) + ", ";
  Diagnostics diagnostics;
  diagnostics.error(at("a.yaml", 1, 1, 5), "at the start");
  diagnostics.error(at("a.yaml", 1, 152, 6), "in the middle");
  diagnostics.error(at("a.yaml", 1, static_cast<std::uint16_t>(line.size() - 1), 1), "at the end");
  diagnostics.error(at("a.yaml", 1, 20, 200), "longer than the page");
  const std::string report = render(diagnostics, line + "\n", {Colour::never, 60});
  expect_golden("report/diagnostics_long_line.txt", report);
  for (std::size_t start = 0; start < report.size(); start = report.find('\n', start) + 1)
    EXPECT_LE(report.find('\n', start) - start, 60U) << report.substr(start);
}

TEST(DiagnosticText, every_caret_of_a_long_line_stands_under_its_byte) {
  std::string line;
  for (std::size_t i = 0; i < 300; ++i) line += static_cast<char>('a' + i * i % 26);
  for (std::uint16_t column = 1; column <= 300; ++column) {
    Diagnostics diagnostics;
    diagnostics.error(at("a.yaml", 1, column, 1), "here");
    const std::string report = render(diagnostics, line, {Colour::never, 50});
    const std::size_t caret = body(report, 2).find('^');
    ASSERT_NE(caret, std::string::npos);
    ASSERT_EQ(body(report, 1).at(caret), line[column - 1U]) << column << "\n" << report;
  }
}

TEST(DiagnosticText, a_page_too_narrow_to_cut_for_is_left_alone) {
  Diagnostics diagnostics;
  diagnostics.error(at("a.yaml", 1, 30, 1), "here");
  EXPECT_EQ(body(render(diagnostics, std::string(40, 'x'), {Colour::never, 10}), 1), std::string(40, 'x'));
}

Diagnostics many(std::uint32_t errors, std::uint32_t warnings) {
  Diagnostics diagnostics;
  for (std::uint32_t i = 1; i <= warnings; ++i) diagnostics.warning(at("a.yaml", i, 1), "w" + std::to_string(i));
  for (std::uint32_t i = 1; i <= errors; ++i) diagnostics.error(at("b.yaml", i, 1), "e" + std::to_string(i));
  return diagnostics;
}

std::size_t occurrences(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t i = text.find(word); i != std::string::npos; i = text.find(word, i + 1)) ++count;
  return count;
}

TEST(DiagnosticText, shows_the_first_twenty_and_counts_the_rest) {
  const std::string report = render(many(37, 0), "");
  EXPECT_EQ(occurrences(report, "error: "), 20U);
  EXPECT_TRUE(report.ends_with("\n... and 17 more errors\n")) << report;
  EXPECT_EQ(render(many(20, 0), "").find("more"), std::string::npos);
  EXPECT_TRUE(render(many(21, 0), "").ends_with("... and 1 more error\n"));
}

TEST(DiagnosticText, warnings_do_not_crowd_errors_out) {
  const std::string report = render(many(15, 10), "");
  EXPECT_EQ(occurrences(report, "error: "), 15U);
  EXPECT_EQ(occurrences(report, "warning: "), 5U);
  EXPECT_TRUE(report.ends_with("... and 5 more warnings\n")) << report;
  EXPECT_TRUE(render(many(22, 1), "").ends_with("... and 2 more errors and 1 more warning\n"));
}

TEST(DiagnosticText, messages_cannot_play_with_the_terminal) {
  Diagnostics diagnostics;
  diagnostics.error(at("a\x1b[2J.yaml", 1, 1), "unknown key '\x1b]0;title\x07'", "remove\nit")
      .notes.push_back(Note{{}, "see\x1b[1m"});
  const std::string report = render(diagnostics, "x\n");
  EXPECT_EQ(report.find('\x1b'), std::string::npos) << report;
  EXPECT_EQ(report.find('\x07'), std::string::npos) << report;
  EXPECT_NE(report.find("= fix: remove\\nit\n"), std::string::npos) << report;
}

TEST(DiagnosticText, the_byte_order_mark_is_not_part_of_the_first_line) {
  Diagnostics diagnostics;
  diagnostics.error(at("a.yaml", 1, 1, 3), "here");
  EXPECT_EQ(body(render(diagnostics, "\xEF\xBB\xBFkey: x\n"), 1), "key: x");
}

}  // namespace
}  // namespace converge
