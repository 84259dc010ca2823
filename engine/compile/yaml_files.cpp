// SPDX-License-Identifier: MIT
#include "engine/compile/yaml_files.h"

#include "engine/core/encryption.h"
#include "engine/core/yaml/opened_file.h"

namespace converge {

std::optional<std::string> YamlFiles::text_of(const std::string& path, Span from) {
  Result<std::string> text = source_.read(path);
  if (text) return std::move(*text);
  diagnostics_.error(from.known() ? from : Span{intern_file(label_ + path), 0, 0, 0}, text.error().text(),
                     text.error().code == ErrorCode::not_found ? "check the path: it is looked up in " + source_.describe() : "");
  return std::nullopt;
}

std::optional<Value> YamlFiles::read(const std::string& path, Span from) {
  const std::optional<std::string> text = text_of(path, from);
  if (!text) return std::nullopt;
  if (encryption_of(*text) != Encryption::none) {
    diagnostics_.error({intern_file(label_ + path), 0, 0, 0}, "the file is encrypted as a whole, and only files of variables may be",
                       "encrypt the values alone, or move them into a file of variables: titles and paths cannot be secret");
    return std::nullopt;
  }
  return parse_yaml_file(*text, label_ + path, nullptr, diagnostics_);
}

Value YamlFiles::read_variables(const std::string& path) {
  const auto there = source_.stat(path);
  if (!there && there.error().code == ErrorCode::not_found) return Value::map();
  const std::optional<std::string> text = text_of(path, {});
  std::optional<Value> value = text ? parse_yaml_file(*text, label_ + path, secrets_, diagnostics_) : std::nullopt;
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
