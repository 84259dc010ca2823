// SPDX-License-Identifier: MIT
#include "inventory/variable_files.h"

#include <array>
#include <functional>
#include <set>

#include "engine/core/encryption.h"
#include "inventory/document.h"

namespace converge {

namespace {

constexpr std::array<std::string_view, 4> endings{"", ".yml", ".yaml", ".json"};

/// What is behind the last dot, with it; a leading dot does not count.
std::string_view ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

bool is_read(std::string_view name) {
  if (name.starts_with('.') || name.ends_with('~')) return false;
  for (const std::string_view ending : endings)
    if (ending_of(name) == ending) return true;
  return false;
}

/// One of the two folders, and what it has for a name.
class VariableFolder {
 public:
  using Take = std::function<void(Definition)>;

  VariableFolder(const VariablePlace& where, const std::string& name, Diagnostics& diagnostics)
      : where_(where), place_(where.folder.child(name)), diagnostics_(diagnostics) {
    list();
  }

  [[nodiscard]] bool empty() const { return names_.empty(); }

  /// The first that is there is read; others of the same name are warned about.
  void read(const std::string& name, const Take& take) const {
    if (name.find('/') != std::string::npos) return;
    std::string first;
    for (const std::string_view ending : endings) {
      const std::string file = name + std::string(ending);
      if (!names_.contains(file)) continue;
      if (first.empty()) {
        read_place(place_.child(file), take);
        first = file;
      } else {
        diagnostics_.warning(span_of(place_.child(file)), "this file is not read, since " + place_.child(first).shown + " is there, too", "put the variables into one of them");
      }
    }
  }

 private:
  static Span span_of(const Place& place) { return Span{intern_file(place.shown), 0, 0, 0}; }

  void report(const Place& place, const Error& error) const {
    diagnostics_.error(span_of(place), error.text(), "make it a file or folder that can be read");
  }

  /// One listing serves all names: there may be thousands of hosts.
  void list() {
    const Result<SourceEntry> entry = look_at(place_);
    if (!entry && entry.error().code == ErrorCode::not_found) return;
    if (!entry) return report(place_, entry.error());
    if (entry->type != SourceType::directory) {
      diagnostics_.warning(span_of(place_), "this is not a folder, so no variables are read from it", "make it a folder");
      return;
    }
    const auto listed = place_.source->list(place_.path);
    if (!listed) return report(place_, listed.error());
    for (const SourceEntry& each : *listed) names_.insert(each.name);
  }

  void read_place(const Place& place, const Take& take) const {
    const Result<SourceEntry> entry = look_at(place);
    if (!entry) return report(place, entry.error());
    if (entry->type == SourceType::directory) read_folder(place, take);
    else read_file(place, take);
  }

  /// In order of names; folders below count where their name has no ending.
  void read_folder(const Place& folder, const Take& take) const {
    const auto listed = folder.source->list(folder.path);
    if (!listed) return report(folder, listed.error());
    for (const SourceEntry& each : *listed) {
      const Place place = folder.child(each.name);
      if (!is_read(each.name)) continue;
      const Result<SourceEntry> entry = look_at(place);
      if (!entry) report(place, entry.error());
      else if (entry->type == SourceType::file) read_file(place, take);
      else if (ending_of(each.name).empty()) read_folder(place, take);
    }
  }

  void read_file(const Place& place, const Take& take) const {
    const Result<std::string> text = place.source->read(place.path);
    if (!text) return report(place, text.error());
    if (where_.locked == Locked::left_out && !opens(*text))
      return static_cast<void>(diagnostics_.warning(span_of(place), "the file is encrypted, and its variables are left out", "give the key that opens it to see their names"));
    std::optional<Value> variables = read_variable_file(*text, place.shown, where_.secrets, diagnostics_);
    if (variables) take({std::make_shared<const Value>(std::move(*variables)), where_.origin, where_.input});
  }

  [[nodiscard]] bool opens(const std::string& text) const {
    return encryption_of(text) == Encryption::none || (where_.secrets != nullptr && where_.secrets->open_file(text));
  }

  const VariablePlace& where_;
  Place place_;
  Diagnostics& diagnostics_;
  std::set<std::string> names_;
};

}  // namespace

void read_variable_files(const VariablePlace& where, InventoryBuilder& builder, Diagnostics& diagnostics) {
  const Inventory& inventory = builder.so_far();
  const VariableFolder groups(where, "group_vars", diagnostics);
  for (GroupIndex i = 0; !groups.empty() && i < inventory.groups().size(); ++i)
    groups.read(inventory.groups()[i].name, [&](Definition file) { builder.add_group_file(i, std::move(file)); });
  const VariableFolder hosts(where, "host_vars", diagnostics);
  if (hosts.empty()) return;
  for (HostIndex i = 0; i < inventory.hosts().size(); ++i)
    hosts.read(inventory.hosts()[i].name, [&](Definition file) { builder.add_host_file(i, std::move(file)); });
  for (const std::string name : {"localhost", "127.0.0.1", "::1"})
    if (inventory.implicit(name) != nullptr)
      hosts.read(name, [&](const Definition& file) { builder.add_implicit_file(name, file); });
}

}  // namespace converge
