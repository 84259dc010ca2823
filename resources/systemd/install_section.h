// SPDX-License-Identifier: MIT
// resources/systemd/install_section.h: what enabling a unit does, told from its [Install] section.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "resources/systemd/unit_name.h"

namespace converge::systemd {

/// The section as it is written; specifiers are not replaced yet.
struct InstallSection {
  std::vector<std::string> wanted_by;
  std::vector<std::string> required_by;
  std::vector<std::string> upheld_by;
  std::vector<std::string> aliases;
  std::vector<std::string> also;
  bool operator==(const InstallSection&) const = default;

  /// Whether enabling the unit makes a link to it, and does not only enable others.
  [[nodiscard]] bool enables_itself() const;
};

/// Adds what a unit file or a drop-in says; an empty assignment forgets what was said before.
void read_install_section(std::string_view text, InstallSection& section);

/// Whether a text has a section at all, without which systemd passes over all of it.
bool has_section(std::string_view text);

/// Replaces the specifiers that a link's name can have: %n %N %p %i and %%. Another one is unsupported.
Result<std::string> expand_specifiers(std::string_view text, const UnitName& unit);

}  // namespace converge::systemd
