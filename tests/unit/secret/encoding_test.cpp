// SPDX-License-Identifier: MIT
#include "engine/secret/encoding.h"

#include <gtest/gtest.h>

namespace converge::secret {
namespace {

TEST(Base64, is_that_of_rfc_4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64(plain, Padding::full), encoded);
    EXPECT_EQ(from_base64(encoded, Padding::full), plain);
    const std::string bare = std::string(encoded).substr(0, std::string(encoded).find('='));
    EXPECT_EQ(to_base64(plain, Padding::none), bare);
    EXPECT_EQ(from_base64(bare, Padding::none), plain);
  }
}

TEST(Base64, has_one_form_of_each_value) {
  for (const char* text : {"Zg", "Zh==", "Zm9=", "Z===", "====", "Zg=", "Zm9v\n", "Zm 9", "Zm9-"})
    EXPECT_EQ(from_base64(text, Padding::full), std::nullopt) << text;
  for (const char* text : {"Zg==", "Zh", "Z", "Zm9vY", "Zm9\n"})
    EXPECT_EQ(from_base64(text, Padding::none), std::nullopt) << text;
}

TEST(Hex, goes_both_ways) {
  EXPECT_EQ(to_hex(std::string_view("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(from_hex("00FF10"), std::string("\x00\xff\x10", 3));
  for (const char* text : {"0", "0g", "0x00", "00 "}) EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

TEST(Bech32, knows_the_good_texts_of_bip_173) {
  const auto empty = from_bech32("A12UEL5L");
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->prefix, "a");
  EXPECT_EQ(empty->bytes, "");
  const auto split = from_bech32("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w");
  ASSERT_TRUE(split);
  EXPECT_EQ(to_hex(split->bytes), "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d");
}

TEST(Bech32, refuses_the_bad_ones) {
  for (const char* text : {"", "1", "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8",
                           "1qzzfhee", "a12uel5L", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3x"})
    EXPECT_FALSE(from_bech32(text)) << text;
}

TEST(Lines, are_cut_and_wrapped) {
  EXPECT_EQ(wrapped("abcde", 2), "ab\ncd\ne\n");
  EXPECT_EQ(wrapped("", 2), "");
  std::string_view text = "a\r\nb";
  EXPECT_EQ(take_line(text), "a");
  EXPECT_EQ(take_line(text), "b");
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace converge::secret
