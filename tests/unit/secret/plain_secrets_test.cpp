// SPDX-License-Identifier: MIT
#include "engine/secret/plain_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/yaml/document.h"

namespace converge::secret {
namespace {

TEST(SecretNames, end_with_a_word_that_says_so) {
  for (const char* name :
       {"password", "db_password", "dbPassword", "DB-PASSWORD", "admin.passwd", "api_token", "apiKey", "apikey",
        "ssh_private_key", "secret", "client_secret", "wifi_psk", "aws_secret_access_key", "token2_token"})
    EXPECT_TRUE(names_a_secret(name)) << name;
  for (const char* name : {"", "_", "key", "public_key", "authorized_keys", "password_file", "token_url", "secretary",
                           "compass", "passwordless", "keyring", "name"})
    EXPECT_FALSE(names_a_secret(name)) << name;
}

std::string warnings(const char* text) {
  Diagnostics diagnostics;
  const Value value = parse_yaml(text, "x.yaml", diagnostics);
  find_plain_secrets(value, diagnostics);
  std::string out;
  for (const Diagnostic& each : diagnostics.sorted()) {
    EXPECT_EQ(each.severity, Severity::warning);
    EXPECT_THAT(each.message + each.fix, testing::Not(testing::HasSubstr("hunter2")));
    out += each.span.text() + "\n";
  }
  return out;
}

TEST(PlainSecrets, are_found_at_any_depth) {
  EXPECT_EQ(warnings("password: hunter2\na:\n  - b: {api_key: hunter2}\n    token: hunter2\n"),
            "x.yaml:1:1\nx.yaml:3:9\nx.yaml:4:5\n");
}

TEST(PlainSecrets, are_no_templates_paths_switches_or_empty_texts) {
  EXPECT_EQ(warnings("password: '{{ vaulted }}'\ntoken: /run/token\nsecret: true\npsk: ''\npass: ~/x\n"), "");
}

TEST(PlainSecrets, are_looked_for_below_a_name_that_holds_a_map) {
  EXPECT_EQ(warnings("secrets:\n  token: hunter2\n"), "x.yaml:2:3\n");
}

TEST(PlainSecrets, are_not_those_that_were_encrypted) {
  Value secret = Value::string("hunter2");
  secret.set_sensitivity(Sensitivity::secret);
  Diagnostics diagnostics;
  find_plain_secrets(Value::map({{"password", secret, {}}}), diagnostics);
  EXPECT_TRUE(diagnostics.empty());
}

}  // namespace
}  // namespace converge::secret
