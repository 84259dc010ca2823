// SPDX-License-Identifier: MIT
#include "inventory/inventory.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

struct Loaded {
  Diagnostics diagnostics;
  Inventory inventory;
  explicit Loaded(const std::string& text) { inventory = load_inventory(text, "cluster.yaml", diagnostics); }
  [[nodiscard]] std::string variable(const std::string& host, const std::string& name) const {
    const Value* value = inventory.find(host)->variables.find(name);
    return value == nullptr ? "none" : value->text();
  }
};

const std::string cluster =
    "all:\n  vars: {a: all, b: all, c: all, d: all}\n  hosts:\n    lone:\n"
    "  children:\n    parent:\n      vars: {b: parent, c: parent, d: parent}\n"
    "      children:\n        child:\n          vars: {c: child, d: child}\n          hosts:\n            h1: {d: "
    "host}\n            h2:\n";

TEST(Inventory, merges_all_then_parents_then_children_then_the_host) {
  const Loaded loaded(cluster);
  ASSERT_TRUE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.variable("h1", "a"), "all");
  EXPECT_EQ(loaded.variable("h1", "b"), "parent");
  EXPECT_EQ(loaded.variable("h1", "c"), "child");
  EXPECT_EQ(loaded.variable("h1", "d"), "host");
  EXPECT_EQ(loaded.variable("h2", "d"), "child");
  EXPECT_EQ(loaded.variable("lone", "d"), "all");
}

TEST(Inventory, hosts_keep_the_order_in_which_they_are_named) {
  const Loaded loaded(cluster);
  ASSERT_EQ(loaded.inventory.hosts.size(), 3U);
  EXPECT_EQ(loaded.inventory.hosts[0].name, "lone");
  EXPECT_EQ(loaded.inventory.hosts[2].name, "h2");
  EXPECT_EQ(loaded.inventory.members("parent"), (std::set<std::string>{"h1", "h2"}));
  EXPECT_EQ(loaded.inventory.members("all").size(), 3U);
  EXPECT_TRUE(loaded.inventory.members("nothing").empty());
}

TEST(Inventory, a_host_may_be_in_several_groups) {
  const Loaded loaded("web:\n  hosts: {h: {x: first}}\n  vars: {y: web}\ndb:\n  hosts: {h: }\n  vars: {z: db}\n");
  ASSERT_TRUE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.inventory.hosts.size(), 1U);
  EXPECT_EQ(loaded.variable("h", "x") + loaded.variable("h", "y") + loaded.variable("h", "z"), "firstwebdb");
}

TEST(Inventory, a_group_that_is_its_own_child_is_refused) {
  const Loaded loaded("a:\n  children:\n    b:\n      children:\n        a:\n");
  EXPECT_TRUE(loaded.diagnostics.has_errors());
}

TEST(Inventory, wrong_shapes_are_refused_at_their_place) {
  for (const char* text :
       {"- a\n", "", "web: 5\n", "web:\n  hosts: [a]\n", "web:\n  hots: {a: }\n", "web:\n  hosts: {\"web[1:3]\": }\n",
        "web:\n  vars: [a]\n", "web:\n  children: [a]\n", "web:\n  hosts: {a: 5}\n"}) {
    const Loaded loaded(text);
    EXPECT_TRUE(loaded.diagnostics.has_errors()) << text;
    for (const Diagnostic& each : loaded.diagnostics.all()) EXPECT_TRUE(each.span.known()) << text;
  }
}

TEST(Connection, is_local_by_word_or_by_name) {
  Loaded loaded(
      "all:\n  hosts:\n    localhost:\n    here: {ansible_connection: local}\n    far:\n    odd: {ansible_connection: "
      "winrm}\n");
  const auto of = [&](const std::string& host) {
    return connection_of(*loaded.inventory.find(host), loaded.diagnostics);
  };
  EXPECT_EQ(of("localhost"), Connection::local);
  EXPECT_EQ(of("here"), Connection::local);
  EXPECT_EQ(of("far"), Connection::ssh);
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  of("odd");
  EXPECT_TRUE(loaded.diagnostics.has_errors());
}

TEST(LocalInventory, is_this_machine) {
  const Inventory inventory = local_inventory();
  EXPECT_EQ(inventory.members("all"), (std::set<std::string>{"localhost"}));
}

}  // namespace
}  // namespace converge
