// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "inventory/listing.h"
#include "tests/unit/inventory/loaded.h"

namespace converge {
namespace {

const std::string key = "!vault \"" + FakeSecretDoor::sealed("hunter2") + "\"";

std::string listed(const Loaded& loaded) {
  ListedHosts hosts{loaded.inventory, {}};
  for (const Host& host : loaded.inventory.hosts()) hosts.chosen.insert(&host);
  return to_json(list_of_hosts(hosts)) + to_json(tree_of_hosts(hosts)) + graph_of_hosts(hosts, loaded.inventory.groups()[0], GraphVariables::shown);
}

TEST(SecretInventory, scalars_stay_sealed_and_are_listed_as_ansible_does) {
  const FakeSource source = source_of({{"hosts.yaml", "all: {hosts: {web1: {a: " + key + "}}}\n"}, {"group_vars/all.yaml", "b: [{c: " + key + "}]\n"}});
  const Loaded loaded(source, {"hosts.yaml"});
  EXPECT_EQ(loaded.findings(), "");
  EXPECT_EQ(loaded.door.opened, 0);
  const std::string sealed = R"({"__ansible_vault":"$ANSIBLE_VAULT;fake hunter2"})";
  EXPECT_EQ(to_json(variables_of_host(loaded.inventory, *loaded.inventory.find("web1"))), R"({"a":)" + sealed + R"(,"b":[{"c":)" + sealed + "}]}");
}

TEST(SecretInventory, of_encrypted_files_nothing_is_listed_but_names) {
  const FakeSource source = source_of({{"hosts.yaml", FakeSecretDoor::sealed("all: {hosts: {web1: {a: hunter2}}, vars: {b: [hunter2, 1]}}\n")},
                                       {"group_vars/all.yaml", FakeSecretDoor::sealed("c: {d: hunter2}\n")},
                                       {"host_vars/web1.json", FakeSecretDoor::sealed("{\"e\":\t\"hunter2\"}")}});
  const Loaded loaded(source, {"hosts.yaml"});
  EXPECT_EQ(loaded.findings(), "");
  EXPECT_EQ(loaded.variable("web1", "a"), "hunter2");
  EXPECT_EQ(loaded.variable("web1", "e"), "hunter2");
  EXPECT_EQ(listed(loaded).find("hunter2"), std::string::npos) << listed(loaded);
  EXPECT_NE(listed(loaded).find("\"d\":\"(secret)\""), std::string::npos) << listed(loaded);
}

TEST(SecretInventory, a_file_that_no_key_opens_is_an_error_or_left_out) {
  const FakeSource source = source_of({{"hosts.yaml", "all: {hosts: {web1: }}\n"}, {"group_vars/all.yaml", FakeSecretDoor::sealed("locked")}});
  EXPECT_EQ(Loaded(source, {"hosts.yaml"}).findings(),
            "group_vars/all.yaml: error: the file is encrypted, and cannot be opened: no key fits\n    fix: give the key that opens it with --vault-id LABEL@FILE\n");
  EXPECT_EQ(Loaded(source, {"hosts.yaml"}, nullptr, nullptr, Locked::left_out).findings(),
            "group_vars/all.yaml: warning: the file is encrypted, and its variables are left out\n    fix: give the key that opens it to see their names\n");
}

TEST(SecretInventory, what_is_wrong_in_an_encrypted_file_is_not_quoted) {
  for (const char* bad : {"pin: 0123456\n", "inventory_hostname: hunter2\n", "hunter2\n", "a: 'hunter2\n"}) {
    const Loaded loaded(source_of({{"hosts.yaml", "all: {hosts: {web1: }}\n"}, {"group_vars/all.yaml", FakeSecretDoor::sealed(bad)}}), {"hosts.yaml"});
    EXPECT_TRUE(loaded.diagnostics.has_errors()) << bad;
    for (const char* part : {"hunter2", "0123456"}) EXPECT_EQ(loaded.findings().find(part), std::string::npos) << loaded.findings();
  }
  const Loaded inventory(source_of({{"hosts.yaml", FakeSecretDoor::sealed("all: {hosts: {web1: {pin: 0123456}}}\n")}}), {"hosts.yaml"});
  EXPECT_TRUE(inventory.diagnostics.has_errors());
  EXPECT_EQ(inventory.findings().find("0123456"), std::string::npos) << inventory.findings();
}

TEST(SecretInventory, an_encrypted_one_is_yaml) {
  const Loaded named(source_of({{"hosts.ini", FakeSecretDoor::sealed("[web]\nweb1\n")}}), {"hosts.ini"});
  EXPECT_NE(named.findings().find("an inventory that is encrypted has to be YAML"), std::string::npos) << named.findings();
  const Loaded unnamed(source_of({{"hosts", FakeSecretDoor::sealed("[web]\nweb1\n")}}), {"hosts"});
  EXPECT_TRUE(unnamed.diagnostics.has_errors());
  EXPECT_EQ(unnamed.findings().find("web1"), std::string::npos) << unnamed.findings();
}

}  // namespace
}  // namespace converge
