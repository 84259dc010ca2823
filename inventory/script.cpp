// SPDX-License-Identifier: MIT
#include "inventory/script.h"

#include <algorithm>
#include <unordered_set>

#include "engine/core/json.h"
#include "engine/core/utf8.h"
#include "inventory/document.h"

namespace converge {

bool is_program(std::string_view first_bytes) { return first_bytes.starts_with("#!") || first_bytes.starts_with("\x7f" "ELF"); }

namespace {

std::string found(const Value& value) { return ", found " + std::string(type_phrase(value.type())); }

/// Reads what a script prints; methods follow the nesting of the JSON.
class ScriptReader {
 public:
  ScriptReader(ScriptRunner& runner, std::string path, std::string_view shown, InventoryBuilder& builder, Diagnostics& diagnostics)
      : runner_(runner), path_(std::move(path)), span_{intern_file(shown), 0, 0, 0}, builder_(builder), diagnostics_(diagnostics) {}

  void read() {
    const std::optional<Value> answer = ask({"--list"});
    if (!answer) return;
    const Value* meta = answer->find("_meta");
    for (const Entry& entry : answer->entries())
      if (entry.key != "_meta") read_group(entry.key, entry.value);
    if (meta != nullptr && !meta->is_map()) {
      refuse("`_meta` is a map" + found(*meta), "print {\"_meta\": {\"hostvars\": {}}}");
      return;
    }
    const Value* variables = meta == nullptr ? nullptr : meta->find("hostvars");
    if (variables == nullptr) ask_for_each_host();
    else read_host_variables(*variables);
  }

 private:
  void refuse(const std::string& what, const std::string& fix) { diagnostics_.error(span_, "the inventory script's answer: " + what, fix); }

  /// The lines behind the first are those of standard error, and become notes.
  void report_failure(const std::string& text, const std::string& line) {
    std::size_t end = text.find('\n');
    Diagnostic& finding = diagnostics_.error(span_, "the inventory script failed: " + text.substr(0, end), "run it by hand: " + line);
    while (end != std::string::npos) {
      const std::size_t start = text.find_first_not_of(" \n", end);
      if (start == std::string::npos) return;
      end = text.find('\n', start);
      finding.notes.push_back({span_, "it says: " + text.substr(start, end - start)});
    }
  }

  /// One answer of the script, which is a JSON object.
  std::optional<Value> ask(const std::vector<std::string>& arguments) {
    std::string line = path_;
    for (const std::string& argument : arguments) line += " " + argument;
    const Result<std::string> printed = runner_.run(path_, arguments);
    if (!printed) {
      report_failure(printed.error().text(), line);
      return std::nullopt;
    }
    const bool blank = printed->find_first_not_of(" \t\r\n") == std::string::npos;
    if (blank && arguments.front() == "--host") return Value::map();
    Result<Value> answer = is_utf8(*printed) ? parse_json(*printed) : fail(ErrorCode::invalid, "it is not UTF-8");
    if (answer && !answer->is_map()) answer = fail(ErrorCode::invalid, "a JSON object is wanted" + found(*answer));
    if (!answer) {
      refuse(answer.error().message, "run it by hand: " + line);
      return std::nullopt;
    }
    return std::move(*answer);
  }

  /// A list is hosts; a map without hosts, vars and children is the variables of a host of that name.
  void read_group(const std::string& name, const Value& group) {
    if (name.empty()) return refuse("a group has no name", "give it one");
    const GroupIndex index = builder_.group(name, span_);
    if (group.is_list()) return read_hosts(index, name, group);
    if (!group.is_map()) return refuse("group " + name + ": expected a list of hosts, or a map" + found(group), "print {\"hosts\": [], \"vars\": {}, \"children\": []}");
    const bool is_group = group.find("hosts") != nullptr || group.find("vars") != nullptr || group.find("children") != nullptr;
    if (!is_group) {
      add_host(index, name);
      add_group_variables(index, group);
      return;
    }
    for (const Entry& part : group.entries()) {
      if (part.key == "hosts") read_hosts(index, name, part.value);
      else if (part.key == "vars") read_variables(index, name, part.value);
      else if (part.key == "children") read_children(index, name, part.value);
      else refuse("group " + name + ": unknown key '" + part.key + "'", "a group knows hosts, vars and children");
    }
  }

  void add_host(GroupIndex group, const std::string& name) {
    const HostIndex host = builder_.host(name, span_);
    builder_.add_host(group, host);
    if (listed_.insert(name).second) hosts_.push_back(host);
  }

  /// Names as they are: a script has no use for ranges and ports.
  void read_hosts(GroupIndex group, const std::string& name, const Value& hosts) {
    if (!hosts.is_list()) return refuse("group " + name + ": hosts is a list" + found(hosts), "print a list of names");
    for (const Value& host : hosts.items()) {
      if (host.is_string() && !host.text().empty()) add_host(group, host.text());
      else refuse("group " + name + ": a host is a name" + found(host), "print it as a string");
    }
  }

  void read_variables(GroupIndex group, const std::string& name, const Value& variables) {
    if (variables.is_map()) add_group_variables(group, variables);
    else refuse("group " + name + ": vars is a map" + found(variables), "print an object");
  }

  /// Checked, with the script as the place of everything.
  Value placed(const Value& variables) {
    Value placed = variables;
    place_everywhere(placed, span_);
    check_variables(placed, Syntax::json, diagnostics_);
    return placed;
  }

  void add_group_variables(GroupIndex group, const Value& variables) { builder_.add_group_variables(group, placed(variables)); }

  /// Children need no declaration of their own.
  void read_children(GroupIndex group, const std::string& name, const Value& children) {
    if (!children.is_list()) return refuse("group " + name + ": children is a list" + found(children), "print a list of names of groups");
    for (const Value& child : children.items()) {
      if (child.is_string() && !child.text().empty()) builder_.add_child(group, builder_.group(child.text(), span_), span_);
      else refuse("group " + name + ": a child is a name" + found(child), "print it as a string");
    }
  }

  void read_host_variables(const Value& variables) {
    if (!variables.is_map()) return refuse("`_meta.hostvars` is a map" + found(variables), "print an object of hosts");
    for (const Entry& entry : variables.entries()) {
      if (!entry.value.is_map()) refuse("the variables of host " + entry.key + " are a map" + found(entry.value), "print an object");
      else if (listed_.contains(entry.key)) builder_.add_host_variables({builder_.host(entry.key, span_)}, placed(entry.value));
      else diagnostics_.warning(span_, "the inventory script has variables for '" + entry.key + "', which is in none of its groups", "put it into a group, or leave it out");
    }
  }

  /// One call a host, which is what `_meta` saves.
  void ask_for_each_host() {
    for (const HostIndex host : hosts_) {
      const std::optional<Value> variables = ask({"--host", builder_.so_far().hosts()[host].name});
      if (!variables) return;  // the next host's would fail in the same way
      builder_.add_host_variables({host}, placed(*variables));
    }
  }

  ScriptRunner& runner_;
  std::string path_;
  Span span_;
  InventoryBuilder& builder_;
  Diagnostics& diagnostics_;
  std::unordered_set<std::string> listed_;
  std::vector<HostIndex> hosts_;  ///< those that this script names
};

}  // namespace

void read_script_inventory(ScriptRunner& runner, const std::string& path, std::string_view shown, InventoryBuilder& builder, Diagnostics& diagnostics) {
  ScriptReader(runner, path, shown, builder, diagnostics).read();
}

}  // namespace converge
