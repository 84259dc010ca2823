// SPDX-License-Identifier: MIT
#include "inventory/pattern.h"

#include <fnmatch.h>

#include <vector>

namespace converge {

namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view pattern) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = pattern.find_first_of(":,");
    parts.emplace_back(trimmed(pattern.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    pattern.remove_prefix(end + 1);
  }
}

bool matches(const std::string& glob, const std::string& name) { return fnmatch(glob.c_str(), name.c_str(), 0) == 0; }

std::set<std::string> named_by(const Inventory& inventory, const std::string& part) {
  std::set<std::string> hosts;
  if (part == "all" || part == "*") return inventory.members("all");
  for (const auto& [name, group] : inventory.groups)
    if (matches(part, name)) hosts.merge(inventory.members(name));
  for (const Host& host : inventory.hosts)
    if (matches(part, host.name)) hosts.insert(host.name);
  return hosts;
}

bool is_known(const Inventory& inventory, const std::string& part) {
  if (part == "all" || part == "*" || inventory.groups.contains(part)) return true;
  return !named_by(inventory, part).empty();
}

void refuse_unknown(const Inventory& inventory, const std::string& part, Span span, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const auto& [name, group] : inventory.groups) names.push_back(name);
  for (const Host& host : inventory.hosts) names.push_back(host.name);
  const std::string guess = nearest(part, names);
  diagnostics.error(span, "no host or group is called '" + part + "'",
                    guess.empty() ? "write `all`, or a host or group of the inventory" : "did you mean '" + guess + "'?");
}

}  // namespace

std::set<std::string> select_hosts(const Inventory& inventory, std::string_view pattern, Span span,
                                   Diagnostics& diagnostics) {
  std::set<std::string> chosen;
  std::vector<std::set<std::string>> kept;
  std::set<std::string> excluded;
  bool any_union = false;
  for (const std::string& part : split(pattern)) {
    const bool both = part.starts_with('&');
    const bool without = part.starts_with('!');
    const std::string name = both || without ? part.substr(1) : part;
    if (name.empty() || !is_known(inventory, name)) {
      refuse_unknown(inventory, name, span, diagnostics);
      continue;
    }
    std::set<std::string> hosts = named_by(inventory, name);
    if (both) kept.push_back(std::move(hosts));
    else if (without) excluded.merge(hosts);
    else chosen.merge(hosts);
    any_union = any_union || !(both || without);
  }
  if (!any_union) chosen = inventory.members("all");
  std::erase_if(chosen, [&](const std::string& host) {
    for (const auto& set : kept)
      if (!set.contains(host)) return true;
    return excluded.contains(host);
  });
  return chosen;
}

}  // namespace converge
