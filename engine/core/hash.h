// SPDX-License-Identifier: MIT
// engine/core/hash.h: SHA-256, the only digest in catalogs, stores and fingerprints.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace converge {

/// SHA-256 of bytes that arrive in pieces; answers in lower-case hex.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  /// Adds bytes; they may come in any pieces.
  void update(std::string_view bytes);
  /// The digest of all that was added; the object starts over for the next one.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of one buffer in hex (64 characters).
std::string sha256(std::string_view bytes);

/// HMAC-SHA256 in hex: what a secret is known by, since a plain digest could be guessed.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// Whether a text is a SHA-256 in lower-case hex.
bool is_sha256(std::string_view text);

}  // namespace converge
