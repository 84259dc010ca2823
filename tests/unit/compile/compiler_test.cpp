// SPDX-License-Identifier: MIT
#include "engine/compile/compiler.h"

#include <random>

#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

using Lines = std::vector<std::string>;

TEST(Compiler, makes_a_catalog_of_the_plays_that_select_the_host) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: all\n  roles: [base]\n- hosts: nobody\n  resources:\n    - thing: not here\n"},
       {"roles/base/resources.yaml", "- thing: a\n  name: first\n  value: 022\n  tags: [t]\n"}});
  compiling.source.commit = "c0ffee";
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(catalog.host, "web1");
  EXPECT_EQ(catalog.owner, "tests");
  EXPECT_EQ(catalog.revision, "c0ffee");
  ASSERT_EQ(catalog.resources.size(), 1U);
  const Resource& a = catalog.resources[0];
  EXPECT_EQ(a.id.text(), "thing[a]");
  EXPECT_EQ(a.role, "base");
  EXPECT_EQ(a.label, "first");
  EXPECT_EQ(a.origin.text(), "roles/base/resources.yaml:1:3");
  EXPECT_EQ(a.attributes.find("value")->text(), "022");
  EXPECT_EQ(a.attributes.find("name")->text(), "a") << "the main attribute is the title";
}

TEST(Compiler, written_edges_are_hard) {
  Compiling compiling =
      Compiling::resources("- thing: a\n  requires: thing[b]\n  before: thing[c]\n- thing: b\n- thing: c\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(edges_text(catalog, catalog.edges), "b>a:hard a>c:hard");
}

TEST(Compiler, a_notify_is_an_edge_and_a_wish_and_the_strongest_counts_once) {
  Compiling compiling =
      Compiling::resources("- thing: a\n  notify: [\"thing[b]\", \"thing[b]\", {reload: \"thing[b]\"}]\n- thing: b\n");
  const Catalog catalog = compiling.compile();
  ASSERT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(edges_text(catalog, catalog.edges), "a>b:hard");
  EXPECT_EQ(catalog.resources[0].notify, (std::vector<Notify>{{1, Refresh::restart}}));
}

TEST(Compiler, claims_make_automatic_edges_and_either_side_can_switch_them_off) {
  const std::string provider = "- thing: folder\n  provides: path /x\n";
  const std::string user = "- thing: file\n  needs: [path /x, path /y]\n";
  Compiling on = Compiling::resources(user + provider);
  const Catalog catalog = on.compile();
  EXPECT_EQ(edges_text(catalog, catalog.edges), "folder>file:automatic");
  EXPECT_EQ(catalog.edges[0].reason, "parent folder /x");
  for (const std::string& off :
       {user + "  auto_edges: false\n" + provider, user + provider + "  auto_edges: false\n"}) {
    Compiling compiling = Compiling::resources(off);
    EXPECT_TRUE(compiling.compile().edges.empty());
  }
}

TEST(Compiler, an_unknown_reference_gets_a_guess) {
  Compiling compiling = Compiling::resources("- thing: a\n  requires: thing[motdd]\n  before: motd\n- thing: motd\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(
      compiling.findings(),
      (Lines{"site.yaml:4:17: thing[a].requires: there is no thing[motdd] on this host (did you mean thing[motd]?)",
             "site.yaml:5:15: thing[a].before: 'motd' is not the name of a resource (write it as kind[title], such "
             "as \"file[/etc/motd]\")"}));
}

TEST(Compiler, a_resource_declared_twice_names_both_places) {
  Compiling compiling = Compiling::resources("- thing: a\n- thing: a\n");
  static_cast<void>(compiling.compile());
  ASSERT_EQ(compiling.findings().size(), 1U);
  EXPECT_EQ(compiling.diagnostics.all()[0].span.text(), "site.yaml:4:14");
  EXPECT_EQ(compiling.diagnostics.all()[0].notes[0].span.text(), "site.yaml:3:14");
}

TEST(Compiler, two_owners_of_one_thing_are_a_conflict) {
  Compiling compiling =
      Compiling::resources("- thing: a\n  owns: path /x\n- thing: b\n  owns: path /x\n- thing: c\n  shares: path /x\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.diagnostics.error_count(), 3U) << compiling.all_findings();
  EXPECT_NE(compiling.all_findings().find("thing[b] and thing[a] both manage path /x"), std::string::npos);
  EXPECT_NE(compiling.all_findings().find("thing[c] and thing[a] both manage path /x"), std::string::npos);
}

TEST(Compiler, sharers_of_one_thing_come_one_after_the_other) {
  Compiling compiling =
      Compiling::resources("- thing: [a, b]\n  shares: path /x\n- thing: c\n  shares: path /x\n  before: thing[a]\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(edges_text(catalog, catalog.edges), "c>a:hard b>c:soft");
  EXPECT_EQ(catalog.edges[1].reason, "both edit /x");
}

TEST(Compiler, a_cycle_is_refused_with_its_path_and_places) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  requires: thing[c]\n- thing: b\n  needs: path /x\n- thing: c\n  requires: thing[b]\n- thing: d\n"
      "- thing: p\n  provides: path /x\n  requires: thing[a]\n");
  static_cast<void>(compiling.compile());
  ASSERT_EQ(compiling.diagnostics.error_count(), 1U) << compiling.all_findings();
  const Diagnostic& cycle = compiling.diagnostics.all()[0];
  for (const char* edge : {"thing[a] -> thing[p]", "thing[p] -> thing[b]", "thing[b] -> thing[c]"}) {
    const std::string twice = cycle.message + cycle.message.substr(cycle.message.find(':') + 1);
    EXPECT_NE(twice.find(edge), std::string::npos) << cycle.message;
  }
  EXPECT_EQ(cycle.message.find("thing[d]"), std::string::npos);
  ASSERT_EQ(cycle.notes.size(), 4U);
  for (const Note& note : cycle.notes) EXPECT_TRUE(note.span.known()) << note.message;
}

TEST(Compiler, a_soft_edge_against_a_written_one_is_dropped_and_shown) {
  Compiling compiling = Compiling::resources("- unit: u\n  before: thing[f]\n- thing: f\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(edges_text(catalog, catalog.edges), "u>f:hard");
  EXPECT_EQ(edges_text(catalog, catalog.dropped), "f>u:soft");
}

TEST(Compiler, who_is_written_against_custom_keeps_its_order_with_the_others) {
  Compiling compiling = Compiling::resources("- thing: [f1, f2]\n- unit: [u1, u2]\n- unit: u3\n  before: thing[f1]\n");
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(edges_text(catalog, catalog.dropped), "f1>u3:soft");
  EXPECT_NE(edges_text(catalog, catalog.edges).find("f2>u3:soft"), std::string::npos)
      << edges_text(catalog, catalog.edges);
}

TEST(Compiler, what_sweeps_a_folder_keeps_what_others_own_in_it) {
  Compiling compiling = Compiling::resources(
      "- thing: d\n  sweeps: /etc/d\n  provides: path /etc/d\n- thing: f\n  owns: path /etc/d/f\n"
      "- thing: g\n  shares: file /etc/d/g\n- thing: h\n  owns: path /etc/dx\n");
  const Catalog catalog = compiling.compile();
  const Value* keep = catalog.resources[0].attributes.find("$keep");
  ASSERT_NE(keep, nullptr) << compiling.all_findings();
  EXPECT_EQ(*keep, Value::list({Value::string("/etc/d/f"), Value::string("/etc/d/g")}));
}

TEST(Compiler, what_the_kind_refuses_is_told_at_the_resource) {
  Compiling compiling = Compiling::resources("- thing: a\n  value: refused\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.findings(), (Lines{"site.yaml:3:14: thing[a]: 'refused' is refused (write another value)"}));
}

/// Random playbooks: references go anywhere, but only backwards in `requires`.
std::string random_playbook(std::uint32_t seed) {
  std::mt19937 dice(seed);
  const std::vector<std::string> kinds = {"repo", "pkg", "thing", "unit", "act"};
  std::vector<std::string> names;
  std::string text = "- hosts: all\n  resources:\n";
  for (int i = 0; i < 60; ++i) {
    const std::string kind = kinds[dice() % kinds.size()];
    const std::string title = "n" + std::to_string(i);
    text += "    - " + kind + ": " + title + "\n      value: v" + std::to_string(dice() % 9) +
            "\n      content: text " + std::to_string(dice() % 5) + "\n";
    if (!names.empty() && dice() % 3 == 0) text += "      requires: " + names[dice() % names.size()] + "\n";
    if (dice() % 4 == 0) text += "      provides: path /p" + std::to_string(i) + "\n";
    names.push_back(kind + "[" + title + "]");
  }
  return text;
}

TEST(Compiler, compiling_twice_gives_the_same_bytes) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const std::string text = random_playbook(seed);
    Compiling first = Compiling::files({{"site.yaml", text}});
    Compiling second = Compiling::files({{"site.yaml", text}});
    const std::string json = to_json(first.compile());
    EXPECT_EQ(first.all_findings(), "");
    EXPECT_EQ(json, to_json(second.compile())) << "seed " << seed;
    const auto back = parse_catalog(json);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(to_json(*back), json);
  }
}

}  // namespace
}  // namespace converge
