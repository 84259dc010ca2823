// SPDX-License-Identifier: MIT
// engine/compile/tags.h: which resources `--tags` and `--skip-tags` pick, by Ansible's rules.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/diagnostic.h"

namespace converge {

/// What the command line says about tags.
struct TagSelection {
  std::vector<std::string> only;  ///< --tags; empty picks everything
  std::vector<std::string> skip;  ///< --skip-tags

  /// Whether a resource with these tags takes part. `always` does unless it is
  /// skipped, `never` does only where one of its tags is named. The words
  /// `tagged`, `untagged` and `all` mean what they say.
  [[nodiscard]] bool picks(const std::vector<std::string>& tags) const;
};

/// "a, b" and repeated options to single words.
std::vector<std::string> split_tags(const std::vector<std::string>& options);

/// Collects the tags that there are, so that a word nobody wears is told apart from a selection that is empty today.
class TagsInUse {
 public:
  void add(const Catalog& catalog);
  /// A warning for each word of the selection that no resource has, with the nearest one that some have.
  void report_strangers(const TagSelection& selection, Diagnostics& diagnostics) const;

 private:
  std::set<std::string, std::less<>> tags_;
};

/// Leaves in a catalog what is picked, and what that notifies: a refresh that is owed
/// cannot be left out. The order of the rest stays, through a barrier for each that goes.
/// Answers whether any goes: without a word about tags those that have `never`.
bool keep_picked(Catalog& catalog, const TagSelection& selection);

}  // namespace converge
