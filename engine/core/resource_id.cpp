// SPDX-License-Identifier: MIT
#include "engine/core/resource_id.h"

namespace converge {

std::optional<ResourceId> parse_resource_id(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == 0 || open == std::string_view::npos || !text.ends_with(']')) return std::nullopt;
  const std::string_view title = text.substr(open + 1, text.size() - open - 2);
  if (title.empty()) return std::nullopt;
  return ResourceId{std::string(text.substr(0, open)), std::string(title)};
}

}  // namespace converge
