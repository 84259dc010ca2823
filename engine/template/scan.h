// SPDX-License-Identifier: MIT
// engine/template/scan.h: numbers in text, as Python's int() and float() read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace converge::templates {

/// Throws a Failure for an integer of more than 64 bits; empty for text that is none.
std::optional<std::int64_t> scan_integer(std::string_view text, int base);
/// Also "inf", "nan" and digits with "_" between them; empty for text that is no number.
std::optional<double> scan_real(std::string_view text);

}  // namespace converge::templates
