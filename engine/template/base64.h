// SPDX-License-Identifier: MIT
// engine/template/base64.h: base64 (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace converge::templates {

/// With padding, in one line.
std::string base64_encode(std::string_view bytes);
/// The bytes; characters that are not of the alphabet are passed over, as Python does. Empty if padding is wrong.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace converge::templates
