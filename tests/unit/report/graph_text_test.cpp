// SPDX-License-Identifier: MIT
#include "engine/report/graph_text.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/core/json.h"
#include "tests/fakes/golden.h"

namespace converge {
namespace {

Resource resource(const std::string& kind, const std::string& title, std::string_view place) {
  Resource out;
  out.id = {kind, title};
  out.attributes = Value::map();
  out.origin = parse_span(place);
  return out;
}

Catalog sample() {
  Catalog catalog;
  catalog.host = "web1";
  catalog.resources = {resource("apt", "docker.io", "site.yaml:3:7"), resource("file", "/etc/docker", "site.yaml:4:7"),
                       resource("file", "/etc/docker/\"odd\\name\"\n", "site.yaml:5:7"),
                       resource("systemd", "docker.service", "site.yaml:8:7")};
  catalog.resources[2].notify = {Notify{3, Refresh::reload}};
  catalog.barriers = {"role docker before the play's own resources"};
  catalog.edges = {Edge{0, 1, EdgeType::soft, "packages before files"},
                   Edge{1, 2, EdgeType::automatic, "parent folder"},
                   Edge{0, 3, EdgeType::automatic, "the package brings the unit"}, Edge{2, 3, EdgeType::hard, "notify"},
                   Edge{3, 4, EdgeType::soft, ""}};
  catalog.dropped = {Edge{3, 1, EdgeType::soft, "units before \"files\""}};
  return catalog;
}

TEST(GraphText, says_after_what_and_why) { expect_golden("report/graph.txt", graph_text(sample(), {})); }

TEST(GraphText, in_colour) { expect_golden("report/graph_colour.txt", graph_text(sample(), {Colour::always, 100})); }

TEST(GraphText, of_nothing_is_nothing) { EXPECT_EQ(graph_text(Catalog{}, {}), ""); }

TEST(GraphDot, escapes_labels) { expect_golden("report/graph.dot", graph_dot(sample())); }

TEST(GraphDot, graphviz_reads_it) {
  if (std::system("command -v dot >/dev/null 2>&1") != 0) GTEST_SKIP() << "Graphviz is not installed";
  FILE* dot = popen("dot -Tsvg >/dev/null 2>&1", "w");
  ASSERT_NE(dot, nullptr);
  const std::string text = graph_dot(sample());
  fwrite(text.data(), 1, text.size(), dot);
  EXPECT_EQ(pclose(dot), 0);
}

TEST(GraphJson, has_all_nodes_and_edges) {
  const auto value = parse_json(graph_json(sample()));
  ASSERT_TRUE(value) << value.error().text();
  EXPECT_EQ(value->find("nodes")->items().size(), 5U);
  EXPECT_EQ(value->find("edges")->items().size(), 5U);
  EXPECT_EQ(value->find("dropped")->items().size(), 1U);
  EXPECT_EQ(value->find("notify")->items()[0].find("refresh")->text(), "reload");
  expect_golden("report/graph.json", graph_json(sample()));
}

}  // namespace
}  // namespace converge
