// SPDX-License-Identifier: MIT
// engine/compile/rendering.h: values, conditions and template files, with the variables of one place.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/compile/variables.h"
#include "engine/core/diagnostic.h"
#include "engine/core/source.h"

namespace converge {

/// A finding about a template; where it has nothing better to say, what can be done about any.
Diagnostic advised(Diagnostic finding);

/// The condition of a `when:`, a lone expression without braces.
templates::Outcome<templates::Template> parse_condition(const Value& condition, const templates::Sources* sources = nullptr);

/// What is parsed once for all hosts: the strings of a playbook, which stay where
/// they are as long as this lives, and template files.
class ParsedTemplates final : public templates::Sources {
 public:
  /// `label` goes before the names of files in messages.
  ParsedTemplates(const Source& source, std::string label) : source_(source), label_(std::move(label)) {}

  using Parsed = templates::Outcome<templates::Template>;
  const Parsed& text(const Value& value);
  const Parsed& condition(const Value& value);
  /// A file of templates; an Error of the source becomes a finding without a place.
  const Parsed& file(const std::string& path);
  [[nodiscard]] bool has_file(const std::string& path) const;
  /// A file of the source as messages call it, so that places within scalars can be worked out.
  [[nodiscard]] std::string_view text(const std::string& file) const override;

 private:
  const Source& source_;
  std::string label_;
  std::unordered_map<const Value*, Parsed> texts_;
  std::unordered_map<const Value*, Parsed> conditions_;
  std::map<std::string, Parsed> files_;
  mutable std::map<std::string, std::string> file_texts_;
};

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

  std::string host_;
  Variables variables_;
  ParsedTemplates& parsed_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<templates::Renderer> renderer_;
};

}  // namespace converge
