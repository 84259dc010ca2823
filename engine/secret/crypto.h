// SPDX-License-Identifier: MIT
// engine/secret/crypto.h: the primitives that Ansible Vault and age are made of,
// by libcrypto. Keys and nonces are byte strings of the lengths that the names say.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

/// libcrypto refuses an algorithm (a FIPS provider does) or has no memory. Does
/// not leave engine/secret: see guarded().
struct CryptoFailure {
  const char* what;
};

/// Runs what needs libcrypto; its refusal becomes an Error.
template <typename Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const CryptoFailure& failure) {
    return fail(ErrorCode::unsupported, std::string("libcrypto cannot do ") + failure.what);
  }
}

/// The digests, as bytes and not in hex.
std::string sha256_bytes(std::string_view bytes);
SecretBytes sha512_bytes(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// RFC 5869, extract and expand.
SecretBytes hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info, std::size_t size);
SecretBytes pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations, std::size_t size);

/// Encrypts or decrypts, which is the same, under a key of 32 bytes and a first counter of 16.
SecretBytes aes256_ctr(std::string_view key, std::string_view counter, std::string_view bytes);
/// RFC 8439 with a key of 32 bytes and a nonce of 12; 16 bytes of tag follow the text.
std::string chacha20_poly1305_seal(std::string_view key, std::string_view nonce, std::string_view plain);
/// Nothing if the tag is not that of the text.
std::optional<SecretBytes> chacha20_poly1305_open(std::string_view key, std::string_view nonce,
                                                  std::string_view sealed);

/// RFC 7748; 32 bytes each. Nothing for a point of low order, whose product is zero.
std::optional<SecretBytes> x25519(std::string_view scalar, std::string_view point);
/// The point of a scalar.
std::string x25519_public(std::string_view scalar);
/// The same point on the other form of the curve, (1 + y) / (1 - y); nothing where there is none.
std::optional<std::string> x25519_of_ed25519(std::string_view public_key);

SecretBytes random_bytes(std::size_t size);
/// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace converge::secret
