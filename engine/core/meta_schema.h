// SPDX-License-Identifier: MIT
// engine/core/meta_schema.h: the attributes that every kind has. One table for
// the compiler, `explain`, JSON Schema and the reference pages.
#pragma once

#include <string_view>

#include "engine/core/schema.h"

namespace converge {

/// The meta attributes. `kind` and `main` are empty: they belong to no kind.
const Schema& meta_schema();

/// Whether a word is kept for a meta attribute that this version does not
/// carry out. It is in meta_schema(), so that it is no typing error, and writing it is refused.
bool is_reserved_meta(std::string_view name);

}  // namespace converge
