// SPDX-License-Identifier: MIT
// The pure part: from attributes to a wish, and from what was found to steps, rows and a way back.
#include "resources/sysctl/sysctl_kind.h"

namespace converge {

using sysctl::Actual;
using sysctl::Change;
using sysctl::Desired;
using sysctl::State;

namespace {

constexpr std::string_view folder = "/etc/sysctl.d";
constexpr std::string_view absent = "absent";
constexpr std::string_view first_line = "# Written by converge; the resource is sysctl[";

/// Reads the attributes; what is not given, or was refused by the schema before, is passed over.
class Reader {
 public:
  Reader(const Value& attributes, Diagnostics& diagnostics) : attributes_(attributes), diagnostics_(diagnostics) {}

  std::optional<Desired> read() {
    const std::size_t before = diagnostics_.error_count();
    Desired want;
    if (const Value* state = find("state"); state != nullptr && state->text() == absent) want.state = State::absent;
    read_name(want);
    read_value(want);
    read_priority(want);
    if (find("$veil") != nullptr) want.before = Sensitivity::secret;
    if (diagnostics_.error_count() > before) return std::nullopt;
    return want;
  }

 private:
  [[nodiscard]] const Value* find(std::string_view name) const {
    const Value* value = attributes_.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  void refuse(const Value& value, std::string message, std::string fix) {
    diagnostics_.error(value.span(), "sysctl: " + std::move(message), std::move(fix));
  }

  void read_name(Desired& want) {
    const Value* name = find("name");
    if (name == nullptr) return;
    auto path = sysctl::setting_path(name->text());
    const bool pattern = name->text().find_first_of("*?[") != std::string::npos;
    if (path)
      want.path = std::move(*path);
    else
      refuse(*name, "'" + name->text() + "' cannot be the name of a kernel setting",
             pattern ? "name each setting" : "write for instance net.ipv4.ip_forward");
  }

  void read_value(Desired& want) {
    const Value* value = find("value");
    if (value == nullptr) {
      if (want.state == State::present)
        refuse(attributes_, "there is no `value` that the setting should have", "add `value:`, or `state: absent`");
      return;
    }
    want.value = value->text();
    if (sysctl::same_value(value->text(), ""))
      refuse(*value, "the value is empty", "write a value, or `state: absent`");
    if (value->text().find('\n') != std::string::npos) refuse(*value, "a value is one line", "write it in one line");
  }

  void read_priority(Desired& want) {
    const Value* priority = find("priority");
    if (priority == nullptr) return;
    if (priority->as_integer() < 0 || priority->as_integer() > 99)
      return refuse(*priority, "a priority is a number from 0 to 99", "write for instance 95");
    want.priority = static_cast<int>(priority->as_integer());
  }

  const Value& attributes_;
  Diagnostics& diagnostics_;
};

/// The value that the resource's own file sets.
std::optional<std::string> value_in_file(const Desired& want, const file::Node& node) {
  std::optional<std::string> value;
  for (const sysctl::Assignment& each : sysctl::read_assignments(node.text.value_or("")))
    if (each.path == want.path) value = each.value;
  return value;
}

/// The same in words; what is no file says what it is.
std::string boot_words(const Desired& want, const file::Node& node) {
  const bool is_file = node.type == file::NodeType::regular || node.type == file::NodeType::absent;
  if (!is_file) return std::string(file::node_type_name(node.type));
  const auto value = value_in_file(want, node);
  const bool as_wanted = value && want.value && sysctl::same_value(*value, *want.value);
  const bool hides = node.type == file::NodeType::regular && want.before == Sensitivity::secret && !as_wanted;
  return hides ? "secret content" : value.value_or(std::string(absent));
}

Error no_such_setting(const Desired& want) {
  return {ErrorCode::not_found,
          "the running kernel has no setting " + sysctl::shown_name(want.path) +
              "; load the module that brings it before this resource, or correct the name",
          {}};
}

struct Describe {
  Step operator()(const sysctl::SetValue& set) const { return {{"value", set.before, set.value}}; }
  Step operator()(const sysctl::WriteFile& write) const { return {{"at boot", write.before, write.value}}; }
  Step operator()(const sysctl::RemoveFile& removal) const {
    return {{"at boot", removal.before, std::string(absent)}};
  }
  Step operator()(const sysctl::Shadowed& shadow) const {
    return {{"at boot", shadow.by.value + " (" + shadow.by.place() + ")", shadow.value}};
  }
};

}  // namespace

Error sysctl::shadowed(const Change& change, const Shadowed& shadow) {
  return {ErrorCode::conflict,
          shadow.by.place() + " sets " + shown_name(change.setting) + " to " + shadow.by.value + " after " +
              change.file + ", so it would not be " + shadow.value +
              " at boot; take that line out, or give this resource a `priority` that comes after it",
          {}};
}

std::string Desired::file_name() const {
  std::string name = (priority < 10 ? "0" : "") + std::to_string(priority) + "-" + path + ".conf";
  for (char& each : name)
    if (each == '/') each = '.';
  return name;
}

std::string Desired::file() const { return std::string(folder) + "/" + file_name(); }

std::string Desired::text() const {
  const std::string name = shown_name(path);
  return std::string(first_line) + name + "].\n" + name + " = " + value.value_or("") + "\n";
}

std::optional<Desired> SysctlKind::parse(const Value& attributes, Diagnostics& diagnostics) {
  return Reader(attributes, diagnostics).read();
}

Claims SysctlKind::claims(const Desired& want) {
  Claims claims;
  claims.provides = {{"path", want.file()}};
  claims.needs = {{"path", std::string(folder)}, {"kernel settings", "any"}};  // a module may bring the setting
  claims.owns = {{"file", want.file()}, {"kernel setting", sysctl::shown_name(want.path)}};
  claims.observes = {{"kernel settings", "any"}, {"below", std::string(folder)}};
  claims.sees = Reach::keys;
  return claims;
}

std::vector<Change> SysctlKind::diff(const Desired& want, const Actual& have, Refresh) {
  std::vector<Change> changes;
  const auto add = [&](auto action) { changes.push_back({want.path, want.file(), std::move(action)}); };
  const bool there = have.file.type != file::NodeType::absent;
  // The kernel first: a value that it refuses should not wait in a file for the next boot.
  const bool differs = want.value && !sysctl::same_value(have.value.value_or(""), *want.value);
  if (differs && have.no_kernel.empty()) add(sysctl::SetValue{have.value.value_or(std::string(absent)), *want.value});
  const std::string before = boot_words(want, have.file);
  if (want.state == State::absent) {
    if (there) add(sysctl::RemoveFile{before});
    return changes;
  }
  const auto in_file = value_in_file(want, have.file);
  if (!in_file || !sysctl::same_value(*in_file, *want.value))
    add(sysctl::WriteFile{before, *want.value, want.text(), have.file.version});
  if (have.shadow && !sysctl::same_value(have.shadow->value, *want.value))
    add(sysctl::Shadowed{*have.shadow, *want.value});
  return changes;
}

Step SysctlKind::describe(const Change& change) { return std::visit(Describe{}, change.action); }

std::vector<Obstacle> SysctlKind::obstacles(const Desired& want, const Actual& have) {
  std::vector<Obstacle> obstacles;
  for (const Change& change : diff(want, have, Refresh::no)) {
    if (std::holds_alternative<sysctl::SetValue>(change.action) && !have.value)
      obstacles.push_back({no_such_setting(want), {{"kernel settings", "any"}, {"packages", "any"}}});
    if (const auto* shadow = std::get_if<sysctl::Shadowed>(&change.action))
      obstacles.push_back({sysctl::shadowed(change, *shadow), {{"path", shadow->by.path}}});
  }
  return obstacles;
}

std::string SysctlKind::defers(const Desired& want, const Actual& have) {
  if (have.no_kernel.empty() || !want.value) return "";
  return "the value waits for the boot (image): " + have.no_kernel;
}

std::vector<Observation> SysctlKind::observe(const Desired& want, const Actual& have) {
  std::vector<Observation> rows;
  if (want.value && have.no_kernel.empty()) rows.push_back({"value", have.value.value_or(std::string(absent))});
  rows.push_back({"at boot", boot_words(want, have.file)});
  if (want.state == State::present && have.shadow)
    rows.push_back({"shadow", have.shadow->value + " (" + have.shadow->place() + ")"});
  return rows;
}

Inverse SysctlKind::inverse(const Desired& want, const Actual& have) {
  const auto changes = diff(want, have, Refresh::no);
  if (changes.empty()) return {std::nullopt, "nothing was changed"};
  Inverse inverse{Value::map(), "", Value::map()};
  const auto put = [](Value& map, std::string_view key, const std::string& text) { map.set(key, Value::string(text)); };
  for (Value* each : {&*inverse.attributes, &*inverse.left}) {
    put(*each, "name", sysctl::shown_name(want.path));
    each->set("priority", Value::integer(want.priority));
  }
  put(*inverse.left, "state", want.state == State::absent ? "absent" : "present");
  if (want.value) put(*inverse.left, "value", *want.value);
  const auto in_file = value_in_file(want, have.file);
  const bool was_there = have.file.type != file::NodeType::absent;
  if (was_there && want.before == Sensitivity::secret)
    return {std::nullopt, "the former content of " + want.file() + " was secret, so no copy of it was kept"};
  if (was_there && !in_file) return {std::nullopt, want.file() + " was a file of somebody else, which is not put back"};
  put(*inverse.attributes, "state", was_there ? "present" : "absent");
  if (was_there)
    put(*inverse.attributes, "value", *in_file);
  else if (want.value && have.value)
    put(*inverse.attributes, "value", *have.value);
  const bool two_values = was_there && want.value && have.value && !sysctl::same_value(*have.value, *in_file);
  if (two_values) inverse.lost.push_back("the running kernel had " + *have.value + ", where the file had " + *in_file);
  return inverse;
}

}  // namespace converge
