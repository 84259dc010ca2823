// SPDX-License-Identifier: MIT
// engine/compile/secret_places.h: keeps secrets out of what is shown: titles, paths, labels, arguments.
#pragma once

#include "engine/compile/variables.h"
#include "engine/core/diagnostic.h"
#include "engine/core/kind.h"

namespace converge {

/// A resource as it is written, and with its templates rendered.
struct RenderedItem {
  const Value& written;
  const Value& rendered;
  const Variables& variables;  ///< that it was rendered with
};

/// Reports each attribute that is secret and must not be, with the variables that
/// brought the secret, before anybody can show it. Answers whether there is one.
bool refuse_secrets(const RenderedItem& item, const Registry& registry, Diagnostics& diagnostics);

/// The same of a word that names something, such as the path of an include.
bool refuse_secret_word(std::string_view label, const RenderedItem& word, Diagnostics& diagnostics);

}  // namespace converge
