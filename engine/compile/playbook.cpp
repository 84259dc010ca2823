// SPDX-License-Identifier: MIT
#include "engine/compile/playbook.h"

#include <algorithm>
#include <array>

#include "engine/compile/ansible_words.h"
#include "engine/compile/item.h"
#include "engine/compile/role.h"
#include "engine/compile/variables.h"
#include "engine/compile/yaml_files.h"

namespace converge {

namespace {

constexpr std::string_view play_keys_text = "name, hosts, vars, tags, roles, resources, disruption";

std::string nearest_policy(const std::string& word) {
  const std::string guess = nearest(word, {"allowed", "drained", "deferred"});
  return guess.empty() ? "write one of these" : "did you mean '" + guess + "'?";
}

/// Reads one playbook; its methods follow the nesting of the file.
class Loader {
 public:
  Loader(YamlFiles& files, Diagnostics& diagnostics) : files_(files), diagnostics_(diagnostics) {}

  Playbook load(const std::string& path) {
    Playbook playbook{path, {}};
    folder_ = folder_above(path);
    const std::optional<Value> root = files_.read(path);
    if (!root) return playbook;
    const bool is_empty = root->is_null() || (root->is_list() && root->items().empty());
    if (is_empty || !root->is_list()) {
      diagnostics_.error(root->is_null() ? Span{intern_file(files_.label() + path), 1, 1, 0} : root->span(),
                         is_empty ? "the playbook is empty" : "a playbook is a list of plays, found " + std::string(type_phrase(root->type())),
                         "start with `- hosts: all` and a list of `resources:`");
      return playbook;
    }
    for (const Value& item : root->items()) read_play(item, playbook.plays.emplace_back());
    return playbook;
  }

 private:
  void read_play(const Value& item, Play& play) {
    if (!item.is_map()) {
      diagnostics_.error(item.span(), "expected a play, found " + std::string(type_phrase(item.type())),
                         "write `- hosts: PATTERN` with `resources:` below");
      return;
    }
    const std::size_t errors = diagnostics_.error_count();
    for (const Entry& entry : item.entries()) check_key(entry);
    const bool known_keys = diagnostics_.error_count() == errors;
    if (const Value* name = item.find("name")) play.name = read_name(*name);
    read_hosts(item, play);
    if (const Value* vars = item.find("vars")) play.variables = read_vars(*vars);
    if (const Value* tags = item.find("tags")) play.tags = read_tags(*tags, "play", diagnostics_);
    if (const Value* word = item.find("disruption")) {
      const auto named = parse_disruption_policy(word->text());
      if (named && *named != DisruptionPolicy::ask) play.policy = *named;
      else diagnostics_.error(word->span(), "disruption: '" + word->text() + "' is not one of allowed, drained, deferred", nearest_policy(word->text()));
    }
    if (const Value* roles = item.find("roles")) RoleLoader(files_, folder_, play, diagnostics_).read_list(*roles);
    if (const Value* resources = item.find("resources")) {
      Section& section = play.sections.emplace_back();
      section.folder = folder_;
      section.file_folders = {folder_ + "files", folder_};
      section.template_folders = {folder_ + "templates", folder_};
      section.items = read_items(*resources, {files_.registry(), play.policy}, diagnostics_);
      read_includes(section, play.policy, files_);
    }
    if (known_keys && item.find("roles") == nullptr && item.find("resources") == nullptr) {
      diagnostics_.error(item.span(), "this play does nothing", "give it `resources:` or `roles:`");
    }
  }

  std::string read_name(const Value& name) {
    if (!name.is_scalar()) diagnostics_.error(name.span(), "name: expected a string, found " + std::string(type_phrase(name.type())), "");
    return name.text();
  }

  Value read_vars(const Value& vars) {
    check_written_variables(vars, diagnostics_);
    if (vars.is_map()) return vars;
    if (!vars.is_null())
      diagnostics_.error(vars.span(), "vars: expected a map of variables, found " + std::string(type_phrase(vars.type())), "write each as `NAME: VALUE`");
    return Value::map();
  }

  void check_key(const Entry& entry) {
    static constexpr std::array known = {std::string_view("name"), std::string_view("hosts"), std::string_view("roles"),
                                         std::string_view("resources"), std::string_view("disruption"),
                                         std::string_view("vars"), std::string_view("tags")};
    static constexpr std::array later = {std::string_view("rollout")};
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) return;
    if (std::find(later.begin(), later.end(), entry.key) != later.end()) {
      diagnostics_.error(entry.key_span, "'" + entry.key + "' is not available in this version", "remove it");
      return;
    }
    if (const std::string_view advice = ansible_play_advice(entry.key); !advice.empty()) {
      diagnostics_.error(entry.key_span, "'" + entry.key + "' is a word of Ansible's plays", std::string(advice));
      return;
    }
    if (entry.key == "when") {
      diagnostics_.error(entry.key_span, "a play has no condition", "narrow its `hosts:`, or write `when:` at its resources and roles");
      return;
    }
    const std::string guess = nearest(entry.key, {known.begin(), known.end()});
    diagnostics_.error(entry.key_span, "unknown key '" + entry.key + "' in a play",
                       guess.empty() ? "a play knows " + std::string(play_keys_text) : "did you mean '" + guess + "'?");
  }

  void read_hosts(const Value& item, Play& play) {
    const Value* hosts = item.find("hosts");
    if (hosts != nullptr && hosts->is_list()) {
      diagnostics_.error(hosts->span(), "hosts: expected one host pattern, found a list", "join them with colons: `hosts: web:db`");
      return;
    }
    if (hosts == nullptr || !hosts->is_string() || hosts->text().empty()) {
      diagnostics_.error(hosts != nullptr ? hosts->span() : item.span(), "a play needs `hosts:`, a host pattern",
                         "write `hosts: all` for every host of the inventory");
      return;
    }
    if (templates::has_template(hosts->text())) {
      diagnostics_.error(hosts->span(), "hosts: a host pattern has no templates: which hosts a play is for is settled before any variable is known",
                         "write a group or `all`, and choose hosts with --limit");
      return;
    }
    play.hosts = {hosts->text(), hosts->span()};
  }

  YamlFiles& files_;
  Diagnostics& diagnostics_;
  std::string folder_;
};

}  // namespace

Playbook load_playbook(YamlFiles& files, const std::string& path, Diagnostics& diagnostics) {
  return Loader(files, diagnostics).load(path);
}

}  // namespace converge
