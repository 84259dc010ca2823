// SPDX-License-Identifier: MIT
// engine/compile/item.h: one entry of a `resources:` list, before any host is known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/compile/declaration.h"
#include "engine/compile/playbook.h"
#include "engine/template/template.h"

namespace converge {

/// What the items of one list have in common.
struct ItemContext {
  const Registry& registry;
  DisruptionPolicy policy = DisruptionPolicy::ask;  ///< the play's, for `disruption`
};

/// Reads a `resources:` list. What is the same on every host is read to the end;
/// of the rest all is checked that can be without a host: the kind, the names of
/// the attributes, the syntax of templates. Every error is reported.
std::vector<Item> read_items(const Value& list, const ItemContext& context, Diagnostics& diagnostics);

/// `loop:` of an item.
struct Loop {
  const Value* over = nullptr;      ///< a list, or a template that gives one; part of the item
  std::string item_name = "item";   ///< the variable of each turn
  std::string index_name;           ///< the variable that counts from 0; "" for none
  const Value* label = nullptr;     ///< what to call a turn in reports; part of the item, if there is one
};
/// Reads it; what is wrong is reported, and `over` is missing then.
Loop read_loop(const Value& written, Diagnostics& diagnostics);

/// Calls `visit(text value)` for each string below a value that has template syntax.
template <typename Visit>
void for_each_template(const Value& value, const Visit& visit) {
  if (value.is_list()) {
    for (const Value& item : value.items()) for_each_template(item, visit);
  } else if (value.is_map()) {
    for (const Entry& entry : value.entries()) for_each_template(entry.value, visit);
  } else if (value.is_string() && templates::has_template(value.text())) {
    visit(value);
  }
}

}  // namespace converge
