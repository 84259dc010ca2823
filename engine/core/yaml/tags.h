// SPDX-License-Identifier: MIT
// engine/core/yaml/tags.h: what an explicit tag (`!!str`) makes of a value.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"
#include "engine/core/yaml/document.h"
#include "engine/core/yaml/gate.h"

namespace converge::yaml {

/// Where a scalar and its tag are.
struct TaggedPlace {
  Span scalar;
  Span tag;
};

/// What becomes of encrypted scalars.
struct SecretScalars {
  SecretReader open;
  Sealed otherwise = Sealed::refused;
};

/// Applies a tag to a scalar's text. The tag is spelled out
/// ("tag:yaml.org,2002:str"), "?" for a plain scalar without one and "!" for
/// the others. A tag that is unknown or does not fit, and an encrypted text that
/// cannot be opened or must not be here, are reported at the tag.
Value tagged_scalar(std::string_view tag, std::string text, Form form, TaggedPlace place,
                    const SecretScalars& secrets, Diagnostics& diagnostics);

/// Reports a tag that a list or map cannot have.
void check_collection_tag(std::string_view tag, Type type, Span tag_span, Diagnostics& diagnostics);

}  // namespace converge::yaml
