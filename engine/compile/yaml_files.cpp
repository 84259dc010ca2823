// SPDX-License-Identifier: MIT
#include "engine/compile/yaml_files.h"

#include "engine/core/yaml/document.h"

namespace converge {

std::optional<Value> YamlFiles::read(const std::string& path, Span from) {
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

Value YamlFiles::read_variables(const std::string& path) {
  const auto there = source_.stat(path);
  if (!there && there.error().code == ErrorCode::not_found) return Value::map();
  std::optional<Value> value = read(path);
  if (!value || value->is_null()) return Value::map();
  if (value->is_map()) return std::move(*value);
  diagnostics_.error(value->span(), "variables are a map, found " + std::string(type_phrase(value->type())),
                     "write each as `NAME: VALUE`");
  return Value::map();
}

const std::vector<Item>* YamlFiles::items(const std::string& path, DisruptionPolicy policy, Span from) {
  const auto [known, fresh] = items_.try_emplace({path, policy});
  if (!fresh) return known->second.get();
  const std::optional<Value> list = read(path, from);
  if (!list) return nullptr;
  known->second = std::make_unique<std::vector<Item>>(read_items(*list, {registry_, policy}, diagnostics_));
  return known->second.get();
}

std::string folder_above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

}  // namespace converge
