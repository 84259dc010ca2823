// SPDX-License-Identifier: MIT
// inventory/place.h: files and folders of a source, with links followed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/source.h"

namespace converge {

/// A path within a source.
struct Place {
  const Source* source = nullptr;
  std::string path;   ///< in the source; "" is its top
  std::string shown;  ///< for messages: as the user would write it

  [[nodiscard]] Place child(const std::string& name) const;
  /// The folder that it lies in.
  [[nodiscard]] Place folder() const;
};

/// What is there. A link is followed, which the source itself does not do; its
/// error is that of what it leads to.
Result<SourceEntry> look_at(const Place& place);

/// "a/b" for "./a//c/../b/"; ".." above the top stays and is for the source to refuse.
std::string tidy_path(std::string_view path);

}  // namespace converge
