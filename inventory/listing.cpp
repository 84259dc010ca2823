// SPDX-License-Identifier: MIT
#include "inventory/listing.h"

#include <algorithm>

#include "engine/core/encryption.h"
#include "inventory/python_text.h"

namespace converge {

namespace {

constexpr GroupIndex all_group = 0;

void put(Value& map, const std::string& key, Value value) { map.entries().push_back(Entry{key, std::move(value), {}}); }

/// Key by key, all the way down.
void sort_keys(Value& value) {
  if (value.is_list())
    for (Value& item : value.items()) sort_keys(item);
  if (!value.is_map()) return;
  std::ranges::sort(value.entries(), {}, &Entry::key);
  for (Entry& entry : value.entries()) sort_keys(entry.value);
}

/// Encrypted values as `ansible-inventory` shows them, other secrets not at all.
void hide_secrets(Value& value) {
  if (value.is_list())
    for (Value& item : value.items()) hide_secrets(item);
  if (value.is_map())
    for (Entry& entry : value.entries()) hide_secrets(entry.value);
  if (value.style() == Style::sealed) {
    Value shown = Value::map();
    put(shown, encryption_of(value.text()) == Encryption::vault ? "__ansible_vault" : "__age", Value::string(value.text()));
    value = std::move(shown);
  } else if (value.sensitivity() == Sensitivity::secret) {
    value = Value::string("(secret)");
  }
}

Value shown_variables(Value variables) {
  hide_secrets(variables);
  return variables;
}

/// The parts of a walk over groups that all formats share.
class Walk {
 public:
  explicit Walk(const ListedHosts& hosts) : hosts_(hosts), inventory_(hosts.inventory) {}

 protected:
  [[nodiscard]] const Group& group(GroupIndex index) const { return inventory_.groups()[index]; }
  /// The chosen hosts of a group itself; "all" shows none, they are in its children.
  [[nodiscard]] std::vector<const Host*> own(GroupIndex index) const {
    std::vector<const Host*> own;
    if (index == all_group) return own;
    for (const HostIndex host : group(index).hosts)
      if (hosts_.chosen.contains(&inventory_.hosts()[host])) own.push_back(&inventory_.hosts()[host]);
    return own;
  }

  const ListedHosts& hosts_;
  const Inventory& inventory_;
};

/// Every group once, at the top; what is empty is left out.
class ListWalk : Walk {
 public:
  using Walk::Walk;

  Value list() {
    Value out = Value::map();
    seen_.resize(inventory_.groups().size());
    add(out, all_group);
    Value hostvars = Value::map();
    for (const Host* host : inventory_.members(group(all_group))) {
      if (!hosts_.chosen.contains(host)) continue;
      Value variables = variables_of_host(inventory_, *host);
      if (!variables.entries().empty()) put(hostvars, host->name, std::move(variables));
    }
    Value meta = Value::map();
    put(meta, "hostvars", std::move(hostvars));
    put(out, "_meta", std::move(meta));
    sort_keys(out);
    return out;
  }

 private:
  void add(Value& out, GroupIndex index) {
    if (seen_[index]) return;
    seen_[index] = true;
    Value children = Value::list();
    for (const GroupIndex child : group(index).children) {
      children.push_back(Value::string(group(child).name));
      add(out, child);
    }
    Value hosts = Value::list();
    for (const Host* host : own(index)) hosts.push_back(Value::string(host->name));
    Value shown = Value::map();
    if (!children.items().empty()) put(shown, "children", std::move(children));
    if (!hosts.items().empty()) put(shown, "hosts", std::move(hosts));
    if (!shown.entries().empty()) put(out, group(index).name, std::move(shown));
  }

  std::vector<bool> seen_;
};

/// Every group inside its parents, as often as it has some.
class TreeWalk : Walk {
 public:
  using Walk::Walk;

  Value tree() {
    Value out = Value::map();
    put(out, "all", node(all_group));
    sort_keys(out);
    return out;
  }

 private:
  Value node(GroupIndex index) {
    Value children = Value::map();
    for (const GroupIndex child : group(index).children) put(children, group(child).name, node(child));
    Value hosts = Value::map();
    for (const Host* host : own(index)) put(hosts, host->name, seen_.insert(host).second ? variables_of_host(inventory_, *host) : Value::map());
    Value out = Value::map();
    if (!children.entries().empty()) put(out, "children", std::move(children));
    if (!hosts.entries().empty()) put(out, "hosts", std::move(hosts));
    return out;
  }

  std::unordered_set<const Host*> seen_;
};

/// Children before hosts, variables last.
class GraphWalk : Walk {
 public:
  GraphWalk(const ListedHosts& hosts, GraphVariables variables) : Walk(hosts), variables_(variables) {}

  std::string graph(const Group& top) {
    add(static_cast<GroupIndex>(&top - inventory_.groups().data()), 0);
    return std::move(out_);
  }

 private:
  void line(const std::string& text, std::size_t depth) {
    for (std::size_t i = 0; i < depth; ++i) out_ += "  |";
    out_ += (depth == 0 ? "" : "--") + text + "\n";
  }

  void add_variables(Value variables, std::size_t depth) {
    if (variables_ == GraphVariables::hidden) return;
    std::ranges::sort(variables.entries(), {}, &Entry::key);
    for (const Entry& entry : variables.entries()) line("{" + entry.key + " = " + python_text(entry.value) + "}", depth);
  }

  void add(GroupIndex index, std::size_t depth) {
    line("@" + group(index).name + ":", depth);
    for (const GroupIndex child : group(index).children) add(child, depth + 1);
    for (const Host* host : own(index)) {
      line(host->name, depth + 1);
      if (variables_ == GraphVariables::shown) add_variables(shown_variables(inventory_.variables(*host)), depth + 2);
    }
    if (variables_ == GraphVariables::hidden) return;
    Value variables = shown_variables(inventory_.variables(group(index)));
    if (group(index).priority != 1) put(variables, "ansible_group_priority", Value::integer(group(index).priority));
    add_variables(std::move(variables), depth + 1);
  }

  GraphVariables variables_;
  std::string out_;
};

}  // namespace

Value variables_of_host(const Inventory& inventory, const Host& host) {
  Value variables = shown_variables(inventory.variables(host));
  sort_keys(variables);
  return variables;
}

Value list_of_hosts(const ListedHosts& hosts) { return ListWalk(hosts).list(); }

Value tree_of_hosts(const ListedHosts& hosts) { return TreeWalk(hosts).tree(); }

std::string graph_of_hosts(const ListedHosts& hosts, const Group& top, GraphVariables variables) { return GraphWalk(hosts, variables).graph(top); }

}  // namespace converge
