// SPDX-License-Identifier: MIT
// resources/systemd/unit_name.h: the name of a unit, as systemd.unit(5) has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace converge::systemd {

/// "app.service", "app@.service" (a template) or "app@one.service" (an instance of it).
struct UnitName {
  std::string text;
  std::string prefix;                   ///< "app"
  std::optional<std::string> instance;  ///< "" for a template, nothing for a plain unit
  std::string type;                     ///< "service"

  [[nodiscard]] bool is_template() const { return instance && instance->empty(); }
  [[nodiscard]] bool is_instance() const { return instance && !instance->empty(); }
  /// The template that an instance comes from.
  [[nodiscard]] std::string template_name() const { return prefix + "@." + type; }
  /// All names whose files and drop-ins make up this unit, its own first: of app-web@one.service that is
  /// app-web@one.service, app-web@.service, app-.service and service.
  [[nodiscard]] std::vector<std::string> definitions() const;
};

/// A name without a type is a service. Nothing for what systemd would not take.
std::optional<UnitName> parse_unit_name(std::string_view text);

/// Whether systemd tells how often a unit of this type was started again, and how it ended.
bool has_result(std::string_view type);

}  // namespace converge::systemd
