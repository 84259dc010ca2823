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
  KnownInventory known{inventory, [this](const Host& each) -> Result<Value> {
                         ++rendered;
                         return inventory.variables(each);
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
  const KnownInventory filed(inventory, [](const Host&) -> Result<Value> { return Value::map(); }, file_of);
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

TEST_F(KnownHosts, render_the_variables_of_others_once) {
  EXPECT_EQ(to_json(**host.variables_of("w2")), R"({"a":2})");
  static_cast<void>(host.variables_of("w2"));
  EXPECT_EQ(rendered, 1);
  EXPECT_EQ(host.variables_of("w3").error().code, ErrorCode::not_found);
}

TEST_F(KnownHosts, whose_variables_are_made_of_each_other_are_an_error) {
  KnownInventory* circle = nullptr;
  KnownInventory made(inventory, [&](const Host& each) -> Result<Value> {
    const auto other = circle->variables_of(each.name == "w2" ? "w1.example.org" : "w2");
    return other ? Result<Value>(**other) : fail(other.error());
  });
  circle = &made;
  EXPECT_EQ(made.variables_of("w2").error().text(), "the variables of w1.example.org and w2 are made of each other");
}

}  // namespace
}  // namespace converge
