// SPDX-License-Identifier: MIT
#include "engine/compile/playbook.h"

#include <algorithm>
#include <array>

#include "engine/compile/declaration.h"
#include "engine/core/yaml/document.h"

namespace converge {

namespace {

constexpr std::string_view play_keys_text = "name, hosts, roles, resources, disruption";

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

std::string nearest_policy(const std::string& word) {
  const std::string guess = nearest(word, {"allowed", "drained", "deferred"});
  return guess.empty() ? "write one of these" : "did you mean '" + guess + "'?";
}

/// Reads one playbook; its methods follow the nesting of the file.
class Loader {
 public:
  Loader(const Source& source, std::string label, const Registry& registry, Diagnostics& diagnostics)
      : source_(source), label_(std::move(label)), registry_(registry), diagnostics_(diagnostics) {}

  Playbook load(const std::string& path) {
    Playbook playbook{path, {}};
    folder_ = folder_of(path);
    const std::optional<Value> root = parse(path, {});
    if (!root) return playbook;
    if (!root->is_list()) {
      diagnostics_.error(root->is_null() ? Span{intern_file(label_ + path), 1, 1, 0} : root->span(),
                         root->is_null() ? "the playbook is empty" : "a playbook is a list of plays, found " + std::string(type_phrase(root->type())),
                         "start with `- hosts: all` and a list of `resources:`");
      return playbook;
    }
    for (const Value& item : root->items()) read_play(item, playbook.plays.emplace_back());
    return playbook;
  }

 private:
  /// Nothing if the file is missing or bad, which has been reported.
  std::optional<Value> parse(const std::string& path, Span from) {
    const Result<std::string> text = source_.read(path);
    if (!text) {
      diagnostics_.error(from.known() ? from : Span{intern_file(label_ + path), 0, 0, 0}, text.error().text(),
                         text.error().code == ErrorCode::not_found ? "check the path: it is looked up in " + source_.describe() : "");
      return std::nullopt;
    }
    const std::size_t errors = diagnostics_.error_count();
    Value value = parse_yaml(*text, label_ + path, diagnostics_);
    if (diagnostics_.error_count() != errors) return std::nullopt;
    return value;
  }

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
    DisruptionPolicy policy = DisruptionPolicy::ask;
    if (const Value* word = item.find("disruption")) {
      const auto named = parse_disruption_policy(word->text());
      if (named && *named != DisruptionPolicy::ask) policy = *named;
      else diagnostics_.error(word->span(), "disruption: '" + word->text() + "' is not one of allowed, drained, deferred", nearest_policy(word->text()));
    }
    if (const Value* roles = item.find("roles")) read_roles(*roles, policy, play);
    if (const Value* resources = item.find("resources")) {
      Section& section = play.sections.emplace_back(Section{"", {folder_ + "files", folder_}, {}});
      read_declarations(*resources, registry_, policy, section.declarations, diagnostics_);
    }
    if (known_keys && item.find("roles") == nullptr && item.find("resources") == nullptr) {
      diagnostics_.error(item.span(), "this play does nothing", "give it `resources:` or `roles:`");
    }
  }

  std::string read_name(const Value& name) {
    if (!name.is_scalar()) diagnostics_.error(name.span(), "name: expected a string, found " + std::string(type_phrase(name.type())), "");
    return name.text();
  }

  void check_key(const Entry& entry) {
    static constexpr std::array known = {std::string_view("name"), std::string_view("hosts"), std::string_view("roles"),
                                         std::string_view("resources"), std::string_view("disruption")};
    static constexpr std::array later = {std::string_view("vars"), std::string_view("rollout"), std::string_view("tags"),
                                         std::string_view("when")};
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) return;
    if (std::find(later.begin(), later.end(), entry.key) != later.end()) {
      diagnostics_.error(entry.key_span, "'" + entry.key + "' is not available in this version", "remove it");
      return;
    }
    const std::string guess = entry.key == "tasks" ? "resources" : nearest(entry.key, {known.begin(), known.end()});
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
    play.hosts = {hosts->text(), hosts->span()};
  }

  void read_roles(const Value& roles, DisruptionPolicy policy, Play& play) {
    if (roles.is_null()) return;
    if (!roles.is_list()) {
      diagnostics_.error(roles.span(), "roles: expected a list of role names", "start each role with `- `");
      return;
    }
    for (const Value& item : roles.items()) {
      const Value* name = item.is_map() ? item.find("role") : &item;
      if (name == nullptr || !name->is_string()) {
        diagnostics_.error(item.span(), "expected the name of a role", "write `- NAME` or `- role: NAME`");
        continue;
      }
      if (item.is_map() && item.entries().size() > 1) {
        diagnostics_.error(item.span(), "parameters of roles are not available in this version", "write `- " + name->text() + "`");
        continue;
      }
      read_role(*name, policy, play);
    }
  }

  void read_role(const Value& name, DisruptionPolicy policy, Play& play) {
    if (name.text().find('/') != std::string::npos || name.text().starts_with('.')) {
      diagnostics_.error(name.span(), "'" + name.text() + "' is not a role's name", "write the name of a folder below roles");
      return;
    }
    const std::string folder = folder_ + "roles/" + name.text() + "/";
    if (const auto there = source_.stat(folder + "resources.yaml"); !there && there.error().code == ErrorCode::not_found) {
      diagnostics_.error(name.span(), "there is no role '" + name.text() + "': " + label_ + folder + "resources.yaml is missing", role_advice(name.text()));
      return;
    }
    const std::optional<Value> list = parse(folder + "resources.yaml", name.span());
    if (!list) return;
    Section& section = play.sections.emplace_back(Section{name.text(), {folder + "files"}, {}});
    read_declarations(*list, registry_, policy, section.declarations, diagnostics_);
  }

  /// The role that was meant, if one is spelled nearly like this.
  [[nodiscard]] std::string role_advice(const std::string& name) const {
    std::vector<std::string_view> names;
    const auto found = source_.list(folder_ + "roles");
    if (found)
      for (const SourceEntry& entry : *found) names.push_back(entry.name);
    const std::string guess = nearest(name, names);
    return guess.empty() ? "make it, or correct the name" : "did you mean '" + guess + "'?";
  }

  const Source& source_;
  std::string label_;
  const Registry& registry_;
  Diagnostics& diagnostics_;
  std::string folder_;
};

}  // namespace

Playbook load_playbook(const Source& source, const std::string& path, const std::string& label,
                       const Registry& registry, Diagnostics& diagnostics) {
  return Loader(source, label, registry, diagnostics).load(path);
}

}  // namespace converge
