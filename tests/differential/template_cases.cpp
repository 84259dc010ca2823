// SPDX-License-Identifier: MIT
// tests/differential/template_cases.cpp: renders cases for compare_templates.py.
//
// Reads {"variables": {...}, "cases": [{"template": "...", "variables": {...}, "files": {...},
// "form": "text" | "file" | "when"}, ...]} and prints one line of JSON for each case:
// {"text": ...} or {"error": ..., "fix": ..., "at": ...}. With --names it prints what there is.
#include <iostream>
#include <iterator>
#include <string>

#include "engine/core/json.h"
#include "engine/core/yaml/document.h"
#include "engine/template/ast.h"
#include "engine/template/template.h"

namespace converge::templates {
namespace {

/// The variables of one case over those of all.
class CaseScope final : public Scope {
 public:
  CaseScope(const Value* own, const Value* shared) : own_(own), shared_(shared) {}

  [[nodiscard]] std::optional<Variable> find(std::string_view name) const override {
    for (const Value* map : {own_, shared_}) {
      const Value* found = map == nullptr ? nullptr : map->find(name);
      if (found != nullptr) return Variable{found, map == own_ ? Content::templated : Content::literal};
    }
    return std::nullopt;
  }
  [[nodiscard]] std::vector<std::string_view> names() const override {
    std::vector<std::string_view> out;
    for (const Value* map : {own_, shared_}) {
      if (map == nullptr) continue;
      for (const Entry& entry : map->entries()) out.push_back(entry.key);
    }
    return out;
  }

 private:
  const Value* own_;
  const Value* shared_;
};

/// The files that a case includes.
class CaseLibrary final : public Library {
 public:
  explicit CaseLibrary(const Value* files) : files_(files) {}

  [[nodiscard]] Outcome<std::optional<Template>> find(std::string_view name) override {
    const Value* text = files_ == nullptr ? nullptr : files_->find(name);
    if (text == nullptr) return std::nullopt;
    auto parsed = Template::parse_file(text->text(), Origin{Span{intern_file(name), 1, 1, 0}});
    if (!parsed) return tl::unexpected(parsed.error());
    return *parsed;
  }

 private:
  const Value* files_;
};

Result<Value> read_yaml(std::string_view text) {
  Diagnostics diagnostics;
  Value value = parse_yaml(text, "text", diagnostics);
  if (diagnostics.has_errors()) return fail(ErrorCode::invalid, diagnostics.sorted().front().message);
  return value;
}

Outcome<Template> parse_case(const std::string& text, std::string_view form) {
  const Origin origin{Span{intern_file("case"), 1, 1, 0}};
  if (form == "when") return Template::parse_expression(text, origin);
  return form == "file" ? Template::parse_file(text, origin) : Template::parse(text, origin);
}

Outcome<Value> run_case(const Value& given, const Value& shared) {
  const Value* form = given.find("form");
  const auto parsed = parse_case(given.find("template")->text(), form == nullptr ? "text" : form->text());
  if (!parsed) return tl::unexpected(parsed.error());
  const CaseScope scope(given.find("variables"), &shared);
  CaseLibrary library(given.find("files"));
  Renderer renderer(scope, {read_yaml}, &library);
  if (form == nullptr || form->text() != "when") return renderer.render_text(*parsed);
  const auto verdict = renderer.decide(*parsed);
  if (!verdict) return tl::unexpected(verdict.error());
  return Value::string(verdict->holds ? "True" : "False");
}

void print(const Outcome<Value>& outcome) {
  Value line = Value::map();
  if (outcome) {
    line.set("text", Value::string(outcome->text()));
  } else {
    line.set("error", Value::string(outcome.error().message));
    line.set("fix", Value::string(outcome.error().fix));
    line.set("at", Value::string(outcome.error().span.text()));
  }
  std::cout << to_json(line) << '\n';
}

// Each switch names all there is, or does not compile; beyond the last there is nothing.

std::string_view name_of(BinaryOperator binary) {
  switch (binary) {
    case BinaryOperator::add: return "+";
    case BinaryOperator::subtract: return "-";
    case BinaryOperator::multiply: return "*";
    case BinaryOperator::divide: return "/";
    case BinaryOperator::floor_divide: return "//";
    case BinaryOperator::modulo: return "%";
    case BinaryOperator::power: return "**";
  }
  return "";
}

std::string_view name_of(UnaryOperator unary) {
  switch (unary) {
    case UnaryOperator::negative: return "-";
    case UnaryOperator::positive: return "+";
    case UnaryOperator::negation: return "not";
  }
  return "";
}

std::string_view name_of(LogicOperator logic) {
  switch (logic) {
    case LogicOperator::both: return "and";
    case LogicOperator::either: return "or";
  }
  return "";
}

std::string_view name_of(CompareOperator compare) {
  switch (compare) {
    case CompareOperator::equal: return "==";
    case CompareOperator::unequal: return "!=";
    case CompareOperator::less: return "<";
    case CompareOperator::less_equal: return "<=";
    case CompareOperator::greater: return ">";
    case CompareOperator::greater_equal: return ">=";
    case CompareOperator::in: return "in";
    case CompareOperator::not_in: return "not in";
  }
  return "";
}

template <typename Operator>
void print_operators() {
  for (int i = 0; !name_of(static_cast<Operator>(i)).empty(); ++i) std::cout << "operator " << name_of(static_cast<Operator>(i)) << '\n';
}

/// Those that are nodes of their own, and the functions.
void print_syntax() {
  for (const char* name : {"~", "if else", "slice", "attribute", "literal"}) std::cout << "operator " << name << '\n';
  for (const char* name : {"range", "dict", "namespace"}) std::cout << "function " << name << '\n';
}

void print_names() {
  print_operators<BinaryOperator>();
  print_operators<UnaryOperator>();
  print_operators<LogicOperator>();
  print_operators<CompareOperator>();
  print_syntax();
  for (const Filter* filter : known_filters()) std::cout << "filter " << filter->name << '\n';
  for (const Test* test : known_tests()) std::cout << "test " << test->name << '\n';
  for (const std::string& name : known_methods()) std::cout << "method " << name << '\n';
}

int run(int count, char** arguments) {
  if (count > 1 && std::string_view(arguments[1]) == "--names") return print_names(), 0;
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  const auto input = parse_json(text);
  if (!input) return std::cerr << input.error().text() << '\n', 1;
  for (const Value& given : input->find("cases")->items()) print(run_case(given, *input->find("variables")));
  return 0;
}

}  // namespace
}  // namespace converge::templates

int main(int count, char** arguments) { return converge::templates::run(count, arguments); }
