// SPDX-License-Identifier: MIT
#include "resources/command/command.h"

namespace converge {

namespace {

std::vector<Example> examples() {
  return {
    {"Make a file once", R"(- command: draw a random identity
  run: umask 077; head -c 16 /dev/urandom | od -An -tx1 >/tmp/converge-identity
  creates: /tmp/converge-identity
)"},
    {"Act when another resource changed", R"(- command: touch /tmp/converge-reloaded
  when_notified: true
)"},
    {"Ask first", R"yaml(- command: set the marker
  run: [ln, -sfn, blue, /tmp/converge-colour]
  unless: test "$(readlink /tmp/converge-colour)" = blue
  timeout: 10s
)yaml"},
  };
}

}  // namespace

// The words are those that users of other tools know (creates, removes, only_if,
// unless), and mean the same. Argument lists have to be in `run`: a list as the
// title would be several resources. There is no `user`: runuser(1) in the list does that.
const Schema& Command::schema() {
  static const Schema table{
      .kind = "command",
      .summary = "Runs a program when its guards say that it has to run.",
      .main = "run",
      .fields =
          {
              {.name = "run",
               .type = FieldType::command,
               .doc = "What to run: a list of arguments, or one line for /bin/sh -c. With `run`, the title is a label "
                      "only. What it starts in the background ends with it, except for daemons in a session of their "
                      "own."},
              {.name = "creates",
               .type = FieldType::path,
               .doc = "Run only while this path is missing. Links are followed."},
              {.name = "removes",
               .type = FieldType::path,
               .doc = "Run only while this path is there. Links are followed."},
              {.name = "only_if",
               .type = FieldType::command,
               .doc = "Run only if this program ends with exit code 0. It is run by every plan, so it must not change "
                      "anything; what cannot be run, or crashes, is an error and not a no. Where it is the only guard, the run "
                      "has to make it fail, or the resource is `not_converged`."},
              {.name = "unless",
               .type = FieldType::command,
               .doc = "Run only if this program ends with another exit code than 0. It is run by every plan, so it "
                      "must not change anything; what cannot be run, or crashes, is an error and not a no."},
              {.name = "when_notified",
               .type = FieldType::boolean,
               .doc = "Run only when another resource notifies this one; its other guards must agree even then.",
               .fallback = "false"},
              {.name = "cwd", .type = FieldType::path, .doc = "The working folder, for guards too.", .fallback = "/"},
              {.name = "env",
               .type = FieldType::any,
               .doc = "A map of environment variables, for guards too, on top of PATH, HOME, LANG=C.UTF-8, USER and "
                      "SHELL. Nothing else is passed on.",
               .secrets = Secrets::allowed},
              {.name = "stdin",
               .type = FieldType::text,
               .doc = "Standard input of `run`; the right place for a secret, as arguments show up in process lists.",
               .fallback = "empty",
               .secrets = Secrets::allowed},
              {.name = "timeout",
               .type = FieldType::duration,
               .doc = "How long `run` and each guard may take; then it is killed with all of its session.",
               .fallback = "5m"},
              {.name = "success",
               .type = FieldType::text_list,
               .doc = "The exit codes that mean success, 0 to 255; 128 + N where signal N ends it.",
               .fallback = "[0]"},
              {.name = "interrupts",
               .type = FieldType::choice,
               .doc = "What running it interrupts. From restart on, a run asks before it, or holds it back; see "
                      "`disruption`.",
               .choices = {"none", "reload", "restart", "gpu_reset", "reboot"},
               .fallback = "none"},
              {.name = "output",
               .type = FieldType::choice,
               .doc = "When the output of `run` is part of the report. Where it fails, its last 20 lines are in the error; where it succeeds, JSON and the journal have it. At most 16 KiB of it are kept, from head and tail.",
               .choices = {"always", "on_failure", "never"},
               .fallback = "always"},
          },
      .examples = examples(),
      .titles = Titles::one,
      .one_of = {"creates", "removes", "only_if", "unless", "when_notified"},
  };
  return table;
}

}  // namespace converge
