// SPDX-License-Identifier: MIT
// engine/template/header.h: the line "#jinja2: ..." at the top of a template file.
#pragma once

#include <string_view>

#include "engine/template/lexer.h"

namespace converge::templates {

/// What the first line of a file settles, and the text below it.
struct Headed {
  Settings settings;
  std::string_view body;
  Place start;  ///< of the body within the file
};

/// Reads "#jinja2: trim_blocks: False, variable_start_string: '[['", as Ansible does;
/// a file without such a line is all body. Throws a PlacedFailure for a line that says
/// what is not known, where Ansible would pass over it.
Headed read_header(std::string_view text);

}  // namespace converge::templates
