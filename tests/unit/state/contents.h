// SPDX-License-Identifier: MIT
// tests/unit/state/contents.h: contents in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/hash.h"

namespace converge {

class MemoryContents final : public ContentSource {
 public:
  ContentRef add(const std::string& text) {
    const ContentRef ref{sha256(text), text.size()};
    if (texts_.emplace(ref.sha256, text).second) refs_.push_back(ref);
    return ref;
  }
  /// Lies about the size of a content.
  void promise(const std::string& sha256, std::uint64_t size) {
    for (ContentRef& ref : refs_) {
      if (ref.sha256 == sha256) ref.size = size;
    }
  }
  [[nodiscard]] const std::vector<ContentRef>& refs() const { return refs_; }
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override {
    const auto text = texts_.find(ref.sha256);
    if (text == texts_.end()) return fail(ErrorCode::not_found, "no content " + ref.sha256);
    return read_bytes(text->second);
  }

 private:
  std::map<std::string, std::string> texts_;
  std::vector<ContentRef> refs_;
};

}  // namespace converge
