// SPDX-License-Identifier: MIT
#include "engine/secret/age_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/secret/crypto.h"
#include "engine/secret/encoding.h"
#include "engine/secret/ssh_key.h"
#include "tests/unit/secret/fixtures.h"

namespace converge::secret {
namespace {

using testing::HasSubstr;

TEST(Recipients, belong_to_the_identities_that_age_and_ssh_made_with_them) {
  const auto recipient = parse_recipient(fixture("recipient.txt"));
  ASSERT_TRUE(recipient) << recipient.error().text();
  const auto identities = identities_of("identity.txt");
  ASSERT_EQ(identities.size(), 1U);
  EXPECT_EQ(identities[0].recipient.point, recipient->point);
  const auto ssh = parse_recipient(fixture("id_ed25519.pub"));
  ASSERT_TRUE(ssh) << ssh.error().text();
  const auto ssh_identities = identities_of("id_ed25519");
  ASSERT_EQ(ssh_identities.size(), 1U);
  EXPECT_EQ(ssh_identities[0].recipient.point, ssh->point);
  EXPECT_EQ(x25519_public(ssh_identities[0].scalar.view()), ssh->point);  // both ways to the point agree
}

TEST(Recipients, are_listed_one_a_line) {
  const std::string text = "# operators\n\n" + fixture("recipient.txt") + "  " + fixture("id_ed25519.pub");
  const auto recipients = parse_recipients(text);
  ASSERT_TRUE(recipients) << recipients.error().text();
  ASSERT_EQ(recipients->size(), 2U);
  EXPECT_EQ((*recipients)[1].type, KeyType::ssh_ed25519);
  const auto bad = parse_recipients(text + "age1nonsense\n");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().text(), "line 5: the recipient age1... is mistyped: its checksum is wrong");
}

TEST(Recipients, of_other_types_are_refused_by_name) {
  EXPECT_EQ(parse_recipient("ssh-rsa AAAAB3NzaC1yc2E= x").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_recipient("github:somebody").error().code, ErrorCode::unsupported);
  EXPECT_THAT(parse_recipient("AGE-SECRET-KEY-1QQQ").error().text(), HasSubstr("private key"));
  EXPECT_EQ(parse_recipient("ssh-ed25519 %%%").error().code, ErrorCode::invalid);
  EXPECT_EQ(parse_recipient("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5").error().code, ErrorCode::invalid);
  const std::string rsa_in_disguise =
      "ssh-ed25519 " + to_base64(std::string("\0\0\0\7ssh-rsa\0\0\0\1x", 16), Padding::full);
  EXPECT_EQ(parse_recipient(rsa_in_disguise).error().code, ErrorCode::unsupported);
}

TEST(Identities, that_cannot_be_used_say_why) {
  EXPECT_THAT(parse_identities(fixture("id_protected")).error().text(), HasSubstr("a passphrase protects the SSH key"));
  EXPECT_EQ(parse_identities(fixture("id_protected")).error().code, ErrorCode::denied);
  EXPECT_THAT(parse_identities(fixture("passphrase.armored.age")).error().text(), HasSubstr("encrypted itself"));
  EXPECT_EQ(parse_identities("-----BEGIN RSA PRIVATE KEY-----\n").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_identities("# nothing\n").error().code, ErrorCode::invalid);
  EXPECT_EQ(parse_identities("AGE-PLUGIN-YUBIKEY-1QQ\n").error().code, ErrorCode::unsupported);
}

TEST(Identities, do_not_stand_in_their_errors) {
  std::string mistyped = fixture("identity.txt");
  mistyped.replace(mistyped.size() - 3, 1, mistyped[mistyped.size() - 3] == 'Q' ? "P" : "Q");
  const auto result = parse_identities(mistyped);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().text(), "line 2: an AGE-SECRET-KEY-1... is mistyped: its checksum is wrong");
}

TEST(SshKey, is_refused_wherever_a_byte_is_missing) {
  const std::string text = fixture("id_ed25519");
  const std::string begin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  const std::string end = "-----END OPENSSH PRIVATE KEY-----\n";
  std::string letters;
  for (const char c : text.substr(begin.size(), text.find("-----END") - begin.size()))
    if (c != '\n') letters += c;
  const std::string bytes = *from_base64(letters, Padding::full);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_ssh_private_key(begin + to_base64(bytes.substr(0, size), Padding::full) + "\n" + end)) << size;
  EXPECT_TRUE(parse_ssh_private_key(begin + to_base64(bytes, Padding::full) + "\n" + end));
}

}  // namespace
}  // namespace converge::secret
