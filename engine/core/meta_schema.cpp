// SPDX-License-Identifier: MIT
#include "engine/core/meta_schema.h"

namespace converge {

namespace {

Schema make_meta_schema() {
  Schema meta;
  meta.summary = "Attributes that every kind has.";
  meta.fields = {
      {"name", FieldType::text, "What the resource is for, in words. Shown beside it in reports."},
      {"requires", FieldType::text_list,
       "Resources, as kind[title], that must have converged first. If one of them fails, this one is skipped."},
      {"before", FieldType::text_list, "Resources, as kind[title], that wait until this one has converged."},
      {"notify", FieldType::any,
       "Resources to refresh when this one changes: kind[title] or a list of them to restart, or a map with the keys "
       "reload and restart. The strongest request wins, and it is made once. What does nothing when it is refreshed, "
       "such as a file, cannot be named here."},
      {"tags", FieldType::text_list, "Labels of the resource, by which --tags and --skip-tags pick; it has those of its play, role and include as well. What has `always` takes part unless it is skipped, what has `never` only where one of its tags is named."},
      {.name = "auto_edges",
       .type = FieldType::boolean,
       .doc = "Whether the order that follows from what resources own and need is added by itself.",
       .fallback = "true"},
      {.name = "disruption",
       .type = FieldType::choice,
       .doc = "What to do about a change that restarts or reboots something: carry it out without asking (allowed), "
              "carry it out once the machine is drained (drained), or keep it for another run (deferred).",
       .choices = {"allowed", "drained", "deferred"},
       .fallback = "ask on a terminal, otherwise keep it back"},
      {.name = "severity",
       .type = FieldType::choice,
       .doc = "How much a difference in this resource matters to its owners.",
       .choices = {"low", "normal", "high", "critical"},
       .fallback = "normal"},
      {"when", FieldType::any,
       "A condition: an expression without braces, or a list of them that must all hold. It has to be true or false; "
       "without it the resource is always there."},
      {"loop", FieldType::any,
       "Several resources from one: a list, or a template that gives one; each turn has its entry as `item`. As a map: "
       "`over` is the list, `as` names the variable, `index` another one that counts from 0, `label` is what reports call "
       "a turn."},
      {"phase", FieldType::text, "When to act while an image is built. Reserved: not available yet."},
  };
  return meta;
}

}  // namespace

const Schema& meta_schema() {
  static const Schema meta = make_meta_schema();
  return meta;
}

bool is_reserved_meta(std::string_view name) { return name == "phase"; }

}  // namespace converge
