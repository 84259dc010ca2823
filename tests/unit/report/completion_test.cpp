// SPDX-License-Identifier: MIT
#include "engine/report/completion.h"

#include <gtest/gtest.h>

#include "tests/fakes/golden.h"
#include "tests/fakes/program.h"
#include "tests/unit/report/sample_command.h"

namespace converge {
namespace {

using samples::sample_command;

TEST(Completes, from_choices_and_names) {
  EXPECT_EQ(completes("KIND", {"file"}), Completes::words);
  EXPECT_EQ(completes("FILE", {}), Completes::files);
  EXPECT_EQ(completes("PLAYBOOK", {}), Completes::files);
  EXPECT_EQ(completes("DIR", {}), Completes::folders);
  EXPECT_EQ(completes("FOLDER", {}), Completes::folders);
  EXPECT_EQ(completes("PATTERN", {}), Completes::nothing);
}

TEST(BashCompletion, is_as_expected) { expect_golden("report/completion.bash", bash_completion(sample_command())); }
TEST(ZshCompletion, is_as_expected) { expect_golden("report/completion.zsh", zsh_completion(sample_command())); }
TEST(FishCompletion, is_as_expected) { expect_golden("report/completion.fish", fish_completion(sample_command())); }

struct Shell {
  std::string program;
  std::string (*completion)(const CommandSpec&);
};

class ShellSyntax : public ::testing::TestWithParam<Shell> {};

TEST_P(ShellSyntax, is_accepted_by_the_shell) {
  const Shell& shell = GetParam();
  if (!has_program(shell.program)) GTEST_SKIP() << shell.program << " is not installed";
  const TemporaryFolder folder;
  const ProgramEnd end =
      run_program({shell.program, "-n", folder.write("completion", shell.completion(sample_command()))});
  EXPECT_EQ(end.exit_code, 0) << end.output;
  EXPECT_EQ(end.output, "");
}

INSTANTIATE_TEST_SUITE_P(Shells, ShellSyntax,
                         ::testing::Values(Shell{"bash", bash_completion}, Shell{"zsh", zsh_completion},
                                           Shell{"fish", fish_completion}),
                         [](const auto& shell) { return shell.param.program; });

TEST(Completions, know_every_option_and_command) {
  struct Walk {
    std::string script;
    std::string long_prefix;  ///< how the script writes the dashes of a long option
    void check(const CommandSpec& command) const {
      for (const OptionSpec& option : command.options)
        for (const std::string& name : option.names) {
          const std::string written = name.starts_with("--") ? long_prefix + name.substr(2) : name.substr(1);
          EXPECT_NE(script.find(written), std::string::npos) << name;
        }
      for (const CommandSpec& sub : command.subcommands) {
        EXPECT_NE(script.find(sub.name), std::string::npos) << sub.name;
        check(sub);
      }
    }
  };
  Walk{bash_completion(sample_command()), "--"}.check(sample_command());
  Walk{zsh_completion(sample_command()), "--"}.check(sample_command());
  Walk{fish_completion(sample_command()), "-l "}.check(sample_command());
}

TEST(BashCompletion, a_dash_in_the_name_is_none_in_the_function) {
  const std::string script = bash_completion(CommandSpec{"converge-agent", "", {}, {}, {}});
  EXPECT_NE(script.find("_converge_agent() {"), std::string::npos);
  EXPECT_NE(script.find("complete -F _converge_agent converge-agent\n"), std::string::npos);
}

/// Sources the script, and completes the last of the words as bash would.
class BashWords : public ::testing::Test {
 protected:
  TemporaryFolder folder;

  void SetUp() override {
    if (!has_program("bash")) GTEST_SKIP() << "bash is not installed";
    folder.write("site.yaml", "");
    folder.write("with space.yaml", "");
    std::filesystem::create_directory(folder.path() / "srv");
    folder.write("completion", bash_completion(sample_command()));
    folder.write("driver",
                 "cd \"$1\" && source ./completion && shift\n"
                 "compopt() { :; }  # only works while readline completes\n"
                 "COMP_WORDS=(converge \"$@\") COMP_CWORD=$#\n"
                 "_converge\n"
                 "printf '%s\\n' \"${COMPREPLY[@]}\" | sort | paste -sd,\n");
  }
  std::string complete(const std::vector<std::string>& words) {
    std::vector<std::string> command = {"bash", (folder.path() / "driver").string(), folder.path().string()};
    command.insert(command.end(), words.begin(), words.end());
    ProgramEnd end = run_program(command);
    EXPECT_EQ(end.exit_code, 0) << end.output;
    if (end.output.ends_with('\n')) end.output.pop_back();
    return end.output;
  }
};

TEST_F(BashWords, completes_subcommands) {
  EXPECT_EQ(complete({""}), "apply,explain,plan,secret");
  EXPECT_EQ(complete({"pl"}), "plan");
  EXPECT_EQ(complete({"secret", ""}), "edit,show");
  EXPECT_EQ(complete({"-v", "secret", "e"}), "edit");
}

TEST_F(BashWords, a_playbook_where_no_subcommand_fits) {
  EXPECT_EQ(complete({"si"}), "site.yaml");
  EXPECT_EQ(complete({"apply", "s"}), "site.yaml,srv");
  EXPECT_EQ(complete({"apply", "with"}), "with space.yaml");
}

TEST_F(BashWords, completes_the_options_of_a_command_and_of_the_program) {
  EXPECT_EQ(complete({"-"}), "--limit,--output,--root,-l,-v");
  EXPECT_EQ(complete({"plan", "--"}), "--diff,--limit,--out,--output,--root");
  EXPECT_EQ(complete({"secret", "edit", "--ou"}), "--out,--output");
  EXPECT_EQ(complete({"secret", "show", "--ou"}), "--output");
}

TEST_F(BashWords, completes_values) {
  EXPECT_EQ(complete({"--output", ""}), "json,text");
  EXPECT_EQ(complete({"plan", "--output", "j"}), "json");
  EXPECT_EQ(complete({"--output", "=", "t"}), "text");
  EXPECT_EQ(complete({"plan", "--output", "="}), "json,text");
  EXPECT_EQ(complete({"--root", "s"}), "srv");
  EXPECT_EQ(complete({"plan", "-o", "si"}), "site.yaml");
  EXPECT_EQ(complete({"explain", ""}), "command,file");
  EXPECT_EQ(complete({"--limit", ""}), "");
}

TEST_F(BashWords, a_value_is_no_subcommand) {
  EXPECT_EQ(complete({"--limit", "plan", "ex"}), "explain");
  EXPECT_EQ(complete({"--limit", "=", "plan", "ex"}), "explain");
  EXPECT_EQ(complete({"plan", "--limit", "web1", "--di"}), "--diff");
}

/// fish completes without a terminal when asked to.
TEST(FishCompletion, completes_words) {
  if (!has_program("fish")) GTEST_SKIP() << "fish is not installed";
  const TemporaryFolder folder;
  const std::string script = folder.write("completion", fish_completion(sample_command()));
  const auto complete = [&](const std::string& line) {
    return run_program({"env", "-C", folder.path().string(), "HOME=" + folder.path().string(), "fish", "--no-config", "-c",
                        "source " + script + "; complete -C '" + line +
                            "' | string replace -r '\\t.*' '' | sort | string join ,"})
        .output;
  };
  EXPECT_EQ(complete("converge pl"), "plan\n");
  EXPECT_EQ(complete("converge secret "), "edit,show\n");
  EXPECT_EQ(complete("converge plan --ou"), "--out,--output\n");
  EXPECT_EQ(complete("converge --output "), "json,text\n");
  EXPECT_EQ(complete("converge explain "), "command,file\n");
}

}  // namespace
}  // namespace converge
