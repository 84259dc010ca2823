// SPDX-License-Identifier: MIT
#include "engine/compile/auto_edges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace converge {
namespace {

Claimed claimed(const Declaration& declaration, std::vector<Key> provides, std::vector<Key> needs) {
  Claims claims;
  claims.provides = std::move(provides);
  claims.needs = std::move(needs);
  return {&declaration, std::move(claims)};
}

TEST(AutomaticEdges, lead_from_every_provider_and_never_to_itself) {
  const Declaration plain;
  const Key x{"user", "alice"};
  NodeEdges edges;
  add_automatic_edges({claimed(plain, {x}, {}), claimed(plain, {x}, {x}), claimed(plain, {}, {x, x})}, edges);
  ASSERT_EQ(edges.edges().size(), 3U);
  EXPECT_EQ(edges.edges()[0], (Edge{0, 1, EdgeType::automatic, "user alice"}));
  EXPECT_EQ(edges.edges()[1].to, 2U);
  EXPECT_EQ(edges.edges()[2].from, 1U);
}

TEST(AutomaticEdges, keys_of_another_space_are_another_thing) {
  const Declaration plain;
  NodeEdges edges;
  add_automatic_edges({claimed(plain, {{"user", "x"}}, {}), claimed(plain, {}, {{"group", "x"}})}, edges);
  EXPECT_TRUE(edges.edges().empty());
}

TEST(Sharers, are_chained_by_the_file_and_not_once_more_by_what_is_in_it) {
  const Declaration plain;
  const auto sharer = [&](const std::string& map) {
    Claimed claimed{&plain, {}};
    claimed.claims.shares = {{"file", "/x"}, {"file-key", "/x#/" + map}};
    return claimed;
  };
  const std::vector<Edge> edges = chain_sharers({sharer("a"), sharer("b"), sharer("a")}, {0, 1, 2});
  ASSERT_EQ(edges.size(), 2U);
  EXPECT_EQ(edges[0], (Edge{0, 1, EdgeType::soft, "both edit /x"}));
  EXPECT_EQ(edges[1], (Edge{1, 2, EdgeType::soft, "both edit /x"}));
}

TEST(Conflicts, about_a_secret_part_of_a_file_name_the_file_alone) {
  const Declaration plain;
  Claims claims;
  claims.owns = {{"file-key", "/x#line:hunter2"}};
  const auto finding = [&](Sensitivity one, Sensitivity other) {
    Diagnostics diagnostics;
    refuse_conflicts({{&plain, claims, one}, {&plain, claims, other}}, diagnostics);
    return diagnostics.all().size() == 1 ? diagnostics.all().front().message : "not one finding";
  };
  EXPECT_THAT(finding(Sensitivity::open, Sensitivity::open), testing::HasSubstr("both manage /x#line:hunter2"));
  for (const auto& [one, other] : {std::pair(Sensitivity::open, Sensitivity::secret), std::pair(Sensitivity::secret, Sensitivity::open)})
    EXPECT_THAT(finding(one, other), testing::EndsWith("both manage the same part of /x, and something in it is secret"));
}

TEST(NodeEdges, the_first_of_several_between_two_nodes_stays) {
  NodeEdges edges;
  edges.add({0, 1, EdgeType::hard, "requires"}, parse_span("site.yaml:1:2"));
  edges.add({0, 1, EdgeType::soft, "custom"});
  ASSERT_EQ(edges.edges().size(), 1U);
  EXPECT_EQ(edges.span(0).text(), "site.yaml:1:2");
}

TEST(PathsBelow, a_neighbour_with_a_longer_name_is_not_below) {
  const Declaration plain;
  const std::vector<Claimed> all = {claimed(
      plain, {{"path", "/etc/app"}, {"path", "/etc/app/b"}, {"path", "/etc/app/a"}, {"path", "/etc/apples"}}, {})};
  EXPECT_EQ(paths_below(all, "/etc/app"), (std::vector<std::string>{"/etc/app/a", "/etc/app/b"}));
  EXPECT_EQ(paths_below(all, "/").size(), 4U);
}

}  // namespace
}  // namespace converge
