// SPDX-License-Identifier: MIT
// engine/report/diagnostic_text.h: findings about the user's files, with the
// place underlined.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/core/diagnostic.h"
#include "engine/report/style.h"

namespace converge {

/// The whole text of a source file, or nothing where it cannot be had; the
/// finding is then shown without its line.
using SourceText = std::function<std::optional<std::string>(const std::string& file)>;

/// How many findings are shown before the rest is only counted.
inline constexpr std::size_t shown_diagnostics = 20;

/// The findings in order of place: message, source line, caret, fix and notes.
/// Beyond shown_diagnostics errors go before warnings, and the rest is counted.
std::string diagnostics_text(const Diagnostics& diagnostics, const SourceText& source, const TextStyle& style);

/// All findings, each as one line of JSON with its newline: severity, file,
/// line, column, message, fix, notes.
std::string diagnostics_json(const Diagnostics& diagnostics);

}  // namespace converge
