// SPDX-License-Identifier: MIT
// engine/template/parser.h: a template's text to its tree.
#pragma once

#include <string_view>

#include "engine/template/ast.h"
#include "engine/template/lexer.h"

namespace converge::templates {

/// Throws a PlacedFailure for text that is no template. `start` is the place of its first byte.
Body parse_body(std::string_view text, const Settings& settings, Place start = {});
/// A lone expression, as `when` has it.
ExpressionPtr parse_lone_expression(std::string_view text);

}  // namespace converge::templates
