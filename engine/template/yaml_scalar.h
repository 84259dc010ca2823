// SPDX-License-Identifier: MIT
// engine/template/yaml_scalar.h: in which style PyYAML writes a string.
#pragma once

#include <string>
#include <string_view>

namespace converge::templates {

/// What a text has in it that decides its style.
struct ScalarAnalysis {
  bool multiline = false;
  bool flow_plain = true;   ///< may stand without quotes within [] and {}
  bool block_plain = true;  ///< ... and outside of them
  bool single_quoted = true;
};
ScalarAnalysis analyze_scalar(std::string_view text);
/// Whether YAML 1.1 would read the text, without quotes, as something other than a string.
bool reads_as_other_type(std::string_view text);

}  // namespace converge::templates
