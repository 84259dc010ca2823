// SPDX-License-Identifier: MIT
#include "inventory/inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/inventory/loaded.h"

namespace converge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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
  EXPECT_EQ(loaded.variable("lone", "e"), "none");
}

TEST(Inventory, hosts_keep_the_order_in_which_they_are_named) {
  const Loaded loaded(cluster);
  ASSERT_EQ(loaded.inventory.hosts().size(), 3U);
  EXPECT_EQ(loaded.inventory.hosts()[0].name, "lone");
  EXPECT_EQ(loaded.inventory.hosts()[2].name, "h2");
  EXPECT_THAT(loaded.members("parent"), ElementsAre("h1", "h2"));
  EXPECT_EQ(loaded.members("all").size(), 3U);
  EXPECT_EQ(loaded.inventory.find_group("nothing"), nullptr);
  EXPECT_THAT(loaded.inventory.group_names(*loaded.inventory.find("h1")), ElementsAre("child", "parent"));
  EXPECT_THAT(loaded.inventory.group_names(*loaded.inventory.find("lone")), ElementsAre("ungrouped"));
}

TEST(Inventory, a_host_may_be_in_several_groups) {
  const Loaded loaded("web:\n  hosts: {h: {x: first}}\n  vars: {y: web}\ndb:\n  hosts: {h: }\n  vars: {z: db}\n");
  ASSERT_TRUE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.inventory.hosts().size(), 1U);
  EXPECT_EQ(loaded.variable("h", "x") + loaded.variable("h", "y") + loaded.variable("h", "z"), "firstwebdb");
}

TEST(Inventory, a_variable_knows_its_winner_and_its_losers) {
  const Loaded loaded(cluster);
  std::string text;
  for (const Candidate& each : loaded.inventory.candidates(*loaded.inventory.find("h1"), "d"))
    text += each.owner + " " + each.entry->value.text() + " " + each.entry->value.span().text() + "\n";
  EXPECT_EQ(text,
            "group all all cluster.yaml:2:37\n"
            "group parent parent cluster.yaml:7:39\n"
            "group child child cluster.yaml:10:31\n"
            "host h1 host cluster.yaml:12:21\n");
  EXPECT_TRUE(loaded.inventory.candidates(*loaded.inventory.find("h1"), "zzz").empty());
}

TEST(Inventory, merged_variables_keep_the_place_of_the_winner) {
  const Loaded loaded(cluster);
  const Value merged = loaded.inventory.variables(*loaded.inventory.find("h1"));
  EXPECT_EQ(merged.find("c")->span().text(), "cluster.yaml:10:21");
  EXPECT_EQ(merged.entries().size(), 4U);
}

TEST(Inventory, this_machine_is_found_by_name_and_in_no_group) {
  const Loaded loaded("all: {vars: {a: 1}, hosts: {h: }}\n");
  const Host* host = loaded.inventory.find("localhost");
  ASSERT_NE(host, nullptr);
  EXPECT_EQ(loaded.variable("localhost", "ansible_connection"), "local");
  EXPECT_EQ(loaded.variable("localhost", "a"), "1");
  EXPECT_THAT(loaded.members("all"), ElementsAre("h"));
  const Loaded named("all: {hosts: {127.0.0.1: {x: 2}}}\n");
  EXPECT_EQ(named.inventory.find("localhost"), nullptr) << "it has another name";
  EXPECT_EQ(named.variable("127.0.0.1", "x"), "2");
}

struct Refused {
  std::string text;
  std::string place;  ///< of the first finding
  std::string says;
};

class WrongInventory : public testing::TestWithParam<Refused> {};

TEST_P(WrongInventory, is_refused_at_its_place) {
  const Loaded loaded(GetParam().text);
  ASSERT_TRUE(loaded.diagnostics.has_errors()) << GetParam().text;
  const Diagnostic first = loaded.diagnostics.sorted().front();
  EXPECT_EQ(first.span.text(), GetParam().place);
  EXPECT_THAT(first.message, HasSubstr(GetParam().says));
  EXPECT_NE(first.fix, "");
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongInventory,
    testing::Values(Refused{"- a\n", "cluster.yaml:1:1", "a map of groups"}, Refused{"", "cluster.yaml:1:1", "a map of groups"},
                    Refused{"web: 5\n", "cluster.yaml:1:6", "expected hosts"}, Refused{"web:\n  hosts: [a]\n", "cluster.yaml:2:10", "hosts is a map"},
                    Refused{"web:\n  hots: {a: }\n", "cluster.yaml:2:3", "unknown key 'hots'"},
                    Refused{"web:\n  hosts: {\"web[3:1]\": }\n", "cluster.yaml:2:11", "counts up"},
                    Refused{"web:\n  hosts: {\"web[1:99999999]\": }\n", "cluster.yaml:2:11", "more than 100000 hosts"},
                    Refused{"web:\n  hosts: {\"a b\": }\n", "cluster.yaml:2:11", "no spaces"}, Refused{"web:\n  hosts: {\"a:b\": }\n", "cluster.yaml:2:11", "a port"},
                    Refused{"web:\n  hosts: {\"a:99999\": }\n", "cluster.yaml:2:11", "65535"}, Refused{"web:\n  vars: [a]\n", "cluster.yaml:2:9", "variables are a map"},
                    Refused{"web:\n  children: [a]\n", "cluster.yaml:2:13", "children is a map"},
                    Refused{"web:\n  hosts: {a: 5}\n", "cluster.yaml:2:14", "variables are a map"},
                    Refused{"a:\n  children:\n    b:\n      children:\n        a:\n", "cluster.yaml:3:5", "and above it"},
                    Refused{"a: {children: {a: }}\n", "cluster.yaml:1:16", "child of itself"},
                    Refused{"ungrouped: {children: {a: }}\n", "cluster.yaml:1:24", "no children"},
                    Refused{"all: {hosts: {h: {x: yes}}}\n", "cluster.yaml:1:22", "ambiguous"},
                    Refused{"all: {hosts: {no: }}\n", "cluster.yaml:1:15", "ambiguous key"},
                    Refused{"all: {vars: {l: [1, {on: 1}]}}\n", "cluster.yaml:1:22", "ambiguous key"},
                    Refused{"all: {vars: {hostvars: 1}}\n", "cluster.yaml:1:14", "set by converge itself"},
                    Refused{"a: {hosts: {h: }, vars: {ansible_group_priority: x}}\n", "cluster.yaml:1:50", "is a number"},
                    Refused{"plugin: aws\n", "cluster.yaml:1:9", "plugins are not run"},
                    Refused{"a: {hosts: {a: {x: 1}, b: }}\n", "cluster.yaml:1:13", "is a host and a group"}));

TEST(Inventory, words_that_both_versions_of_yaml_read_alike_are_fine) {
  const Loaded loaded("all: {vars: {y: n, quoted: \"yes\", \"no\": 1, hex: 0x10, text: \"0644\"}}\n");
  EXPECT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.all().front().message;
}

TEST(Connection, is_local_by_word_or_by_name) {
  Loaded loaded(
      "all:\n  hosts:\n    localhost:\n    here: {ansible_connection: local}\n    far:\n    odd: {ansible_connection: "
      "winrm}\n");
  Value extra = Value::map();
  const auto of = [&](const std::string& host) {
    return connection_of(loaded.inventory, *loaded.inventory.find(host), extra, loaded.diagnostics);
  };
  EXPECT_EQ(of("localhost"), Connection::local);
  EXPECT_EQ(of("here"), Connection::local);
  EXPECT_EQ(of("far"), Connection::ssh);
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  of("odd");
  EXPECT_TRUE(loaded.diagnostics.has_errors());
  extra.set("ansible_connection", Value::string("local"));
  EXPECT_EQ(of("far"), Connection::local) << "the command line wins";
}

TEST(LocalInventory, is_this_machine) {
  const Inventory inventory = local_inventory();
  ASSERT_EQ(inventory.hosts().size(), 1U);
  EXPECT_EQ(inventory.hosts()[0].name, "localhost");
}

}  // namespace
}  // namespace converge
