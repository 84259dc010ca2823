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
  /// Renders the variables of a host.
  using Render = std::function<Result<Value>(const Host& host)>;
  /// The path of the file that names a host first; "" where none does.
  using FileOf = std::function<std::string(const Host& host)>;
  KnownInventory(const Inventory& inventory, Render render, FileOf file_of = {});

  [[nodiscard]] const Inventory& inventory() const { return inventory_; }
  /// Group -> its hosts, those of its children included.
  [[nodiscard]] const Value& groups() const;
  /// The groups of a host, sorted, without `all`.
  [[nodiscard]] Value group_names(const Host& host) const;
  [[nodiscard]] Result<const Value*> variables_of(std::string_view host) const;
  [[nodiscard]] std::string file_of(const Host& host) const { return file_of_ ? file_of_(host) : ""; }

 private:
  const Inventory& inventory_;
  Render render_;
  FileOf file_of_;
  mutable std::optional<Value> groups_;
  mutable std::map<std::string, Result<Value>, std::less<>> rendered_;
  mutable std::vector<std::string> open_;  ///< the hosts whose variables are being rendered
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
  [[nodiscard]] Result<const Value*> variables_of(std::string_view host) const override {
    return inventory_.variables_of(host);
  }
  [[nodiscard]] std::vector<std::string_view> host_names() const override;
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
