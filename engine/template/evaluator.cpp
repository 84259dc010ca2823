// SPDX-License-Identifier: MIT
// evaluator.cpp: expressions.
#include "engine/template/evaluator.h"

#include <algorithm>

#include "engine/template/arithmetic.h"

namespace converge::templates {

const Operand* Frame::find(std::string_view name) const {
  for (const Frame* frame = this; frame != nullptr; frame = frame->parent.get())
    for (const auto& [own, value] : frame->names)
      if (own == name) return &value;
  return nullptr;
}

void Frame::set(const std::string& name, Operand value) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == name; });
  if (found != names.end())
    found->second = std::move(value);
  else
    names.emplace_back(name, std::move(value));
}

void Evaluator::locate(Place place, const Failure& failure) const {
  if (origin_.sensitivity == Sensitivity::secret) throw Located{secret_failure(origin_.at(place))};
  std::string fix = failure.fix();
  if (const auto* missing = dynamic_cast<const UndefinedName*>(&failure)) {
    fix = scope_.advice(missing->name());
    const std::string near = fix.empty() ? nearest(missing->name(), scope_.names()) : "";
    if (fix.empty()) fix = near.empty() ? "define it, or use |default(...)" : "did you mean " + quoted(near) + "?";
  }
  throw Located{Diagnostic{Severity::error, origin_.at(place), failure.what(), std::move(fix), {}}};
}

Operand Evaluator::evaluate(const Expression& expression) {
  try {
    const Deeper deeper(*this);
    if (++steps_ > limits_.steps) throw Failure("this template computes for too long", "look for loops within loops");
    constexpr std::uint64_t clock_every = 64;
    if (steps_ % clock_every == 0) keep_time();
    return compute(expression);
  } catch (const Failure& failure) {
    locate(expression.place, failure);
  }
}

void Evaluator::keep_time() const {
  if (hooks_.stop.stop_requested()) throw Failure("the run was stopped while this was computed");
  if (std::chrono::steady_clock::now() > deadline_)
    throw Failure("this template computes for more than " + std::to_string(limits_.time.count()) + " s", "look for long loops over costly filters, such as password_hash");
}

Operand Evaluator::value_of(const Expression& expression) {
  Operand out = evaluate(expression);
  if (!out.is_undefined()) return out;
  try {
    return out.defined();
  } catch (const Failure& failure) {
    locate(expression.place, failure);
  }
}

Operand Evaluator::compute(const Expression& expression) {
  Operand out = std::visit([&](const auto& node) { return of(node); }, expression.node);
  const bool part = std::holds_alternative<Attribute>(expression.node) || std::holds_alternative<Item>(expression.node);
  return part && out.is_undefined() ? named(out, expression) : out;
}

void Evaluator::charge(const Operand& made) {
  if (made.is_string()) {
    check_text(made.text("").size());
    bytes_ += made.text("").size();
  } else if (made.is_sequence()) {
    bytes_ += made.items("").size() * sizeof(Operand);
  }
  if (bytes_ > limits_.bytes) throw Failure("this template makes too much text", "look for loops within loops");
}

Operand Evaluator::of(const Literal& node) { return node.value; }

Operand Evaluator::of(const Name& node) {
  const Operand* set = frame_->find(node.name);
  return set != nullptr ? *set : variable(node.name);
}

Operand Evaluator::of(const Display& node) {
  Operands items;
  items.reserve(node.items.size());
  for (const ExpressionPtr& item : node.items) items.push_back(evaluate(*item));
  return Operand::sequence(std::move(items), node.shape);
}

Operand Evaluator::of(const MapDisplay& node) {
  Mapping map;
  bool secret_key = false;
  for (const auto& [key, value] : node.entries) {
    const Operand name = evaluate(*key);
    if (!name.defined().is_string())
      throw Failure("the keys of a map are strings, not " + std::string(name.phrase()), "quote it, or use |string");
    secret_key = secret_key || name.secret();
    map.set(name.text("a key"), evaluate(*value));
  }
  return Operand::mapping(std::move(map)).with_secret(secret_key);
}

Operand Evaluator::of(const Slice& node) {
  const Operand whole = value_of(*node.of);
  bool secret = whole.secret();
  const auto bound = [&](const ExpressionPtr& expression) -> std::optional<std::int64_t> {
    if (!expression) return std::nullopt;
    const Operand number = value_of(*expression);
    secret = secret || number.secret();
    if (number.is_none()) return std::nullopt;
    return number.number("a slice");
  };
  const auto from = bound(node.from);
  const auto to = bound(node.to);
  return slice(whole, from, to, bound(node.step)).with_secret(secret);
}

Operand Evaluator::of(const FilterCall& node) {
  const bool needs_value = node.filter->undefined == UndefinedInput::refused;
  return filter(node, needs_value ? value_of(*node.of) : evaluate(*node.of));
}

Operand Evaluator::filter(const FilterCall& node, const Operand& value) {
  const Given given = arguments(node.arguments, Passing::values);
  Operand out = apply_filter(*node.filter, value, given.plain, given.named, hooks_);
  charge(out);
  return out;
}

Operand Evaluator::of(const TestCall& node) {
  const bool needs_value = node.test->undefined == UndefinedInput::refused;
  const Operand value = needs_value ? value_of(*node.of) : evaluate(*node.of);
  const Given given = arguments(node.arguments, Passing::values);
  return apply_test(*node.test, value, given.plain, given.named, hooks_);
}

Operand Evaluator::of(const Unary& node) {
  const Operand operand = value_of(*node.of);
  if (node.op == UnaryOperator::negation) return Operand::boolean(!truth(operand)).with_secret(operand.secret());
  const Operand out = node.op == UnaryOperator::negative ? negate(operand)
                      : operand.is_boolean()             ? Operand::integer(operand.number(""))
                                                         : operand;
  (void)out.real_number("a sign");  // throws for what has no sign
  return out.with_secret(operand.secret());
}

Operand Evaluator::of(const Binary& node) {
  const Operand left = value_of(*node.left);
  const Operand right = value_of(*node.right);
  const bool guarded = left.tainted() || right.tainted();
  Operand out =
      with_candor(guarded ? Candor::guarded : Candor::open, "%", [&] { return calculate(node.op, left, right); });
  charge(out);
  // A list carries the secrets of its items along; a text of them is secret itself.
  const bool within = !out.is_sequence() && (left.tainted() || right.tainted());
  return out.with_secret(left.secret() || right.secret() || within);
}

Operand Evaluator::of(const Logic& node) {
  const Operand left = value_of(*node.left);
  if (truth(left) == (node.op == LogicOperator::either)) return left;
  return evaluate(*node.right).with_secret(left.secret());
}

Operand Evaluator::of(const Concatenation& node) {
  std::string text;
  bool secret = false;
  for (const ExpressionPtr& part : node.parts) {
    const Operand operand = evaluate(*part);
    secret = secret || operand.tainted();
    text += printed(operand);
    check_text(text.size());
  }
  Operand out = Operand::string(std::move(text)).with_secret(secret);
  charge(out);
  return out;
}

namespace {

bool compare(CompareOperator op, const Operand& left, const Operand& right) {
  switch (op) {
    case CompareOperator::equal: return equal(left, right);
    case CompareOperator::unequal: return !equal(left, right);
    case CompareOperator::less: return order(left, right) < 0;
    case CompareOperator::less_equal: return order(left, right) <= 0;
    case CompareOperator::greater: return order(left, right) > 0;
    case CompareOperator::greater_equal: return order(left, right) >= 0;
    case CompareOperator::in: return contains(right, left);
    case CompareOperator::not_in: return !contains(right, left);
  }
  return false;
}

/// Whether one comparison tells something secret. The keys of a map are as open as the map.
bool tells_secret(CompareOperator op, const Operand& left, const Operand& right) {
  const bool looks_up = op == CompareOperator::in || op == CompareOperator::not_in;
  return left.tainted() || (looks_up && right.is_mapping() ? right.secret() : right.tainted());
}

}  // namespace

Operand Evaluator::of(const Comparison& node) {
  Operand left = value_of(*node.first);
  bool secret = false;
  for (const auto& [op, expression] : node.rest) {
    Operand right = value_of(*expression);
    secret = secret || tells_secret(op, left, right);
    if (!compare(op, left, right)) return Operand::boolean(false).with_secret(secret);
    left = std::move(right);
  }
  return Operand::boolean(true).with_secret(secret);
}

Operand Evaluator::of(const Conditional& node) {
  const Operand condition = value_of(*node.condition);
  if (truth(condition)) return evaluate(*node.then).with_secret(condition.secret());
  if (node.otherwise) return evaluate(*node.otherwise).with_secret(condition.secret());
  return Operand::silent("the condition is false and there is no 'else'").with_secret(condition.secret());
}

}  // namespace converge::templates
