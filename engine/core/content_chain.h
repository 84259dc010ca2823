// SPDX-License-Identifier: MIT
// engine/core/content_chain.h: several places for contents, asked in turn.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/core/content.h"

namespace converge {

/// Opens content from the first source that has it. Add every source before
/// the first open(); after that it is thread-safe.
class ContentChain final : public ContentSource {
 public:
  /// Asked after those that were added before.
  void add(std::shared_ptr<const ContentSource> source) { sources_.push_back(std::move(source)); }

  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override {
    for (const auto& source : sources_) {
      auto reader = source->open(ref);
      if (reader || reader.error().code != ErrorCode::not_found) return reader;
    }
    return fail(ErrorCode::not_found, "content " + ref.sha256.substr(0, 12) + " is not to be had");
  }

 private:
  std::vector<std::shared_ptr<const ContentSource>> sources_;
};

}  // namespace converge
