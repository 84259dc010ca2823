// SPDX-License-Identifier: MIT
// engine/template/digest.h: digests by name, and the hashes of passwords.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace converge::templates {

/// In lower-case hex; empty for a name that is no digest.
std::optional<std::string> digest(const std::string& name, std::string_view bytes);
/// The same, as the bytes themselves.
std::optional<std::string> raw_digest(const std::string& name, std::string_view bytes);
/// crypt(3) with a setting such as "$6$rounds=5000$salt"; empty if it is refused.
std::optional<std::string> crypt_password(const std::string& password, const std::string& setting);

}  // namespace converge::templates
