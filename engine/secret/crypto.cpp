// SPDX-License-Identifier: MIT
#include "engine/secret/crypto.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

namespace converge::secret {

namespace {

/// None of these calls fails for what a user could have written.
void require(bool done, const char* what) {
  if (!done) throw CryptoFailure{what};
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int length_of(std::string_view text) { return static_cast<int>(text.size()); }

template <typename T, void (*release)(T*)>
struct Releaser {
  void operator()(T* object) const { release(object); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Releaser<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY, EVP_PKEY_free>>;
using KeyWork = std::unique_ptr<EVP_PKEY_CTX, Releaser<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Releaser<BIGNUM, BN_clear_free>>;
using NumberWork = std::unique_ptr<BN_CTX, Releaser<BN_CTX, BN_CTX_free>>;

constexpr std::size_t tag_size = 16;

}  // namespace

std::string sha256_bytes(std::string_view bytes) {
  std::string digest(32, '\0');
  require(EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), nullptr, EVP_sha256(), nullptr) == 1, "SHA-256");
  return digest;
}

SecretBytes sha512_bytes(std::string_view bytes) {
  SecretBytes digest = SecretBytes::zeros(64);
  require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha512(), nullptr) == 1, "SHA-512");
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string mac(32, '\0');
  const char* some = key.empty() ? "" : key.data();  // a null key would mean "the one before"
  require(HMAC(EVP_sha256(), some, length_of(key), bytes_of(bytes), bytes.size(), bytes_of(mac), nullptr) != nullptr,
          "HMAC-SHA-256");
  return mac;
}

SecretBytes hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info, std::size_t size) {
  std::string extracted = hmac_sha256(salt, secret);
  SecretBytes out;
  std::string block;
  for (char counter = 1; out.size() < size; ++counter) {
    std::string input = block + std::string(info) + counter;
    block = hmac_sha256(extracted, input);
    out.append(block);
    wipe(input.data(), input.size());
  }
  wipe(extracted.data(), extracted.size());
  wipe(block.data(), block.size());
  out.shorten(size);
  return out;
}

SecretBytes pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations, std::size_t size) {
  SecretBytes out = SecretBytes::zeros(size);
  require(PKCS5_PBKDF2_HMAC(password.data(), length_of(password), bytes_of(salt), length_of(salt), iterations,
                            EVP_sha256(), static_cast<int>(size), out.data()) == 1,
          "PBKDF2");
  return out;
}

SecretBytes aes256_ctr(std::string_view key, std::string_view counter, std::string_view bytes) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  SecretBytes out = SecretBytes::zeros(bytes.size());
  int written = 0;
  require(cipher &&
              EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_ctr(), nullptr, bytes_of(key), bytes_of(counter)) == 1 &&
              EVP_EncryptUpdate(cipher.get(), out.data(), &written, bytes_of(bytes), length_of(bytes)) == 1,
          "AES-256-CTR");
  return out;
}

std::string chacha20_poly1305_seal(std::string_view key, std::string_view nonce, std::string_view plain) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(plain.size() + tag_size, '\0');
  int written = 0;
  require(cipher &&
              EVP_EncryptInit_ex(cipher.get(), EVP_chacha20_poly1305(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
              EVP_EncryptUpdate(cipher.get(), bytes_of(out), &written, bytes_of(plain), length_of(plain)) == 1 &&
              EVP_EncryptFinal_ex(cipher.get(), bytes_of(out) + written, &written) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, bytes_of(out) + plain.size()) == 1,
          "ChaCha20-Poly1305");
  return out;
}

/// The plain text is given out only after the tag was compared; else it is wiped unseen.
std::optional<SecretBytes> chacha20_poly1305_open(std::string_view key, std::string_view nonce,
                                                  std::string_view sealed) {
  if (sealed.size() < tag_size) return std::nullopt;
  const std::string_view text = sealed.substr(0, sealed.size() - tag_size);
  std::string tag(sealed.substr(text.size()));
  const Cipher cipher(EVP_CIPHER_CTX_new());
  SecretBytes out = SecretBytes::zeros(text.size() + 1);  // never a null pointer
  int written = 0;
  require(cipher &&
              EVP_DecryptInit_ex(cipher.get(), EVP_chacha20_poly1305(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
              EVP_DecryptUpdate(cipher.get(), out.data(), &written, bytes_of(text), length_of(text)) == 1,
          "ChaCha20-Poly1305");
  if (EVP_DecryptFinal_ex(cipher.get(), out.data() + written, &written) != 1) return std::nullopt;
  out.shorten(text.size());
  return out;
}

/// libcrypto refuses a product of zero by itself, as RFC 7748, 6.1 advises.
std::optional<SecretBytes> x25519(std::string_view scalar, std::string_view point) {
  const Key own(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, bytes_of(scalar), scalar.size()));
  const Key other(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, bytes_of(point), point.size()));
  const KeyWork work(own ? EVP_PKEY_CTX_new(own.get(), nullptr) : nullptr);
  require(
      other && work && EVP_PKEY_derive_init(work.get()) == 1 && EVP_PKEY_derive_set_peer(work.get(), other.get()) == 1,
      "X25519");
  SecretBytes out = SecretBytes::zeros(32);
  std::size_t size = out.size();
  if (EVP_PKEY_derive(work.get(), out.data(), &size) != 1 || size != out.size()) return std::nullopt;
  return out;
}

std::string x25519_public(std::string_view scalar) {
  const Key own(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, bytes_of(scalar), scalar.size()));
  std::string point(32, '\0');
  std::size_t size = point.size();
  require(own && EVP_PKEY_get_raw_public_key(own.get(), bytes_of(point), &size) == 1, "X25519");
  return point;
}

/// RFC 7748, 4.1: the map between the two forms. The key is public, so the time that this takes tells nothing.
std::optional<std::string> x25519_of_ed25519(std::string_view public_key) {
  std::string little(public_key);
  little.back() = static_cast<char>(little.back() & 0x7f);  // the sign of x says nothing about u
  const NumberWork work(BN_CTX_new());
  const Number y(BN_lebin2bn(bytes_of(little), length_of(little), nullptr));
  BIGNUM* prime_text = nullptr;
  BN_hex2bn(&prime_text, "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED");  // 2^255 - 19
  const Number prime(prime_text);
  const Number one(BN_new());
  const Number top(BN_new());
  const Number bottom(BN_new());
  require(work && y && prime && one && top && bottom && BN_one(one.get()) == 1, "big numbers");
  require(BN_mod_add(top.get(), one.get(), y.get(), prime.get(), work.get()) == 1 &&
              BN_mod_sub(bottom.get(), one.get(), y.get(), prime.get(), work.get()) == 1,
          "big numbers");
  if (BN_is_zero(bottom.get()) == 1) return std::nullopt;
  require(BN_mod_inverse(bottom.get(), bottom.get(), prime.get(), work.get()) != nullptr &&
              BN_mod_mul(top.get(), top.get(), bottom.get(), prime.get(), work.get()) == 1 &&
              BN_bn2lebinpad(top.get(), bytes_of(little), length_of(little)) == length_of(little),
          "big numbers");
  return little;
}

SecretBytes random_bytes(std::size_t size) {
  SecretBytes out = SecretBytes::zeros(size);
  require(RAND_priv_bytes(out.data(), static_cast<int>(size)) == 1, "random numbers");
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace converge::secret
