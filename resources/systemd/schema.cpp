// SPDX-License-Identifier: MIT
// The attributes of the kind `systemd`, as documentation, parser and JSON Schema see them.
#include "resources/systemd/systemd_kind.h"

namespace converge {

namespace {

std::vector<Field> file_fields() {
  return {
      {.name = "unit",
       .type = FieldType::text,
       .doc = "The name of the unit; without a type such as `.timer` it is a service. An instance is written as "
              "app@one.service, its template as app@.service."},
      {.name = "content",
       .type = FieldType::text,
       .doc = "The whole unit file, kept in /etc/systemd/system; `absent` removes it from there. What runs is "
              "restarted when it changes, see `on_change`."},
      {.name = "template",
       .type = FieldType::template_file,
       .doc = "A template below templates/ whose text is the content; see the reference page on templates."},
      {.name = "drop_in",
       .type = FieldType::any,
       .doc = "A map of names to texts that are kept in /etc/systemd/system/UNIT.d and change or add settings of the "
              "unit file; `absent` instead of a text removes that drop-in. `.conf` is added to a name without it."},
  };
}

std::vector<Field> state_fields() {
  return {
      {.name = "enabled",
       .type = FieldType::boolean,
       .doc = "Whether it starts at boot, or with what its [Install] section names."},
      {.name = "masked",
       .type = FieldType::boolean,
       .doc = "Whether nothing at all may start it: its file becomes a link to /dev/null. What runs goes on; add "
              "`state: stopped`."},
      {.name = "state",
       .type = FieldType::choice,
       .doc = "running: it runs, or is active as a timer, socket or mount is. stopped: it does not, failed or not. "
              "absent: it is stopped and disabled, and its file in /etc/systemd/system is removed. In an image "
              "nothing runs, so running is deferred.",
       .choices = {"running", "stopped", "absent"}},
      {.name = "on_change",
       .type = FieldType::choice,
       .doc = "What becomes of a unit that runs when its `content` or a `drop_in` changes. What cannot be reloaded is "
              "restarted.",
       .choices = {"restart", "reload", "nothing"},
       .fallback = "restart"},
      {.name = "timeout",
       .type = FieldType::duration,
       .doc = "How long to wait for a start, stop, restart or reload; systemd goes on with it, but the resource has "
              "timed out.",
       .fallback = "5m"},
      {.name = "settle",
       .type = FieldType::duration,
       .doc = "How long a unit is watched after its start. One that ends, or that systemd has to start again, has "
              "failed; the last lines of its journal are quoted.",
       .fallback = "2s"},
  };
}

std::vector<Example> examples() {
  return {
      {.title = "A service that runs now and after each boot",
       .yaml = "- systemd: cron\n  enabled: true\n  state: running\n"},
      {.title = "A unit of one's own",
       .yaml = "- systemd: gpu-health.service\n  content: |\n    [Unit]\n    Description=Looks after the GPUs\n    "
               "[Service]\n    ExecStart=/usr/local/bin/gpu-health\n    Restart=on-failure\n    [Install]\n    "
               "WantedBy=multi-user.target\n  enabled: true\n  state: running\n"},
      {.title = "Other settings for a unit of a package",
       .yaml = "- systemd: ssh.service\n  drop_in:\n    limits: |\n      [Service]\n      LimitNOFILE=65536\n    old: "
               "absent\n"},
      {.title = "A timer", .yaml = "- systemd: apt-daily.timer\n  enabled: false\n  state: stopped\n"},
      {.title = "Nothing may start it",
       .yaml = "- systemd: nvidia-fabricmanager.service\n  masked: true\n  state: stopped\n"},
      {.title = "An instance of a template",
       .yaml = "- systemd: [getty@tty2, getty@tty3]\n  enabled: true\n  state: running\n"},
  };
}

Schema make_schema() {
  Schema schema;
  schema.kind = "systemd";
  schema.summary = "A unit of systemd: its files, whether it starts at boot, and whether it runs.";
  schema.main = "unit";
  for (auto part : {file_fields(), state_fields()}) schema.fields.insert(schema.fields.end(), part.begin(), part.end());
  schema.examples = examples();
  return schema;
}

}  // namespace

const Schema& SystemdKind::schema() {
  static const Schema schema = make_schema();
  return schema;
}

}  // namespace converge
