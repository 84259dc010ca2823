// SPDX-License-Identifier: MIT
// inventory/known_host.h: what templates may ask about one host of an inventory.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/host_knowledge.h"
#include "inventory/inventory.h"

namespace converge {

/// What all hosts of an inventory know alike, made once.
class KnownInventory {
 public:
  /// The names of the variables of a host; they live as long as the inventory.
  using Names = std::function<std::vector<std::string_view>(const Host& host)>;
  /// Renders one of them.
  using Render = std::function<Result<Value>(const Host& host, std::string_view name)>;
  /// The path of the file that names a host first; "" where none does.
  using FileOf = std::function<std::string(const Host& host)>;
  KnownInventory(const Inventory& inventory, Names names, Render render, FileOf file_of = {});

  [[nodiscard]] const Inventory& inventory() const { return inventory_; }
  /// Group -> its hosts, those of its children included.
  [[nodiscard]] const Value& groups() const;
  /// What a host knows itself: its name, the groups that it is in (sorted, without `all`), where it is written.
  using OwnValues = std::map<std::string, Value, std::less<>>;
  [[nodiscard]] OwnValues own_values(const Host& host) const;
  [[nodiscard]] std::vector<std::string_view> variable_names(std::string_view host) const;
  [[nodiscard]] Result<const Value*> variable_of(std::string_view host, std::string_view name) const;

 private:
  using Place = std::pair<std::string, std::string>;  ///< a host and one of its variables
  [[nodiscard]] const OwnValues& kept_values(const Host& host) const;
  [[nodiscard]] Result<Value> render(const Host& host, std::string_view name) const;

  const Inventory& inventory_;
  Names names_;
  Render render_;
  FileOf file_of_;
  mutable std::optional<Value> groups_;
  mutable std::map<std::string, OwnValues, std::less<>> own_values_;
  mutable std::map<Place, Value> rendered_;
  mutable std::vector<Place> open_;  ///< what is being rendered, outermost first
};

/// Reads a fact of a host, or says why it is not known.
using ReadFact = std::function<Result<Value>(std::string_view name)>;

/// One host: inventory_hostname, inventory_hostname_short, inventory_file, inventory_dir,
/// groups, group_names, its facts and the variables of the others.
class KnownHost final : public HostKnowledge {
 public:
  KnownHost(const KnownInventory& inventory, const Host& host, ReadFact read_fact,
            std::vector<std::string_view> fact_names);

  [[nodiscard]] const Value* find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string_view> names() const override;
  [[nodiscard]] Result<const Value*> fact(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string_view> fact_names() const override { return fact_names_; }
  [[nodiscard]] std::vector<std::string_view> host_names() const override;
  [[nodiscard]] bool has_host(std::string_view name) const override { return inventory_.inventory().find(name) != nullptr; }
  [[nodiscard]] std::vector<std::string_view> variable_names(std::string_view host) const override {
    return inventory_.variable_names(host);
  }
  [[nodiscard]] Result<const Value*> variable_of(std::string_view host, std::string_view name) const override {
    return inventory_.variable_of(host, name);
  }
  /// The facts that were asked for, with what they were.
  [[nodiscard]] const std::map<std::string, Value, std::less<>>& asked() const { return facts_; }

 private:
  const KnownInventory& inventory_;
  std::map<std::string, Value, std::less<>> values_;
  ReadFact read_fact_;
  std::vector<std::string_view> fact_names_;
  mutable std::map<std::string, Value, std::less<>> facts_;
};

}  // namespace converge
