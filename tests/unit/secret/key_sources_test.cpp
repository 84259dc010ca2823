// SPDX-License-Identifier: MIT
#include "engine/secret/key_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/secret/fixtures.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge::secret {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Passwords : public testing::Test {
 protected:
  std::string script(const std::string& name, const std::string& text) {
    const std::string path = folder_ / name;
    write_file(path, "#!/bin/sh\n" + text);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  std::string read(const VaultId& id, const KeySources& sources = {}) {
    const auto password = read_password(id, sources);
    return password ? std::string(password->view()) : "error " + std::string(error_code_name(password.error().code));
  }
  TemporaryFolder folder_;
};

TEST(VaultIds, are_a_label_and_a_source) {
  EXPECT_EQ(*parse_vault_id("prod@/k"), (VaultId{"prod", "/k"}));
  EXPECT_EQ(*parse_vault_id("prod@a@b"), (VaultId{"prod", "a@b"}));
  EXPECT_EQ(*parse_vault_id("/k"), (VaultId{"default", "/k"}));
  EXPECT_EQ(*parse_vault_id("@prompt"), (VaultId{"default", "prompt"}));
  EXPECT_EQ(parse_vault_id("prod@").error().code, ErrorCode::invalid);
}

TEST_F(Passwords, come_from_a_file_without_white_space_around_them) {
  write_file(folder_ / "p", "  correct horse \n\n");
  EXPECT_EQ(read({"default", folder_ / "p"}), "correct horse");
  write_file(folder_ / "empty", " \n");
  EXPECT_EQ(read({"default", folder_ / "empty"}), "error invalid");
  EXPECT_EQ(read({"default", folder_ / "missing"}), "error not_found");
}

TEST_F(Passwords, come_from_a_program) {
  EXPECT_EQ(read({"default", script("get", "printf ' pass word \\n'")}), " pass word ");
  EXPECT_EQ(read({"prod", script("get-client", "echo \"$@\"")}), "--vault-id prod");
  EXPECT_EQ(read({"prod", script("get-client.sh", "echo \"$@\"")}), "--vault-id prod");
  EXPECT_EQ(read({"prod", script("client.sh", "echo \"x$@\"")}), "x");
  EXPECT_EQ(read({"default", script("fails", "echo secret; exit 3")}), "error failed");
  EXPECT_EQ(read({"default", script("killed", "kill -9 $$")}), "error failed");
}

TEST_F(Passwords, are_not_waited_for_without_end) {
  KeySources sources;
  sources.script_deadline = std::chrono::milliseconds{100};
  EXPECT_EQ(read({"default", script("hangs", "exec cat /dev/zero >/dev/null")}, sources), "error timed_out");
  sources.script_deadline = std::chrono::minutes{1};
  EXPECT_EQ(read({"default", script("floods", "exec cat /dev/zero")}, sources), "error invalid");
}

TEST_F(Passwords, are_asked_for) {
  KeySources sources;
  EXPECT_EQ(read({"prod", "prompt"}, sources), "error unsupported");
  std::string asked;
  sources.prompt = [&](const std::string& question) -> Result<SecretBytes> {
    asked = question;
    return SecretBytes("typed");
  };
  EXPECT_EQ(read({"prod", "prompt"}, sources), "typed");
  EXPECT_EQ(asked, "Vault password (prod): ");
}

TEST(Sources, of_the_environment_come_behind_what_was_named) {
  const std::map<std::string, std::string> variables = {
      {"HOME", "/home/me"}, {"ANSIBLE_VAULT_PASSWORD_FILE", "/pw"}, {"CONVERGE_AGE_IDENTITY", "/a::/b"}};
  const auto environment = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
  KeySources sources;
  sources.vault_ids = {{"prod", "/prod"}};
  sources.identities = {{"/named", Origin::named}};
  add_environment(sources, environment);
  EXPECT_THAT(sources.vault_ids, ElementsAre(VaultId{"prod", "/prod"}, VaultId{"default", "/pw"}));
  EXPECT_THAT(sources.identities, ElementsAre(IdentityFile{"/named", Origin::named}, IdentityFile{"/a", Origin::named},
                                              IdentityFile{"/b", Origin::named},
                                              IdentityFile{"/home/me/.config/converge/age.txt", Origin::usual},
                                              IdentityFile{"/home/me/.ssh/id_ed25519", Origin::usual}));
  KeySources none;
  add_environment(none, [](const char*) { return std::string(); });
  EXPECT_TRUE(none.identities.empty());
}

TEST(IdentityFiles, are_named_in_their_errors) {
  EXPECT_EQ(read_identities(fixtures + "identity.txt")->size(), 1U);
  EXPECT_EQ(read_identities("/nowhere").error().code, ErrorCode::not_found);
  EXPECT_THAT(read_identities(fixtures + "id_protected").error().text(),
              HasSubstr("id_protected: a passphrase protects"));
}

}  // namespace
}  // namespace converge::secret
