// SPDX-License-Identifier: MIT
#include "engine/report/man_page.h"

#include <gtest/gtest.h>

#include "tests/fakes/golden.h"
#include "tests/fakes/program.h"
#include "tests/unit/report/sample_command.h"

namespace converge {
namespace {

std::string sample() {
  return man_page(samples::sample_command(), "0.1.0",
                  {ManSection{"EXIT STATUS", {"0 if the hosts are as they should be.", "1 if something failed."}},
                   ManSection{"EXAMPLES", {"  converge --inventory cluster.yaml\n  .hidden \\ 'quoted'"}}});
}

/// What man writes for a printer, without the second strokes of bold and underlined characters.
std::string without_overstrikes(const std::string& text) {
  std::string out;
  for (const char character : text) {
    if (character == '\b' && !out.empty())
      out.pop_back();
    else
      out += character;
  }
  return out;
}

TEST(ManPage, is_as_expected) { expect_golden("report/converge.1", sample()); }

TEST(ManPage, has_every_command_and_option) {
  const std::string page = sample();
  for (const char* words : {".SS \\fBconverge apply\\fR [\\fIOPTION\\fR]... [\\fIPLAYBOOK\\fR]\n",
                            ".SS \\fBconverge explain\\fR [\\fIKIND\\fR]\n", ".SS \\fBconverge secret edit\\fR",
                            "\\fB\\-\\-yes\\fR, \\fB\\-y\\fR\n", "One of: text, json.\n", "One of: file, command.\n"})
    EXPECT_NE(page.find(words), std::string::npos) << words;
  EXPECT_EQ(page.find(".SS \\fBconverge secret\\fR\n"), std::string::npos) << "a group is not a command";
}

TEST(ManPage, a_program_without_subcommands_has_no_section_for_them) {
  const CommandSpec command{"tool", "does one thing", {OptionSpec{{"-q"}, "", "Be quiet.", {}}}, {}, {}};
  const std::string page = man_page(command, "1.0", {});
  EXPECT_EQ(page.find("COMMAND"), std::string::npos) << page;
  EXPECT_NE(page.find(".TH TOOL 1"), std::string::npos) << page;
}

TEST(ManPage, no_text_becomes_a_request) {
  CommandSpec command{"x", ".hidden", {}, {}, {}};
  command.options = {OptionSpec{{"-a"}, "", "'quoted\n.SH FAKE", {}}};
  const std::string page = man_page(command, "1", {});
  EXPECT_EQ(page.find("\n.hidden"), std::string::npos);
  EXPECT_EQ(page.find("\n.SH FAKE"), std::string::npos);
  EXPECT_NE(page.find("\n\\&.SH FAKE"), std::string::npos) << page;
}

TEST(ManPage, man_has_no_warnings) {
  if (!has_program("man")) GTEST_SKIP() << "man is not installed";
  if (!has_program("groff")) GTEST_SKIP() << "groff is not installed";
  const TemporaryFolder folder;
  const ProgramEnd end = run_program({"env", "MANROFFSEQ=", "LC_ALL=C.UTF-8", "MANWIDTH=80", "man", "-l", "--warnings",
                                      "-E", "UTF-8", "-Tutf8", folder.write("converge.1", sample())});
  EXPECT_EQ(end.exit_code, 0) << end.output;
  EXPECT_EQ(end.output.find("warning"), std::string::npos) << end.output;
  const std::string page = without_overstrikes(end.output);
  EXPECT_NE(page.find("--limit, -l PATTERN"), std::string::npos) << page;
  EXPECT_NE(page.find(".hidden \\ 'quoted'"), std::string::npos) << page;
}

TEST(ManPage, mandoc_has_no_errors) {
  if (!has_program("mandoc")) GTEST_SKIP() << "mandoc is not installed";
  const TemporaryFolder folder;
  const ProgramEnd end = run_program({"mandoc", "-Tlint", "-Werror", folder.write("converge.1", sample())});
  EXPECT_EQ(end.exit_code, 0) << end.output;
}

}  // namespace
}  // namespace converge
