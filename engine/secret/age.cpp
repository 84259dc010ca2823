// SPDX-License-Identifier: MIT
#include "engine/secret/age.h"

#include <algorithm>
#include <optional>

#include "engine/secret/age_header.h"
#include "engine/secret/age_stanza.h"
#include "engine/secret/crypto.h"
#include "engine/secret/encoding.h"

namespace converge::secret {

namespace {

constexpr std::string_view begin_line = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view end_line = "-----END AGE ENCRYPTED FILE-----";
constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::size_t tag_size = 16;
constexpr std::size_t nonce_size = 16;

tl::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::invalid, std::string("the age file is damaged: ") + what);
}

/// Lines of 64 letters, the last one shorter or as long, with padding.
Result<std::string> unarmored(std::string_view text) {
  text = stripped(text);
  if (take_line(text) != begin_line || !text.ends_with(end_line)) return damaged("its first or last line is missing");
  text.remove_suffix(end_line.size());
  std::string letters;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const bool last = text.empty();
    if (line.empty() || line.size() > 64 || (!last && line.size() != 64))
      return damaged("its lines are not 64 characters long");
    letters += line;
  }
  auto bytes = from_base64(letters, Padding::full);
  if (!bytes) return damaged("its armor is not base64");
  return std::move(*bytes);
}

/// Eleven bytes that count the chunks, and one that is 1 for the last of them.
std::string chunk_nonce(std::uint64_t number, bool last) {
  std::string nonce(12, '\0');
  for (std::size_t i = 0; i < 8; ++i) nonce[10 - i] = static_cast<char>(number >> (8 * i) & 0xffU);
  nonce[11] = last ? '\1' : '\0';
  return nonce;
}

/// The STREAM construction: a text that is cut off lacks its last chunk and is refused.
Result<SecretBytes> open_payload(std::string_view payload, std::string_view file_key) {
  if (payload.size() < nonce_size + tag_size) return damaged("its text is cut off");
  const SecretBytes key = hkdf_sha256(file_key, payload.substr(0, nonce_size), "payload", 32);
  payload.remove_prefix(nonce_size);
  SecretBytes plain;
  for (std::uint64_t number = 0; !payload.empty(); ++number) {
    const std::string_view chunk = payload.substr(0, chunk_size + tag_size);
    payload.remove_prefix(chunk.size());
    const auto opened = chacha20_poly1305_open(key.view(), chunk_nonce(number, payload.empty()), chunk);
    if (!opened) return damaged("its text was changed or is cut off");
    if (opened->empty() && number > 0) return damaged("its last part is empty");
    plain.append(opened->view());
  }
  return plain;
}

/// An empty text has one chunk, which is empty; else the last chunk holds at least a byte.
std::string seal_payload(std::string_view plain, std::string_view file_key) {
  const SecretBytes nonce = random_bytes(nonce_size);
  const SecretBytes key = hkdf_sha256(file_key, nonce.view(), "payload", 32);
  std::string out(nonce.view());
  std::uint64_t number = 0;
  do {
    const std::string_view chunk = plain.substr(0, chunk_size);
    plain.remove_prefix(chunk.size());
    out += chacha20_poly1305_seal(key.view(), chunk_nonce(number++, plain.empty()), chunk);
  } while (!plain.empty());
  return out;
}

/// Only who has the file key can make it, so no recipient can be added or taken out.
std::string header_mac(std::string_view file_key, std::string_view authenticated) {
  const SecretBytes key = hkdf_sha256(file_key, "", "header", 32);
  return hmac_sha256(key.view(), authenticated);
}

/// In the order of the identities; a stanza that one of them does not open is for somebody else.
std::optional<SecretBytes> find_file_key(const AgeHeader& header, const std::vector<const Identity*>& identities) {
  for (const Identity* identity : identities)
    for (const Stanza& stanza : header.stanzas)
      if (auto key = unwrap_file_key(stanza, *identity)) return key;
  return std::nullopt;
}

/// Why nobody could open it, without naming anybody.
Error not_for_us(const AgeHeader& header, std::size_t tried) {
  if (header.stanzas.front().words.front() == "scrypt")
    return {ErrorCode::unsupported, "a passphrase protects the age file; encrypt it for a key instead", {}};
  if (tried == 0) return {ErrorCode::not_found, "no age identity is there to open it", {}};
  return {ErrorCode::denied, "none of the " + std::to_string(tried) + " identities is a recipient of the age file", {}};
}

Result<SecretBytes> open_binary(std::string_view text, const std::vector<const Identity*>& identities) {
  const Result<AgeHeader> header = parse_age_header(text);
  if (!header) return fail(header.error());
  const auto file_key = find_file_key(*header, identities);
  if (!file_key) return fail(not_for_us(*header, identities.size()));
  if (!equal_in_constant_time(header_mac(file_key->view(), header->authenticated), header->mac))
    return damaged("its header was changed");
  return open_payload(header->payload, file_key->view());
}

}  // namespace

bool is_age(std::string_view text) {
  return text.starts_with("age-encryption.org/") || stripped(text).starts_with(begin_line);
}

Result<SecretBytes> open_age(std::string_view text, const std::vector<const Identity*>& identities) {
  return guarded([&]() -> Result<SecretBytes> {
    if (!stripped(text).starts_with(begin_line)) return open_binary(text, identities);
    const Result<std::string> binary = unarmored(text);
    if (!binary) return fail(binary.error());
    return open_binary(*binary, identities);
  });
}

Result<std::string> make_age(std::string_view plain, const std::vector<Recipient>& recipients) {
  if (recipients.empty()) return fail(ErrorCode::invalid, "there is no recipient to encrypt for");
  return guarded([&]() -> Result<std::string> {
    const SecretBytes file_key = random_bytes(file_key_size);
    std::vector<Stanza> stanzas;
    stanzas.reserve(recipients.size());
    for (const Recipient& recipient : recipients) stanzas.push_back(wrap_file_key(file_key.view(), recipient));
    const std::string head = age_header_text(stanzas);
    const std::string binary = head + " " + to_base64(header_mac(file_key.view(), head), Padding::none) + "\n" +
                               seal_payload(plain, file_key.view());
    return std::string(begin_line) + "\n" + wrapped(to_base64(binary, Padding::full), 64) + std::string(end_line) +
           "\n";
  });
}

}  // namespace converge::secret
