// SPDX-License-Identifier: MIT
#include "engine/secret/secret_bytes.h"

#include <openssl/crypto.h>

namespace converge::secret {

void wipe(void* memory, std::size_t size) { OPENSSL_cleanse(memory, size); }

SecretBytes SecretBytes::zeros(std::size_t size) {
  SecretBytes out;
  out.bytes_.resize(size);
  return out;
}

/// What is cut off stays in the block until it is wiped with the rest.
void SecretBytes::shorten(std::size_t size) {
  if (size < bytes_.size()) bytes_.resize(size);
}

}  // namespace converge::secret
