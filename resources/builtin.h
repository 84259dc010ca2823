// SPDX-License-Identifier: MIT
// resources/builtin.h: the kinds that converge comes with, on a real machine.
#pragma once

#include <memory>
#include <string>

#include "engine/core/content.h"
#include "engine/core/kind.h"

namespace converge {

/// The kinds together with the ports that they work through.
class BuiltinKinds {
 public:
  /// `root` is the folder that is "/" to the resources; not_found if it is not
  /// there. The contents, and the store for what gets replaced (may be none), must outlive this.
  static Result<std::unique_ptr<BuiltinKinds>> open(const std::string& root, const ContentSource& contents,
                                                    ContentStore* replaced);
  ~BuiltinKinds();
  BuiltinKinds(const BuiltinKinds&) = delete;
  BuiltinKinds& operator=(const BuiltinKinds&) = delete;

  [[nodiscard]] const Registry& registry() const;

 private:
  struct Ports;
  explicit BuiltinKinds(std::unique_ptr<Ports> ports);
  std::unique_ptr<Ports> ports_;
};

}  // namespace converge
