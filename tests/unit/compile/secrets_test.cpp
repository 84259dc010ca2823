// SPDX-License-Identifier: MIT
#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "engine/core/secret_value.h"
#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

const std::string key = "!vault \"" + FakeSecretDoor::sealed("hunter2") + "\"";
const std::string locked = "!vault \"" + FakeSecretDoor::sealed("locked") + "\"";

/// One play with the variable `key`, which is secret.
Compiling with_key(const std::string& resources, std::map<std::string, std::string> more = {}) {
  more["site.yaml"] = "- hosts: all\n  vars:\n    key: " + key + "\n    open: word\n  resources:\n" + resources;
  return Compiling::files(std::move(more));
}

/// The attributes of the first resource, with its secrets marked.
std::string attributes_of(Compiling& compiling) {
  const Catalog catalog = compiling.compile();
  return compiling.diagnostics.empty() && !catalog.resources.empty() ? to_json(seal(catalog.resources[0].attributes)) : compiling.all_findings();
}

std::string reference_to(const std::string& text) {
  return R"({"content":{"$secret":{"$content":")" + sha256(text) + R"(","size":)" + std::to_string(text.size()) + R"(}},"name":"a"})";
}

/// All that is said of the findings, notes included.
std::string all_words(const Compiling& compiling) {
  std::string words = compiling.all_findings();
  for (const Diagnostic& each : compiling.diagnostics.all())
    for (const Note& note : each.notes) words += note.span.text() + ": " + note.message + "\n";
  return words;
}

TEST(SecretContents, are_marked_where_they_are_referred_to) {
  for (const char* content : {"\"x {{ key }}\"", "\"x {{ key | upper | lower }}\""}) {
    Compiling compiling = with_key("    - thing: a\n      content: " + std::string(content) + "\n");
    EXPECT_EQ(attributes_of(compiling), reference_to("x hunter2"));
  }
}

TEST(SecretContents, may_be_written_where_they_are_used) {
  Compiling compiling = with_key("    - thing: a\n      content: " + key + "\n");
  EXPECT_EQ(attributes_of(compiling), reference_to("hunter2"));
}

TEST(SecretContents, stay_marked_inside_a_merge) {
  for (const char* format : {"json", "ini"}) {
    Compiling compiling = with_key("    - thing: a\n      merge: " + std::string(format) + "\n      content: {s: {k: \"{{ key }}\", o: \"{{ open }}\"}}\n");
    EXPECT_EQ(attributes_of(compiling), R"({"content":{"s":{"k":{"$secret":"hunter2"},"o":"word"}},"merge":")" + std::string(format) + R"(","name":"a"})");
  }
}

TEST(SecretContents, of_files_of_variables_stay_marked_as_scalars) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  roles: [r]\n"},
                                          {"roles/r/defaults.yaml", FakeSecretDoor::sealed("conf: {port: 80, up: true, list: [1.5]}\n")},
                                          {"roles/r/resources.yaml", "- thing: a\n  merge: json\n  content: \"{{ conf }}\"\n"}});
  EXPECT_EQ(attributes_of(compiling), R"({"content":{"list":[{"$secret":1.5}],"port":{"$secret":80},"up":{"$secret":true}},"merge":"json","name":"a"})");
}

TEST(SecretContents, of_a_source_arrive_opened) {
  Compiling compiling = with_key("    - thing: a\n      source: f\n", {{"files/f", FakeSecretDoor::sealed("hunter2")}});
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(catalog.resources[0].attributes.find("source")->sensitivity(), Sensitivity::secret);
  EXPECT_EQ(content_ref(*catalog.resources[0].attributes.find("source"))->sha256, sha256("hunter2"));
  EXPECT_TRUE(compiling.contents.holds_text(sha256("hunter2")));
}

TEST(SecretContents, of_a_source_without_a_key_or_within_a_folder_are_errors) {
  Compiling no_key = with_key("    - thing: a\n      source: f\n", {{"files/f", FakeSecretDoor::sealed("locked")}});
  static_cast<void>(no_key.compile());
  EXPECT_EQ(no_key.all_findings(), "site.yaml:7:15: thing[a].source: files/f is encrypted, and cannot be opened: no key fits (give the key that opens it with --vault-id LABEL@FILE or --identity FILE)\n");
  Compiling folder = with_key("    - thing: a\n      source: d\n", {{"files/d/f", FakeSecretDoor::sealed("x")}});
  static_cast<void>(folder.compile());
  EXPECT_EQ(folder.all_findings(), "site.yaml:7:15: thing[a].source: files/d/f is encrypted, and a folder that is copied holds no secrets (take it out of the folder, and give it a resource of its own with `source:`)\n");
}

TEST(SecretValues, are_opened_where_they_are_used_and_not_elsewhere) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  vars:\n    key: " + locked + "\n    open: word\n  resources:\n    - thing: \"{{ open }}\"\n"}});
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(compiling.door.opened, 0);
}

TEST(SecretValues, without_a_key_are_errors_at_their_place) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  vars:\n    key: " + locked + "\n  resources:\n    - thing: a\n      content: \"{{ key }}\"\n    - thing: b\n      when: key == 'x'\n"}});
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.all_findings(), "site.yaml:3:17: this `!vault` cannot be opened: no key fits (give the key that opens it with --vault-id LABEL@FILE)\n");
}

TEST(SecretValues, decide_conditions_openly) {
  Compiling compiling = with_key("    - thing: a\n      when: key == 'hunter2'\n    - thing: b\n      when: key == 'x'\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  ASSERT_EQ(catalog.resources.size(), 1U);
  EXPECT_FALSE(holds_secret(catalog));
}

struct Refused {
  const char* what;
  const char* resource;
  const char* finding;  ///< how it begins
};

TEST(SecretPlaces, refuse_what_would_be_shown_and_say_which_variable_it_was) {
  const std::string shown = ": this value is secret, and would be shown in plans, process lists or the journal";
  for (const Refused& each : {Refused{"title", "thing: \"/etc/{{ key }}\"", "thing, its title"},
                              Refused{"one title of several", "thing: [x, \"{{ key }}\"]", "thing, its title"},
                              Refused{"text", "thing: a\n      value: \"{{ key | upper }}\"", "thing[a].value"},
                              Refused{"list", "thing: a\n      provides: [x, \"{{ key | b64encode }}\"]", "thing[a].provides"},
                              Refused{"choice", "thing: a\n      disrupts: \"{{ key }}\"", "thing[a].disrupts"},
                              Refused{"name", "thing: a\n      name: \"{{ key }}\"", "thing[a].name"},
                              Refused{"tag", "thing: a\n      tags: [\"{{ key }}\"]", "thing[a].tags"},
                              Refused{"requires", "thing: a\n      requires: \"thing[{{ key }}]\"", "thing[a].requires"},
                              Refused{"notify", "thing: a\n      notify: {restart: \"unit[{{ key }}]\"}", "thing[a].notify"},
                              Refused{"path of a source", "thing: a\n      source: \"{{ key }}\"", "thing[a].source"},
                              Refused{"address", "thing: a\n      url: \"https://x/{{ key }}\"", "thing[a].url"},
                              Refused{"include", "include: \"{{ key }}.yaml\"", "include"},
                              Refused{"title of a turn", "thing: \"{{ item[0] }}\"\n      loop: \"{{ [key.split('n')] }}\"", "thing, its title"},
                              Refused{"label of a turn", "thing: \"{{ n }}\"\n      loop: {over: [\"{{ key }}\"], index: n, label: \"{{ item }}\"}", "thing[0].name"}}) {
    Compiling compiling = with_key("    - " + std::string(each.resource) + "\n");
    const Catalog catalog = compiling.compile();
    EXPECT_TRUE(catalog.resources.empty()) << each.what;
    const std::string words = all_words(compiling);
    EXPECT_EQ(compiling.diagnostics.error_count(), 1U) << each.what << "\n" << words;
    EXPECT_NE(words.find(each.finding + shown), std::string::npos) << each.what << "\n" << words;
    EXPECT_NE(words.find("site.yaml:3:17: the variable 'key' brings a secret from here"), std::string::npos) << each.what << "\n" << words;
    EXPECT_EQ(words.find("unter"), std::string::npos) << each.what << "\n" << words;
  }
}

TEST(SecretPlaces, follow_variables_to_the_one_that_is_encrypted) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  vars:\n    a: \"{{ b }}\"\n    b: \"x{{ c.deep }}\"\n    c:\n      deep: " + key + "\n  resources:\n    - thing: \"{{ a }}\"\n"}});
  static_cast<void>(compiling.compile());
  EXPECT_NE(all_words(compiling).find("site.yaml:6:20: the variable 'c' brings a secret from here"), std::string::npos) << all_words(compiling);
}

TEST(SecretPlaces, let_a_loop_over_secrets_pass_that_shows_none) {
  Compiling compiling = with_key("    - thing: \"turn{{ n }}\"\n      content: \"{{ item }}\"\n      loop: {over: [\"{{ key }}\", plain], index: n, label: \"turn {{ n }}\"}\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  ASSERT_EQ(catalog.resources.size(), 2U);
  EXPECT_TRUE(holds_secret(catalog.resources[0].attributes));
  EXPECT_FALSE(holds_secret(catalog.resources[1].attributes));
}

TEST(SecretTemplates, give_secrets_and_fail_without_a_word) {
  Compiling good = with_key("    - thing: a\n      content: \"{{ url }}\"\n");
  good.host_variables.set("url", Value::string(FakeSecretDoor::sealed("x {{ open }}"), {}, Style::sealed));
  good.host_variables.find("url")->set_sensitivity(Sensitivity::secret);
  EXPECT_EQ(attributes_of(good), reference_to("x word"));
  for (const char* bad : {"{{ hunter2 }}", "{{ hunter2", "{{ 'hunter2' | nosuch }}", "{% hunter2 %}", "{{ 'hunter2' + 1 }}"}) {
    Compiling compiling = with_key("    - thing: a\n      content: \"{{ url }}\"\n");
    compiling.host_variables.set("url", Value::string(FakeSecretDoor::sealed(bad), parse_span("vars.yaml:2:3"), Style::sealed));
    compiling.host_variables.find("url")->set_sensitivity(Sensitivity::secret);
    static_cast<void>(compiling.compile());
    const std::string words = all_words(compiling);
    EXPECT_EQ(compiling.diagnostics.error_count(), 1U) << bad;
    EXPECT_NE(words.find("this template is secret, and fails (why, would show it)"), std::string::npos) << words;
    EXPECT_EQ(words.find("hunter"), std::string::npos) << words;
  }
}

TEST(SecretTemplates, that_are_encrypted_files_mark_what_includes_them) {
  const std::string sealed = FakeSecretDoor::sealed("hunter2 {{ open }}");
  for (const char* include : {"{% include 'sealed.j2' %}", "{% if true %}{% include 'sealed.j2' %}{% endif %}"}) {
    Compiling compiling = with_key("    - thing: a\n      content: \"" + std::string(include) + "\"\n", {{"templates/sealed.j2", sealed}});
    EXPECT_EQ(attributes_of(compiling), reference_to("hunter2 word"));
  }
  Compiling broken = with_key("    - thing: a\n      content: \"{% include 'sealed.j2' %}\"\n", {{"templates/sealed.j2", FakeSecretDoor::sealed("{{ hunter2 }}")}});
  static_cast<void>(broken.compile());
  EXPECT_EQ(broken.diagnostics.error_count(), 1U);
  EXPECT_EQ(all_words(broken).find("hunter2"), std::string::npos) << all_words(broken);
}

TEST(SecretFiles, of_resources_are_refused_as_a_whole) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  resources:\n    - include: more.yaml\n"}, {"more.yaml", FakeSecretDoor::sealed("[]")}});
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.all_findings(), "more.yaml: the file is encrypted as a whole, and only files of variables may be (encrypt the values alone, or move them into a file of variables: titles and paths cannot be secret)\n");
}

}  // namespace
}  // namespace converge
