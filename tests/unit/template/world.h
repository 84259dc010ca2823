// SPDX-License-Identifier: MIT
// tests/unit/template/world.h: variables, files and shortcuts for tests of templates.
#pragma once

#include <map>
#include <string>

#include "engine/core/json.h"
#include "engine/core/yaml/document.h"
#include "engine/template/template.h"

namespace converge::templates {

/// Variables out of YAML, all of them templates; `secrets` are the names that are secret.
class World final : public Scope, public Library, public Sources {
 public:
  explicit World(const std::string& yaml = "{}") : yaml_(yaml) {
    Diagnostics diagnostics;
    variables_ = parse_yaml(yaml_, "vars.yaml", diagnostics);
    if (diagnostics.has_errors()) throw std::runtime_error(diagnostics.sorted().front().message);
    if (!variables_.is_map()) variables_ = Value::map();
  }

  void hide(const std::string& name) { variables_.find(name)->set_sensitivity(Sensitivity::secret); }
  Value& variable(const std::string& name) { return *variables_.find(name); }
  /// A file that templates may include.
  void add(const std::string& name, const std::string& text) {
    files_.insert_or_assign(name, Template::parse_file(text, file_origin(name)));
  }

  [[nodiscard]] std::optional<Variable> find(std::string_view name) const override {
    const Value* found = variables_.find(name);
    ++lookups;
    return found == nullptr ? std::nullopt : std::optional(Variable{found, Content::templated});
  }
  [[nodiscard]] std::vector<std::string_view> names() const override {
    std::vector<std::string_view> out;
    for (const Entry& entry : variables_.entries()) out.push_back(entry.key);
    return out;
  }
  [[nodiscard]] Outcome<std::optional<Template>> find(std::string_view name) override {
    const auto found = files_.find(std::string(name));
    if (found == files_.end()) return std::nullopt;
    if (!found->second) return tl::unexpected(found->second.error());
    return *found->second;
  }
  [[nodiscard]] std::string_view text(const std::string& file) const override {
    return file == "vars.yaml" ? std::string_view(yaml_) : std::string_view();
  }

  static Origin file_origin(const std::string& name) { return Origin{Span{intern_file(name), 1, 1, 0}}; }

  Outcome<Value> value_of(std::string_view source, Limits limits = {}) {
    const auto parsed = Template::parse(source, file_origin("test"));
    if (!parsed) return tl::unexpected(parsed.error());
    Renderer renderer(*this, hooks(), this, limits);
    return renderer.render(*parsed);
  }
  Outcome<Value> file_of(std::string_view source) {
    const auto parsed = Template::parse_file(source, file_origin("test"));
    if (!parsed) return tl::unexpected(parsed.error());
    Renderer renderer(*this, hooks(), this);
    return renderer.render_text(*parsed);
  }
  Outcome<Renderer::Verdict> decide(std::string_view source) {
    const auto parsed = Template::parse_expression(source, file_origin("test"));
    if (!parsed) return tl::unexpected(parsed.error());
    Renderer renderer(*this, hooks(), this);
    return renderer.decide(*parsed);
  }

  /// The result as text or JSON, or "error: message (fix)".
  std::string show(std::string_view source, Limits limits = {}) { return shown(value_of(source, limits)); }
  std::string show_file(std::string_view source) { return shown(file_of(source)); }
  static std::string shown(const Outcome<Value>& outcome) {
    if (outcome) return outcome->is_string() ? outcome->text() : to_json(*outcome);
    return "error: " + outcome.error().message + (outcome.error().fix.empty() ? "" : " (" + outcome.error().fix + ")");
  }
  /// Where the error is: "test:1:4".
  std::string where(std::string_view source) {
    const auto outcome = value_of(source);
    return outcome ? "no error" : outcome.error().span.text();
  }

  mutable int lookups = 0;

 private:
  [[nodiscard]] Hooks hooks() const {
    Hooks out;
    out.sources = this;
    out.parse_yaml = [](std::string_view text) -> Result<Value> {
      Diagnostics diagnostics;
      Value value = parse_yaml(text, "text", diagnostics);
      if (diagnostics.has_errors()) return fail(ErrorCode::invalid, diagnostics.sorted().front().message);
      return value;
    };
    return out;
  }

  std::string yaml_;
  Value variables_;
  std::map<std::string, Outcome<Template>> files_;
};

}  // namespace converge::templates
