// SPDX-License-Identifier: MIT
#include "tests/unit/report/sample_command.h"

namespace converge::samples {

CommandSpec sample_command() {
  const OptionSpec diff{{"--diff"}, "", "Show what changes inside files.", {}};
  const OptionSpec out{{"--out", "-o"}, "FILE", "Save the plan, for `apply FILE`.", {}};
  const CommandSpec apply{"apply",
                          "Make the hosts what the playbook says (it's the default).",
                          {diff, OptionSpec{{"--yes", "-y"}, "", "Restart and reboot without asking.", {}}},
                          {PositionalSpec{"PLAYBOOK", "What to apply.", {}}},
                          {}};
  const CommandSpec plan{"plan", "Show what apply would do: nothing is changed.", {diff, out}, {}, {}};
  const CommandSpec explain{
      "explain", "Describe a kind.", {}, {PositionalSpec{"KIND", "The kind.", {"file", "command"}}}, {}};
  const CommandSpec edit{"edit", "Edit a secret.", {out}, {PositionalSpec{"FILE", "The secret.", {}}}, {}};
  const CommandSpec show{"show", "Show a secret [to people].", {}, {}, {}};
  return CommandSpec{
      "converge",
      "make machines what their YAML says",
      {OptionSpec{{"--output"}, "FORMAT", "How to answer.", {"text", "json"}},
       OptionSpec{{"--root"}, "DIR", "Work on the files below this folder.", {}},
       OptionSpec{{"--limit", "-l"}, "PATTERN", "Only these hosts.", {}}, OptionSpec{{"-v"}, "", "Say more.", {}}},
      {PositionalSpec{"PLAYBOOK", "The playbook; 'site.yaml' by default.", {}}},
      {apply, plan, explain, CommandSpec{"secret", "Work with secrets.", {}, {}, {edit, show}}}};
}

}  // namespace converge::samples
