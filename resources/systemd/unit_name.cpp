// SPDX-License-Identifier: MIT
#include "resources/systemd/unit_name.h"

#include <algorithm>
#include <array>

namespace converge::systemd {

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::array<std::string_view, 11> types = {"service", "socket", "timer", "mount", "automount", "path",
                                                    "target",  "slice",  "swap",  "scope", "device"};
constexpr std::string_view name_characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:-_.\\";

bool is_type(std::string_view text) { return std::ranges::find(types, text) != types.end(); }

bool is_name_part(std::string_view text) { return text.find_first_not_of(name_characters) == std::string_view::npos; }

}  // namespace

std::optional<UnitName> parse_unit_name(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  const bool typed = dot != std::string_view::npos && is_type(text.substr(dot + 1));
  UnitName name;
  name.type = typed ? text.substr(dot + 1) : "service";
  const std::string_view rest = typed ? text.substr(0, dot) : text;
  const std::size_t at = rest.find('@');
  name.prefix = rest.substr(0, at);
  if (at != std::string_view::npos) name.instance = rest.substr(at + 1);
  name.text = std::string(rest) + "." + name.type;
  // An instance may itself hold an @; systemd splits at the first.
  const bool instance_fits = !name.instance || std::ranges::all_of(*name.instance, [](char each) {
    return each == '@' || name_characters.find(each) != std::string_view::npos;
  });
  if (name.prefix.empty() || !is_name_part(name.prefix) || !instance_fits || name.text.size() > longest_name) {
    return std::nullopt;
  }
  return name;
}

std::vector<std::string> UnitName::definitions() const {
  std::vector<std::string> names = {text};
  if (is_instance()) names.push_back(template_name());
  for (std::size_t dash = prefix.rfind('-'); dash != std::string::npos && dash > 0; dash = prefix.rfind('-', dash - 1))
    names.push_back(prefix.substr(0, dash + 1) + "." + type);
  names.push_back(type);
  return names;
}

bool has_result(std::string_view unit_type) {
  return unit_type != "target" && unit_type != "slice" && unit_type != "device";
}

}  // namespace converge::systemd
