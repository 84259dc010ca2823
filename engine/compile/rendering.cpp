// SPDX-License-Identifier: MIT
#include "engine/compile/rendering.h"

#include <algorithm>
#include <utility>

#include "engine/core/json.h"
#include "engine/core/yaml/document.h"

namespace converge {

using templates::Outcome;
using templates::Template;

/// Template files by name, for `{% include %}` and `template:`.
class Rendering::Files final : public templates::Library {
 public:
  Files(ParsedTemplates& parsed, std::vector<std::string> folders) : parsed_(parsed), folders_(std::move(folders)) {}

  [[nodiscard]] Outcome<std::optional<Template>> find(std::string_view name) override {
    const std::optional<std::string> path = path_of(std::string(name));
    if (!path) return std::nullopt;
    const ParsedTemplates::Parsed& parsed = parsed_.file(*path);
    if (!parsed) return tl::unexpected(parsed.error());
    return *parsed;
  }

  [[nodiscard]] std::string folder_words() const {
    std::string words;
    for (const std::string& folder : folders_) words += (words.empty() ? "" : " or ") + (folder.empty() ? "the playbook's folder" : folder);
    return words;
  }

 private:
  [[nodiscard]] std::optional<std::string> path_of(const std::string& name) const {
    for (std::string path : folders_) {
      if (!path.empty() && !path.ends_with('/')) path += '/';
      path += name;
      if (parsed_.has_file(path)) return path;
    }
    return std::nullopt;
  }

  ParsedTemplates& parsed_;
  std::vector<std::string> folders_;
};

namespace {

Result<Value> read_yaml_text(std::string_view text) {
  Diagnostics findings;
  Value value = parse_yaml(text, "from_yaml", findings);
  if (findings.has_errors()) return fail(ErrorCode::invalid, findings.sorted().front().message);
  return value;
}

/// A computed scalar as if it had been written there: a field that wants a string
/// gets "580" for the number 580.
Value as_written(Value value, Span span) {
  const bool number = value.type() == Type::integer || value.type() == Type::real || value.type() == Type::boolean;
  if (!number) {
    value.set_span(span);
    return value;
  }
  Value written = Value::plain(to_json(value), span);
  written.set_sensitivity(value.sensitivity());
  return written;
}

}  // namespace

Rendering::Rendering(std::string host, Variables variables, ParsedTemplates& parsed,
                     const std::vector<std::string>& folders, Diagnostics& diagnostics)
    : host_(std::move(host)),
      variables_(std::move(variables)),
      parsed_(parsed),
      diagnostics_(diagnostics),
      files_(std::make_unique<Files>(parsed, folders)),
      renderer_(std::make_unique<templates::Renderer>(variables_, templates::Hooks{read_yaml_text, &parsed, parsed.secrets(), parsed.stop()}, files_.get())) {}

Rendering::~Rendering() = default;

/// Another host will say the same of the same place; once is enough.
void Rendering::report(Diagnostic finding, Span at) {
  if (!finding.span.known()) finding.span = at;
  const auto same = [&](const Diagnostic& known) { return known.span == finding.span && known.message == finding.message; };
  if (std::ranges::any_of(diagnostics_.all(), same)) return;
  if (!host_.empty()) finding.notes.push_back({{}, "on host " + host_});
  diagnostics_.add(advised(std::move(finding)));
}

std::optional<Value> Rendering::render_text(const Value& value) {
  const ParsedTemplates::Parsed& parsed = parsed_.text(value);
  if (!parsed) {
    report(parsed.error(), value.span());
    return std::nullopt;
  }
  Outcome<Value> rendered = renderer_->render(*parsed);
  if (!rendered) {
    report(std::move(rendered.error()), value.span());
    return std::nullopt;
  }
  if (value.sensitivity() == Sensitivity::secret) rendered->set_sensitivity(Sensitivity::secret);
  return as_written(std::move(*rendered), value.span());
}

std::optional<Value> Rendering::render_sealed(const Value& value) {
  Outcome<Value> opened = renderer_->render(value);
  if (opened) return as_written(std::move(*opened), value.span());
  report(std::move(opened.error()), value.span());
  return std::nullopt;
}

/// A key is not rendered, and would reach a file with its braces.
bool Rendering::refuse_template(const Entry& entry) {
  if (!templates::has_template(entry.key)) return false;
  Diagnostic finding;
  finding.message = "the key of a map is no template";
  finding.fix = "make the whole map in one: \"{{ {name: value} }}\"";
  report(std::move(finding), entry.key_span.known() ? entry.key_span : entry.value.span());
  return true;
}

std::optional<Value> Rendering::render(const Value& value) {
  if (value.is_list()) {
    Value out = Value::list({}, value.span());
    out.set_sensitivity(value.sensitivity());
    bool good = true;
    for (const Value& item : value.items()) {
      std::optional<Value> rendered = render(item);
      good = good && rendered.has_value();
      if (rendered) out.push_back(std::move(*rendered));
    }
    return good ? std::optional(std::move(out)) : std::nullopt;
  }
  if (value.is_map()) {
    Value out = Value::map({}, value.span());
    out.set_sensitivity(value.sensitivity());
    bool good = true;
    for (const Entry& entry : value.entries()) {
      std::optional<Value> rendered = render(entry.value);
      good = good && rendered.has_value() && !refuse_template(entry);
      if (rendered) out.entries().push_back(Entry{entry.key, std::move(*rendered), entry.key_span});
    }
    return good ? std::optional(std::move(out)) : std::nullopt;
  }
  if (value.style() == Style::sealed) return render_sealed(value);
  if (!value.is_string() || !templates::has_template(value.text())) return value;
  return render_text(value);
}

std::optional<bool> Rendering::holds(const Value& condition) {
  if (condition.is_null()) return true;
  if (condition.type() == Type::boolean) return condition.as_boolean();
  if (condition.is_list()) {
    for (const Value& each : condition.items()) {
      const std::optional<bool> verdict = holds(each);
      if (!verdict || !*verdict) return verdict;  // like `and`: what comes behind need not make sense
    }
    return true;
  }
  if (!condition.is_string()) return std::nullopt;  // reported when the item was read
  const ParsedTemplates::Parsed& parsed = parsed_.condition(condition);
  if (!parsed) {
    report(parsed.error(), condition.span());
    return std::nullopt;
  }
  const auto verdict = renderer_->decide(*parsed);
  if (verdict) return verdict->holds;
  report(verdict.error(), condition.span());
  return std::nullopt;
}

std::optional<bool> Rendering::holds_quietly(const Value& condition) {
  Diagnostics quiet;
  Rendering other(host_, variables_, parsed_, {}, quiet);
  return other.holds(condition);
}

std::optional<Value> Rendering::render_file(const Value& name) {
  const Outcome<std::optional<Template>> found = files_->find(name.text());
  if (!found) {
    report(found.error(), name.span());
    return std::nullopt;
  }
  if (!*found) {
    report({Severity::error, name.span(), "template: there is no '" + name.text() + "' in " + files_->folder_words(),
            "put it there, or correct the path", {}},
           name.span());
    return std::nullopt;
  }
  Outcome<Value> text = renderer_->render_text(**found);
  if (!text) {
    Diagnostic finding = std::move(text.error());
    finding.notes.push_back({name.span(), "the template is used here"});
    report(std::move(finding), name.span());
    return std::nullopt;
  }
  text->set_span(name.span());
  return std::move(*text);
}

}  // namespace converge
