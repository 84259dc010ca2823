// SPDX-License-Identifier: MIT
// engine/compile/rendering.h: values, conditions and template files, with the variables of one place.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/compile/parsed_templates.h"
#include "engine/compile/variables.h"
#include "engine/core/diagnostic.h"

namespace converge {

/// Renders at one place: the variables are fixed for as long as it lives. What
/// goes wrong is reported once, with the host on which it was first seen.
class Rendering {
 public:
  Rendering(std::string host, Variables variables, ParsedTemplates& parsed, const std::vector<std::string>& folders,
            Diagnostics& diagnostics);
  ~Rendering();
  Rendering(const Rendering&) = delete;
  Rendering& operator=(const Rendering&) = delete;

  [[nodiscard]] const Variables& variables() const { return variables_; }
  /// All templates within a value; what has none stays as it is written, with its place.
  std::optional<Value> render(const Value& value);
  /// A `when:`: a boolean, an expression, or a list of which all must hold. Nothing after an error.
  std::optional<bool> holds(const Value& condition);
  /// Likewise, but without a report of what goes wrong.
  std::optional<bool> holds_quietly(const Value& condition);
  /// The text of a template file, looked up in the folders; `name` is where it was asked for.
  std::optional<Value> render_file(const Value& name);

 private:
  class Files;
  void report(Diagnostic finding, Span at);
  std::optional<Value> render_text(const Value& value);
  std::optional<Value> render_sealed(const Value& value);
  bool refuse_template(const Entry& entry);

  std::string host_;
  Variables variables_;
  ParsedTemplates& parsed_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<templates::Renderer> renderer_;
};

}  // namespace converge
