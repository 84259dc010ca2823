// SPDX-License-Identifier: MIT
// layers.cpp: which variables reach a host, in which order. Nothing is merged
// before somebody asks, so that losers stay known and cost nothing.
#include <algorithm>
#include <unordered_map>

#include "inventory/inventory.h"

namespace converge {

namespace {

/// Puts definitions into layers, one Origin at a time.
class Stack {
 public:
  void add(const std::string& owner, const std::vector<Definition>& definitions, Origin origin) {
    for (const Definition& each : definitions)
      if (each.origin == origin) layers_.push_back({owner, origin, each.variables.get(), each.input});
  }

  /// Files beside the inventories count by inventory first, so owners come in a row for each of them.
  void add_files(const std::vector<std::pair<std::string, const std::vector<Definition>*>>& owners) {
    std::vector<std::pair<std::size_t, Layer>> found;
    for (const auto& [owner, definitions] : owners)
      for (const Definition& each : *definitions)
        if (each.origin == Origin::beside_inventory) found.emplace_back(each.input, Layer{owner, each.origin, each.variables.get(), each.input});
    std::ranges::stable_sort(found, {}, [](const auto& pair) { return pair.first; });
    for (auto& [input, layer] : found) layers_.push_back(std::move(layer));
    for (const auto& [owner, definitions] : owners) add(owner, *definitions, Origin::beside_playbook);
  }

  std::vector<Layer> take() { return std::move(layers_); }

 private:
  std::vector<Layer> layers_;
};

/// Whole values are replaced, as Ansible does it unless told otherwise.
Value merged(const std::vector<Layer>& layers) {
  Map entries;
  std::unordered_map<std::string_view, std::size_t> places;  // the keys live in the layers
  for (const Layer& layer : layers) {
    for (const Entry& entry : layer.variables->entries()) {
      const auto [place, fresh] = places.try_emplace(entry.key, entries.size());
      if (fresh) entries.push_back(entry);
      else entries[place->second] = entry;
    }
  }
  return Value::map(std::move(entries));
}

const Entry* entry_of(const Value& map, std::string_view name) {
  const auto found = std::ranges::find(map.entries(), name, &Entry::key);
  return found == map.entries().end() ? nullptr : &*found;
}

}  // namespace

std::vector<Layer> Inventory::layers(const Host& host) const {
  Stack stack;
  const std::vector<Definition>& all = groups_.front().definitions;
  stack.add("group all", all, Origin::inventory);
  std::vector<std::pair<std::string, const std::vector<Definition>*>> owners;
  for (const GroupIndex group : host.groups) {
    if (groups_[group].definitions.empty()) continue;
    owners.emplace_back("group " + groups_[group].name, &groups_[group].definitions);
    stack.add(owners.back().first, *owners.back().second, Origin::inventory);
  }
  stack.add_files({{"group all", &all}});
  stack.add_files(owners);
  const std::string self = "host " + host.name;
  stack.add(self, host.definitions, Origin::inventory);
  stack.add_files({{self, &host.definitions}});
  return stack.take();
}

std::vector<Layer> Inventory::layers(const Group& group) const {
  Stack stack;
  const std::string self = "group " + group.name;
  stack.add(self, group.definitions, Origin::inventory);
  stack.add_files({{self, &group.definitions}});
  return stack.take();
}

Value Inventory::variables(const Host& host) const { return merged(layers(host)); }

Value Inventory::variables(const Group& group) const { return merged(layers(group)); }

const Value* Inventory::variable(const Host& host, std::string_view name) const {
  const std::vector<Candidate> all = candidates(host, name);
  return all.empty() ? nullptr : &all.back().entry->value;
}

std::vector<Candidate> Inventory::candidates(const Host& host, std::string_view name) const {
  std::vector<Candidate> found;
  for (const Layer& layer : layers(host))
    if (const Entry* entry = entry_of(*layer.variables, name)) found.push_back({layer.owner, layer.origin, entry, layer.input});
  return found;
}

}  // namespace converge
