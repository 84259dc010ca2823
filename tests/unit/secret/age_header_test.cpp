// SPDX-License-Identifier: MIT
// The header of age is read strictly.
#include "engine/secret/age_header.h"

#include <gtest/gtest.h>

#include "engine/secret/encoding.h"

namespace converge::secret {
namespace {

const std::string mac = std::string(43, 'A');
const std::string version = "age-encryption.org/v1\n";

TEST(AgeHeader, is_written_as_it_is_read) {
  const std::vector<Stanza> stanzas = {
      {{"X25519", "share"}, std::string(32, 'b')}, {{"grease"}, ""}, {{"long", "a", "b"}, std::string(48, 'c')}};
  const std::string text = age_header_text(stanzas) + " " + mac + "\npayload";
  const auto header = parse_age_header(text);
  ASSERT_TRUE(header) << header.error().text();
  ASSERT_EQ(header->stanzas.size(), 3U);
  EXPECT_EQ(header->stanzas[0].words, (std::vector<std::string>{"X25519", "share"}));
  EXPECT_EQ(header->stanzas[1].body, "");
  EXPECT_EQ(header->stanzas[2].body, std::string(48, 'c'));  // 64 letters, and so an empty line behind them
  EXPECT_EQ(header->authenticated, age_header_text(stanzas));
  EXPECT_EQ(header->payload, "payload");
  EXPECT_EQ(header->mac, std::string(32, '\0'));
}

TEST(AgeHeader, refuses_all_that_is_not_as_written) {
  const std::string good = "-> X25519 a\nQUJD\n";
  const std::string bodies[] = {
      good,                                                            // no MAC
      good + "--- " + mac,                                             // no end of the line
      good + "---\n",                                                  // an empty MAC
      good + "--- " + mac + "=\n",                                     // padding
      good + "--- " + mac.substr(1) + "\n",                            // short
      "--- " + mac + "\n",                                             // no recipient
      "-> \nQUJD\n--- " + mac + "\n",                                  // no type
      "-> X25519  a\nQUJD\n--- " + mac + "\n",                         // an empty word
      "-> X25519 a \nQUJD\n--- " + mac + "\n",                         // a blank at the end
      "-> X25519 a\nQUJD=\n--- " + mac + "\n",                         // padding in a body
      "-> X25519 a\nQUJE\r\n--- " + mac + "\n",                        // carriage return
      "-> X25519 a\n" + std::string(64, 'A') + "\n--- " + mac + "\n",  // no shorter line
      "-> X25519 a\n" + std::string(65, 'A') + "\n--- " + mac + "\n",
      "->X25519 a\nQUJD\n--- " + mac + "\n",
      "-> X25519 \x7f\nQUJD\n--- " + mac + "\n",
      "",
      "\n" + good,
  };
  for (const std::string& body : bodies) {
    const auto header = parse_age_header(version + body);
    ASSERT_FALSE(header) << body;
    EXPECT_EQ(header.error().code, ErrorCode::invalid) << body;
  }
  EXPECT_TRUE(parse_age_header(version + good + "--- " + mac + "\n"));
}

TEST(AgeHeader, knows_one_version) {
  EXPECT_EQ(parse_age_header("age-encryption.org/v2\n").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_age_header("age-encryption.org/v1\r\n").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_age_header("").error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace converge::secret
