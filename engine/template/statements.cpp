// SPDX-License-Identifier: MIT
// statements.cpp: what {% %} does.
#include <algorithm>

#include "engine/template/evaluator.h"

namespace converge::templates {

void Evaluator::run(const Body& body) {
  for (const Statement& statement : body) run(statement);
}

void Evaluator::run(const Statement& statement) {
  try {
    const Deeper deeper(*this);
    std::visit([&](const auto& node) { on(node); }, statement.node);
  } catch (const Failure& failure) {
    locate(statement.place, failure);
  }
}

/// Writes to the innermost text. What a secret is part of is secret as a whole.
void Evaluator::write(const Operand& value) {
  Sink& sink = *sinks_.back();
  const std::string text = value.is_none() ? "" : printed(value);  // as Ansible has it; Jinja2 alone prints "None"
  check_text(sink.text.size() + text.size());
  bytes_ += text.size();
  if (bytes_ > limits_.bytes) throw Failure("this template makes too much text", "look for loops within loops");
  sink.text += text;
  sink.secret = sink.secret || value.tainted() || secret_branch_;
}

/// A secret that decides what is written shows in all texts around it, even by what is missing there.
void Evaluator::taint(const Operand& decider) {
  if (!decider.secret()) return;
  for (Sink* sink : sinks_) sink->secret = true;
}

void Evaluator::on(const Text& node) {
  Sink& sink = *sinks_.back();
  check_text(sink.text.size() + node.text.size());
  bytes_ += node.text.size();
  sink.text += node.text;
}

void Evaluator::on(const Output& node) {
  const Operand value = evaluate(*node.value);
  try {
    write(value);
  } catch (const Failure& failure) {
    locate(node.value->place, failure);
  }
}

void Evaluator::on(const If& node) {
  bool secret = false;
  for (const auto& [condition, body] : node.branches) {
    const Operand decider = value_of(*condition);
    taint(decider);
    secret = secret || decider.secret();
    if (!truth(decider)) continue;
    const Branch branch(*this, Operand().with_secret(secret));
    return run(body);
  }
  const Branch branch(*this, Operand().with_secret(secret));
  run(node.otherwise);
}

std::shared_ptr<Sequence> Evaluator::loop_items(const For& node) {
  const Operand container = value_of(*node.in);
  taint(container);
  auto out = std::make_shared<Sequence>();
  for (Operand& item : iterate(container, "a loop")) {
    if (++iterations_ > limits_.iterations)
      throw Failure("loops ran " + std::to_string(limits_.iterations) + " times, which is the limit",
                    "look for loops within loops");
    if (node.condition) {
      const Within within(*this, std::make_shared<Frame>(Frame{frame_, {}}), origin_);
      assign(node.target, item);
      const Operand decider = value_of(*node.condition);
      taint(decider);
      if (!truth(decider)) continue;
    }
    out->items.push_back(std::move(item));
  }
  return out;
}

void Evaluator::on(const For& node) {
  const std::shared_ptr<Sequence> items = loop_items(node);
  if (items->items.empty()) return run(node.otherwise);
  const auto before = std::make_shared<std::optional<Operands>>();
  for (std::size_t i = 0; i < items->items.size(); ++i) {
    const Within within(*this, std::make_shared<Frame>(Frame{frame_, {}}), origin_);
    frame_->set("loop", Operand(Operand::Payload(std::make_shared<LoopState>(LoopState{items, i, before}))));
    assign(node.target, items->items[i]);
    const Branch branch(*this, items->items[i]);
    run(node.body);
  }
}

void Evaluator::assign(const Target& target, const Operand& value) {
  const auto bound = [&](const Operand& one) { return one.with_secret(secret_branch_); };
  if (!target.attribute.empty()) {
    const Operand* found = frame_->find(target.name);
    const auto* space = found == nullptr ? nullptr : std::get_if<std::shared_ptr<Namespace>>(&found->payload());
    if (space == nullptr)
      throw Failure("only attributes of a namespace() can be set", "write {% set ns = namespace() %} before");
    const bool itself = value.kind() == Operand::Kind::space || value.kind() == Operand::Kind::loop;
    if (itself) throw Failure(std::string(value.phrase()) + " cannot be put into a namespace");
    return (*space)->values.set(target.attribute, bound(value));
  }
  if (!target.unpack) return frame_->set(target.name, bound(value));
  const std::string into = " into " + std::to_string(target.parts.size()) + " names";
  if (!value.defined().is_sequence())
    throw Failure("cannot unpack " + std::string(value.phrase()) + into,
                  value.is_string() ? "to loop over a map write: in map.items()" : "");
  const Operands parts = iterate(value, "unpacking");
  if (parts.size() != target.parts.size()) throw Failure("cannot unpack " + std::to_string(parts.size()) + " items" + into);
  for (std::size_t i = 0; i < parts.size(); ++i) assign(target.parts[i], parts[i]);
}

void Evaluator::on(const Set& node) { assign(node.target, evaluate(*node.value)); }

/// What statements write, as a string.
Operand Evaluator::capture(const Body& body) {
  Sink sink;
  sinks_.push_back(&sink);
  try {
    run(body);
  } catch (...) {
    sinks_.pop_back();
    throw;
  }
  sinks_.pop_back();
  return Operand::string(std::move(sink.text)).with_secret(sink.secret);
}

Operand Evaluator::filter_text(const Expression& chain, Operand text) {
  const auto& node = std::get<FilterCall>(chain.node);
  try {
    return filter(node, node.of ? filter_text(*node.of, std::move(text)) : text);
  } catch (const Failure& failure) {
    locate(chain.place, failure);
  }
}

void Evaluator::on(const SetBlock& node) {
  Operand text;
  {
    const Within within(*this, std::make_shared<Frame>(Frame{frame_, {}}), origin_);
    text = capture(node.body);
  }
  assign(node.target, node.filter ? filter_text(*node.filter, std::move(text)) : text);
}

void Evaluator::on(const FilterBlock& node) {
  Operand text;
  {
    const Within within(*this, std::make_shared<Frame>(Frame{frame_, {}}), origin_);
    text = capture(node.body);
  }
  write(filter_text(*node.filter, std::move(text)));
}

void Evaluator::on(const With& node) {
  Operands values;
  for (const auto& [target, value] : node.values) values.push_back(evaluate(*value));
  const Within within(*this, std::make_shared<Frame>(Frame{frame_, {}}), origin_);
  for (std::size_t i = 0; i < values.size(); ++i) assign(node.values[i].first, values[i]);
  run(node.body);
}

void Evaluator::on(const Include& node) {
  const Operand names = value_of(*node.names);
  taint(names);
  if (library_ == nullptr) throw Failure("nothing can be included here");
  const Operands all = names.is_string() ? Operands{names} : iterate(names, "include");
  for (const Operand& name : all) {
    Outcome<std::optional<Template>> found = library_->find(name.text("include"));
    if (!found) throw Located{std::move(found.error())};
    if (*found) return include(**found, node.context);
  }
  if (node.when_missing == WhenMissing::ignore) return;
  const std::string which = names.tainted() || all.empty() ? "" : " " + quoted(all.front().text("include"));
  throw Failure("there is no template" + which,
                "templates lie in the folder `templates` of the role or of the repository");
}

void Evaluator::include(const Template& included, Context context) {
  auto frame = std::make_shared<Frame>();
  if (context == Context::shared) frame->parent = frame_;
  const Within within(*this, frame, included.origin());
  const Operand text = Operand().with_secret(included.origin().sensitivity == Sensitivity::secret);
  taint(text);
  const Branch branch(*this, text);
  run(included.tree().body);
}

void Evaluator::on(const std::shared_ptr<const MacroDefinition>& node) {
  auto macro = std::make_shared<const Macro>(Macro{node, frame_, origin_});
  frame_->set(node->name, Operand(Operand::Payload(std::move(macro))));
}

}  // namespace converge::templates
