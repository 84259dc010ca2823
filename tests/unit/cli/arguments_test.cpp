// SPDX-License-Identifier: MIT
// What the words of a command line come to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "engine/cli/command_line.h"
#include "engine/cli/options.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

ParsedArguments parse(std::vector<std::string> words) {
  words.insert(words.begin(), "converge");
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  return parse_arguments(static_cast<int>(pointers.size()), pointers.data());
}

ParsedArguments parse_line(const std::string& line) {
  std::istringstream stream(line);
  return parse({std::istream_iterator<std::string>(stream), {}});
}

Options options_of(const std::string& line) {
  ParsedArguments parsed = parse_line(line);
  EXPECT_EQ(parsed.exit, -1) << parsed.error_text;
  return parsed.options;
}

TEST(Arguments, apply_is_the_command_where_none_is_named) {
  for (const char* line : {"site.yaml", "./site", "apply site.yaml", "--inventory cluster.yaml site.yaml",
                           "--inventory cluster.yaml", "-y -i cluster.yaml"})
    EXPECT_EQ(options_of(line).command, "apply") << line;
  EXPECT_EQ(options_of("--inventory cluster.yaml").desired.inventories, std::vector<std::string>{"cluster.yaml"});
  EXPECT_EQ(options_of("--inventory cluster.yaml site.yaml").desired.playbook, "site.yaml");
}

TEST(Arguments, an_inventory_may_be_given_again_and_takes_one_value) {
  const Options options = options_of("plan -i one --inventory=a,b, -i two site.yaml");
  EXPECT_EQ(options.desired.inventories, (std::vector<std::string>{"one", "a,b,", "two"}));
  EXPECT_EQ(options.desired.playbook, "site.yaml");
}

TEST(Arguments, variables_and_tags_may_be_given_again) {
  const Options options = options_of("plan -e a=1 -e @more.yaml -t web,db --tags extra --skip-tags slow site.yaml");
  EXPECT_EQ(options.desired.extra, (std::vector<std::string>{"a=1", "@more.yaml"}));
  EXPECT_EQ(options.desired.tags, (std::vector<std::string>{"web,db", "extra"}));
  EXPECT_EQ(options.desired.skip_tags, std::vector<std::string>{"slow"});
  EXPECT_EQ(options.desired.playbook, "site.yaml");
}

TEST(Arguments, values_that_are_surely_a_mistake_are_refused) {
  using Words = std::vector<std::string>;
  for (const Words& words : {Words{"plan", "--revision", "v1", "site.yaml"}, Words{"apply", "--limit", "", "site.yaml"},
                             Words{"history", "-n", "0"}, Words{"history", "-n", "-3"}, Words{"apply", "--lock-timeout", "-1", "site.yaml"},
                             Words{"disable", ""}, Words{"disable", " "}})
    EXPECT_EQ(parse(words).exit, 64) << testing::PrintToString(words);
  EXPECT_EQ(options_of("plan --repo . --revision v1 site.yaml").desired.revision, "v1");
}

TEST(Arguments, what_an_inventory_is_asked) {
  EXPECT_EQ(options_of("inventory").question, InventoryQuestion::list);
  const Options graph = options_of("inventory --graph web --vars -i hosts");
  EXPECT_EQ(graph.question, InventoryQuestion::graph);
  EXPECT_EQ(graph.words, std::vector<std::string>{"web"});
  EXPECT_TRUE(graph.show_variables);
  EXPECT_EQ(options_of("inventory --host w1 -o yaml").host, "w1");
  EXPECT_EQ(parse_line("inventory -o toml").exit, exit_code::usage);
  EXPECT_EQ(parse_line("inventory --list --graph").exit, exit_code::usage);
}

TEST(Arguments, options_may_stand_before_the_command) {
  const Options options = options_of("--inventory cluster.yaml plan site.yaml --diff");
  EXPECT_EQ(options.command, "plan");
  EXPECT_EQ(options.desired.inventories, std::vector<std::string>{"cluster.yaml"});
  EXPECT_EQ(options.desired.playbook, "site.yaml");
  EXPECT_TRUE(options.diff);
}

TEST(Arguments, the_value_of_an_option_is_not_taken_for_the_command) {
  const Options options = options_of("--limit plan lint site.yaml");
  EXPECT_EQ(options.command, "lint");
  EXPECT_EQ(options.desired.limit, "plan");
}

TEST(Arguments, check_makes_a_plan_of_an_apply) {
  EXPECT_EQ(options_of("site.yaml --check").command, "plan");
  EXPECT_EQ(options_of("apply -C site.yaml").command, "plan");
  EXPECT_EQ(options_of("undo last --check").command, "undo");
  EXPECT_TRUE(options_of("undo last --check").check_only);
}

TEST(Arguments, what_a_run_may_do) {
  const Options silent = options_of("apply site.yaml");
  EXPECT_EQ(silent.confirm, Confirm::ask);
  EXPECT_EQ(silent.disruption, DisruptionPolicy::ask);
  EXPECT_EQ(silent.lock_timeout.count(), 0);
  EXPECT_FALSE(silent.detailed_exit_codes);
  const Options loud = options_of("apply site.yaml -y --disruption deferred --lock-timeout 30 --detailed-exitcodes");
  EXPECT_EQ(loud.confirm, Confirm::yes);
  EXPECT_EQ(loud.disruption, DisruptionPolicy::deferred);
  EXPECT_EQ(loud.lock_timeout.count(), 30);
  EXPECT_TRUE(loud.detailed_exit_codes);
}

TEST(Arguments, folders_become_absolute_and_lose_their_last_slash) {
  char* cwd = get_current_dir_name();
  const std::string here = cwd;
  std::free(cwd);
  EXPECT_EQ(options_of("plan site.yaml --root root/").root, here + "/root");
  EXPECT_EQ(options_of("plan site.yaml --root /").root, "/");
  EXPECT_EQ(options_of("plan site.yaml --state-dir state").state_folder, here + "/state");
  EXPECT_EQ(options_of("plan site.yaml").root, "/");
}

TEST(Arguments, the_cache_can_be_elsewhere_or_off) {
  EXPECT_EQ(options_of("plan site.yaml --cache-dir /c").cache_folder, "/c");
  EXPECT_EQ(options_of("plan site.yaml --no-cache").cache_folder, "");
  EXPECT_EQ(options_of("plan site.yaml --no-cache --cache-dir /c").cache_folder, "");
}

TEST(Arguments, the_line_is_kept_as_typed) {
  EXPECT_EQ(options_of("-i c.yaml plan site.yaml").command_line, "converge -i c.yaml plan site.yaml");
  EXPECT_EQ(options_of("apply -e key=hidden --extra-vars=key=hidden -ekey=hidden --extra-vars key=hidden").command_line,
            "converge apply -e ... --extra-vars=... -e... --extra-vars ...");
}

TEST(Arguments, a_misspelled_command_gets_a_suggestion) {
  const ParsedArguments parsed = parse_line("plam");
  EXPECT_EQ(parsed.exit, exit_code::usage);
  EXPECT_THAT(parsed.error_text, StartsWith("converge: 'plam' is neither a command nor a file; did you mean 'plan'?\n"));
  EXPECT_EQ(parsed.out_text, "");
}

TEST(Arguments, a_file_without_a_dot_is_a_playbook_where_it_exists) {
  const TemporaryFolder folder;
  write_file(folder / "playbook", "[]\n");
  EXPECT_EQ(options_of((folder / "playbook")).command, "apply");
  EXPECT_EQ(parse({"neither-command-nor-file"}).exit, exit_code::usage);
}

TEST(Arguments, a_name_within_a_repository_need_not_exist_on_disk) {
  EXPECT_EQ(options_of("--repo /srv/infra.git playbook").desired.playbook, "playbook");
}

TEST(Arguments, why_asks_for_a_resource_or_for_a_variable_of_a_host) {
  EXPECT_EQ(options_of("why file[/a] -e a=1").variable, "");
  const Options asked = options_of("why --var port w1 -e port=1 -i hosts");
  EXPECT_EQ(asked.variable, "port");
  EXPECT_THAT(asked.words, ElementsAre("w1"));
  EXPECT_THAT(asked.desired.extra, ElementsAre("port=1"));
  EXPECT_EQ(parse_line("why --var port").exit, exit_code::usage);
  EXPECT_EQ(parse_line("why --var port w1 -l w1").exit, exit_code::usage);
}

TEST(Arguments, usage_errors_name_the_way_to_help) {
  for (const char* line : {"apply --no-such-option", "plan a.yaml b.yaml", "why", "undo", "disable", "completion tcsh",
                           "apply --disruption sometimes", "apply --output xml", "apply --lock-timeout soon",
                           "history --limit many", "graph site.yaml --format svg"}) {
    const ParsedArguments parsed = parse_line(line);
    EXPECT_EQ(parsed.exit, exit_code::usage) << line;
    EXPECT_THAT(parsed.error_text, HasSubstr("`converge COMMAND --help`")) << line;
    EXPECT_EQ(parsed.out_text, "") << line;
  }
}

TEST(Arguments, an_unknown_option_is_named_alone_and_with_a_suggestion) {
  EXPECT_THAT(parse_line("plan --dif site.yaml").error_text, StartsWith("converge: 'plan' has no option --dif; did you mean --diff?\n"));
  EXPECT_THAT(parse_line("plan site.yaml --inventry=x").error_text, StartsWith("converge: 'plan' has no option --inventry; did you mean --inventory?\n"));
  EXPECT_THAT(parse_line("lint --yes site.yaml").error_text, StartsWith("converge: 'lint' has no option --yes\n"));
  EXPECT_THAT(parse_line("plan a.yaml b.yaml").error_text, StartsWith("converge: 'plan' has no use for 'b.yaml'\n"));
}

TEST(Arguments, no_words_are_a_question_for_help_and_a_usage_error) {
  const ParsedArguments nothing = parse({});
  EXPECT_EQ(nothing.exit, exit_code::usage);
  EXPECT_EQ(nothing.out_text, "");
  EXPECT_THAT(nothing.error_text, HasSubstr("Exit codes"));
  for (const char* word : {"--help", "-h", "help"}) {
    const ParsedArguments help = parse_line(word);
    EXPECT_EQ(help.exit, exit_code::ok);
    EXPECT_EQ(help.error_text, "");
    EXPECT_THAT(help.out_text, HasSubstr("Exit codes"));
  }
}

TEST(Arguments, every_command_has_help_of_its_own) {
  for (const CommandSpec& command : describe_command_line().subcommands) {
    const ParsedArguments help = parse({command.name, "--help"});
    EXPECT_EQ(help.exit, exit_code::ok) << command.name;
    EXPECT_THAT(help.out_text, HasSubstr(command.summary));
  }
}

TEST(Arguments, facts_take_names_and_a_root) {
  const Options options = options_of("facts os cpus.count --root /srv/root -o json");
  EXPECT_EQ(options.command, "facts");
  EXPECT_EQ(options.words, (std::vector<std::string>{"os", "cpus.count"}));
  EXPECT_EQ(options.root, "/srv/root");
  EXPECT_EQ(options.output, Output::json);
}

TEST(Arguments, keys_of_secrets_may_be_given_again) {
  const Options options = options_of(
      "secret edit --vault-id prod@/p --vault-password-file /q --identity /i --identity /j -r age1x -r age1y file.yaml");
  EXPECT_EQ(options.secrets.action, "edit");
  EXPECT_EQ(options.words, std::vector<std::string>{"file.yaml"});
  EXPECT_EQ(options.secrets.vault_ids, (std::vector<std::string>{"prod@/p", "default@/q"}));
  EXPECT_EQ(options.secrets.identities, (std::vector<std::string>{"/i", "/j"}));
  EXPECT_EQ(options.secrets.recipients, (std::vector<std::string>{"age1x", "age1y"}));
  EXPECT_EQ(options.secrets.format, "age");
}

TEST(Arguments, a_secret_has_one_of_three_actions) {
  for (const char* line : {"secret", "secret show", "secret encrypt --format pgp", "secret edit a b"})
    EXPECT_EQ(parse_line(line).exit, exit_code::usage) << line;
}

// Completion, the manual and the documentation are made from the description.

TEST(CommandLine, every_command_option_and_argument_says_what_it_does) {
  const CommandSpec all = describe_command_line();
  EXPECT_GE(all.subcommands.size(), 14U);
  for (const CommandSpec& command : all.subcommands) {
    EXPECT_NE(command.summary, "") << command.name;
    for (const OptionSpec& option : command.options) EXPECT_NE(option.doc, "") << command.name << option.names.front();
    for (const PositionalSpec& word : command.positionals) EXPECT_NE(word.doc, "") << command.name << word.name;
  }
}

TEST(CommandLine, choices_are_those_that_are_accepted) {
  for (const CommandSpec& command : describe_command_line().subcommands) {
    for (const OptionSpec& option : command.options) {
      for (const std::string& choice : option.choices) {
        if (command.name != "apply" && command.name != "graph") continue;  // the others want a word besides
        EXPECT_EQ(parse({command.name, option.names.back(), choice}).exit, -1) << option.names.back() << choice;
      }
    }
  }
}

}  // namespace
}  // namespace converge
