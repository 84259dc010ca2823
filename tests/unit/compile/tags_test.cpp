// SPDX-License-Identifier: MIT
#include "engine/compile/tags.h"

#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

using Words = std::vector<std::string>;

struct Choice {
  std::string name;
  Words only, skip, tags;
  bool picked;
};

class Tags : public testing::TestWithParam<Choice> {};

TEST_P(Tags, are_picked_as_in_ansible) {
  const Choice& choice = GetParam();
  EXPECT_EQ((TagSelection{choice.only, choice.skip}.picks(choice.tags)), choice.picked);
}

// What ansible-playbook 2.14 does with a task of these tags.
INSTANTIATE_TEST_SUITE_P(
    Table, Tags,
    testing::Values(Choice{"nothing_said", {}, {}, {}, true}, Choice{"never_unless_named", {}, {}, {"never", "debug"}, false},
                    Choice{"never_named", {"debug"}, {}, {"never", "debug"}, true},
                    Choice{"named", {"web"}, {}, {"web", "db"}, true}, Choice{"not_named", {"web"}, {}, {"db"}, false},
                    Choice{"untagged_is_left_out", {"web"}, {}, {}, false},
                    Choice{"always", {"web"}, {}, {"always"}, true},
                    Choice{"always_skipped", {"web"}, {"always"}, {"always"}, false},
                    Choice{"skipped", {}, {"web"}, {"web"}, false}, Choice{"skip_wins", {"web"}, {"db"}, {"web", "db"}, false},
                    Choice{"all", {"all"}, {}, {}, true}, Choice{"all_but_never", {"all"}, {}, {"never"}, false},
                    Choice{"tagged", {"tagged"}, {}, {"x"}, true}, Choice{"tagged_none", {"tagged"}, {}, {}, false},
                    Choice{"untagged", {"untagged"}, {}, {}, true}, Choice{"untagged_some", {"untagged"}, {}, {"x"}, false},
                    Choice{"skip_tagged", {}, {"tagged"}, {"x"}, false}, Choice{"skip_untagged", {}, {"untagged"}, {}, false},
                    Choice{"skip_all", {}, {"all"}, {"x"}, false}, Choice{"skip_all_but_always", {}, {"all"}, {"always"}, true}),
    [](const auto& param) { return param.param.name; });

TEST(TagWords, may_be_lists_and_repeated) { EXPECT_EQ(split_tags({"a, b", "b,c", ""}), (Words{"a", "b", "c"})); }

std::string strangers(const TagSelection& selection, const std::string& resources) {
  Compiling compiling = Compiling::resources(resources);
  TagsInUse tags;
  tags.add(compiling.compile());
  Diagnostics findings;
  tags.report_strangers(selection, findings);
  std::string out;
  for (const Diagnostic& finding : findings.all()) out += finding.message + "; " + finding.fix + "\n";
  return out;
}

TEST(TagWords, that_nobody_wears_are_told) {
  const std::string resources = "- thing: a\n  tags: [network, base]\n- thing: b\n";
  EXPECT_EQ(strangers({{"network", "all", "untagged"}, {"base", "never"}}, resources), "");
  EXPECT_EQ(strangers({{"netwrok"}, {}}, resources),
            "--tags: no resource of the selected hosts has the tag 'netwrok'; did you mean 'network'?\n");
  EXPECT_EQ(strangers({{}, {"gpu"}}, resources),
            "--skip-tags: no resource of the selected hosts has the tag 'gpu'; there are: base, network\n");
  EXPECT_EQ(strangers({{"gpu"}, {}}, "- thing: b\n"),
            "--tags: no resource of the selected hosts has the tag 'gpu'; there are: no tags at all\n");
}

TEST(KeepPicked, leaves_out_never_also_where_nobody_speaks_of_tags) {
  Compiling compiling = Compiling::resources("- thing: a\n- thing: wipe\n  tags: never\n");
  Catalog catalog = compiling.compile();
  EXPECT_TRUE(keep_picked(catalog, {}));
  ASSERT_EQ(catalog.resources.size(), 1U);
  EXPECT_EQ(catalog.resources[0].id.title, "a");
  EXPECT_FALSE(keep_picked(catalog, {})) << "the rest stays";
}

TEST(KeepPicked, keeps_the_order_through_what_goes_and_what_is_notified) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  tags: t\n  notify: unit[n]\n- thing: b\n  requires: thing[a]\n- thing: c\n  requires: thing[b]\n"
      "  tags: t\n- unit: n\n- unit: left out\n");
  Catalog catalog = compiling.compile();
  ASSERT_EQ(compiling.all_findings(), "");
  EXPECT_TRUE(keep_picked(catalog, {{"t"}, {}}));
  Words titles;
  for (const Resource& resource : catalog.resources) titles.push_back(resource.id.title);
  EXPECT_EQ(titles, (Words{"a", "c", "n"}));
  ASSERT_EQ(catalog.resources[0].notify.size(), 1U);
  EXPECT_EQ(catalog.resources[catalog.resources[0].notify[0].target].id.title, "n");
  const std::string edges = edges_text(catalog, catalog.edges);
  EXPECT_NE(edges.find("a>|"), std::string::npos) << edges;
  EXPECT_NE(edges.find(">c:hard"), std::string::npos) << edges;
  const auto crossed = parse_catalog(to_json(catalog));
  EXPECT_TRUE(crossed) << "the nodes are in range";
}

}  // namespace
}  // namespace converge
