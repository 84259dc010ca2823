// SPDX-License-Identifier: MIT
// access.cpp: names, attributes, items and calls of an expression.
#include <algorithm>

#include "engine/template/evaluator.h"

namespace converge::templates {

/// The entries of a lazy map of the scope, as the evaluator's operands.
class Evaluator::LazyEntries final : public EntrySource {
 public:
  LazyEntries(Evaluator& evaluator, std::shared_ptr<const LazyMap> map, std::string path)
      : evaluator_(evaluator), map_(std::move(map)), path_(std::move(path)) {}

  const std::vector<std::string>& keys() override {
    if (!keys_) keys_ = map_->names();
    return *keys_;
  }

  [[nodiscard]] bool has(std::string_view key) const override { return map_->has(key); }

  const Operand* find(std::string_view key) override {
    const auto kept = made_.find(key);
    if (kept != made_.end()) return &kept->second;
    if (!has(key)) return nullptr;
    const std::string path = path_ + "." + std::string(key);
    Outcome<LazyMap::Item> item = map_->find(key);
    if (!item) throw Failure(quoted(path) + " is not known: " + item.error().message, item.error().fix);
    Operand value = item->map ? Operand::mapping(Mapping(std::make_shared<LazyEntries>(evaluator_, std::move(item->map), path)))
                              : evaluator_.literal(*item->variable.value);
    return &made_.emplace(std::string(key), std::move(value)).first->second;
  }

  const std::vector<Entry>& all() override {
    if (!all_) {
      std::vector<Entry> entries;
      for (const std::string& key : keys()) entries.emplace_back(key, *find(key));
      all_ = std::move(entries);
    }
    return *all_;
  }

  [[nodiscard]] std::string lack() const override { return map_->lack(); }
  [[nodiscard]] std::string advice() const override { return map_->advice(); }

 private:
  Evaluator& evaluator_;
  std::shared_ptr<const LazyMap> map_;
  std::string path_;
  std::optional<std::vector<std::string>> keys_;
  std::map<std::string, Operand, std::less<>> made_;
  std::optional<std::vector<Entry>> all_;
};

Operand Evaluator::variable(const std::string& name) {
  const auto kept = rendered_.find(name);
  if (kept != rendered_.end()) return kept->second;
  if (std::shared_ptr<const LazyMap> lazy = scope_.lazy(name))
    return rendered_[name] = Operand::mapping(Mapping(std::make_shared<LazyEntries>(*this, std::move(lazy), name)));
  const std::optional<Variable> found = scope_.find(name);
  if (!found) return Operand::undefined_name(name);
  if (found->content == Content::literal) return rendered_[name] = literal(*found->value);
  if (std::find(active_.begin(), active_.end(), name) != active_.end()) {
    std::string chain;
    for (auto at = std::find(active_.begin(), active_.end(), name); at != active_.end(); ++at) chain += *at + " uses ";
    throw Failure("variables use each other in a circle: " + chain + name, "give one of them a value of its own");
  }
  active_.push_back(name);
  const std::size_t open = active_.size();
  try {
    Operand value = render_value(*found->value);
    active_.pop_back();
    return rendered_[name] = std::move(value);
  } catch (Located& located) {
    active_.resize(open - 1);
    located.diagnostic.notes.push_back({found->value->span(), "in the variable " + quoted(name)});
    throw;
  } catch (...) {
    active_.resize(open - 1);
    throw;
  }
}

Operand Evaluator::named(const Operand& missing, const Expression& whole) {
  Undefined nothing = *std::get<std::shared_ptr<const Undefined>>(missing.payload());
  const std::string all = spelling(whole);
  // What has a name already is a part of something undefined, which is the better reason.
  if (all.empty() || nothing.reason.starts_with('\'')) return missing;
  nothing.reason = quoted(all) + " is undefined: " + nothing.reason;
  const std::string root = all.substr(0, all.find_first_of(".["));
  if (frame_->find(root) == nullptr && scope_.find(root)) nothing.variable = root;
  return Operand(Operand::Payload(std::make_shared<const Undefined>(std::move(nothing)))).with_secret(missing.secret());
}

Operand Evaluator::of(const Attribute& node) {
  const Operand container = evaluate(*node.of);
  Operand found = attribute_of(container, node.name);
  if (found.is_undefined() && container.is_mapping() && is_map_method(node.name))
    throw Failure(quoted(node.name) + " is a method", "call it: ." + node.name + "()");
  return found;
}

Operand Evaluator::of(const Item& node) {
  const Operand container = evaluate(*node.of);
  const Operand key = evaluate(*node.key);
  return item_of(container, key);
}

Evaluator::Given Evaluator::arguments(const Arguments& arguments, Passing passing) {
  const auto one = [&](const Expression& expression) {
    return passing == Passing::values ? value_of(expression) : evaluate(expression);
  };
  Given out;
  for (const ExpressionPtr& plain : arguments.plain) out.plain.push_back(one(*plain));
  for (const auto& [name, value] : arguments.named) out.named.set(name, one(*value));
  if (arguments.all_of) {
    const Operands more = iterate(value_of(*arguments.all_of), "*");
    out.plain.insert(out.plain.end(), more.begin(), more.end());
  }
  if (arguments.names_of) {
    const Operand map = value_of(*arguments.names_of);
    for (const auto& [name, value] : map.entries("**").all()) out.named.set(name, value.with_secret(map.secret()));
  }
  return out;
}

namespace {

/// loop.cycle(a, b, ...) and loop.changed(value).
Operand call_loop(const LoopState& loop, const std::string& name, const Operands& given) {
  if (name == "cycle") {
    if (given.empty()) throw Failure("loop.cycle() needs at least one value");
    return given[loop.index % given.size()];
  }
  if (name != "changed") throw Failure("loop has no method " + quoted(name), "it has cycle() and changed()");
  const bool secret = std::any_of(given.begin(), given.end(), [](const Operand& one) { return one.tainted(); });
  const bool same =
      *loop.before && std::equal(given.begin(), given.end(), (*loop.before)->begin(), (*loop.before)->end(), equal);
  *loop.before = given;
  return Operand::boolean(!same).with_secret(secret);
}

}  // namespace

Operand Evaluator::of(const Call& node) {
  if (const auto* attribute = std::get_if<Attribute>(&node.callee->node)) {
    const Operand object = value_of(*attribute->of);
    const Given given = arguments(node.arguments, Passing::values);
    if (const auto* loop = std::get_if<std::shared_ptr<LoopState>>(&object.payload()))
      return call_loop(**loop, attribute->name, given.plain);
    Operand out = call_method(object, attribute->name, given.plain, given.named);
    charge(out);
    return out;
  }
  const auto* name = std::get_if<Name>(&node.callee->node);
  if (name == nullptr) throw Failure("only functions, macros and methods can be called");
  const Operand* set = frame_->find(name->name);
  if (set == nullptr) return call_function(name->name, arguments(node.arguments, Passing::values));
  const auto* macro = std::get_if<std::shared_ptr<const Macro>>(&set->payload());
  if (macro == nullptr)
    throw Failure(quoted(name->name) + " is " + std::string(set->defined().phrase()) + ", which cannot be called");
  const std::shared_ptr<const Macro> kept = *macro;
  return call_macro(*kept, arguments(node.arguments, Passing::any));
}

namespace {

Operand make_range(const Operands& plain) {
  if (plain.empty() || plain.size() > 3) throw Failure("range() takes one to three numbers");
  const std::int64_t from = plain.size() == 1 ? 0 : plain[0].number("range()");
  const std::int64_t to = plain[plain.size() == 1 ? 0 : 1].number("range()");
  const std::int64_t step = plain.size() == 3 ? plain[2].number("range()") : 1;
  if (step == 0) throw Failure("the step of range() cannot be zero");
  // In unsigned numbers, where no difference overflows.
  const auto size = [](std::int64_t number) { return static_cast<std::uint64_t>(number); };
  const bool empty = step > 0 ? from >= to : from <= to;
  const std::uint64_t width = step > 0 ? size(to) - size(from) : size(from) - size(to);
  const std::uint64_t stride = step > 0 ? size(step) : 0 - size(step);
  const std::uint64_t count = empty ? 0 : (width - 1) / stride + 1;
  check_list(count);
  Operands out;
  out.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(Operand::integer(static_cast<std::int64_t>(size(from) + i * size(step))));
  return Operand::sequence(std::move(out));
}

/// dict(a=1), dict(map, a=1), dict([[k, v], ...]).
Mapping make_map(const Operands& plain, const Mapping& named) {
  if (plain.size() > 1) throw Failure("dict() takes one map or list of pairs");
  Mapping out;
  if (!plain.empty() && plain[0].is_mapping()) {
    out = plain[0].entries("");
  } else if (!plain.empty()) {
    for (const Operand& pair : iterate(plain[0], "dict()")) {
      const Operands both = iterate(pair, "dict()");
      if (both.size() != 2) throw Failure("dict() needs pairs of a key and a value");
      out.set(both[0].text("a key"), both[1]);
    }
  }
  for (const auto& [key, value] : named.all()) out.set(key, value);
  return out;
}

/// Why a function of Jinja2 or Ansible is not here.
std::string_view function_hint(std::string_view name) {
  if (name == "lookup" || name == "query" || name == "q")
    return "lookups run on the controller and hide inputs: use variables, or `source:` and `template:` of a file";
  if (name == "now") return "a result must not depend on when it is computed: hand the time over as a variable";
  if (name == "lipsum" || name == "joiner" || name == "cycler") return "use loop.first, loop.last and loop.cycle()";
  if (name == "super" || name == "caller" || name == "self")
    return "there is no inheritance here: use macros and {% include %}";
  return "";
}

}  // namespace

bool is_function(std::string_view name) { return name == "range" || name == "dict" || name == "namespace"; }

Operand Evaluator::call_function(const std::string& name, const Given& given) {
  bool secret = false;
  for (const Operand& argument : given.plain) secret = secret || argument.defined().secret();
  if (name == "range" && given.named.empty()) return make_range(given.plain).with_secret(secret);
  if (name == "dict") return Operand::mapping(make_map(given.plain, given.named)).with_secret(secret);
  if (name == "namespace") {
    auto space = std::make_shared<Namespace>();
    space->values = make_map(given.plain, given.named);
    return Operand(Operand::Payload(std::move(space))).with_secret(secret);
  }
  const std::string_view hint = function_hint(name);
  if (!hint.empty()) throw Failure("there is no function " + quoted(name), std::string(hint));
  const Operand found = variable(name);
  if (!found.is_undefined())
    throw Failure(quoted(name) + " is " + std::string(found.phrase()) + ", which cannot be called");
  const std::string near = nearest(name, {"range", "dict", "namespace"});
  throw Failure("there is no function or macro " + quoted(name),
                near.empty() ? "" : "did you mean " + quoted(near) + "?");
}

Operand Evaluator::call_macro(const Macro& macro, Given given) {
  const MacroDefinition& definition = *macro.definition;
  if (given.plain.size() > definition.parameters.size())
    throw Failure("the macro " + quoted(definition.name) + " takes at most " +
                  std::to_string(definition.parameters.size()) + " arguments");
  std::shared_ptr<Frame> around = macro.frame.lock();
  if (!around) throw Failure("the macro " + quoted(definition.name) + " is used outside of where it is defined");
  auto frame = std::make_shared<Frame>();
  frame->parent = std::move(around);
  const Within within(*this, frame, macro.origin);
  for (std::size_t i = 0; i < definition.parameters.size(); ++i) {
    const MacroParameter& parameter = definition.parameters[i];
    const Operand* named = given.named.find(parameter.name);
    if (named != nullptr && i < given.plain.size()) throw Failure(quoted(parameter.name) + " is given twice");
    Operand value = Operand::undefined("the parameter " + quoted(parameter.name) + " of the macro is not given");
    if (i < given.plain.size())
      value = given.plain[i];
    else if (named != nullptr)
      value = *named;
    else if (parameter.fallback)
      value = evaluate(*parameter.fallback);
    frame->set(parameter.name, std::move(value));
    given.named.erase(parameter.name);
  }
  if (!given.named.empty()) {
    const auto& [extra, value] = given.named.all().front();
    throw Failure("the macro " + quoted(definition.name) + " has no parameter " +
                  (value.tainted() ? "of that name" : quoted(extra)));
  }
  return capture(definition.body).with_secret(macro.origin.sensitivity == Sensitivity::secret);
}

}  // namespace converge::templates
