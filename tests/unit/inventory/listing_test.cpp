// SPDX-License-Identifier: MIT
#include "inventory/listing.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "tests/unit/inventory/loaded.h"

namespace converge {
namespace {

struct Listing : testing::Test {
  Loaded loaded{"web: {hosts: {w1: {b: 1, a: [x]}, w2: }, vars: {v: 1, ansible_group_priority: 3}, children: {sub: {hosts: {s1: , w1: }}}}\nempty:\n"};
  [[nodiscard]] ListedHosts only(const std::vector<std::string>& names) const {
    ListedHosts hosts{loaded.inventory, {}};
    for (const std::string& name : names) hosts.chosen.insert(loaded.inventory.find(name));
    return hosts;
  }
};

TEST_F(Listing, list_has_groups_and_the_variables_of_hosts) {
  EXPECT_EQ(to_json(list_of_hosts(only({"w1", "w2", "s1"}))),
            R"({"_meta":{"hostvars":{"s1":{"v":1},"w1":{"a":["x"],"b":1,"v":1},"w2":{"v":1}}},"all":{"children":["ungrouped","web","empty"]},)"
            R"("sub":{"hosts":["s1","w1"]},"web":{"children":["sub"],"hosts":["w1","w2"]}})");
}

TEST_F(Listing, a_limit_leaves_hosts_out) {
  EXPECT_EQ(to_json(list_of_hosts(only({"w2"}))),
            R"({"_meta":{"hostvars":{"w2":{"v":1}}},"all":{"children":["ungrouped","web","empty"]},"web":{"children":["sub"],"hosts":["w2"]}})");
}

TEST_F(Listing, a_tree_has_variables_where_a_host_comes_first) {
  EXPECT_EQ(to_json(tree_of_hosts(only({"w1", "s1"}))),
            R"({"all":{"children":{"empty":{},"ungrouped":{},"web":{"children":{"sub":{"hosts":{"s1":{"v":1},"w1":{"a":["x"],"b":1,"v":1}}}},"hosts":{"w1":{}}}}}})");
}

TEST_F(Listing, a_graph_is_drawn_with_and_without_variables) {
  const Group& web = *loaded.inventory.find_group("web");
  EXPECT_EQ(graph_of_hosts(only({"w1", "w2", "s1"}), web, GraphVariables::hidden), "@web:\n  |--@sub:\n  |  |--s1\n  |  |--w1\n  |--w1\n  |--w2\n");
  EXPECT_EQ(graph_of_hosts(only({"w1"}), web, GraphVariables::shown),
            "@web:\n  |--@sub:\n  |  |--w1\n  |  |  |--{a = ['x']}\n  |  |  |--{b = 1}\n  |  |  |--{v = 1}\n"
            "  |--w1\n  |  |--{a = ['x']}\n  |  |--{b = 1}\n  |  |--{v = 1}\n  |--{ansible_group_priority = 3}\n  |--{v = 1}\n");
}

}  // namespace
}  // namespace converge
