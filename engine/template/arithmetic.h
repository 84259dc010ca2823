// SPDX-License-Identifier: MIT
// engine/template/arithmetic.h: operators on numbers, texts and lists, with Python's meaning and 64 bits.
#pragma once

#include <optional>

#include "engine/template/ast.h"
#include "engine/template/operand.h"

namespace converge::templates {

// All throw a Failure for types that do not fit, for division by zero and for
// results that need more than 64 bits. None of them looks at the secret bits.
Operand calculate(BinaryOperator op, const Operand& left, const Operand& right);
/// -operand; the least integer has no counterpart and fails.
Operand negate(const Operand& operand);
/// Python's of[from:to:step] for texts, by characters, and sequences; a step of 0 fails.
Operand slice(const Operand& of, const std::optional<std::int64_t>& from, const std::optional<std::int64_t>& to,
              const std::optional<std::int64_t>& step);
/// A double to an integer, towards zero; out of 64 bits is a failure.
std::int64_t truncated(double number);
/// "%s and %d" % (a, b).
std::string format_percent(const std::string& pattern, const Operand& values);
/// "{} and {name:>5}".format(a, name=b).
std::string format_braces(const std::string& pattern, const Operands& plain, const Mapping& named);

}  // namespace converge::templates
