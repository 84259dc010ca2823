// SPDX-License-Identifier: MIT
// Everything encrypted in a repository is opened by the keys that there are.
#include "engine/secret/secret_opener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/yaml/document.h"
#include "engine/secret/age.h"
#include "engine/core/encryption.h"
#include "engine/secret/vault.h"
#include "tests/unit/secret/fixtures.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge::secret {
namespace {

using testing::HasSubstr;
using testing::Not;

class Opener : public testing::Test {
 protected:
  void SetUp() override { write_file(folder_ / "wrong", "wrong password\n"); }
  /// Prompts count how often a key is asked for.
  KeySources sources(std::vector<VaultId> ids, std::vector<IdentityFile> identities = {}) {
    KeySources out;
    out.vault_ids = std::move(ids);
    out.identities = std::move(identities);
    out.prompt = [this](const std::string&) -> Result<SecretBytes> {
      ++prompts_;
      return SecretBytes("correct horse");
    };
    return out;
  }
  static std::string text_of(const Result<Value>& value) {
    return value ? value->text()
                 : "error " + std::string(error_code_name(value.error().code)) + ": " + value.error().text();
  }
  TemporaryFolder folder_;
  int prompts_ = 0;
};

TEST_F(Opener, types_what_it_opens_as_secret) {
  SecretOpener opener(sources({{"default", fixtures + "vault_password.txt"}}, {{fixtures + "identity.txt"}}));
  for (const auto& [tag, name] : {std::pair("!vault", "vault11.txt"), std::pair("!age", "x25519.armored.age")}) {
    const auto value = opener.open_scalar(tag, fixture(name));
    ASSERT_TRUE(value) << value.error().text();
    EXPECT_EQ(value->text(), known_plain);
    EXPECT_EQ(value->sensitivity(), Sensitivity::secret);
  }
}

TEST_F(Opener, opens_whole_files) {
  SecretOpener opener(sources({{"default", fixtures + "vault_password.txt"}},
                              {{fixtures + "id_ed25519"}, {fixtures + "identity.txt"}}));
  for (const char* name : {"vault12.txt", "x25519.age", "ssh.armored.age"})
    EXPECT_EQ(opener.open_file(fixture(name))->view(), known_plain);
  EXPECT_EQ(opener.open_file("plain: text\n").error().code, ErrorCode::invalid);
}

TEST_F(Opener, asks_for_a_key_once_and_only_if_it_is_needed) {
  SecretOpener opener(sources({{"default", "prompt"}}));
  EXPECT_EQ(prompts_, 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(text_of(opener.open_scalar("!vault", fixture("vault11.txt"))), known_plain);
  EXPECT_EQ(text_of(opener.open_scalar("!vault", fixture("vault12.txt"))), known_plain);
  EXPECT_EQ(prompts_, 1);
}

TEST_F(Opener, tries_the_label_first_and_then_the_others) {
  SecretOpener labelled(sources({{"other", "prompt"}, {"prod", fixtures + "vault_password.txt"}}));
  EXPECT_EQ(text_of(labelled.open_scalar("!vault", fixture("vault12.txt"))), known_plain);
  EXPECT_EQ(prompts_, 0);
  SecretOpener others(sources({{"one", folder_ / "wrong"}, {"two", fixtures + "vault_password.txt"}}));
  EXPECT_EQ(text_of(others.open_scalar("!vault", fixture("vault12.txt"))), known_plain);
}

TEST_F(Opener, tells_wrong_passwords_wrong_labels_and_missing_keys_apart) {
  SecretOpener wrong(sources({{"prod", folder_ / "wrong"}}));
  EXPECT_THAT(text_of(wrong.open_scalar("!vault", fixture("vault12.txt"))),
              HasSubstr("error denied: the password does not open"));
  SecretOpener label(sources({{"test", folder_ / "wrong"}}));
  EXPECT_THAT(
      text_of(label.open_scalar("!vault", fixture("vault12.txt"))),
      HasSubstr("error not_found: no password is there for the vault id 'prod', and none of another id opens it"));
  SecretOpener none(sources({}));
  EXPECT_THAT(text_of(none.open_scalar("!vault", fixture("vault11.txt"))),
              HasSubstr("error not_found: no vault password"));
  SecretOpener gone(sources({{"prod", folder_ / "gone"}}));
  EXPECT_THAT(text_of(gone.open_scalar("!vault", fixture("vault12.txt"))),
              HasSubstr("reading the vault password of 'prod'"));
  EXPECT_THAT(text_of(gone.open_scalar("!vault", "$ANSIBLE_VAULT;1.1;AES256\nxx\n")), HasSubstr("error invalid"));
}

TEST_F(Opener, insists_on_named_identities_and_forgives_usual_ones) {
  SecretOpener named(sources({}, {{folder_ / "gone"}, {fixtures + "identity.txt"}}));
  EXPECT_THAT(text_of(named.open_scalar("!age", fixture("x25519.armored.age"))), HasSubstr("error not_found: "));
  SecretOpener usual(sources({}, {{folder_ / "gone", Origin::usual}, {fixtures + "identity.txt"}}));
  EXPECT_EQ(text_of(usual.open_scalar("!age", fixture("x25519.armored.age"))), known_plain);
  SecretOpener locked(sources({}, {{fixtures + "id_protected", Origin::usual}}));
  EXPECT_THAT(text_of(locked.open_scalar("!age", fixture("ssh.armored.age"))),
              HasSubstr("a passphrase protects the SSH key"));
}

TEST_F(Opener, wants_tag_and_text_to_agree) {
  SecretOpener opener(sources({}));
  EXPECT_THAT(text_of(opener.open_scalar("!age", fixture("vault11.txt"))),
              HasSubstr("error invalid: the text does not begin"));
  EXPECT_THAT(text_of(opener.open_scalar("!secret", "x")), HasSubstr("error unsupported"));
}

TEST_F(Opener, refuses_bytes_that_are_no_text_as_a_value) {
  const auto file = make_age("\xff\xfe", {*parse_recipient(fixture("recipient.txt"))});
  SecretOpener opener(sources({}, {{fixtures + "identity.txt"}}));
  EXPECT_THAT(text_of(opener.open_scalar("!age", *file)), HasSubstr("error invalid: the plain text is not UTF-8"));
  EXPECT_EQ(opener.open_file(*file)->view(), "\xff\xfe");
}

TEST_F(Opener, hands_out_the_password_for_new_vaults) {
  SecretOpener opener(sources({{"test", folder_ / "wrong"}, {"prod", fixtures + "vault_password.txt"}}));
  EXPECT_EQ(opener.password_of("prod")->view(), "correct horse");
  EXPECT_EQ(opener.password_of("")->view(), "wrong password");
  EXPECT_EQ(opener.password_that_opens(fixture("vault11.txt"))->view(), "correct horse");
  EXPECT_EQ(SecretOpener(sources({})).password_that_opens(fixture("vault11.txt")).error().code, ErrorCode::not_found);
  EXPECT_EQ(opener.password_of("x").error().code, ErrorCode::not_found);
}

TEST_F(Opener, reads_yaml) {
  SecretOpener opener(sources({{"default", fixtures + "vault_password.txt"}}, {{fixtures + "identity.txt"}}));
  const auto indented = [](const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string("\n    ") : std::string(1, c);
    return "    " + out + "\n";
  };
  const std::string text = "db:\n  password: !vault |\n" + indented(fixture("vault12.txt")) + "  token: !age |\n" +
                           indented(fixture("x25519.armored.age")) +
                           "  bad: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    zz\n";
  const SecretReader reader = [&](std::string_view tag, std::string_view sealed) -> Result<std::string> {
    auto value = opener.open_scalar(tag, sealed);
    if (!value) return fail(std::move(value.error()));
    return value->take_text();
  };
  Diagnostics diagnostics;
  parse_yaml(text, "x.yaml", diagnostics, YamlOptions{Feed::skeleton, reader});
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].message,
            "this `!vault` cannot be opened: the vault is damaged: its body is not hexadecimal");
  Diagnostics clean;
  const Value value =
      parse_yaml(text.substr(0, text.find("  bad")), "x.yaml", clean, YamlOptions{Feed::skeleton, reader});
  ASSERT_TRUE(clean.empty());
  EXPECT_EQ(value.find("db")->find("password")->text(), known_plain);
  EXPECT_EQ(value.find("db")->find("token")->sensitivity(), Sensitivity::secret);
}

TEST(Encryptions, are_recognised) {
  EXPECT_EQ(encryption_of(fixture("vault11.txt")), Encryption::vault);
  EXPECT_EQ(encryption_of(fixture("x25519.age")), Encryption::age);
  EXPECT_EQ(encryption_of(fixture("x25519.armored.age")), Encryption::age);
  EXPECT_EQ(encryption_of("a: b\n"), Encryption::none);
  EXPECT_EQ(encryption_name(Encryption::vault), "vault");
}

}  // namespace
}  // namespace converge::secret
