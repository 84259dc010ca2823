// SPDX-License-Identifier: MIT
#include "engine/secret/age.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/secret/encoding.h"
#include "tests/unit/secret/fixtures.h"

namespace converge::secret {
namespace {

using testing::HasSubstr;

std::string open(std::string_view text, const std::vector<std::string>& files) {
  std::vector<std::vector<Identity>> all;
  std::vector<const Identity*> keys;
  for (const std::string& name : files) all.push_back(identities_of(name));
  for (const auto& identities : all)
    for (const Identity& identity : identities) keys.push_back(&identity);
  const auto plain = open_age(text, keys);
  return plain ? std::string(plain->view())
               : "error " + std::string(error_code_name(plain.error().code)) + ": " + plain.error().text();
}

TEST(Age, opens_what_age_has_made) {
  EXPECT_EQ(open(fixture("x25519.age"), {"identity.txt"}), known_plain);
  EXPECT_EQ(open(fixture("x25519.armored.age"), {"identity.txt"}), known_plain);
  EXPECT_EQ(open(fixture("ssh.armored.age"), {"id_ed25519"}), known_plain);
  EXPECT_EQ(open(fixture("both.armored.age"), {"identity.txt"}), known_plain);
  EXPECT_EQ(open(fixture("both.armored.age"), {"id_ed25519"}), known_plain);
  EXPECT_EQ(open(fixture("ssh.armored.age"), {"identity.txt", "id_ed25519"}), known_plain);
}

TEST(Age, opens_texts_at_the_borders_of_a_chunk) {
  EXPECT_EQ(open(fixture("empty.age"), {"identity.txt"}), "");
  EXPECT_EQ(open(fixture("chunk.age"), {"identity.txt"}), std::string(65536, '\0'));
  EXPECT_EQ(open(fixture("two_chunks.age"), {"identity.txt"}), std::string(65537, '\0'));
}

TEST(Age, opens_what_it_has_made) {
  const auto x25519 = parse_recipient(fixture("recipient.txt"));
  const auto ssh = parse_recipient(fixture("id_ed25519.pub"));
  for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 200000U}) {
    const std::string plain(size, 'q');
    const auto file = make_age(plain, {*x25519, *ssh});
    ASSERT_TRUE(file) << file.error().text();
    EXPECT_EQ(open(*file, {"identity.txt"}), plain) << size;
    EXPECT_EQ(open(*file, {"id_ed25519"}), plain) << size;
  }
  EXPECT_EQ(make_age("x", {}).error().code, ErrorCode::invalid);
}

TEST(Age, says_for_whom_it_is_not) {
  EXPECT_THAT(open(fixture("ssh.armored.age"), {"identity.txt"}),
              HasSubstr("error denied: none of the 1 identities is a recipient"));
  EXPECT_THAT(open(fixture("x25519.age"), {}), HasSubstr("error not_found: no age identity"));
  EXPECT_THAT(open(fixture("passphrase.armored.age"), {"identity.txt"}),
              HasSubstr("error unsupported: a passphrase protects"));
}

TEST(Age, notices_each_byte_that_is_changed_or_missing) {
  const std::string text = fixture("x25519.age");
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_THAT(open(changed, {"identity.txt"}), HasSubstr("error ")) << at;
    EXPECT_THAT(open(text.substr(0, at), {"identity.txt"}), HasSubstr("error ")) << at;
  }
  EXPECT_THAT(open(text + "x", {"identity.txt"}), HasSubstr("error invalid"));
}

TEST(Age, notices_chunks_that_are_missing_or_swapped) {
  const std::string text = fixture("two_chunks.age");
  const std::size_t second = text.size() - 17;  // one byte and its tag
  EXPECT_THAT(open(text.substr(0, second), {"identity.txt"}), HasSubstr("changed or is cut off"));
  EXPECT_THAT(open(text.substr(0, second - 65552) + text.substr(second), {"identity.txt"}), HasSubstr("error invalid"));
}

TEST(Age, takes_armor_strictly) {
  const std::string good = fixture("x25519.armored.age");
  EXPECT_EQ(open("\n  " + good + "\n\n", {"identity.txt"}), known_plain);
  const std::size_t line = good.find('\n', 40);
  for (const std::string& bad :
       {good.substr(0, good.size() - 5), good.substr(0, line) + "\n" + good.substr(line),
        good.substr(0, line - 3) + good.substr(line), good.substr(0, line) + "=" + good.substr(line + 1)})
    EXPECT_THAT(open(bad, {"identity.txt"}), HasSubstr("error invalid")) << bad;
}

TEST(Age, is_known_by_its_first_bytes) {
  EXPECT_TRUE(is_age(fixture("x25519.age")));
  EXPECT_TRUE(is_age(fixture("x25519.armored.age")));
  EXPECT_FALSE(is_age("age: 5\n"));
  EXPECT_FALSE(is_age(""));
}

}  // namespace
}  // namespace converge::secret
