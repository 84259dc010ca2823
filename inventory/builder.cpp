// SPDX-License-Identifier: MIT
#include "inventory/builder.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace converge {

namespace {

constexpr GroupIndex all_group = 0;
constexpr GroupIndex ungrouped_group = 1;
constexpr std::array<std::string_view, 3> this_machine{"localhost", "127.0.0.1", "::1"};

std::uint64_t membership(GroupIndex group, HostIndex host) { return (std::uint64_t{group} << 32U) | host; }

std::shared_ptr<const Value> port_variable(std::int64_t port, Span span) {
  return std::make_shared<const Value>(Value::map({Entry{"ansible_port", Value::integer(port, span), span}}));
}

}  // namespace

InventoryBuilder::InventoryBuilder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {
  group("all", {});
  add_child(all_group, group("ungrouped", {}), {});
}

GroupIndex InventoryBuilder::group(std::string_view name, Span span) {
  const auto index = static_cast<GroupIndex>(inventory_.groups_.size());
  const auto [place, fresh] = inventory_.group_names_.try_emplace(std::string(name), index);
  if (fresh) {
    Group made;
    made.name = name;
    inventory_.groups_.push_back(std::move(made));
  }
  Group& found = inventory_.groups_[place->second];
  if (!found.span.known()) found.span = span;
  return place->second;
}

HostIndex InventoryBuilder::host(std::string_view name, Span span, std::optional<std::int64_t> port) {
  const auto index = static_cast<HostIndex>(inventory_.hosts_.size());
  const auto [place, fresh] = inventory_.host_names_.try_emplace(std::string(name), index);
  if (!fresh) {
    if (port) diagnostics_.warning(span, "host " + std::string(name) + ": the port counts only where a host is first named", "write ansible_port as a variable of the host");
    return place->second;
  }
  Host made{std::string(name), span, {}, {}};
  if (port) made.definitions.push_back({port_variable(*port, span)});
  inventory_.hosts_.push_back(std::move(made));
  return index;
}

void InventoryBuilder::add_host(GroupIndex group, HostIndex host) {
  if (memberships_.insert(membership(group, host)).second) inventory_.groups_[group].hosts.push_back(host);
}

/// Whether `group` is `top` or somewhere below it.
bool InventoryBuilder::is_below(GroupIndex group, GroupIndex top) const {
  std::vector<GroupIndex> open = {top};
  std::vector<bool> seen(inventory_.groups_.size());
  while (!open.empty()) {
    const GroupIndex next = open.back();
    open.pop_back();
    if (next == group) return true;
    if (seen[next]) continue;
    seen[next] = true;
    const Group& at = inventory_.groups_[next];
    open.insert(open.end(), at.children.begin(), at.children.end());
  }
  return false;
}

void InventoryBuilder::add_child(GroupIndex parent, GroupIndex child, Span span) {
  Group& above = inventory_.groups_[parent];
  Group& below = inventory_.groups_[child];
  if (std::ranges::find(below.parents, parent) != below.parents.end()) return;
  if (is_below(parent, child)) {
    diagnostics_.error(span, child == parent ? "group " + above.name + " is a child of itself"
                                             : "group " + below.name + " is below " + above.name + " and above it, too",
                       "remove one of the two from the other's children");
    return;
  }
  if (parent == ungrouped_group) {
    diagnostics_.error(span, "ungrouped has no children: it holds the hosts that are in no group", "put " + below.name + " below another group");
    return;
  }
  above.children.push_back(child);
  below.parents.push_back(parent);
}

/// A number, or text that is one: scripts and INI print either.
void InventoryBuilder::take_priority(Group& group, const Value& priority) {
  std::int64_t number = 0;
  const std::string& text = priority.text();
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (priority.type() == Type::integer) group.priority = priority.as_integer();
  else if (!text.empty() && error == std::errc{} && stop == text.data() + text.size()) group.priority = number;
  else diagnostics_.error(priority.span(), "group " + group.name + ": ansible_group_priority is a number, found " + std::string(type_phrase(priority.type())), "write a whole number");
}

void InventoryBuilder::add_group_variables(GroupIndex group, const Value& variables) {
  Group& owner = inventory_.groups_[group];
  Value kept = variables;
  std::erase_if(kept.entries(), [&](const Entry& entry) {
    const bool is_priority = entry.key == "ansible_group_priority";
    if (is_priority) take_priority(owner, entry.value);
    return is_priority;
  });
  if (!kept.entries().empty()) owner.definitions.push_back({std::make_shared<const Value>(std::move(kept))});
}

void InventoryBuilder::add_host_variables(const std::vector<HostIndex>& hosts, const Value& variables) {
  if (variables.entries().empty()) return;
  const auto shared = std::make_shared<const Value>(variables);
  for (const HostIndex host : hosts) {
    const auto same = inventory_.group_names_.find(inventory_.hosts_[host].name);
    if (same == inventory_.group_names_.end()) {
      inventory_.hosts_[host].definitions.push_back({shared});
    } else {
      diverted_.emplace_back(same->second, host);
      add_group_variables(same->second, variables);
    }
  }
}

void InventoryBuilder::add_implicit_file(std::string_view name, const Definition& file) {
  for (Host& host : inventory_.implicit_)
    if (host.name == name) host.definitions.push_back(file);
}

/// "all" comes last among the parents, so the order of its children is that of naming.
void InventoryBuilder::adopt_orphans() {
  for (GroupIndex group = 1; group < inventory_.groups_.size(); ++group)
    if (inventory_.groups_[group].parents.empty()) add_child(all_group, group, {});
}

/// A host that is in another group, too, leaves; one that is only in "all" comes in.
void InventoryBuilder::settle_ungrouped() {
  std::vector<bool> grouped(inventory_.hosts_.size());
  for (GroupIndex group = ungrouped_group + 1; group < inventory_.groups_.size(); ++group)
    for (const HostIndex host : inventory_.groups_[group].hosts) grouped[host] = true;
  std::erase_if(inventory_.groups_[ungrouped_group].hosts, [&](HostIndex host) { return grouped[host]; });
  for (HostIndex host = 0; host < grouped.size(); ++host)
    if (!grouped[host]) add_host(ungrouped_group, host);
}

/// Every group is visited after all its parents; there are no loops.
void InventoryBuilder::settle_depths() {
  std::vector<Group>& groups = inventory_.groups_;
  std::vector<std::size_t> waiting;  // for how many parents each group waits
  waiting.reserve(groups.size());
  for (const Group& group : groups) waiting.push_back(group.parents.size());
  std::vector<GroupIndex> ready;
  for (GroupIndex group = 0; group < groups.size(); ++group)
    if (waiting[group] == 0) ready.push_back(group);
  while (!ready.empty()) {
    const GroupIndex next = ready.back();
    ready.pop_back();
    for (const GroupIndex child : groups[next].children) {
      groups[child].depth = std::max(groups[child].depth, groups[next].depth + 1);
      if (--waiting[child] == 0) ready.push_back(child);
    }
  }
}

/// By depth, priority and name: the order in which a host's groups are merged.
void InventoryBuilder::settle_host_groups() {
  std::vector<Group>& groups = inventory_.groups_;
  std::vector<GroupIndex> order(groups.size());
  for (GroupIndex i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](GroupIndex i) { return std::tie(groups[i].depth, groups[i].priority, groups[i].name); });
  // In the order of precedence, each host's list comes out sorted.
  for (const GroupIndex group : order) {
    if (group == all_group) continue;
    for (const Host* member : inventory_.members(groups[group]))
      inventory_.hosts_[static_cast<std::size_t>(member - inventory_.hosts_.data())].groups.push_back(group);
  }
}

/// Where the group holds that host alone, it makes no difference who has the variables.
void InventoryBuilder::judge_shared_names() {
  for (const auto& [group, host] : diverted_) {
    const Group& owner = inventory_.groups_[group];
    const std::vector<const Host*> members = inventory_.members(owner);
    if (members.size() == 1 && members.front() == &inventory_.hosts_[host]) continue;
    diagnostics_.error(inventory_.hosts_[host].span,
                       "'" + owner.name + "' is a host and a group, and Ansible would give the host's variables to the whole group", "rename one of them")
        .notes.push_back({owner.span, "the group is named here"});
  }
  for (const Group& group : inventory_.groups_) {
    const auto host = inventory_.host_names_.find(group.name);
    if (host != inventory_.host_names_.end())
      diagnostics_.warning(inventory_.hosts_[host->second].span, "'" + group.name + "' is a host and a group", "rename one of them");
  }
}

/// One of the three names in the inventory means that its author has this machine covered.
void InventoryBuilder::add_implicit_hosts() {
  for (const std::string_view name : this_machine)
    if (has_host(name)) return;
  const auto local = std::make_shared<const Value>(Value::map({Entry{"ansible_connection", Value::string("local"), {}}}));
  for (const std::string_view name : this_machine) inventory_.implicit_.push_back({std::string(name), {}, {}, {{local}}});
}

void InventoryBuilder::settle() {
  if (settled_) return;
  settled_ = true;
  adopt_orphans();
  settle_ungrouped();
  settle_depths();
  settle_host_groups();
  judge_shared_names();
  add_implicit_hosts();
}

Inventory InventoryBuilder::finish() {
  settle();
  return std::move(inventory_);
}

}  // namespace converge
