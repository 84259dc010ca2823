// SPDX-License-Identifier: MIT
// inventory/ini_literal.h: values of INI inventories. Ansible reads them as Python
// literals, and whatever is none as text.
#pragma once

#include <string_view>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// A number, True, False, None, quoted text, list, tuple or dictionary as such;
/// anything else is text as it stands. `span` goes to all of it. Text that begins
/// with `{{` is a template. An error for a literal that no JSON could hold: a
/// set, a key that is not text or written twice, an integer beyond 64 bits.
Result<Value> read_ini_value(std::string_view text, Span span);

}  // namespace converge
