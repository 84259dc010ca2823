// SPDX-License-Identifier: MIT
// engine/compile/secret_origins.h: which variables brought the secrets of a value.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/compile/variables.h"
#include "engine/core/diagnostic.h"

namespace converge {

/// Follows templates to the variables that they use, and these to theirs.
class SecretOrigins {
 public:
  /// Called with the name of a variable and a secret scalar in its value.
  using Found = std::function<void(const std::string& name, const Value& scalar)>;
  SecretOrigins(const Variables& variables, Found found) : variables_(variables), found_(std::move(found)) {}

  /// Visits what the templates of a written value use, each variable once.
  void visit(const Value& written);

 private:
  void use(const std::string& name);
  void search(const std::string& name, const Value& value);

  const Variables& variables_;
  Found found_;
  std::set<std::string> seen_;
};

/// A note for each variable by which a secret came into a written value, at most
/// a handful; nothing of the secrets themselves.
std::vector<Note> secret_notes(const Value& written, const Variables& variables);

}  // namespace converge
