// SPDX-License-Identifier: MIT
#include "tests/unit/report/sample_schemas.h"

namespace converge::samples {

const Schema& gadget() {
  static const Schema schema{
      .kind = "gadget",
      .summary = "A thing on a desk.",
      .main = "path",
      .fields =
          {
              {.name = "path", .type = FieldType::path, .doc = "Where it stands."},
              {.name = "state",
               .type = FieldType::choice,
               .doc = "Whether it is there | or not.",
               .choices = {"present", "absent"},
               .fallback = "present"},
              {.name = "text", .type = FieldType::text, .doc = "Says <this>."},
              {.name = "on", .type = FieldType::boolean, .doc = "Whether it is on.", .fallback = "false"},
              {.name = "count", .type = FieldType::integer, .doc = "How many."},
              {.name = "patience", .type = FieldType::duration, .doc = "How long it waits.", .fallback = "5m"},
              {.name = "mode", .type = FieldType::mode, .doc = "Who may touch it."},
              {.name = "labels",
               .type = FieldType::text_list,
               .doc = "What is written on it; a rather long explanation that has to go on over the end of a line of "
                      "the terminal and even further, to see how it is wrapped."},
              {.name = "check", .type = FieldType::command, .doc = "What tells that it works."},
              {.name = "content", .type = FieldType::content, .doc = "What is in it."},
              {.name = "source", .type = FieldType::source, .doc = "What it is made from."},
              {.name = "url", .type = FieldType::url, .doc = "Where it is bought."},
              {.name = "extra", .type = FieldType::any, .doc = "Anything else."},
          },
      .examples = {{"A gadget", "- gadget: /desk/lamp\n  on: true\n"},
                   {"No gadget", "- gadget: /desk/phone\n  state: absent"}},
  };
  return schema;
}

const Schema& widget() {
  static const Schema schema{
      .kind = "widget",
      .summary = "A part of a gadget.",
      .main = "label",
      .fields =
          {
              {.name = "label", .type = FieldType::text, .doc = "Its name.", .presence = Presence::required},
              {.name = "gadget", .type = FieldType::text, .doc = "What it belongs to.", .presence = Presence::required},
          },
      .examples = {},
  };
  return schema;
}

}  // namespace converge::samples
