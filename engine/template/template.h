// SPDX-License-Identifier: MIT
// engine/template/template.h: Jinja2's syntax, made strict. Parse a text, render it against a scope.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"
#include "engine/template/lexer.h"
#include "engine/template/registry.h"

namespace converge::templates {

/// A value, or the one finding that stopped it.
template <typename T>
using Outcome = tl::expected<T, Diagnostic>;

/// Where a template's text stands: the span of its YAML scalar (and how it is
/// written there), or line 1, column 1 of a template file. Without `sources` places
/// within scalars of several lines or with escapes are near, not exact.
struct Origin {
  Span span;
  Style style = Style::computed;
  const Sources* sources = nullptr;
  Sensitivity sensitivity = Sensitivity::open;  ///< of the text itself: what a secret one gives is secret, and no finding quotes it
  /// The span of a place within the text.
  [[nodiscard]] Span at(Place place) const;
};

/// A parsed template. Immutable; copies share the tree; threads may share it too.
class Template {
 public:
  struct Tree;  ///< private to this folder
  /// A string of the YAML.
  static Outcome<Template> parse(std::string_view text, Origin origin = {});
  /// A template file, whose first line may set its delimiters and white space: "#jinja2: ...".
  static Outcome<Template> parse_file(std::string_view text, Origin origin);
  /// A lone expression without braces around it, as `when` has it.
  static Outcome<Template> parse_expression(std::string_view text, Origin origin = {});

  /// The names that must come from the scope: sorted, each once.
  [[nodiscard]] std::vector<std::string> free_variables() const;
  /// Every `space.NAME` and `space['NAME']` of an expression, with its place, in order.
  struct Member {
    std::string name;
    Span span;
  };
  [[nodiscard]] std::vector<Member> members(std::string_view space) const;
  /// Whether it is text alone, with nothing to compute.
  [[nodiscard]] bool is_literal() const;
  [[nodiscard]] const Origin& origin() const { return origin_; }
  [[nodiscard]] const Tree& tree() const { return *tree_; }

 private:
  Template(std::shared_ptr<const Tree> tree, Origin origin) : tree_(std::move(tree)), origin_(origin) {}
  std::shared_ptr<const Tree> tree_;
  Origin origin_;
};

/// Whether a text has anything of a template in it.
bool has_template(std::string_view text);

/// Whether the strings of a variable are templates to be rendered when it is used.
enum class Content : std::uint8_t { literal, templated };
struct Variable {
  const Value* value = nullptr;  ///< lives as long as the scope
  Content content = Content::literal;
};

/// A map whose values are only made when they are asked for, such as `hostvars`.
class LazyMap {
 public:
  /// A value, or one more of these maps.
  struct Item {
    Variable variable;
    std::shared_ptr<const LazyMap> map;
  };
  LazyMap() = default;
  LazyMap(const LazyMap&) = delete;
  LazyMap& operator=(const LazyMap&) = delete;
  virtual ~LazyMap() = default;
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
  [[nodiscard]] virtual bool has(std::string_view name) const = 0;
  /// The item of one of these names. A finding says why it cannot be had, and needs no place.
  [[nodiscard]] virtual Outcome<Item> find(std::string_view name) const = 0;
  /// Why there is nothing of another name: "the inventory has no host of this name".
  [[nodiscard]] virtual std::string lack() const = 0;
  /// What to do about that: how to see the names that there are.
  [[nodiscard]] virtual std::string advice() const = 0;
};

/// Where names come from.
class Scope {
 public:
  Scope() = default;
  Scope(const Scope&) = default;
  Scope(Scope&&) = default;
  Scope& operator=(const Scope&) = default;
  Scope& operator=(Scope&&) = default;
  virtual ~Scope() = default;
  /// The variable of that name; nothing if there is none. Asked once a name by each Renderer.
  [[nodiscard]] virtual std::optional<Variable> find(std::string_view name) const = 0;
  /// The map that a name stands for, if its values are only made when they are asked for.
  [[nodiscard]] virtual std::shared_ptr<const LazyMap> lazy(std::string_view) const { return nullptr; }
  /// All names, for "did you mean".
  [[nodiscard]] virtual std::vector<std::string_view> names() const = 0;
  /// What to write in the place of a name that is not there; "" where nothing better than usual can be said.
  [[nodiscard]] virtual std::string advice(std::string_view) const { return ""; }
};

/// Where `{% include %}` finds templates.
class Library {
 public:
  Library() = default;
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  virtual ~Library() = default;
  /// The template of that name; nothing if there is none. One that cannot be parsed is an
  /// error. Called at each use, so keep what was parsed: copies share their tree.
  [[nodiscard]] virtual Outcome<std::optional<Template>> find(std::string_view name) = 0;
};

/// What one Renderer may use up; beyond it is an error and never a hang.
struct Limits {
  std::uint64_t iterations = 1'000'000;
  std::uint64_t steps = 50'000'000;                 ///< expressions computed
  std::uint64_t bytes = std::uint64_t{256} << 20U;  ///< of text and list items made
  std::uint32_t depth = 400;                        ///< expressions, macros, includes, variables in each other
  std::chrono::seconds time{30};                    ///< for each call of the Renderer
};

/// Renders templates against one scope. Variables are rendered once and kept,
/// so the scope must not change under it. Not for several threads at a time.
class Renderer {
 public:
  /// Scope and library live as long as the Renderer. The limits are for all of its work together.
  explicit Renderer(const Scope& scope, Hooks hooks = {}, Library* library = nullptr, Limits limits = {});
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// The text; for a lone `{{ expression }}` and a parsed expression the value with its type.
  Outcome<Value> render(const Template& source);
  /// Always the text, also for a lone expression: for the contents of files.
  Outcome<Value> render_text(const Template& source);
  /// All strings within a value as templates.
  Outcome<Value> render(const Value& value);
  /// For `when`: anything but true or false is an error. `secret` tells whether it may be shown.
  struct Verdict {
    bool holds = false;
    Sensitivity sensitivity = Sensitivity::open;
  };
  Outcome<Verdict> decide(const Template& condition);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace converge::templates
