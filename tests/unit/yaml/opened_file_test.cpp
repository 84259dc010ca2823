// SPDX-License-Identifier: MIT
#include "engine/core/yaml/opened_file.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "engine/core/secret_value.h"
#include "tests/fakes/fake_secret_door.h"

namespace converge {
namespace {

struct Reading {
  FakeSecretDoor door;
  Diagnostics diagnostics;
  std::optional<Value> read(const std::string& text) { return parse_yaml_file(text, "vault.yaml", &door, diagnostics); }
  [[nodiscard]] std::string words() const {
    std::string out;
    for (const Diagnostic& each : diagnostics.all()) {
      out += each.span.text() + ": " + each.message + " (" + each.fix + ")\n";
      for (const Note& note : each.notes) out += note.message + "\n";
    }
    return out;
  }
};

TEST(OpenedFile, of_an_encrypted_one_every_scalar_is_secret_and_no_container) {
  Reading reading;
  const auto value = reading.read(FakeSecretDoor::sealed("a: 1\nb: {c: [x, null]}\n"));
  ASSERT_TRUE(value);
  EXPECT_EQ(to_json(*value), R"({"a":1,"b":{"c":["x",null]}})");
  EXPECT_EQ(value->find("a")->sensitivity(), Sensitivity::secret);
  EXPECT_EQ(value->find("b")->sensitivity(), Sensitivity::open);
  for (const Value& item : value->find("b")->find("c")->items()) EXPECT_EQ(item.sensitivity(), Sensitivity::secret);
}

TEST(OpenedFile, a_plain_one_is_open_and_asks_for_no_key) {
  Reading reading;
  const auto value = reading.read("a: 1\n");
  ASSERT_TRUE(value);
  EXPECT_FALSE(holds_secret(*value));
  EXPECT_EQ(reading.door.opened, 0);
}

TEST(OpenedFile, one_that_no_key_opens_is_an_error_about_the_file) {
  Reading reading;
  EXPECT_FALSE(reading.read(FakeSecretDoor::sealed("locked")));
  EXPECT_EQ(reading.words(), "vault.yaml: the file is encrypted, and cannot be opened: no key fits (give the key that opens it with --vault-id LABEL@FILE)\n");
}

TEST(OpenedFile, findings_in_an_encrypted_one_name_the_place_alone) {
  for (const char* bad : {"ok: 1\npassword: \"hunter2\nx: 1\n", "ok: 1\nhunter2: 1\nhunter2: 2\n", "ok: 1\na: !hunter2 x\n", "ok: 1\n\thunter2: x\n", "ok: 1\nhunter2\n"}) {
    Reading reading;
    EXPECT_FALSE(reading.read(FakeSecretDoor::sealed(bad))) << bad;
    const std::string words = reading.words();
    EXPECT_EQ(words.find("hunter2"), std::string::npos) << words;
    EXPECT_NE(words.find("vault.yaml:"), std::string::npos) << words;
    EXPECT_NE(words.find("`converge secret edit vault.yaml`"), std::string::npos) << words;
  }
}

TEST(OpenedFile, findings_in_a_plain_one_say_what_is_wrong) {
  Reading reading;
  EXPECT_FALSE(reading.read("hunter2: 1\nhunter2: 2\n"));
  EXPECT_NE(reading.words().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace converge
