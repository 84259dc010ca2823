// SPDX-License-Identifier: MIT
// tests/fakes/fake_secret_door.h: opens what nobody has encrypted.
#pragma once

#include <string>

#include "engine/core/secret_door.h"

namespace converge {

/// "$ANSIBLE_VAULT;fake PLAIN" is opened to PLAIN, unless that is "locked".
class FakeSecretDoor final : public SecretDoor {
 public:
  Result<std::string> open_scalar(std::string_view sealed) override { return open(sealed); }
  Result<std::string> open_file(std::string_view bytes) override { return open(bytes); }
  /// What is opened to a text.
  static std::string sealed(const std::string& plain) { return std::string(head) + plain; }

  int opened = 0;  ///< how often somebody asked

 private:
  static constexpr std::string_view head = "$ANSIBLE_VAULT;fake ";

  Result<std::string> open(std::string_view text) {
    ++opened;
    const bool ours = text.starts_with(head);
    if (ours) text.remove_prefix(head.size());
    if (!ours || text.starts_with("locked")) return fail(ErrorCode::denied, "no key fits");
    return std::string(text);
  }
};

}  // namespace converge
