// SPDX-License-Identifier: MIT
#include "inventory/inventory.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "inventory/builder.h"
#include "inventory/document.h"
#include "inventory/yaml_reader.h"

namespace converge {

const Host* Inventory::find(std::string_view name) const {
  const auto found = host_names_.find(name);
  return found == host_names_.end() ? implicit(name) : &hosts_[found->second];
}

const Host* Inventory::implicit(std::string_view name) const {
  const auto found = std::ranges::find(implicit_, name, &Host::name);
  return found == implicit_.end() ? nullptr : &*found;
}

const Group* Inventory::find_group(std::string_view name) const {
  const auto found = group_names_.find(name);
  return found == group_names_.end() ? nullptr : &groups_[found->second];
}

std::vector<const Host*> Inventory::members(const Group& group) const {
  std::vector<const Host*> members;
  std::vector<bool> listed(hosts_.size());
  std::vector<bool> seen(groups_.size());
  std::vector<const Group*> level = {&group};
  while (!level.empty()) {  // breadth first, which is Ansible's order
    std::vector<const Group*> below;
    for (const Group* each : level) {
      for (const HostIndex host : each->hosts) {
        if (!listed[host]) members.push_back(&hosts_[host]);
        listed[host] = true;
      }
      for (const GroupIndex child : each->children) {
        if (!seen[child]) below.push_back(&groups_[child]);
        seen[child] = true;
      }
    }
    level = std::move(below);
  }
  return members;
}

std::vector<std::string> Inventory::group_names(const Host& host) const {
  std::vector<std::string> names;
  for (const GroupIndex group : host.groups) names.push_back(groups_[group].name);
  std::ranges::sort(names);
  return names;
}

Inventory load_inventory(std::string_view text, std::string_view file, Diagnostics& diagnostics) {
  InventoryBuilder builder(diagnostics);
  if (const std::optional<Document> document = read_document(text, file, nullptr, diagnostics))
    read_yaml_inventory(*document, file, builder, diagnostics);
  return builder.finish();
}

Inventory local_inventory() {
  Diagnostics none;
  InventoryBuilder builder(none);
  builder.add_host(builder.group("ungrouped", {}), builder.host("localhost", {}));
  return builder.finish();
}

Connection connection_of(const Inventory& inventory, const Host& host, const Value& extra, Diagnostics& diagnostics) {
  const Value* word = extra.find("ansible_connection");
  if (word == nullptr) word = inventory.variable(host, "ansible_connection");
  if (word == nullptr) return host.name == "localhost" ? Connection::local : Connection::ssh;
  if (word->text() == "local") return Connection::local;
  static constexpr std::array<std::string_view, 4> over_ssh = {"ssh", "smart", "paramiko", "paramiko_ssh"};
  if (std::ranges::find(over_ssh, word->text()) == over_ssh.end()) {
    const std::string shown = word->sensitivity() == Sensitivity::secret ? "(secret)" : "'" + word->text() + "'";
    diagnostics.error(word->span(), "host " + host.name + ": ansible_connection " + shown + " is not known", "write local or ssh");
  }
  return Connection::ssh;
}

}  // namespace converge
