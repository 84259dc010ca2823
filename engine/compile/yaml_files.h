// SPDX-License-Identifier: MIT
// engine/compile/yaml_files.h: the YAML files of a source, each read once.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/compile/item.h"
#include "engine/core/diagnostic.h"
#include "engine/core/source.h"
#include "engine/core/value.h"

namespace converge {

/// Reads files for whoever names them. What is wrong with one is reported once.
class YamlFiles {
 public:
  /// `label` goes before the names of files in messages.
  YamlFiles(const Source& source, std::string label, const Registry& registry, Diagnostics& diagnostics)
      : source_(source), label_(std::move(label)), registry_(registry), diagnostics_(diagnostics) {}

  /// The value of a file; nothing if it is missing or bad, which has been reported,
  /// at `from` where that is known.
  std::optional<Value> read(const std::string& path, Span from = {});
  /// A file of variables; an empty map where it is missing, which is no error.
  Value read_variables(const std::string& path);
  /// The items of a file of resources, kept for all who include it; nullptr if it is missing or bad.
  const std::vector<Item>* items(const std::string& path, DisruptionPolicy policy, Span from);

  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] const Registry& registry() const { return registry_; }
  [[nodiscard]] const std::string& label() const { return label_; }

 private:
  const Source& source_;
  std::string label_;
  const Registry& registry_;
  Diagnostics& diagnostics_;
  std::map<std::pair<std::string, DisruptionPolicy>, std::unique_ptr<std::vector<Item>>> items_;
};

/// "roles/web/" for "roles/web/resources.yaml"; "" at the top.
std::string folder_above(const std::string& path);

}  // namespace converge
