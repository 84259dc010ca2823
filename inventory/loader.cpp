// SPDX-License-Identifier: MIT
#include "inventory/loader.h"

#include <algorithm>
#include <array>

#include "engine/core/encryption.h"
#include "inventory/address.h"
#include "inventory/builder.h"
#include "inventory/document.h"
#include "inventory/ini_reader.h"
#include "inventory/variable_files.h"
#include "inventory/yaml_reader.h"

namespace converge {

namespace {

/// What Ansible does not look at in a folder of inventories.
constexpr std::array<std::string_view, 3> ignored_names{"host_vars", "group_vars", "vars_plugins"};
constexpr std::array<std::string_view, 13> ignored_endings{".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry"};

bool is_ignored(std::string_view name) {
  return name.starts_with('.') || std::ranges::find(ignored_names, name) != ignored_names.end() ||
         std::ranges::any_of(ignored_endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string_view ending_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

/// Of a file that is neither YAML nor named as such: whether its author meant
/// INI. The first line that says something tells.
bool looks_like_ini(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (line.empty() || line[0] == '#') continue;
    const bool key = line.ends_with(':') || line.find(": ") != std::string_view::npos;
    return line[0] == ';' || line[0] == '[' || (!key && line[0] != '-' && line[0] != '{' && line[0] != '%');
  }
  return true;
}

class Loader {
 public:
  Loader(const InventoryRequest& request, Diagnostics& diagnostics) : request_(request), diagnostics_(diagnostics), builder_(diagnostics) {}

  Inventory load() {
    for (const InventoryInput& input : request_.inputs) {
      if (input.source == nullptr) read_host_list(input.shown);
      else read_place(input);
    }
    builder_.settle();
    for (std::size_t i = 0; i < request_.inputs.size(); ++i)
      if (request_.inputs[i].source != nullptr) read_beside(folder_of(request_.inputs[i]), Origin::beside_inventory, i);
    if (request_.playbook) read_beside(*request_.playbook, Origin::beside_playbook, 0);
    return builder_.finish();
  }

 private:
  static Span span_of(const Place& place) { return Span{intern_file(place.shown), 0, 0, 0}; }

  void read_beside(const Place& folder, Origin origin, std::size_t input) {
    read_variable_files({folder, origin, input, request_.secrets, request_.locked}, builder_, diagnostics_);
  }

  /// Where group_vars of an input are: in the folder that it is, or lies in.
  static Place folder_of(const Place& input) {
    const Result<SourceEntry> entry = look_at(input);
    return entry && entry->type == SourceType::directory ? input : input.folder();
  }

  /// "web1,web2:2222,": names alone, each once.
  void read_host_list(const std::string& list) {
    const Span span{intern_file("--inventory"), 0, 0, 0};
    std::string_view rest(list);
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      std::string_view name = rest.substr(0, comma);
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
      name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
      name = name.substr(0, name.find_last_not_of(' ') + 1);
      if (name.empty()) continue;
      const Result<NamedHosts> named = name.find('[') == std::string_view::npos || parse_address(name) ? parse_hosts(name) : fail(ErrorCode::invalid, "no ranges here");
      if (!named || named->names.size() != 1) {
        diagnostics_.error(span, "'" + std::string(name) + "' is not a host's name" + (named ? ": a list of hosts has no ranges" : ": " + named.error().message), "write names, each followed by a comma");
      } else if (!builder_.has_host(named->names[0])) {
        builder_.add_host(builder_.group("ungrouped", {}), builder_.host(named->names[0], span, named->port));
      }
    }
  }

  void read_place(const Place& place) {
    const Result<SourceEntry> entry = look_at(place);
    if (!entry) {
      diagnostics_.error(span_of(place), entry.error().text(), entry.error().code == ErrorCode::not_found ? "name the inventory with --inventory; a list of hosts has a comma: `web1,`" : "make it a file that can be read");
    } else if (entry->type == SourceType::directory) {
      read_folder(place);
    } else {
      read_file(place, *entry);
    }
  }

  void read_folder(const Place& folder) {
    const auto listed = folder.source->list(folder.path);
    if (!listed) {
      diagnostics_.error(span_of(folder), listed.error().text(), "make it a folder that can be read");
      return;
    }
    for (const SourceEntry& entry : *listed)
      if (!is_ignored(entry.name)) read_place(folder.child(entry.name));
  }

  void read_file(const Place& place, const SourceEntry& entry) {
    const Result<std::string> text = place.source->read(place.path);
    if (!text) {
      diagnostics_.error(span_of(place), text.error().text(), "make it a file that can be read");
    } else if (entry.executable && is_program(*text)) {
      run_script(place);
    } else if (text->starts_with("#!")) {
      read_unmarked_script(place, *text);
    } else {
      read_text(place, *text);
    }
  }

  void run_script(const Place& place) {
    if (request_.scripts != nullptr) return read_script_inventory(*request_.scripts, "/" + place.path, place.shown, builder_, diagnostics_);
    diagnostics_.error(span_of(place), "this is a script, and none is run out of a Git revision: it might be anybody's, and its answer is no part of the revision",
                       "keep its answer in the repository: `ansible-inventory -i FILE --list`");
  }

  /// Ansible fails to run it, and reads it as text then. Where that fails, too, the
  /// reason is what to tell, and not what a line of a program would mean as a host.
  void read_unmarked_script(const Place& place, const std::string& text) {
    const Diagnostics before = diagnostics_;
    read_text(place, text);
    if (diagnostics_.error_count() == before.error_count()) return;
    diagnostics_ = before;
    diagnostics_.error(span_of(place), "the file begins with #!, is not executable, and is no inventory as it stands", "make it executable: chmod +x");
  }

  void read_text(const Place& place, const std::string& text) {
    const std::string_view ending = ending_of(place.path);
    if (ending == ".toml") {
      diagnostics_.error(span_of(place), "inventories in TOML are not read", "write it as YAML: `ansible-inventory -i FILE --list --yaml`");
    } else if (ending == ".yaml" || ending == ".yml" || ending == ".json") {
      if (const auto document = read_document(text, place.shown, request_.secrets, diagnostics_)) read_yaml_inventory(*document, place.shown, builder_, diagnostics_);
    } else if (!ending.empty() && encryption_of(text) != Encryption::none) {
      refuse_encrypted(place);
    } else if (!ending.empty()) {
      read_ini_inventory(text, place.shown, builder_, diagnostics_);
    } else {
      read_unnamed(place, text);
    }
  }

  void refuse_encrypted(const Place& place) {
    diagnostics_.error(span_of(place), "an inventory that is encrypted has to be YAML", "write it as YAML: `ansible-inventory -i FILE --list --yaml`");
  }

  /// Without an ending it is YAML if it is a map in YAML, else INI.
  void read_unnamed(const Place& place, const std::string& text) {
    Diagnostics findings;
    const std::optional<Document> document = read_document(text, place.shown, request_.secrets, findings);
    const bool encrypted = encryption_of(text) != Encryption::none;
    if (document ? document->root.is_map() : encrypted || !looks_like_ini(text)) {
      diagnostics_.append(findings);
      if (document) read_yaml_inventory(*document, place.shown, builder_, diagnostics_);
    } else if (encrypted) {
      refuse_encrypted(place);
    } else {
      read_ini_inventory(text, place.shown, builder_, diagnostics_);
    }
  }

  const InventoryRequest& request_;
  Diagnostics& diagnostics_;
  InventoryBuilder builder_;
};

}  // namespace

Inventory load_inventory(const InventoryRequest& request, Diagnostics& diagnostics) { return Loader(request, diagnostics).load(); }

}  // namespace converge
