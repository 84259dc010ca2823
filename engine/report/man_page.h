// SPDX-License-Identifier: MIT
// engine/report/man_page.h: the manual page of a program, for man(1).
#pragma once

#include <string>
#include <vector>

#include "engine/report/command_spec.h"

namespace converge {

/// A section that no description of options can give: exit status, files, examples.
struct ManSection {
  std::string title;                    ///< in capitals
  std::vector<std::string> paragraphs;  ///< plain text; one that starts with "  " is shown as it is
};

/// A page of section 1 in roff with the man macros.
std::string man_page(const CommandSpec& command, const std::string& version, const std::vector<ManSection>& sections);

}  // namespace converge
