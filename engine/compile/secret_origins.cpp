// SPDX-License-Identifier: MIT
#include "engine/compile/secret_origins.h"

#include "engine/compile/item.h"

namespace converge {

void SecretOrigins::visit(const Value& written) {
  for_each_template(written, [this](const Value& text) {
    const auto parsed = templates::Template::parse(text.text());
    if (!parsed) return;  // who renders it reports that
    for (const std::string& name : parsed->free_variables()) use(name);
  });
}

void SecretOrigins::use(const std::string& name) {
  if (!seen_.insert(name).second) return;
  const std::optional<templates::Variable> variable = variables_.find(name);
  if (!variable) return;
  search(name, *variable->value);
  if (variable->content == templates::Content::templated) visit(*variable->value);
}

void SecretOrigins::search(const std::string& name, const Value& value) {
  if (value.is_list())
    for (const Value& item : value.items()) search(name, item);
  else if (value.is_map())
    for (const Entry& entry : value.entries()) search(name, entry.value);
  else if (value.sensitivity() == Sensitivity::secret)
    found_(name, value);
}

std::vector<Note> secret_notes(const Value& written, const Variables& variables) {
  constexpr std::size_t most = 5;
  std::vector<Note> notes;
  SecretOrigins origins(variables, [&](const std::string& name, const Value& scalar) {
    if (notes.size() < most) notes.push_back({scalar.span(), "the variable '" + name + "' brings a secret from here"});
  });
  origins.visit(written);
  return notes;
}

}  // namespace converge
