// SPDX-License-Identifier: MIT
// engine/template/scalar_places.h: from a place in a scalar's text to the place in the file.
#pragma once

#include <optional>
#include <string_view>

#include "engine/template/failure.h"

namespace converge::templates {

/// Where in a YAML file stands what `within` names in the text of a scalar. `scalar` is
/// the place of its first character: of a plain text, of its quote, or of its | or >.
/// Folded lines, escapes and the indentation of blocks are accounted for. Nothing if
/// no scalar stands there (an alias, say).
std::optional<Place> place_in_file(std::string_view file, Place scalar, Place within);

}  // namespace converge::templates
