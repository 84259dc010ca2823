// SPDX-License-Identifier: MIT
// resources/file/merge/lines_request.h: the lines that a merge wants, read and checked.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "resources/file/merge/merge.h"

namespace converge {

/// A pattern that is found in a line, not one that describes a whole line.
class LinePattern {
 public:
  /// `invalid` if it is no ECMAScript expression, is too long, or refers back to a group. A secret one is not quoted.
  static Result<LinePattern> compile(const Value& written);
  /// Lines of more than 2048 bytes are never found, so that time stays bounded.
  [[nodiscard]] bool finds(std::string_view line) const;

 private:
  std::regex regex_;
};

/// One wanted line, and which line it replaces, if not only itself.
struct WantedLine {
  std::string text;
  std::optional<LinePattern> match;
  Sensitivity sensitivity = Sensitivity::open;
};

/// The wanted lines in order; refuses what would not come to rest, such as a
/// line that another one's pattern would replace.
Result<std::vector<WantedLine>> check_lines(const MergeRequest& request);

}  // namespace converge
