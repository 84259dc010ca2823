// SPDX-License-Identifier: MIT
#include "engine/secret/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/secret/fixtures.h"

namespace converge::secret {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string password = "correct horse";

Result<SecretBytes> open(std::string_view text, std::string_view key) {
  const auto vault = parse_vault(text);
  if (!vault) return fail(vault.error());
  return open_vault(*vault, key);
}

TEST(Vault, opens_what_ansible_has_made) {
  for (const char* name : {"vault11.txt", "vault12.txt"}) {
    const auto plain = open(fixture(name), password);
    ASSERT_TRUE(plain) << plain.error().text();
    EXPECT_EQ(plain->view(), known_plain);
  }
  EXPECT_EQ(parse_vault(fixture("vault11.txt"))->label, "");
  EXPECT_EQ(parse_vault(fixture("vault12.txt"))->label, "prod");
}

TEST(Vault, opens_what_it_has_made) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 5000U}) {
    const std::string plain(size, 'p');
    const auto vault = make_vault(plain, password, size % 2 == 0 ? "lab el" : "");
    ASSERT_TRUE(vault);
    EXPECT_EQ(open(*vault, password)->view(), plain);
    EXPECT_EQ(parse_vault(*vault)->label, size % 2 == 0 ? "lab el" : "");
  }
}

TEST(Vault, is_different_each_time) { EXPECT_NE(*make_vault("x", password), *make_vault("x", password)); }

TEST(Vault, tells_a_wrong_password_from_a_damaged_text) {
  const std::string text = fixture("vault11.txt");
  EXPECT_EQ(open(text, "wrong").error().code, ErrorCode::denied);
  std::string changed = text;
  char& low = changed[changed.size() - 2];  // of a hexadecimal digit: 1 to 6 make one of both kinds
  low = low == '1' ? '2' : '1';
  EXPECT_EQ(open(changed, password).error().code, ErrorCode::denied);  // the HMAC cannot tell which of both it is
  for (const std::string& damaged :
       {text.substr(0, text.size() / 2), text + "zz", text.substr(0, 27),
        std::string("$ANSIBLE_VAULT;1.1;AES256\n33330a33330a\n"), std::string("$ANSIBLE_VAULT;1.1\n00\n"),
        std::string("$ANSIBLE_VAULT;1.1;AES256;x;y\n00\n"), std::string("nothing")}) {
    const auto result = open(damaged, password);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::invalid) << damaged;
    EXPECT_THAT(result.error().message, HasSubstr("damaged"));
  }
}

TEST(Vault, refuses_other_versions_and_ciphers_by_name) {
  EXPECT_EQ(parse_vault("$ANSIBLE_VAULT;1.0;AES\n00\n").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_vault("$ANSIBLE_VAULT;1.1;AES\n00\n").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_vault("$ANSIBLE_VAULT;2.0;AES256\n00\n").error().code, ErrorCode::unsupported);
}

TEST(Vault, takes_indented_lines_and_carriage_returns) {
  std::string text;
  for (const char c : fixture("vault12.txt")) text += c == '\n' ? std::string("\r\n  ") : std::string(1, c);
  EXPECT_EQ(open(text, password)->view(), known_plain);
}

TEST(Vault, is_known_by_its_first_bytes) {
  EXPECT_TRUE(is_vault("$ANSIBLE_VAULT;1.1;AES256\n"));
  for (const char* text : {"", "$ANSIBLE_VAULT", "$ANSIBLE_VAULTS;", " $ANSIBLE_VAULT;"})
    EXPECT_FALSE(is_vault(text)) << text;
}

TEST(Vault, says_nothing_of_the_text_in_its_errors) {
  const auto wrong = open(fixture("vault11.txt"), "hunter2");
  EXPECT_THAT(wrong.error().text(), Not(HasSubstr("hunter2")));
  EXPECT_THAT(wrong.error().text(), Not(HasSubstr("attack")));
}

}  // namespace
}  // namespace converge::secret
