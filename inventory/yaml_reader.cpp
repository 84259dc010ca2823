// SPDX-License-Identifier: MIT
#include "inventory/yaml_reader.h"

#include "engine/core/yaml/document.h"
#include "inventory/address.h"

namespace converge {

namespace {

std::string found(const Value& value) { return ", found " + std::string(type_phrase(value.type())); }

/// Reads groups; methods follow the nesting of the file, in written order,
/// since the order in which hosts and groups are added is that of every list.
class YamlReader {
 public:
  YamlReader(Syntax syntax, InventoryBuilder& builder, Diagnostics& diagnostics)
      : syntax_(syntax), builder_(builder), diagnostics_(diagnostics) {}

  void read_group(const Entry& entry) {
    if (entry.key.empty()) {
      diagnostics_.error(entry.key_span, "a group has a name", "write one before the colon");
      return;
    }
    const GroupIndex group = builder_.group(entry.key, entry.key_span);
    if (syntax_ == Syntax::yaml) check_yaml11_key(entry, diagnostics_);
    if (entry.value.is_null()) return;
    if (!entry.value.is_map()) {
      diagnostics_.error(entry.value.span(), "group " + entry.key + ": expected hosts, vars or children" + found(entry.value), "write `hosts:` below it, and the hosts below that");
      return;
    }
    for (const Entry& part : entry.value.entries()) {
      if (part.key == "hosts") read_hosts(part.value, group, entry.key);
      else if (part.key == "vars") read_group_variables(part.value, group, entry.key);
      else if (part.key == "children") read_children(part.value, group, entry.key);
      else refuse_key(part, entry.key);
    }
  }

 private:
  void refuse_key(const Entry& part, const std::string& group) {
    const std::string guess = nearest(part.key, {"hosts", "vars", "children"});
    diagnostics_.error(part.key_span, "group " + group + ": unknown key '" + part.key + "'",
                       guess.empty() ? "a group knows hosts, vars and children" : "did you mean '" + guess + "'?");
  }

  void read_hosts(const Value& hosts, GroupIndex group, const std::string& name) {
    if (hosts.is_null()) return;
    if (hosts.is_string()) {  // `hosts: web1` is one host
      read_host(Entry{hosts.text(), Value::null(hosts.span()), hosts.span()}, group);
    } else if (!hosts.is_map()) {
      diagnostics_.error(hosts.span(), "group " + name + ": hosts is a map" + found(hosts), "write each host on a line of its own, followed by a colon: `web1:`");
    } else {
      for (const Entry& entry : hosts.entries()) read_host(entry, group);
    }
  }

  /// A name or range, and variables that all of its hosts share.
  void read_host(const Entry& entry, GroupIndex group) {
    if (syntax_ == Syntax::yaml) check_yaml11_key(entry, diagnostics_);
    const Result<NamedHosts> named = entry.key.empty() ? fail(ErrorCode::invalid, "it is empty") : parse_hosts(entry.key);
    if (!named) {
      diagnostics_.error(entry.key_span, "'" + entry.key + "' is not a host's name: " + named.error().message, "write a name such as web1, web[01:20] or web1:2222");
      return;
    }
    std::vector<HostIndex> hosts;
    for (const std::string& name : named->names) {
      hosts.push_back(builder_.host(name, entry.key_span, named->port));
      builder_.add_host(group, hosts.back());
    }
    if (is_map_of_variables(entry.value, "host " + entry.key)) builder_.add_host_variables(hosts, entry.value);
  }

  void read_group_variables(const Value& variables, GroupIndex group, const std::string& name) {
    if (is_map_of_variables(variables, "group " + name)) builder_.add_group_variables(group, variables);
  }

  /// Nothing is as good as an empty map; anything else is reported.
  bool is_map_of_variables(const Value& variables, const std::string& owner) {
    if (variables.is_null()) return false;
    if (!variables.is_map()) {
      diagnostics_.error(variables.span(), owner + ": variables are a map" + found(variables), "write each as `NAME: VALUE`");
      return false;
    }
    check_variables(variables, syntax_, diagnostics_);
    return true;
  }

  void read_children(const Value& children, GroupIndex group, const std::string& name) {
    if (children.is_null()) return;
    if (children.is_string()) {  // `children: web` is one group
      add_child(Entry{children.text(), Value::null(children.span()), children.span()}, group);
    } else if (!children.is_map()) {
      diagnostics_.error(children.span(), "group " + name + ": children is a map of groups" + found(children), "write each group on a line of its own, followed by a colon");
    } else {
      for (const Entry& entry : children.entries()) add_child(entry, group);
    }
  }

  /// Below the parent only after its own children, as Ansible does it.
  void add_child(const Entry& entry, GroupIndex parent) {
    read_group(entry);
    if (!entry.key.empty()) builder_.add_child(parent, builder_.group(entry.key, entry.key_span), entry.key_span);
  }

  Syntax syntax_;
  InventoryBuilder& builder_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_yaml_inventory(const Document& document, std::string_view file, InventoryBuilder& builder, Diagnostics& diagnostics) {
  const Value& root = document.root;
  const Span top{intern_file(file), 1, 1, 0};
  if (!root.is_map() || root.entries().empty()) {
    diagnostics.error(root.span().known() ? root.span() : top, "an inventory is a map of groups" + found(root), "start with `all:` and list `hosts:` below it");
    return;
  }
  if (const Value* plugin = root.find("plugin")) {
    diagnostics.error(plugin->span(), "this configures an inventory plugin of Ansible, and plugins are not run", "let a script print the inventory: `ansible-inventory -i FILE --list`");
    return;
  }
  YamlReader reader(document.syntax, builder, diagnostics);
  for (const Entry& entry : root.entries()) reader.read_group(entry);
}

}  // namespace converge
