// SPDX-License-Identifier: MIT
#include "inventory/known_host.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"

namespace converge {
namespace {

struct KnownHosts : testing::Test {
  Diagnostics diagnostics;
  Inventory inventory = load_inventory(
      "all:\n  children:\n    web: {hosts: {w1.example.org: {a: 1}, w2: {a: 2}}}\n    db: {hosts: {w2: }}\n", "hosts.yaml",
      diagnostics);
  int rendered = 0;
  static std::vector<std::string_view> only_a(const Host&) { return {"a"}; }
  KnownInventory known{inventory, only_a, [this](const Host& each, std::string_view name) -> Result<Value> {
                         ++rendered;
                         return *inventory.variable(each, name);
                       }};
  int read = 0;
  KnownHost host{known, *inventory.find("w1.example.org"),
                 [this](std::string_view name) -> Result<Value> {
                   ++read;
                   if (name == "os") return Value::string("debian");
                   return fail(ErrorCode::io, "it could not be read");
                 },
                 {"os", "stuck"}};
};

TEST_F(KnownHosts, know_their_names_and_groups) {
  EXPECT_EQ(host.find("inventory_hostname")->text(), "w1.example.org");
  EXPECT_EQ(host.find("inventory_hostname_short")->text(), "w1");
  EXPECT_EQ(to_json(*host.find("group_names")), R"(["web"])");
  EXPECT_EQ(to_json(*host.find("groups")->find("db")), R"(["w2"])");
  EXPECT_EQ(host.find("a"), nullptr) << "variables are no knowledge";
}

TEST_F(KnownHosts, know_the_file_that_names_them) {
  EXPECT_EQ(host.find("inventory_file"), nullptr) << "nobody said";
  const auto file_of = [](const Host& each) { return each.name == "w2" ? "" : "/srv/inv/" + *each.span.file; };
  const KnownInventory filed(inventory, only_a, [](const Host&, std::string_view) -> Result<Value> { return Value::null(); }, file_of);
  const KnownHost one(filed, *inventory.find("w1.example.org"), nullptr, {});
  EXPECT_EQ(one.find("inventory_file")->text(), "/srv/inv/hosts.yaml");
  EXPECT_EQ(one.find("inventory_dir")->text(), "/srv/inv");
  EXPECT_EQ(KnownHost(filed, *inventory.find("w2"), nullptr, {}).find("inventory_dir"), nullptr);
}

TEST_F(KnownHosts, read_a_fact_once) {
  EXPECT_EQ((*host.fact("os"))->text(), "debian");
  EXPECT_EQ((*host.fact("os"))->text(), "debian");
  EXPECT_EQ(read, 1);
  EXPECT_EQ(host.fact("stuck").error().text(), "it could not be read");
  EXPECT_EQ(host.asked().size(), 1U) << "what was not known made nothing";
}

TEST_F(KnownHosts, render_the_variables_of_others_once_and_when_asked) {
  EXPECT_TRUE(host.has_host("w2"));
  EXPECT_FALSE(host.has_host("w3"));
  EXPECT_EQ(host.variable_names("w2"), (std::vector<std::string_view>{"a", "group_names", "inventory_hostname", "inventory_hostname_short"}));
  EXPECT_EQ(rendered, 0);
  EXPECT_EQ(to_json(**host.variable_of("w2", "a")), "2");
  EXPECT_EQ(to_json(**host.variable_of("w2", "a")), "2");
  EXPECT_EQ(rendered, 1);
  EXPECT_EQ(to_json(**host.variable_of("w2", "group_names")), R"(["db","web"])") << "of that host, not of the one that asks";
  EXPECT_EQ(host.variable_of("w3", "a").error().code, ErrorCode::not_found);
}

TEST_F(KnownHosts, whose_variables_are_made_of_each_other_are_an_error) {
  KnownInventory* circle = nullptr;
  KnownInventory made(inventory, only_a, [&](const Host& each, std::string_view name) -> Result<Value> {
    const auto other = circle->variable_of(each.name == "w2" ? "w1.example.org" : "w2", name);
    return other ? Result<Value>(**other) : fail(other.error());
  });
  circle = &made;
  EXPECT_EQ(made.variable_of("w2", "a").error().text(), "a of w2 is made of itself, by way of a of w1.example.org");
}

TEST_F(KnownHosts, whose_variables_are_a_long_chain_are_an_error_before_the_stack_ends) {
  Diagnostics none;
  const Inventory many = load_inventory("all: {hosts: {\"n[0:9999]\": }}\n", "many.yaml", none);
  KnownInventory* chain = nullptr;
  KnownInventory made(many, only_a, [&](const Host& each, std::string_view name) -> Result<Value> {
    const auto next = chain->variable_of("n" + std::to_string(std::stoi(each.name.substr(1)) + 1), name);
    return next ? Result<Value>(**next) : fail(next.error());
  });
  chain = &made;
  EXPECT_EQ(made.variable_of("n0", "a").error().text(), "variables are made of those of other hosts more than 50 deep");
}

}  // namespace
}  // namespace converge
