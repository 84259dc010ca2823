// SPDX-License-Identifier: MIT
// engine/template/evaluator.h: walks a tree against a scope. Private to this folder.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/template/ast.h"
#include "engine/template/template.h"

namespace converge::templates {

struct Template::Tree {
  Body body;
  ExpressionPtr expression;  ///< of parse_expression(); the body is empty then
  std::size_t final_breaks = 0;  ///< line breaks at the end of a file, which the text made of it has at least
};

/// A failure with its place in the user's files, and the chain that led there.
struct Located {
  Diagnostic diagnostic;
};

/// What is told of a failure in a template that is secret itself: the place alone.
Diagnostic secret_failure(Span span);

/// The names that statements set. A frame sees those of the frames around it.
struct Frame {
  std::shared_ptr<Frame> parent;
  std::vector<std::pair<std::string, Operand>> names;

  [[nodiscard]] const Operand* find(std::string_view name) const;
  void set(const std::string& name, Operand value);
};

/// A macro closes over the frame in which it was defined; that frame holds the macro, so not the other way round.
struct Macro {
  std::shared_ptr<const MacroDefinition> definition;
  std::weak_ptr<Frame> frame;
  Origin origin;
};

/// The state of one Renderer: what variables are, and what was used up.
class Evaluator {
 public:
  Evaluator(const Scope& scope, Hooks hooks, Library* library, Limits limits)
      : scope_(scope), hooks_(std::move(hooks)), library_(library), limits_(limits) {}

  /// The value of a lone expression, else the text. Throws Located.
  Operand render(const Template& source);
  Operand render_text(const Template& source);
  Operand render_value(const Value& value);
  /// From now on the time that one piece of work may take is counted.
  void begin() { deadline_ = std::chrono::steady_clock::now() + limits_.time; }

 private:
  /// Text under construction, and whether something secret had a say in it.
  struct Sink {
    std::string text;
    bool secret = false;
  };
  class Deeper;
  class Within;
  class Branch;

  /// All statements of a template, as text.
  Operand whole_text(const Template& source);
  Operand evaluate(const Expression& expression);
  /// The same for who needs a value: what is undefined is reported where it is written.
  Operand value_of(const Expression& expression);
  Operand compute(const Expression& expression);
  /// Throws a failure again with its place, and with what was likely meant.
  [[noreturn]] void locate(Place place, const Failure& failure) const;
  /// Throws once the time is over, or the run is asked to stop.
  void keep_time() const;
  /// Counts what was made against the limits.
  void charge(const Operand& made);

  // One for each node of an expression.
  Operand of(const Literal& node);
  Operand of(const Name& node);
  Operand of(const Display& node);
  Operand of(const MapDisplay& node);
  Operand of(const Attribute& node);
  Operand of(const Item& node);
  Operand of(const Slice& node);
  Operand of(const Call& node);
  Operand of(const FilterCall& node);
  Operand of(const TestCall& node);
  Operand of(const Unary& node);
  Operand of(const Binary& node);
  Operand of(const Logic& node);
  Operand of(const Concatenation& node);
  Operand of(const Comparison& node);
  Operand of(const Conditional& node);

  /// Says of an undefined part what it is a part of.
  Operand named(const Operand& missing, const Expression& whole);
  struct Given {
    Operands plain;
    Mapping named;
  };
  /// Macros take undefined arguments, for their defaults; all others do not.
  enum class Passing : std::uint8_t { any, values };
  Given arguments(const Arguments& arguments, Passing passing);
  Operand call_function(const std::string& name, const Given& given);
  Operand call_macro(const Macro& macro, Given given);
  Operand filter(const FilterCall& node, const Operand& value);
  Operand filter_text(const Expression& chain, Operand text);
  /// A variable of the scope, rendered at its first use; undefined if there is none.
  Operand variable(const std::string& name);
  /// The plain text of an encrypted value. Throws Located.
  [[nodiscard]] Value opened(const Value& sealed) const;
  /// A value without templates; what is encrypted in it is opened.
  Operand literal(const Value& value);
  class LazyEntries;

  // One for each node of a statement.
  void run(const Body& body);
  void run(const Statement& statement);
  void on(const Text& node);
  void on(const Output& node);
  void on(const If& node);
  void on(const For& node);
  void on(const Set& node);
  void on(const SetBlock& node);
  void on(const FilterBlock& node);
  void on(const With& node);
  void on(const Include& node);
  void on(const std::shared_ptr<const MacroDefinition>& node);

  /// What statements write, as a string of its own.
  Operand capture(const Body& body);
  void write(const Operand& value);
  void taint(const Operand& decider);
  void assign(const Target& target, const Operand& value);
  /// The items of a loop that pass its condition.
  std::shared_ptr<Sequence> loop_items(const For& node);
  void include(const Template& included, Context context);

  const Scope& scope_;
  Hooks hooks_;
  Library* library_;
  Limits limits_;
  std::unordered_map<std::string, Operand> rendered_;  ///< variables, once each
  std::vector<std::string> active_;                    ///< the variables that are being rendered, outermost first
  std::vector<Sink*> sinks_;
  std::shared_ptr<Frame> frame_ = std::make_shared<Frame>();
  Origin origin_;
  bool secret_branch_ = false;  ///< whether a secret decided that these statements run
  std::uint32_t depth_ = 0;
  std::uint64_t iterations_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

/// Goes one level deeper for as long as it lives; too deep is a Failure.
class Evaluator::Deeper {
 public:
  explicit Deeper(Evaluator& evaluator) : evaluator_(evaluator) {
    if (evaluator.depth_ >= evaluator.limits_.depth)
      throw Failure("expressions, macros, includes and variables are nested too deep", "look for one that uses itself");
    ++evaluator.depth_;
  }
  ~Deeper() { --evaluator_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Evaluator& evaluator_;
};

/// Works with another frame and origin for as long as it lives.
class Evaluator::Within {
 public:
  Within(Evaluator& evaluator, std::shared_ptr<Frame> frame, Origin origin)
      : evaluator_(evaluator),
        frame_(std::exchange(evaluator.frame_, std::move(frame))),
        origin_(std::exchange(evaluator.origin_, origin)) {}
  ~Within() {
    evaluator_.frame_ = std::move(frame_);
    evaluator_.origin_ = origin_;
  }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  Evaluator& evaluator_;
  std::shared_ptr<Frame> frame_;
  Origin origin_;
};

/// Runs statements on the word of a value that may be secret.
class Evaluator::Branch {
 public:
  Branch(Evaluator& evaluator, const Operand& decider)
      : evaluator_(evaluator),
        before_(std::exchange(evaluator.secret_branch_, evaluator.secret_branch_ || decider.secret())) {}
  ~Branch() { evaluator_.secret_branch_ = before_; }
  Branch(const Branch&) = delete;
  Branch& operator=(const Branch&) = delete;

 private:
  Evaluator& evaluator_;
  bool before_;
};

/// A method of a string, list or map.
Operand call_method(const Operand& object, std::string_view name, const Operands& plain, const Mapping& named);
/// Whether a map answers to a method of that name.
bool is_map_method(std::string_view name);
/// Whether there is a function of that name, such as range.
bool is_function(std::string_view name);

}  // namespace converge::templates
