// SPDX-License-Identifier: MIT
#include "engine/secret/age_keys.h"

#include <utility>

#include "engine/secret/crypto.h"
#include "engine/secret/encoding.h"
#include "engine/secret/ssh_key.h"

namespace converge::secret {

namespace {

constexpr std::size_t key_size = 32;

Result<Recipient> parse_age_recipient(std::string_view text) {
  auto decoded = from_bech32(text);
  if (!decoded || decoded->prefix != "age" || decoded->bytes.size() != key_size)
    return fail(ErrorCode::invalid, "the recipient age1... is mistyped: its checksum is wrong");
  return Recipient{KeyType::x25519, std::move(decoded->bytes), ""};
}

/// The error does not show the line: all but one letter of it may be right.
Result<Identity> parse_age_identity(std::string_view line) {
  auto decoded = from_bech32(line);
  const bool good = decoded && decoded->prefix == "age-secret-key-" && decoded->bytes.size() == key_size;
  if (!good) return fail(ErrorCode::invalid, "an AGE-SECRET-KEY-1... is mistyped: its checksum is wrong");
  Identity identity;
  identity.scalar = SecretBytes(decoded->bytes);
  wipe(decoded->bytes.data(), decoded->bytes.size());
  identity.recipient.point = x25519_public(identity.scalar.view());
  return identity;
}

Result<std::vector<Identity>> parse_ssh_identity(std::string_view text) {
  Result<Identity> identity = parse_ssh_private_key(text);
  if (!identity) return fail(std::move(identity.error()));
  std::vector<Identity> identities;
  identities.push_back(std::move(*identity));
  return identities;
}

/// Calls `take` for each line that means something; its error gets the line's number.
template <typename Take>
Result<void> each_line(std::string_view text, Take take) {
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = stripped(take_line(text));
    if (line.empty() || line.starts_with('#')) continue;
    if (Result<void> taken = take(line); !taken)
      return fail(std::move(taken.error()).while_doing("line " + std::to_string(number)));
  }
  return {};
}

}  // namespace

Result<Recipient> parse_recipient(std::string_view text) {
  return guarded([&]() -> Result<Recipient> {
    text = stripped(text);
    if (text.starts_with("age1")) return parse_age_recipient(text);
    if (text.starts_with("ssh-ed25519 ")) return parse_ssh_public_key(text);
    if (text.starts_with("AGE-SECRET-KEY-"))
      return fail(ErrorCode::invalid,
                  "this is a private key; a recipient is the public key that belongs to it, age1...");
    return fail(ErrorCode::unsupported, "a recipient is age1... or an ssh-ed25519 key; others cannot be used");
  });
}

Result<std::vector<Recipient>> parse_recipients(std::string_view text) {
  std::vector<Recipient> recipients;
  const Result<void> done = each_line(text, [&](std::string_view line) -> Result<void> {
    Result<Recipient> recipient = parse_recipient(line);
    if (!recipient) return fail(std::move(recipient.error()));
    recipients.push_back(std::move(*recipient));
    return {};
  });
  if (!done) return fail(done.error());
  return recipients;
}

Result<std::vector<Identity>> parse_identities(std::string_view text) {
  return guarded([&]() -> Result<std::vector<Identity>> {
    if (stripped(text).starts_with("-----BEGIN OPENSSH PRIVATE KEY-----")) return parse_ssh_identity(text);
    if (stripped(text).starts_with("-----BEGIN AGE") || text.starts_with("age-encryption.org"))
      return fail(ErrorCode::denied, "the identity file is encrypted itself; decrypt it with `age -d` first");
    if (stripped(text).starts_with("-----BEGIN"))
      return fail(ErrorCode::unsupported, "of private keys only OpenSSH's own format with ed25519 can be used");
    std::vector<Identity> identities;
    const Result<void> done = each_line(text, [&](std::string_view line) -> Result<void> {
      if (line.starts_with("AGE-PLUGIN-")) return fail(ErrorCode::unsupported, "age plug-ins are not used");
      Result<Identity> identity = parse_age_identity(line);
      if (!identity) return fail(std::move(identity.error()));
      identities.push_back(std::move(*identity));
      return {};
    });
    if (!done) return fail(done.error());
    if (identities.empty()) return fail(ErrorCode::invalid, "there is no key in it");
    return identities;
  });
}

}  // namespace converge::secret
