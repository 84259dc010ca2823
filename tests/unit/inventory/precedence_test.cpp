// SPDX-License-Identifier: MIT
#include "inventory/precedence.h"

#include <gtest/gtest.h>

#include "tests/unit/inventory/loaded.h"

namespace converge {
namespace {

/// The sources of a variable of "h", low to high, each with why it is above the one before.
std::string ranking(const Inventory& inventory) {
  const std::vector<Candidate> all = inventory.candidates(*inventory.find("h"), "v");
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    text += source_of(inventory, all[i]);
    if (i > 0) text += ": " + reason_over(inventory, all[i], all[i - 1]);
    text += "\n";
  }
  return text;
}

TEST(Precedence, of_groups_the_deeper_then_the_priority_then_the_name) {
  const Loaded loaded(
      "all:\n  vars: {v: 0}\n  children:\n"
      "    b: {vars: {v: 1}, hosts: {h: }}\n"
      "    c: {vars: {v: 2}, hosts: {h: }}\n"
      "    a: {vars: {v: 3, ansible_group_priority: 10}, children: {deep: {vars: {v: 4}, hosts: {h: {v: 5}}}}}\n");
  EXPECT_EQ(ranking(loaded.inventory),
            "group all\n"
            "group b (depth 1): a group over all\n"
            "group c (depth 1): the later name: c over b\n"
            "group a (depth 1, priority 10): ansible_group_priority 10 over 1\n"
            "group deep (depth 2): the deeper group: depth 2 over 1\n"
            "host h: a host over its groups\n");
}

TEST(Precedence, of_files_their_place_counts_first) {
  const FakeSource source = source_of({{"one/hosts", "[web]\nh v=0\n[web:vars]\nv=1\n"},
                                       {"one/group_vars/all.yml", "v: 2\n"},
                                       {"one/group_vars/web.yml", "v: 3\n"},
                                       {"one/host_vars/h.yml", "v: 4\n"},
                                       {"two/hosts", "[web]\nh\n"},
                                       {"two/group_vars/web.yml", "v: 5\n"},
                                       {"play/group_vars/all.yml", "v: 6\n"},
                                       {"play/group_vars/web.yml", "v: 7\n"},
                                       {"play/host_vars/h.yml", "v: 8\n"}});
  const Loaded loaded(source, {"one/hosts", "two/hosts"}, nullptr, "play");
  ASSERT_EQ(loaded.findings(), "");
  EXPECT_EQ(ranking(loaded.inventory),
            "group web (depth 1)\n"
            "group_vars of all: group_vars over the inventory\n"
            "group_vars of all: beside the playbook over beside the inventory\n"
            "group_vars of web (depth 1): a group over all\n"
            "group_vars of web (depth 1): beside the later inventory\n"
            "group_vars of web (depth 1): beside the playbook over beside the inventory\n"
            "host h: a host over its groups\n"
            "host_vars of h: host_vars over the inventory\n"
            "host_vars of h: beside the playbook over beside the inventory\n");
}

TEST(Precedence, of_one_place_what_is_read_later_counts) {
  const Loaded loaded(source_of({{"a", "[web]\nh\n[web:vars]\nv=1\n"}, {"b", "[web:vars]\nv=2\n"}}), {"a", "b"});
  EXPECT_EQ(ranking(loaded.inventory), "group web (depth 1)\ngroup web (depth 1): read later\n");
}

}  // namespace
}  // namespace converge
