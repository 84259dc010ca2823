// SPDX-License-Identifier: MIT
#include "engine/secret/age_stanza.h"

#include "engine/secret/crypto.h"
#include "engine/secret/encoding.h"

namespace converge::secret {

namespace {

constexpr std::string_view x25519_label = "age-encryption.org/v1/X25519";
constexpr std::string_view ssh_label = "age-encryption.org/v1/ssh-ed25519";
const std::string zero_nonce(12, '\0');  // each wrapping key is used once

/// Four bytes of a digest, which tell whose an ssh-ed25519 stanza is.
std::string ssh_tag(const Recipient& recipient) {
  return to_base64(sha256_bytes(recipient.ssh_wire).substr(0, 4), Padding::none);
}

/// For SSH keys the shared point is multiplied by a number made of the public
/// key, so that a key that signs is never used as it is to agree on another.
std::optional<SecretBytes> shared_secret(const Recipient& recipient, std::string_view scalar, std::string_view point) {
  std::optional<SecretBytes> shared = x25519(scalar, point);
  if (!shared || recipient.type == KeyType::x25519) return shared;
  const SecretBytes tweak = hkdf_sha256("", recipient.ssh_wire, ssh_label, 32);
  return x25519(tweak.view(), shared->view());
}

SecretBytes wrapping_key(const Recipient& recipient, std::string_view shared, std::string_view share) {
  return hkdf_sha256(shared, std::string(share) + recipient.point,
                     recipient.type == KeyType::x25519 ? x25519_label : ssh_label, 32);
}

/// The argument that holds the ephemeral share, if the stanza can be for this recipient.
std::optional<std::string> share_for(const Stanza& stanza, const Recipient& recipient) {
  const bool own = recipient.type == KeyType::x25519 ? stanza.words.size() == 2 && stanza.words[0] == "X25519"
                                                     : stanza.words.size() == 3 && stanza.words[0] == "ssh-ed25519" &&
                                                           stanza.words[1] == ssh_tag(recipient);
  if (!own) return std::nullopt;
  auto share = from_base64(stanza.words.back(), Padding::none);
  if (share && share->size() != 32) share.reset();
  return share;
}

}  // namespace

Stanza wrap_file_key(std::string_view file_key, const Recipient& recipient) {
  const SecretBytes ephemeral = random_bytes(32);
  const std::string share = x25519_public(ephemeral.view());
  const auto shared = shared_secret(recipient, ephemeral.view(), recipient.point);
  if (!shared) throw CryptoFailure{"X25519 with a recipient's key of low order"};
  const SecretBytes key = wrapping_key(recipient, shared->view(), share);
  Stanza stanza;
  if (recipient.type == KeyType::x25519)
    stanza.words = {"X25519"};
  else
    stanza.words = {"ssh-ed25519", ssh_tag(recipient)};
  stanza.words.push_back(to_base64(share, Padding::none));
  stanza.body = chacha20_poly1305_seal(key.view(), zero_nonce, file_key);
  return stanza;
}

/// The size of the body is looked at first: a longer one could be made to open under two keys.
std::optional<SecretBytes> unwrap_file_key(const Stanza& stanza, const Identity& identity) {
  const auto share = share_for(stanza, identity.recipient);
  if (!share || stanza.body.size() != file_key_size + 16) return std::nullopt;
  const auto shared = shared_secret(identity.recipient, identity.scalar.view(), *share);
  if (!shared) return std::nullopt;
  const SecretBytes key = wrapping_key(identity.recipient, shared->view(), *share);
  return chacha20_poly1305_open(key.view(), zero_nonce, stanza.body);
}

}  // namespace converge::secret
