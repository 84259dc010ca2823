// SPDX-License-Identifier: MIT
#include "engine/compile/compiler.h"

#include <algorithm>
#include <random>

#include "engine/graph/dag.h"
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

TEST(Compiler, many_unknown_references_are_all_told_and_guesses_have_an_end) {
  std::string items;
  for (int i = 1000; i < 1300; ++i)
    items += "- thing: item" + std::to_string(i) + "\n  requires: thing[itme" + std::to_string(i) + "]\n";
  Compiling compiling = Compiling::resources(items);
  static_cast<void>(compiling.compile());
  const Lines found = compiling.findings();
  ASSERT_EQ(found.size(), 300U);
  const auto guessed = std::ranges::count_if(found, [](const std::string& line) { return line.ends_with("?)"); });
  EXPECT_EQ(guessed, 200);
  EXPECT_TRUE(found[0].ends_with("(did you mean thing[item1000]?)")) << found[0];
}

TEST(Compiler, a_resource_declared_twice_names_both_places) {
  Compiling compiling = Compiling::resources("- thing: a\n- thing: a\n");
  static_cast<void>(compiling.compile());
  ASSERT_EQ(compiling.findings().size(), 1U);
  EXPECT_EQ(compiling.diagnostics.all()[0].span.text(), "site.yaml:4:14");
  EXPECT_EQ(compiling.diagnostics.all()[0].notes[0].span.text(), "site.yaml:3:14");
}

TEST(Compiler, a_role_that_two_plays_name_counts_where_it_stands_first) {
  Compiling compiling = Compiling::files({{"site.yaml",
                                           "- hosts: all\n  roles: [common, common]\n  resources: [{thing: b}]\n"
                                           "- hosts: all\n  roles: [common]\n  resources: [{thing: c}]\n"},
                                          {"roles/common/resources.yaml", "- thing: a\n"}});
  const Catalog catalog = compiling.compile();
  EXPECT_EQ(compiling.all_findings(), "");
  ASSERT_EQ(catalog.resources.size(), 3U);
  EXPECT_EQ(catalog.resources[0].id.text(), "thing[a]");
}

TEST(Compiler, who_does_nothing_when_notified_cannot_be_notified) {
  Compiling compiling = Compiling::resources(
      "- thing: t\n  notify: [\"act[deaf]\", \"act[listens]\", \"act[broken]\"]\n- act: deaf\n- act: listens\n  "
      "when_notified: true\n- act: broken\n  when_notified: maybe\n");
  static_cast<void>(compiling.compile());
  const Lines found = compiling.findings();
  ASSERT_EQ(found.size(), 2U) << compiling.all_findings();
  EXPECT_EQ(found[0],
            "site.yaml:4:16: thing[t].notify: act[deaf] does nothing when it is notified (add `when_notified: true` to "
            "it, or write `before:` if only the order matters)");
  EXPECT_NE(found[1].find("act[broken].when_notified"), std::string::npos) << "what is not understood is not blamed";
}

TEST(Compiler, checks_a_play_without_a_host) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  valeu: x\n- thing: b\n  value: refused\n- thing: c\n  source: gone\n- thing: d\n  source: f\n  "
      "requires: thing[elsewhere]\n");
  compiling.source.files["files/f"] = "x";
  const Playbook playbook = compiling.load();
  check_play(playbook.plays.at(0), compiling.tools);
  EXPECT_EQ(
      compiling.findings(),
      (Lines{"site.yaml:4:7: thing[a]: unknown attribute 'valeu' (did you mean 'value'?)",
             "site.yaml:5:14: thing[b]: 'refused' is refused (write another value)",
             "site.yaml:8:15: thing[c].source: there is no 'gone' in files or the playbook's folder (put it there, "
             "or correct the path)"}));
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

/// What a path may go through on its way from one resource to another.
enum class Through { barriers, anything };

/// Whether edges lead from one resource to another.
bool leads(const Catalog& catalog, std::uint32_t from, std::uint32_t to, Through through = Through::anything) {
  const Adjacency adjacency = adjacency_of(catalog.node_count(), catalog.edges);
  std::vector<bool> seen(catalog.node_count());
  std::vector<std::uint32_t> open = adjacency.next[from];
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    if (seen[node]) continue;
    seen[node] = true;
    if (through == Through::barriers && node < catalog.resources.size()) continue;
    open.insert(open.end(), adjacency.next[node].begin(), adjacency.next[node].end());
  }
  return seen[to];
}

bool leads(const Catalog& catalog, const ResourceId& from, const ResourceId& to, Through through = Through::anything) {
  return leads(catalog, *catalog.find(from), *catalog.find(to), through);
}

TEST(Compiler, a_dropped_edge_takes_no_order_of_others_with_it) {
  Compiling plays = Compiling::files({{"site.yaml",
                                       "- hosts: all\n  resources:\n    - thing: a\n"
                                       "- hosts: all\n  resources:\n    - act: b\n      before: thing[a]\n"
                                       "- hosts: all\n  resources:\n    - act: c\n"}});
  const Catalog of_plays = plays.compile();
  EXPECT_EQ(edges_text(of_plays, of_plays.dropped), "a>b:soft");
  EXPECT_TRUE(leads(of_plays, {"thing", "a"}, {"act", "c"})) << edges_text(of_plays, of_plays.edges);

  Compiling list = Compiling::resources("- thing: a\n  requires: act[c1]\n- act: [c1, c2]\n");
  const Catalog of_list = list.compile();
  EXPECT_EQ(edges_text(of_list, of_list.dropped), "a>c1:soft");
  EXPECT_TRUE(leads(of_list, {"thing", "a"}, {"act", "c2"})) << edges_text(of_list, of_list.edges);

  Compiling ranks = Compiling::resources("- unit: u\n- thing: f\n  before: pkg[p]\n- pkg: p\n");
  const Catalog of_ranks = ranks.compile();
  EXPECT_EQ(edges_text(of_ranks, of_ranks.dropped), "p>f:soft");
  EXPECT_TRUE(leads(of_ranks, {"pkg", "p"}, {"unit", "u"})) << edges_text(of_ranks, of_ranks.edges);
}

TEST(Compiler, what_an_action_relies_on_does_not_depend_on_what_stands_between) {
  const std::string play = "- hosts: all\n  resources:\n    - ";
  Compiling compiling = Compiling::files(
      {{"site.yaml", play + "thing: a\n" + play + "thing: [b, c]\n" + play + "thing: d\n" + play + "act: e\n"}});
  const Catalog catalog = compiling.compile();
  for (const char* name : {"a", "b", "c", "d"})
    EXPECT_TRUE(leads(catalog, {"thing", name}, {"act", "e"}, Through::barriers))
        << name << ": a failure must get there";
}

/// Plays of a few resources each, some written to come before any other.
std::string random_plays(std::mt19937& dice, std::size_t plays) {
  std::string text;
  int last = 0;
  for (std::size_t play = 0; play < plays; ++play) {
    text += "- hosts: all\n  resources:\n";
    for (std::size_t i = 1 + dice() % 5; i > 0; --i, ++last) {
      text += std::string("    - ") + (dice() % 3 == 0 ? "act" : "thing") + ": n" + std::to_string(last) + "\n";
      if (last > 0 && dice() % 4 == 0) text += "      provides: path /" + std::to_string(dice() % last) + "\n";
      if (dice() % 2 == 0) text += "      needs: path /" + std::to_string(last) + "\n";
    }
  }
  return text;
}

TEST(Compiler, an_action_is_ordered_with_all_before_it_whatever_had_to_be_dropped) {
  std::size_t dropped = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 dice(seed);
    Compiling compiling = Compiling::files({{"site.yaml", random_plays(dice, 2 + seed % 6)}});
    const Catalog catalog = compiling.compile();
    if (compiling.diagnostics.has_errors()) continue;  // a cycle of its own
    dropped += catalog.dropped.size();
    for (const Edge& edge : catalog.dropped)
      EXPECT_TRUE(leads(catalog, edge.to, edge.from)) << "seed " << seed << ": it would have fitted";
    for (std::uint32_t later = 0; later < catalog.resources.size(); ++later) {
      if (catalog.resources[later].id.kind != "act") continue;
      for (std::uint32_t earlier = 0; earlier < later; ++earlier)
        EXPECT_NE(leads(catalog, earlier, later, Through::barriers), leads(catalog, later, earlier))
            << "seed " << seed << ": " << catalog.resources[earlier].id.text() << " and "
            << catalog.resources[later].id.text();
    }
  }
  EXPECT_GT(dropped, 50U) << "the playbooks are too tame to show anything";
}

TEST(Compiler, each_of_two_cycles_is_told) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  requires: thing[b]\n- thing: b\n  requires: thing[a]\n- thing: c\n  requires: thing[d]\n"
      "- thing: d\n  requires: thing[c]\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.findings().size(), 2U) << compiling.all_findings();
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

TEST(Compiler, what_one_removes_no_other_fills) {
  Compiling compiling = Compiling::resources(
      "- thing: gone\n  removes: /srv/old\n- thing: f\n  owns: file /srv/old/a/f\n"
      "- thing: g\n  owns: file /srv/older/f\n- thing: h\n  provides: path /srv/old/b\n");
  static_cast<void>(compiling.compile());
  EXPECT_EQ(compiling.findings(),
            (Lines{"site.yaml:5:14: thing[f] keeps /srv/old/a/f below /srv/old, which thing[gone] removes "
                   "(drop one of the two)"}));
}

TEST(Compiler, what_one_makes_a_file_no_other_fills) {
  Compiling compiling = Compiling::resources(
      "- thing: t\n  closes: /etc/t\n  owns: file /etc/t\n- thing: f\n  owns: file /etc/t/a/f\n"
      "- thing: g\n  shares: file /etc/t/g\n- thing: gone\n  removes: /etc/t/old\n  owns: file /etc/t/old\n"
      "- thing: h\n  owns: file /etc/tt/f\n");
  static_cast<void>(compiling.compile());
  const std::string hint = " (drop one of the two; what is behind a link is written by the path that it leads to)";
  EXPECT_EQ(compiling.findings(),
            (Lines{"site.yaml:6:14: thing[f] keeps /etc/t/a/f below /etc/t, which thing[t] makes a file or a link" + hint,
                   "site.yaml:8:14: thing[g] keeps /etc/t/g below /etc/t, which thing[t] makes a file or a link" + hint}))
      << "what is to be gone below it is no contradiction";
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
