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
#include "engine/core/secret_door.h"
#include "engine/core/source.h"
#include "engine/core/value.h"

namespace converge {

/// Reads files for whoever names them. What is wrong with one is reported once.
class YamlFiles {
 public:
  /// `label` goes before the names of files in messages; `secrets` opens encrypted files of variables.
  YamlFiles(const Source& source, std::string label, const Registry& registry, Diagnostics& diagnostics,
            SecretDoor* secrets = nullptr)
      : source_(source), label_(std::move(label)), registry_(registry), diagnostics_(diagnostics), secrets_(secrets) {}

  /// The value of a playbook or of a list of resources; nothing if it is missing or
  /// bad, which has been reported, at `from` where that is known. One that is
  /// encrypted as a whole is bad: what is in it would be secret, titles and paths, too.
  std::optional<Value> read(const std::string& path, Span from = {});
  /// A file of variables, which may be encrypted as a whole; an empty map where it is missing, which is no error.
  Value read_variables(const std::string& path);
  /// The items of a file of resources, kept for all who include it; nullptr if it is missing or bad.
  const std::vector<Item>* items(const std::string& path, DisruptionPolicy policy, Span from);

  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] const Registry& registry() const { return registry_; }
  [[nodiscard]] const std::string& label() const { return label_; }

 private:
  std::optional<std::string> text_of(const std::string& path, Span from);
  const Source& source_;
  std::string label_;
  const Registry& registry_;
  Diagnostics& diagnostics_;
  SecretDoor* secrets_;
  std::map<std::pair<std::string, DisruptionPolicy>, std::unique_ptr<std::vector<Item>>> items_;
};

/// "roles/web/" for "roles/web/resources.yaml"; "" at the top.
std::string folder_above(const std::string& path);

}  // namespace converge
