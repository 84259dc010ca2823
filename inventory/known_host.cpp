// SPDX-License-Identifier: MIT
#include "inventory/known_host.h"

#include <algorithm>

namespace converge {

KnownInventory::KnownInventory(const Inventory& inventory, Render render, FileOf file_of)
    : inventory_(inventory), render_(std::move(render)), file_of_(std::move(file_of)) {}

/// Made when a template first asks: a list of ten thousand hosts is not free.
const Value& KnownInventory::groups() const {
  if (groups_) return *groups_;
  Value groups = Value::map();
  for (const Group& group : inventory_.groups()) {
    Value hosts = Value::list();
    for (const Host* host : inventory_.members(group)) hosts.push_back(Value::string(host->name));
    groups.entries().push_back(Entry{group.name, std::move(hosts), {}});
  }
  return groups_.emplace(std::move(groups));
}

Value KnownInventory::group_names(const Host& host) const {
  Value names = Value::list();
  for (const std::string& group : inventory_.group_names(host)) names.push_back(Value::string(group));
  return names;
}

Result<const Value*> KnownInventory::variables_of(std::string_view name) const {
  const Host* host = inventory_.find(name);
  if (host == nullptr) return fail(ErrorCode::not_found, "the inventory has no host of this name");
  if (std::ranges::find(open_, host->name) != open_.end())
    return fail(ErrorCode::invalid, "the variables of " + open_.back() + " and " + host->name + " are made of each other");
  auto known = rendered_.find(name);
  if (known == rendered_.end()) {
    open_.push_back(host->name);
    Result<Value> rendered = render_(*host);
    open_.pop_back();
    known = rendered_.emplace(host->name, std::move(rendered)).first;
  }
  if (!known->second) return fail(known->second.error());
  return &*known->second;
}

KnownHost::KnownHost(const KnownInventory& inventory, const Host& host, ReadFact read_fact,
                     std::vector<std::string_view> fact_names)
    : inventory_(inventory), read_fact_(std::move(read_fact)), fact_names_(std::move(fact_names)) {
  values_.emplace("inventory_hostname", Value::string(host.name));
  values_.emplace("inventory_hostname_short", Value::string(host.name.substr(0, host.name.find('.'))));
  values_.emplace("group_names", inventory_.group_names(host));
  const std::string file = inventory_.file_of(host);
  if (file.empty()) return;
  const std::size_t slash = file.rfind('/');
  values_.emplace("inventory_dir", Value::string(slash == std::string::npos ? "" : file.substr(0, slash)));
  values_.emplace("inventory_file", Value::string(file));
}

const Value* KnownHost::find(std::string_view name) const {
  if (name == "groups") return &inventory_.groups();
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> KnownHost::names() const {
  std::vector<std::string_view> names = {"groups", "facts", "hostvars"};
  for (const auto& [name, value] : values_) names.push_back(name);
  return names;
}

Result<const Value*> KnownHost::fact(std::string_view name) const {
  if (const auto known = facts_.find(name); known != facts_.end()) return &known->second;
  Result<Value> value = read_fact_(name);
  if (!value) return fail(std::move(value.error()));
  return &facts_.emplace(std::string(name), std::move(*value)).first->second;
}

std::vector<std::string_view> KnownHost::host_names() const {
  std::vector<std::string_view> names;
  for (const Host& host : inventory_.inventory().hosts()) names.push_back(host.name);
  return names;
}

}  // namespace converge
