// SPDX-License-Identifier: MIT
#include "inventory/known_host.h"

#include <algorithm>

namespace converge {

namespace {

/// Variables that are made of those of other hosts, one in the other.
constexpr std::size_t deepest = 50;

}  // namespace

KnownInventory::KnownInventory(const Inventory& inventory, Names names, Render render, FileOf file_of)
    : inventory_(inventory), names_(std::move(names)), render_(std::move(render)), file_of_(std::move(file_of)) {}

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

KnownInventory::OwnValues KnownInventory::own_values(const Host& host) const {
  OwnValues values;
  values.emplace("inventory_hostname", Value::string(host.name));
  values.emplace("inventory_hostname_short", Value::string(host.name.substr(0, host.name.find('.'))));
  Value groups = Value::list();
  for (const std::string& group : inventory_.group_names(host)) groups.push_back(Value::string(group));
  values.emplace("group_names", std::move(groups));
  const std::string file = file_of_ ? file_of_(host) : "";
  if (file.empty()) return values;
  const std::size_t slash = file.rfind('/');
  values.emplace("inventory_dir", Value::string(slash == std::string::npos ? "" : file.substr(0, slash)));
  values.emplace("inventory_file", Value::string(file));
  return values;
}

const KnownInventory::OwnValues& KnownInventory::kept_values(const Host& host) const {
  const auto known = own_values_.find(host.name);
  return known != own_values_.end() ? known->second : own_values_.emplace(host.name, own_values(host)).first->second;
}

std::vector<std::string_view> KnownInventory::variable_names(std::string_view name) const {
  const Host* host = inventory_.find(name);
  if (host == nullptr) return {};
  std::vector<std::string_view> names = names_(*host);
  for (const auto& [own, value] : kept_values(*host)) names.push_back(own);
  return names;
}

Result<Value> KnownInventory::render(const Host& host, std::string_view name) const {
  const Place place{host.name, name};
  if (std::ranges::find(open_, place) != open_.end())
    return fail(ErrorCode::invalid, place.second + " of " + host.name + " is made of itself, by way of " + open_.back().second + " of " + open_.back().first);
  if (open_.size() == deepest)
    return fail(ErrorCode::invalid, "variables are made of those of other hosts more than " + std::to_string(deepest) + " deep");
  open_.push_back(place);
  Result<Value> rendered = render_(host, name);
  open_.pop_back();
  return rendered;
}

Result<const Value*> KnownInventory::variable_of(std::string_view host_name, std::string_view name) const {
  const Host* host = inventory_.find(host_name);
  if (host == nullptr) return fail(ErrorCode::not_found, "the inventory has no host of this name");
  const OwnValues& own = kept_values(*host);
  if (const auto found = own.find(name); found != own.end()) return &found->second;
  auto known = rendered_.find({host->name, std::string(name)});
  if (known == rendered_.end()) {
    Result<Value> value = render(*host, name);
    if (!value) return fail(std::move(value.error()));  // not kept: within a circle it depends on where one begins
    known = rendered_.emplace(Place{host->name, name}, std::move(*value)).first;
  }
  return &known->second;
}

KnownHost::KnownHost(const KnownInventory& inventory, const Host& host, ReadFact read_fact,
                     std::vector<std::string_view> fact_names)
    : inventory_(inventory), values_(inventory.own_values(host)), read_fact_(std::move(read_fact)), fact_names_(std::move(fact_names)) {}

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
