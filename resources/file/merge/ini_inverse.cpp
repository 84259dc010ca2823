// SPDX-License-Identifier: MIT
// resources/file/merge/ini_inverse.cpp: what takes an INI merge back.
#include <algorithm>

#include "resources/file/merge/formats.h"
#include "resources/file/merge/ini_document.h"
#include "resources/file/merge/ini_request.h"

namespace converge {

namespace {

Value as_sensitive(Value value, Sensitivity sensitivity) {
  value.set_sensitivity(sensitivity);
  return value;
}

/// The request while it is collected.
struct IniInverter {
  const IniDocument& document;
  MergeRequest inverse{};
  Value content = Value::map();
  Value taken = Value::map();

  [[nodiscard]] std::vector<std::string> values_of(std::string_view section, std::string_view key) const {
    std::vector<std::string> values;
    for (const IniKey& each : document.keys)
      if (each.name == key && document.sections[each.section].name == section)
        values.push_back(each.value.value_or(""));
    return values;
  }

  [[nodiscard]] bool has_section(std::string_view name) const {
    const auto same = [&](const IniSection& section) { return section.name == name; };
    return std::any_of(document.sections.begin() + 1, document.sections.end(), same);
  }

  void section_goes(const std::string& section) {
    const std::string name = ini_section_name(section);
    const auto& known = inverse.emptied;
    if (!section.empty() && !has_section(section) && std::find(known.begin(), known.end(), name) == known.end())
      inverse.emptied.push_back(name);
  }

  void restore(const std::string& section, const std::string& key, const std::vector<std::string>& values) {
    Value list = Value::list();
    for (const std::string& value : values) list.push_back(Value::string(value));
    if (content.find(section) == nullptr) content.set(section, Value::map());
    content.find(section)->set(key, values.size() == 1 ? Value::string(values.front()) : std::move(list));
  }

  void wanted(const IniWant& want, MergeRequest::Lists lists) {
    const std::vector<std::string> have = values_of(want.section, want.key);
    const std::string name = ini_key_name(want.section, want.key);
    section_goes(want.section);
    if (lists == MergeRequest::Lists::unite && want.arity == IniArity::many) {
      Value added = Value::list();
      for (const std::string& value : want.values)
        if (std::find(have.begin(), have.end(), normal_ini_value(value)) == have.end())
          added.push_back(as_sensitive(Value::string(normal_ini_value(value)), want.sensitivity));
      if (!added.items().empty()) taken.set(name, std::move(added));
    } else if (have.empty()) {
      inverse.absent.push_back(name);
    } else {
      restore(want.section, want.key, have);
    }
  }

  void absent(const IniAbsent& gone) {
    if (gone.key.empty() && has_section(gone.section) && content.find(gone.section) == nullptr)
      content.set(gone.section, Value::map());
    for (const IniKey& key : document.keys) {
      const bool meant = document.sections[key.section].name == gone.section && (gone.key.empty() || gone.key == key.name);
      if (meant) restore(gone.section, std::string(key.name), values_of(gone.section, key.name));
    }
  }
};

}  // namespace

Result<MergeRequest> inverse_ini(std::string_view current, const MergeRequest& request) {
  const auto checked = check_ini(request);
  if (!checked) return fail(checked.error());
  const auto document = parse_ini(current);
  if (!document) return fail(document.error());
  IniInverter inverter{*document};
  for (const IniWant& want : checked->wants) inverter.wanted(want, request.lists);
  for (const std::string& section : checked->sections) inverter.section_goes(section);
  for (const IniAbsent& gone : checked->absent) inverter.absent(gone);
  if (!inverter.content.entries().empty()) inverter.inverse.content = std::move(inverter.content);
  if (!inverter.taken.entries().empty()) inverter.inverse.taken = std::move(inverter.taken);
  return std::move(inverter.inverse);
}

}  // namespace converge
