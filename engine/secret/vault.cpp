// SPDX-License-Identifier: MIT
#include "engine/secret/vault.h"

#include <vector>

#include "engine/secret/crypto.h"
#include "engine/secret/encoding.h"

namespace converge::secret {

namespace {

constexpr std::string_view magic = "$ANSIBLE_VAULT";
constexpr int iterations = 10000;
constexpr std::size_t key_size = 32;
constexpr std::size_t block_size = 16;

/// The two keys and the counter, cut from one derivation.
struct Keys {
  SecretBytes all;
  explicit Keys(std::string_view password, std::string_view salt)
      : all(pbkdf2_sha256(password, salt, iterations, 2 * key_size + block_size)) {}
  [[nodiscard]] std::string_view cipher() const { return all.view().substr(0, key_size); }
  [[nodiscard]] std::string_view mac() const { return all.view().substr(key_size, key_size); }
  [[nodiscard]] std::string_view counter() const { return all.view().substr(2 * key_size); }
};

/// Ansible strips blanks around each part, so texts that were indented or retyped still open.
std::vector<std::string_view> cut(std::string_view line, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = line.find(separator);
    parts.push_back(stripped(line.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

/// Says what is wrong with the form, and nothing of the content.
tl::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::invalid, std::string("the vault is damaged: ") + what);
}

Result<std::string> read_header(std::string_view line) {
  const auto parts = cut(line, ';');
  if (parts[0] != magic) return damaged("its first line is not $ANSIBLE_VAULT;VERSION;CIPHER");
  const bool labelled = parts.size() == 4 && parts[1] == "1.2";
  if (parts.size() >= 2 && parts[1] != "1.1" && parts[1] != "1.2")
    return fail(ErrorCode::unsupported, "the vault's version is neither 1.1 nor 1.2; `ansible-vault rekey` renews it");
  if (!labelled && (parts.size() != 3 || parts[1] != "1.1"))
    return damaged("its first line is not $ANSIBLE_VAULT;VERSION;CIPHER, or with 1.2 ;LABEL behind it");
  if (parts[2] != "AES256") return fail(ErrorCode::unsupported, "the vault's cipher is not AES256");
  return labelled ? std::string(parts[3]) : "";
}

}  // namespace

bool is_vault(std::string_view text) { return text.starts_with(magic) && text.substr(magic.size()).starts_with(';'); }

Result<Vault> parse_vault(std::string_view text) {
  Vault vault;
  Result<std::string> label = read_header(take_line(text));
  if (!label) return fail(std::move(label.error()));
  vault.label = std::move(*label);
  std::string outer;
  while (!text.empty()) outer += stripped(take_line(text));
  const auto inner = from_hex(outer);
  if (!inner) return damaged("its body is not hexadecimal");
  const auto parts = cut(*inner, '\n');
  if (parts.size() != 3) return damaged("it has not the three parts salt, HMAC and text");
  const auto salt = from_hex(parts[0]);
  const auto mac = from_hex(parts[1]);
  const auto sealed = from_hex(parts[2]);
  if (!salt || !mac || !sealed) return damaged("a part of it is not hexadecimal");
  if (mac->size() != 32) return damaged("its HMAC is not 32 bytes long");
  if (sealed->empty() || sealed->size() % block_size != 0) return damaged("its text is not of whole blocks");
  vault.salt = *salt;
  vault.mac = *mac;
  vault.sealed = *sealed;
  return vault;
}

/// The HMAC is compared before anything is decrypted: without the password the padding is not looked at.
Result<SecretBytes> open_vault(const Vault& vault, std::string_view password) {
  return guarded([&]() -> Result<SecretBytes> {
    const Keys keys(password, vault.salt);
    if (!equal_in_constant_time(hmac_sha256(keys.mac(), vault.sealed), vault.mac))
      return fail(ErrorCode::denied, "the password does not open the vault (or its text was changed)");
    SecretBytes plain = aes256_ctr(keys.cipher(), keys.counter(), vault.sealed);
    const auto padding = static_cast<unsigned char>(plain.view().back());
    const bool whole = padding >= 1 && padding <= block_size &&
                       plain.view().substr(plain.size() - padding).find_first_not_of(static_cast<char>(padding)) ==
                           std::string_view::npos;
    if (!whole) return damaged("its padding is wrong, although the password is right");
    plain.shorten(plain.size() - padding);
    return plain;
  });
}

Result<std::string> make_vault(std::string_view plain, std::string_view password, std::string_view label) {
  return guarded([&]() -> Result<std::string> {
    const SecretBytes salt = random_bytes(32);
    const Keys keys(password, salt.view());
    const std::size_t padding = block_size - plain.size() % block_size;
    SecretBytes padded(plain);
    padded.append(std::string(padding, static_cast<char>(padding)));
    const SecretBytes sealed = aes256_ctr(keys.cipher(), keys.counter(), padded.view());
    const std::string mac = hmac_sha256(keys.mac(), sealed.view());
    const std::string body = to_hex(salt.view()) + "\n" + to_hex(mac) + "\n" + to_hex(sealed.view());
    const std::string head = label.empty() ? ";1.1;AES256\n" : ";1.2;AES256;" + std::string(label) + "\n";
    return std::string(magic) + head + wrapped(to_hex(body), 80);
  });
}

}  // namespace converge::secret
