// SPDX-License-Identifier: MIT
// inventory/facts/system_facts.h: readers of single words: the system's name, release, kernel and start.
#pragma once

#include "engine/core/result.h"
#include "engine/core/value.h"
#include "inventory/facts/fact.h"

namespace converge {

// Each is the reader of the fact of its name; see the table in builtin_facts.cpp.
Result<Value> read_os(const FactPlace& place);
Result<Value> read_release(const FactPlace& place);
Result<Value> read_codename(const FactPlace& place);
Result<Value> read_kernel(const FactPlace& place);
Result<Value> read_boot_id(const FactPlace& place);
Result<Value> read_machine_id(const FactPlace& place);
Result<Value> read_hostname(const FactPlace& place);
Result<Value> read_fqdn(const FactPlace& place);
Result<Value> read_init(const FactPlace& place);

}  // namespace converge
