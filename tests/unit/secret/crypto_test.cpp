// SPDX-License-Identifier: MIT
// The vectors of the standards.
#include "engine/secret/crypto.h"

#include <gtest/gtest.h>

#include "engine/secret/encoding.h"

namespace converge::secret {
namespace {

std::string hex(std::string_view text) { return from_hex(text).value_or("not hexadecimal"); }

TEST(Hkdf, is_that_of_rfc_5869) {
  EXPECT_EQ(
      to_hex(hkdf_sha256(std::string(22, '\x0b'), hex("000102030405060708090a0b0c"), hex("f0f1f2f3f4f5f6f7f8f9"), 42)
                 .view()),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(to_hex(hkdf_sha256(std::string(22, '\x0b'), "", "", 42).view()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Pbkdf2, is_that_of_rfc_7914) {
  EXPECT_EQ(to_hex(pbkdf2_sha256("passwd", "salt", 1, 64).view()),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

TEST(Hmac, is_that_of_rfc_4231) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Aes, counts_as_in_nist_sp_800_38a) {
  const std::string key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const std::string counter = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  EXPECT_EQ(to_hex(aes256_ctr(key, counter, hex("6bc1bee22e409f96e93d7e117393172a")).view()),
            "601ec313775789a5b7a7f504bbf3d228");
}

TEST(ChaCha, opens_what_it_sealed_and_nothing_else) {
  const std::string key(32, '\x07');
  const std::string nonce(12, '\x01');
  for (const std::string& plain : {std::string(), std::string("x"), std::string(70000, 'y')}) {
    std::string sealed = chacha20_poly1305_seal(key, nonce, plain);
    EXPECT_EQ(sealed.size(), plain.size() + 16);
    EXPECT_EQ(chacha20_poly1305_open(key, nonce, sealed)->view(), plain);
    EXPECT_FALSE(chacha20_poly1305_open(key, std::string(12, '\x02'), sealed));
    sealed[0] = static_cast<char>(sealed[0] ^ 1);
    EXPECT_FALSE(chacha20_poly1305_open(key, nonce, sealed));
  }
  EXPECT_FALSE(chacha20_poly1305_open(key, nonce, "short"));
}

TEST(X25519, is_that_of_rfc_7748) {
  const std::string scalar = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  const std::string point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
  EXPECT_EQ(to_hex(x25519(scalar, point)->view()), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

TEST(X25519, answers_nothing_for_a_point_of_low_order) {
  EXPECT_FALSE(x25519(std::string(32, 'k'), std::string(32, '\0')));
}

TEST(Ed25519, has_its_base_point_on_the_other_curve) {
  EXPECT_EQ(to_hex(*x25519_of_ed25519(hex("5866666666666666666666666666666666666666666666666666666666666666"))),
            "0900000000000000000000000000000000000000000000000000000000000000");
  EXPECT_FALSE(x25519_of_ed25519(hex("0100000000000000000000000000000000000000000000000000000000000000")));
}

TEST(Equal, is_equal) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(Guarded, turns_a_refusal_into_an_error) {
  const auto result = guarded([]() -> Result<int> { throw CryptoFailure{"ROT-13"}; });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unsupported);
  EXPECT_EQ(result.error().message, "libcrypto cannot do ROT-13");
}

}  // namespace
}  // namespace converge::secret
