// SPDX-License-Identifier: MIT
// engine/template/version.h: which of two versions is newer.
#pragma once

#include <compare>
#include <string_view>

namespace converge::templates {

/// Ansible's three ways: any text, cut into numbers and words; 1.2.3 with a1 or b1; semantic versions.
enum class VersionScheme { loose, strict, semantic };
/// Throws a Failure for a text that is no such version, and for parts that cannot be compared.
std::strong_ordering compare_versions(std::string_view a, std::string_view b, VersionScheme scheme);

}  // namespace converge::templates
