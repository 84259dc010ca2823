// SPDX-License-Identifier: MIT
// engine/core/yaml/composer.h: builds values from the events of a YAML parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"
#include "engine/core/yaml/document.h"
#include "engine/core/yaml/gate.h"
#include "engine/core/yaml/skeleton.h"
#include "engine/core/yaml/tags.h"

namespace converge::yaml {

/// The size of a value, to bound what aliases may multiply.
struct Size {
  std::size_t nodes = 0;
  std::size_t bytes = 0;
  std::size_t depth = 0;
};

/// Builds one document. Each scalar and alias must be the next token that the
/// gate saw; once one is not, the composer is out of step and ignores the rest.
class Composer {
 public:
  /// `text` is the original. From a skeleton's events the texts of stand-ins
  /// and literals are taken from it.
  Composer(std::string_view text, const Gated& gated, const YamlOptions& options, const std::string* file,
           Diagnostics& diagnostics)
      : text_(text),
        gated_(gated),
        feed_(options.feed),
        secrets_{options.open_secret, options.sealed},
        file_(file),
        diagnostics_(diagnostics) {}

  void name_anchor(std::string_view name) { keep_ = gated_.aliased.contains(std::string(name)); }
  void null(Mark mark, std::size_t anchor);
  void scalar(Mark mark, std::string_view tag, std::size_t anchor, const std::string& text);
  void alias(Mark mark, std::size_t anchor);
  void begin(Mark mark, Type type, std::string_view tag, std::size_t anchor);
  void end();
  void step_out() { in_step_ = false; }
  /// Checks what was read of maps that will not be closed any more.
  void abandon();

  /// Whether every token was seen, and nothing else.
  [[nodiscard]] bool complete() const {
    return in_step_ && frames_.empty() && next_token_ == gated_.tokens.size() &&
           (feed_ == Feed::whole || next_literal_ == gated_.literals.size());
  }
  [[nodiscard]] bool in_step() const { return in_step_; }
  Value take() { return std::move(root_); }

 private:
  /// A list or map under construction.
  struct Frame {
    Type type = Type::list;
    Span span;
    std::size_t anchor = 0;
    bool keep = false;  ///< an alias asks for it
    List items;
    Map entries;
    std::optional<Entry> pending;     ///< a key that waits for its value
    std::vector<std::size_t> merges;  ///< indices of the entries that are `<<`
  };
  struct Anchored {
    Value value;
    Size size;
  };

  [[nodiscard]] bool wants_key() const {
    return !frames_.empty() && frames_.back().type == Type::map && !frames_.back().pending;
  }
  const Token* match(Mark mark);
  bool take_keep();
  [[nodiscard]] Span span_of_token(const Token& token) const;
  std::string text_of(const Token& token, const std::string& text);
  void add_key(const Token& token, Value value);
  void add(Value value, std::size_t anchor, bool keep);
  void place(Value value);
  bool charge(const Size& size, Span span);
  void check_duplicates(const Map& entries);
  void report_duplicate(const Entry& first, const Entry& second);
  void apply_merges(Frame& frame);
  void merge_from(Entry& merge, Map& out, std::unordered_set<std::string>& taken);

  std::string_view text_;
  const Gated& gated_;
  Feed feed_;
  SecretScalars secrets_;
  const std::string* file_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::unordered_map<std::size_t, Anchored> anchors_;
  Value root_;
  Size spent_;  ///< copied for aliases so far
  std::size_t next_token_ = 0;
  std::size_t next_literal_ = 0;
  std::size_t duplicates_ = 0;
  bool keep_ = false;
  bool in_step_ = true;
  bool overspent_ = false;
};

}  // namespace converge::yaml
