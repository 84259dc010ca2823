// SPDX-License-Identifier: MIT
#include "engine/compile/role.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "engine/compile/moving_facts.h"
#include "engine/compile/variables.h"
#include "engine/core/meta_schema.h"

namespace converge {

namespace {

bool is_role_name(const std::string& name) {
  return !name.empty() && name.find('/') == std::string::npos && !name.starts_with('.');
}

/// Both must hold; null is no condition.
Value both(const Value& a, const Value& b) {
  if (a.is_null()) return b;
  if (b.is_null()) return a;
  return Value::list({a, b}, a.span());
}

}  // namespace

void RoleLoader::read_list(const Value& list, const Wish& above) {
  if (list.is_null()) return;
  if (!list.is_list()) {
    diagnostics_.error(list.span(), "roles: expected a list of role names", "start each role with `- `");
    return;
  }
  for (const Value& item : list.items()) {
    const Value* name = item.is_map() ? item.find("role") : &item;
    if (name == nullptr || !name->is_string()) {
      diagnostics_.error(item.span(), "expected the name of a role", "write `- NAME` or `- role: NAME`");
      continue;
    }
    read_role(*name, read_wish(item, above));
  }
}

/// `when`, `tags` and `vars` have their meaning; any other key is a parameter.
RoleLoader::Wish RoleLoader::read_wish(const Value& item, const Wish& above) {
  Wish wish;
  wish.condition = above.condition;
  wish.tags = above.tags;
  if (!item.is_map()) return wish;
  for (const Entry& entry : item.entries()) {
    if (entry.key == "role") continue;
    if (entry.key == "when") {
      wish.condition = both(above.condition, entry.value);
      warn_of_moving_facts(entry.value, diagnostics_);
    } else if (entry.key == "tags") {
      const auto own = read_tags(entry.value, "role", diagnostics_);
      wish.tags.insert(wish.tags.end(), own.begin(), own.end());
    } else if (entry.key == "vars" && entry.value.is_map()) {
      for (const Entry& variable : entry.value.entries()) wish.parameters.set(variable.key, variable.value);
    } else if (meta_schema().find(entry.key) != nullptr) {
      diagnostics_.error(entry.key_span, "'" + entry.key + "' is an attribute of resources, not a parameter of a role",
                         "write it at the role's resources");
    } else {
      wish.parameters.set(entry.key, entry.value);
    }
  }
  check_written_variables(wish.parameters, diagnostics_);
  return wish;
}

bool RoleLoader::is_there(const Value& name, const std::string& folder) {
  if (!is_role_name(name.text())) {
    diagnostics_.error(name.span(), "'" + name.text() + "' is not a role's name", "write the name of a folder below roles");
    return false;
  }
  const std::string file = folder + "resources.yaml";
  const auto there = files_.source().stat(file);
  if (there || there.error().code != ErrorCode::not_found) return true;  // another trouble is told where it is read
  const std::string guess = nearest_role(name.text());
  const bool ansible = files_.source().stat(folder + "tasks").has_value();
  diagnostics_.error(name.span(), "there is no role '" + name.text() + "': " + files_.label() + file + " is missing",
                     ansible          ? "it has Ansible's tasks/: write what they bring about into resources.yaml"
                     : guess.empty()  ? "make it, or correct the name"
                                      : "did you mean '" + guess + "'?");
  return false;
}

/// A role that is half moved: what Ansible read of it, and we do not, must not be missed in silence.
void RoleLoader::warn_of_leftovers(const Value& name, const std::string& folder) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> leftovers = {{
      {"defaults/main.yml", "move it to defaults.yaml beside resources.yaml"},
      {"defaults/main.yaml", "move it to defaults.yaml beside resources.yaml"},
      {"vars/main.yml", "move it to defaults.yaml, or into group_vars/ where it has to win"},
      {"vars/main.yaml", "move it to defaults.yaml, or into group_vars/ where it has to win"},
      {"meta/main.yml", "move its `dependencies:` to meta.yaml beside resources.yaml"},
      {"meta/main.yaml", "move its `dependencies:` to meta.yaml beside resources.yaml"},
  }};
  for (const auto& [file, fix] : leftovers)
    if (files_.source().stat(folder + std::string(file)))
      diagnostics_.warning(name.span(), files_.label() + folder + std::string(file) + " is not read: it is Ansible's", std::string(fix));
}

void RoleLoader::read_role(const Value& name, const Wish& wish) {
  const std::string folder = folder_ + "roles/" + name.text() + "/";
  if (!is_there(name, folder)) return;
  if (std::ranges::find(open_, name.text()) != open_.end()) {
    std::string path;
    for (const std::string& each : open_) path += each + " -> ";
    diagnostics_.error(name.span(), "the role depends on itself: " + path + name.text(), "remove one of the dependencies");
    return;
  }
  warn_of_leftovers(name, folder);
  open_.push_back(name.text());
  std::vector<Value> defaults = read_dependencies(folder, wish);
  open_.pop_back();
  Section& section = play_.sections.emplace_back();
  section.role = name.text();
  section.known.set("role_name", Value::string(name.text()));
  section.folder = folder;
  section.file_folders = {folder + "files"};
  section.template_folders = {folder + "templates"};
  defaults.push_back(files_.read_variables(folder + "defaults.yaml"));
  check_written_variables(defaults.back(), diagnostics_);
  section.defaults = std::move(defaults);
  section.parameters = wish.parameters;
  section.condition = wish.condition;
  section.tags = wish.tags;
  const std::vector<Item>* items = files_.items(folder + "resources.yaml", play_.policy, name.span());
  if (items != nullptr) section.items = *items;
  read_includes(section, play_.policy, files_);
}

/// The defaults of the roles that this one depends on, which it sees as well.
std::vector<Value> RoleLoader::read_dependencies(const std::string& folder, const Wish& wish) {
  std::vector<Value> defaults;
  const Value meta = files_.read_variables(folder + "meta.yaml");
  for (const Entry& entry : meta.entries()) {
    if (entry.key != "dependencies") {
      diagnostics_.error(entry.key_span, "unknown key '" + entry.key + "' in a role's meta.yaml", "it knows dependencies");
      continue;
    }
    const std::size_t first = play_.sections.size();
    Wish handed_down;
    handed_down.condition = wish.condition;
    handed_down.tags = wish.tags;
    read_list(entry.value, handed_down);
    for (std::size_t i = first; i < play_.sections.size(); ++i)
      defaults.insert(defaults.end(), play_.sections[i].defaults.begin(), play_.sections[i].defaults.end());
  }
  return defaults;
}

std::string RoleLoader::nearest_role(const std::string& name) const {
  const auto found = files_.source().list(folder_ + "roles");
  if (!found) return "";
  std::vector<std::string_view> names;
  for (const SourceEntry& entry : *found) names.push_back(entry.name);
  return nearest(name, names);
}

namespace {

/// Follows includes; each file is read once.
class IncludeReader {
 public:
  IncludeReader(DisruptionPolicy policy, YamlFiles& files, const VisitWritten& visit) : policy_(policy), files_(files), visit_(visit) {}

  void read(const std::vector<Item>& items, const std::string& folder) {
    for (const Item& item : items) {
      if (!item.written) continue;
      if (visit_) visit_(*item.written);
      const Value* path = item.written->find("include");
      if (path != nullptr && path->is_string() && !templates::has_template(path->text())) follow(*path, folder + path->text());
    }
  }

 private:
  void follow(const Value& path, const std::string& file) {
    if (!seen_.insert(file).second) return;
    if (const std::vector<Item>* included = files_.items(file, policy_, path.span())) read(*included, folder_above(file));
  }

  DisruptionPolicy policy_;
  YamlFiles& files_;
  const VisitWritten& visit_;
  std::set<std::string> seen_;
};

}  // namespace

void read_includes(const Section& section, DisruptionPolicy policy, YamlFiles& files, const VisitWritten& visit) {
  IncludeReader(policy, files, visit).read(section.items, section.folder);
}

std::vector<std::string> read_tags(const Value& tags, const std::string& label, Diagnostics& diagnostics) {
  std::vector<std::string> out;
  const Value list = normalise_field(*meta_schema().find("tags"), tags, label + ".tags", diagnostics);
  if (list.is_list())
    for (const Value& tag : list.items()) out.push_back(tag.text());
  return out;
}

}  // namespace converge
