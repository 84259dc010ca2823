// SPDX-License-Identifier: MIT
#include "engine/template/template.h"

#include <algorithm>
#include <limits>

#include "engine/core/encryption.h"
#include "engine/core/secret_value.h"
#include "engine/template/evaluator.h"
#include "engine/template/header.h"
#include "engine/template/parser.h"
#include "engine/template/scalar_places.h"

namespace converge::templates {

namespace {

/// The span of a place in a file; what does not fit is cut.
Span span_at(Span file, Place place) {
  file.line = place.line;
  file.column =
      static_cast<std::uint16_t>(std::min<std::uint32_t>(place.column, std::numeric_limits<std::uint16_t>::max()));
  file.length = 0;
  return file;
}

}  // namespace

Diagnostic secret_failure(Span span) {
  return {Severity::error, span, "this template is secret, and fails (why, would show it)", "look at the text where it is encrypted", {}};
}

Span Origin::at(Place place) const {
  if (!span.known()) return {};
  if (style != Style::computed && sources != nullptr) {
    const std::string_view file = sources->text(*span.file);
    const auto exact = place_in_file(file, {span.line, span.column}, place);
    if (!file.empty()) return exact ? span_at(span, *exact) : span;
  }
  const std::uint32_t opening = style == Style::quoted ? 1 : 0;
  // A block scalar begins on the line below its indicator, indented by what the reader took away.
  const std::uint32_t line = span.line + place.line - (style == Style::block ? 0 : 1);
  const std::uint32_t column =
      place.line == 1 && style != Style::block ? span.column + opening + place.column - 1 : place.column;
  return span_at(span, {line, column});
}

namespace {

Diagnostic diagnose(const PlacedFailure& failure, const Origin& origin) {
  if (origin.sensitivity == Sensitivity::secret) return secret_failure(origin.at(failure.place()));
  return Diagnostic{Severity::error, origin.at(failure.place()), failure.what(), failure.fix(), {}};
}

}  // namespace

namespace {

/// Calls `make` and turns what it throws into a finding; the door of the engine.
template <typename Make>
auto guarded(const Origin& origin, Make make) -> Outcome<decltype(make())> {
  try {
    return make();
  } catch (Located& located) {
    return tl::unexpected(std::move(located.diagnostic));
  } catch (const PlacedFailure& failure) {
    return tl::unexpected(diagnose(failure, origin));
  } catch (const Failure& failure) {
    return tl::unexpected(diagnose(PlacedFailure({}, failure), origin));
  }
}

}  // namespace

Outcome<Template> Template::parse(std::string_view text, Origin origin) {
  return guarded(origin, [&] {
    check_text(text.size());
    auto tree = std::make_shared<Tree>();
    tree->body = parse_body(text, {});
    return Template(std::move(tree), origin);
  });
}

namespace {

std::size_t breaks_at_end(std::string_view text) {
  const std::size_t last = text.find_last_not_of('\n');
  return last == std::string_view::npos ? text.size() : text.size() - last - 1;
}

}  // namespace

Outcome<Template> Template::parse_file(std::string_view text, Origin origin) {
  return guarded(origin, [&] {
    check_text(text.size());
    const Headed headed = read_header(text);
    auto tree = std::make_shared<Tree>();
    tree->body = parse_body(headed.body, headed.settings, headed.start);
    tree->final_breaks = breaks_at_end(text);
    return Template(std::move(tree), origin);
  });
}

Outcome<Template> Template::parse_expression(std::string_view text, Origin origin) {
  return guarded(origin, [&] {
    check_text(text.size());
    auto tree = std::make_shared<Tree>();
    tree->expression = parse_lone_expression(text);
    return Template(std::move(tree), origin);
  });
}

bool Template::is_literal() const {
  const Body& body = tree_->body;
  return !tree_->expression &&
         std::all_of(body.begin(), body.end(), [](const Statement& s) { return std::holds_alternative<Text>(s.node); });
}

bool has_template(std::string_view text) {
  // One pass for the one byte that all tags begin with; most texts have none.
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == '{' || next == '%' || next == '#') return true;
  }
  return false;
}

namespace {

/// The one expression of a template that is nothing else, or nullptr.
const Expression* lone_expression(const Template::Tree& tree) {
  if (tree.expression) return tree.expression.get();
  if (tree.body.size() != 1) return nullptr;
  const auto* output = std::get_if<Output>(&tree.body.front().node);
  return output == nullptr ? nullptr : output->value.get();
}

}  // namespace

Operand Evaluator::whole_text(const Template& source) {
  Operand made = capture(source.tree().body).with_secret(source.origin().sensitivity == Sensitivity::secret);
  // A block tag takes the line break after it along, also at the end of a file.
  const std::string& text = made.text("");
  const std::size_t breaks = breaks_at_end(text);
  if (breaks >= source.tree().final_breaks) return made;
  return Operand::string(text + std::string(source.tree().final_breaks - breaks, '\n')).with_secret(made.secret());
}

Operand Evaluator::render(const Template& source) {
  const Within within(*this, std::make_shared<Frame>(), source.origin());
  const bool branch = std::exchange(secret_branch_, false);
  const Expression* lone = lone_expression(source.tree());
  Operand out;
  try {
    out = lone != nullptr ? evaluate(*lone) : whole_text(source);
    try {
      const bool prints = out.is_undefined() && !source.tree().expression;
      if (prints) out = Operand::string(printed(out)).with_secret(out.secret());  // or fails
      check_value(out);
    } catch (const Failure& failure) {
      locate(lone == nullptr ? Place{} : lone->place, failure);
    }
  } catch (...) {
    secret_branch_ = branch;
    throw;
  }
  secret_branch_ = branch;
  return out.with_secret(source.origin().sensitivity == Sensitivity::secret);
}

Operand Evaluator::render_text(const Template& source) {
  const Within within(*this, std::make_shared<Frame>(), source.origin());
  return whole_text(source);
}

Operand Evaluator::render_value(const Value& value) {
  const Deeper deeper(*this);
  const bool secret = value.sensitivity() == Sensitivity::secret;
  if (value.is_list()) {
    Operands items;
    for (const Value& item : value.items()) items.push_back(render_value(item));
    return Operand::sequence(std::move(items)).with_secret(secret);
  }
  if (value.is_map()) {
    Mapping map;
    for (const Entry& entry : value.entries()) map.set(entry.key, render_value(entry.value));
    return Operand::mapping(std::move(map)).with_secret(secret);
  }
  if (value.style() == Style::sealed) return render_value(opened(value));
  if (!value.is_string() || !has_template(value.text())) return from_value(value);
  const auto parsed = Template::parse(value.text(), Origin{value.span(), value.style(), hooks_.sources, value.sensitivity()});
  if (!parsed) throw Located{parsed.error()};
  return render(*parsed);
}

Value Evaluator::opened(const Value& sealed) const {
  const bool is_vault = encryption_of(sealed.text()) == Encryption::vault;
  Result<std::string> plain = hooks_.secrets != nullptr ? hooks_.secrets->open_scalar(sealed.text()) : fail(ErrorCode::unsupported, "nothing is decrypted here");
  if (!plain)
    throw Located{Diagnostic{Severity::error, sealed.span(), std::string("this `") + (is_vault ? "!vault" : "!age") + "` cannot be opened: " + plain.error().text(),
                             std::string("give the key that opens it with ") + (is_vault ? "--vault-id LABEL@FILE" : "--identity FILE"), {}}};
  Value value = Value::string(std::move(*plain), sealed.span(), Style::computed);
  value.set_sensitivity(Sensitivity::secret);
  return value;
}

Operand Evaluator::literal(const Value& value) {
  if (!holds_sealed(value)) return from_value(value);
  const bool secret = value.sensitivity() == Sensitivity::secret;
  if (value.is_list()) {
    Operands items;
    for (const Value& item : value.items()) items.push_back(literal(item));
    return Operand::sequence(std::move(items)).with_secret(secret);
  }
  if (!value.is_map()) return from_value(opened(value));
  Mapping map;
  for (const Entry& entry : value.entries()) map.set(entry.key, literal(entry.value));
  return Operand::mapping(std::move(map)).with_secret(secret);
}

struct Renderer::State {
  Evaluator evaluator;
};

Renderer::Renderer(const Scope& scope, Hooks hooks, Library* library, Limits limits)
    : state_(std::make_unique<State>(State{Evaluator(scope, std::move(hooks), library, limits)})) {}
Renderer::~Renderer() = default;

Outcome<Value> Renderer::render(const Template& source) {
  return guarded(source.origin(), [&] {
    state_->evaluator.begin();
    return to_value(state_->evaluator.render(source), source.origin().span);
  });
}

Outcome<Value> Renderer::render_text(const Template& source) {
  return guarded(source.origin(), [&] {
    state_->evaluator.begin();
    return to_value(state_->evaluator.render_text(source), source.origin().span);
  });
}

Outcome<Value> Renderer::render(const Value& value) {
  return guarded(Origin{value.span(), value.style(), nullptr, value.sensitivity()}, [&] {
    state_->evaluator.begin();
    return to_value(state_->evaluator.render_value(value), value.span());
  });
}

Outcome<Renderer::Verdict> Renderer::decide(const Template& condition) {
  return guarded(condition.origin(), [&] {
    state_->evaluator.begin();
    const Operand verdict = state_->evaluator.render(condition);
    if (!verdict.is_boolean())
      throw Failure("a condition is true or false, not " + std::string(verdict.phrase()),
                    verdict.is_string() ? "compare it, or use |bool" : "compare it: > 0, is not none, | length > 0");
    return Verdict{verdict.flag(""), verdict.secret() ? Sensitivity::secret : Sensitivity::open};
  });
}

}  // namespace converge::templates
