// SPDX-License-Identifier: MIT
#include "inventory/inventory.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "engine/core/yaml/document.h"

namespace converge {

const Host* Inventory::find(std::string_view name) const {
  const auto found = std::find_if(hosts.begin(), hosts.end(), [&](const Host& host) { return host.name == name; });
  return found == hosts.end() ? nullptr : &*found;
}

std::set<std::string> Inventory::members(const std::string& group) const {
  std::set<std::string> names;
  std::set<std::string> seen;
  const std::function<void(const std::string&)> collect = [&](const std::string& name) {
    const auto found = groups.find(name);
    if (found == groups.end() || !seen.insert(name).second) return;
    names.insert(found->second.hosts.begin(), found->second.hosts.end());
    for (const std::string& child : found->second.children) collect(child);
  };
  if (group == "all") {
    for (const Host& host : hosts) names.insert(host.name);
  } else {
    collect(group);
  }
  return names;
}

namespace {

/// Reads groups into an inventory; methods follow the nesting of the file.
class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) { inventory_.groups["all"].name = "all"; }

  Inventory read(const Value& root, std::string_view file) {
    if (!root.is_map()) {
      diagnostics_.error(root.span().known() ? root.span() : Span{intern_file(file), 1, 1, 0},
                         "an inventory is a map of groups, found " + std::string(type_phrase(root.type())),
                         "start with `all:` and list `hosts:` below it");
      return std::move(inventory_);
    }
    for (const Entry& entry : root.entries()) read_group(entry);
    refuse_loops();
    merge_variables();
    return std::move(inventory_);
  }

 private:
  void read_group(const Entry& entry) {
    Group& group = inventory_.groups[entry.key];
    group.name = entry.key;
    if (!group.span.known()) group.span = entry.key_span;
    if (entry.value.is_null()) return;
    if (!entry.value.is_map()) {
      diagnostics_.error(entry.value.span(), "group " + entry.key + ": expected hosts, vars or children, found " + std::string(type_phrase(entry.value.type())), "write `hosts:` below it, and the hosts below that");
      return;
    }
    for (const Entry& part : entry.value.entries()) {
      if (part.key == "hosts") read_hosts(part.value, group);
      else if (part.key == "vars") read_variables(part.value, group.variables, "group " + entry.key);
      else if (part.key == "children") read_children(part.value, group);
      else refuse_key(part, entry.key);
    }
  }

  void refuse_key(const Entry& part, const std::string& group) {
    const std::string guess = nearest(part.key, {"hosts", "vars", "children"});
    diagnostics_.error(part.key_span, "group " + group + ": unknown key '" + part.key + "'",
                       guess.empty() ? "a group knows hosts, vars and children" : "did you mean '" + guess + "'?");
  }

  void read_hosts(const Value& hosts, Group& group) {
    if (hosts.is_null()) return;
    if (!hosts.is_map()) {
      diagnostics_.error(hosts.span(), "group " + group.name + ": hosts is a map, found " + std::string(type_phrase(hosts.type())),
                         "write each host on a line of its own, followed by a colon: `web1:`");
      return;
    }
    for (const Entry& entry : hosts.entries()) {
      if (entry.key.find_first_of("[]{}* ,!&") != std::string::npos) {
        diagnostics_.error(entry.key_span, "'" + entry.key + "' is not a host's name", "write every host out; ranges are not available in this version");
        continue;
      }
      group.hosts.push_back(entry.key);
      Host& host = host_named(entry.key, entry.key_span);
      read_variables(entry.value, host.variables, "host " + entry.key);
    }
  }

  Host& host_named(const std::string& name, Span span) {
    const auto [place, fresh] = places_.try_emplace(name, inventory_.hosts.size());
    if (fresh) inventory_.hosts.push_back(Host{name, span, Value::map()});
    return inventory_.hosts[place->second];
  }

  void read_variables(const Value& variables, Value& out, const std::string& owner) {
    if (variables.is_null()) return;
    if (!variables.is_map()) {
      diagnostics_.error(variables.span(), owner + ": variables are a map, found " + std::string(type_phrase(variables.type())), "write each as `NAME: VALUE`");
      return;
    }
    for (const Entry& entry : variables.entries()) {
      out.set(entry.key, entry.value);
    }
  }

  void read_children(const Value& children, Group& group) {
    if (children.is_null()) return;
    if (!children.is_map()) {
      diagnostics_.error(children.span(), "group " + group.name + ": children is a map of groups", "write each group on a line of its own, followed by a colon");
      return;
    }
    const std::string name = group.name;
    for (const Entry& entry : children.entries()) {
      inventory_.groups[name].children.push_back(entry.key);
      read_group(entry);
    }
  }

  void refuse_loops() {
    for (const auto& [name, group] : inventory_.groups) {
      for (const std::string& child : group.children) {
        if (below(child, name)) {
          diagnostics_.error(group.span, "group " + name + " is, through " + child + ", a child of itself", "remove one of the two from the other's children");
          return;
        }
      }
    }
  }

  /// Whether `wanted` is `group` or one of its children.
  [[nodiscard]] bool below(const std::string& group, const std::string& wanted) const {
    std::vector<std::string> open = {group};
    std::set<std::string> seen;
    while (!open.empty()) {
      const std::string name = open.back();
      open.pop_back();
      if (name == wanted) return true;
      if (!seen.insert(name).second) continue;
      const auto found = inventory_.groups.find(name);
      if (found != inventory_.groups.end()) open.insert(open.end(), found->second.children.begin(), found->second.children.end());
    }
    return false;
  }

  /// Depth of each group below the top: parents are merged before children.
  /// There are no loops any more, so this ends.
  [[nodiscard]] std::map<std::string, std::size_t> depths() const {
    std::map<std::string, std::size_t> depths;
    const std::function<void(const std::string&, std::size_t)> sink = [&](const std::string& name, std::size_t depth) {
      const auto [known, fresh] = depths.try_emplace(name, depth);
      if (!fresh && known->second >= depth) return;
      known->second = depth;
      for (const std::string& child : inventory_.groups.at(name).children) sink(child, depth + 1);
    };
    sink("all", 0);
    for (const auto& [name, group] : inventory_.groups) sink(name, name == "all" ? 0 : 1);
    return depths;
  }

  void merge_variables() {
    if (diagnostics_.has_errors()) return;
    const std::map<std::string, std::size_t> depth = depths();
    std::vector<std::pair<const Group*, std::set<std::string>>> groups;  // with their members
    for (const auto& [name, group] : inventory_.groups)
      if (!group.variables.entries().empty()) groups.emplace_back(&group, inventory_.members(name));
    std::ranges::stable_sort(groups, {}, [&](const auto& group) { return depth.at(group.first->name); });
    for (Host& host : inventory_.hosts) {
      Value merged = Value::map();
      for (const auto& [group, members] : groups) {
        if (!members.contains(host.name)) continue;
        for (const Entry& entry : group->variables.entries()) merged.set(entry.key, entry.value);
      }
      for (const Entry& entry : host.variables.entries()) merged.set(entry.key, entry.value);
      host.variables = std::move(merged);
    }
  }

  Inventory inventory_;
  std::unordered_map<std::string, std::size_t> places_;  ///< of hosts, by name
  Diagnostics& diagnostics_;
};

}  // namespace

Inventory load_inventory(std::string_view text, std::string_view file, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.error_count();
  const Value root = parse_yaml(text, file, diagnostics);
  if (diagnostics.error_count() != errors) return {};
  return Reader(diagnostics).read(root, file);
}

Inventory local_inventory() {
  Inventory inventory;
  inventory.hosts.push_back(Host{"localhost", {}, Value::map()});
  inventory.groups["all"] = Group{"all", {}, {"localhost"}, {}, Value::map()};
  return inventory;
}

Connection connection_of(const Host& host, Diagnostics& diagnostics) {
  const Value* word = host.variables.find("ansible_connection");
  if (word == nullptr) return host.name == "localhost" ? Connection::local : Connection::ssh;
  if (word->text() == "local") return Connection::local;
  if (word->text() != "ssh") {
    diagnostics.error(word->span(), "host " + host.name + ": ansible_connection '" + word->text() + "' is not known", "write local or ssh");
  }
  return Connection::ssh;
}

}  // namespace converge
