// SPDX-License-Identifier: MIT
// engine/template/keys.h: what filters sort, select and group by.
#pragma once

#include <string>
#include <vector>

#include "engine/template/operand.h"

namespace converge::templates {

/// The value of "a.b.0" in an item; of none the item itself. Undefined if a part is missing.
Operand path_in(const Operand& item, const Operand& attribute);
/// A text in lower case, anything else as it is.
Operand without_case(const Operand& key);
/// Sorts by keys of the same length as the items, stable; unlike types are a failure.
enum class Direction : std::uint8_t { up, down };
Operands sort_by(const Operands& items, const Operands& keys, Direction direction);
/// The items whose key comes for the first time.
Operands first_of_each(const Operands& items, const Operands& keys);
/// Whether an equal item is in a list.
bool has_equal(const Operands& items, const Operand& item);
/// What a filter iterates over: as `iterate`, and the items of a list that is secret are secret.
Operands each(const Operand& operand, std::string_view who);

}  // namespace converge::templates
