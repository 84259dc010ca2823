// SPDX-License-Identifier: MIT
// yaml_writer.cpp: YAML as PyYAML with libyaml's emitter writes it, line breaks and all.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/template/characters.h"
#include "engine/template/failure.h"
#include "engine/template/writers.h"
#include "engine/template/yaml_scalar.h"

namespace converge::templates {

namespace {

/// Where a node stands.
enum class Context : std::uint8_t { root, sequence, mapping, simple_key };

class YamlWriter {
 public:
  explicit YamlWriter(const YamlStyle& style) : style_(style) {}

  std::string document(const Operand& operand) {
    if (style_.explicit_start) {
      indicator("---", Space::needed);
    }
    node(operand, Context::root);
    new_line();
    return std::move(out_);
  }

 private:
  enum class Space : std::uint8_t { needed, none };

  void put(std::string_view text) {
    check_text(out_.size());
    out_ += text;
    column_ += character_count(text);
  }

  void line_break() {
    out_ += '\n';
    column_ = 0;
    white_ = indention_ = true;
  }

  void indicator(std::string_view text, Space before) {
    if (before == Space::needed && !white_) put(" ");
    put(text);
    white_ = false;
    indention_ = false;
  }

  /// Goes to a new line, indented, unless it stands at such a place.
  void new_line() {
    const std::size_t indent = indent_ < 0 ? 0 : static_cast<std::size_t>(indent_);
    if (!indention_ || column_ > indent || (column_ == indent && !white_)) line_break();
    if (column_ < indent) put(std::string(indent - column_, ' '));
    white_ = indention_ = true;
  }

  /// Indents for as long as it lives.
  class Indent {
   public:
    enum class How : std::uint8_t { flow, block, level };
    Indent(YamlWriter& writer, How how) : writer_(writer), before_(writer.indent_) {
      const auto step = static_cast<int>(writer.style_.indent);
      if (before_ < 0)
        writer.indent_ = how == How::flow ? step : 0;
      else if (how != How::level)
        writer.indent_ += step;
    }
    ~Indent() { writer_.indent_ = before_; }
    Indent(const Indent&) = delete;
    Indent& operator=(const Indent&) = delete;

   private:
    YamlWriter& writer_;
    int before_;
  };

  void node(const Operand& operand, Context context) {
    using Kind = Operand::Kind;
    switch (operand.defined().kind()) {
      case Kind::none: return plain("null", context);
      case Kind::boolean: return plain(operand.flag("") ? "true" : "false", context);
      case Kind::integer: return plain(std::to_string(operand.number("")), context);
      case Kind::real: return plain(real_text(operand.real_number("")), context);
      case Kind::string: return string(operand.text(""), context);
      case Kind::sequence: return sequence(operand, context);
      case Kind::mapping: return mapping(operand, context);
      default: throw Failure(std::string(operand.phrase()) + " cannot be written as YAML");
    }
  }

  static std::string real_text(double number) {
    if (std::isnan(number)) return ".nan";
    if (std::isinf(number)) return number < 0 ? "-.inf" : ".inf";
    std::string text = python_real(number);
    const std::size_t e = text.find('e');
    if (e != std::string::npos && text.find('.') == std::string::npos) text.insert(e, ".0");
    return text;
  }

  /// A string that PyYAML would write without quotes, and every other scalar.
  static bool is_plain(const Operand& operand) { return !operand.is_sequence() && !operand.is_mapping(); }

  [[nodiscard]] bool flows(const Operand& operand) const {
    if (flow_level_ != 0 || style_.flow == YamlFlow::all) return true;
    if (operand.is_sequence()) {
      const Operands& items = operand.items("");
      return items.empty() || (style_.flow == YamlFlow::leaves && std::all_of(items.begin(), items.end(), is_plain));
    }
    const auto& entries = operand.entries("").all();
    const auto plain_entry = [](const Mapping::Entry& entry) { return is_plain(entry.second); };
    return entries.empty() ||
           (style_.flow == YamlFlow::leaves && std::all_of(entries.begin(), entries.end(), plain_entry));
  }

  void sequence(const Operand& operand, Context context) {
    const Operands& items = operand.items("");
    if (flows(operand)) {
      indicator("[", Space::needed);
      white_ = true;
      {
        const Indent indent(*this, Indent::How::flow);
        ++flow_level_;
        for (std::size_t i = 0; i < items.size(); ++i) {
          if (i != 0) indicator(",", Space::none);
          if (column_ > style_.width) new_line();
          node(items[i], Context::sequence);
        }
        --flow_level_;
      }
      return indicator("]", Space::none);
    }
    const bool level = context == Context::mapping && !indention_;
    const Indent indent(*this, level ? Indent::How::level : Indent::How::block);
    for (const Operand& item : items) {
      new_line();
      const bool at_start = indention_;
      indicator("-", Space::needed);
      indention_ = at_start;
      node(item, Context::sequence);
    }
  }

  [[nodiscard]] std::vector<const Mapping::Entry*> entries_of(const Operand& operand) const {
    std::vector<const Mapping::Entry*> entries;
    for (const Mapping::Entry& entry : operand.entries("").all()) entries.push_back(&entry);
    if (style_.sort_keys)
      std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->first < b->first; });
    return entries;
  }

  void mapping(const Operand& operand, Context) {
    const auto entries = entries_of(operand);
    if (flows(operand)) {
      indicator("{", Space::needed);
      white_ = true;
      {
        const Indent indent(*this, Indent::How::flow);
        ++flow_level_;
        for (std::size_t i = 0; i < entries.size(); ++i) {
          if (i != 0) indicator(",", Space::none);
          if (column_ > style_.width) new_line();
          entry(*entries[i]);
        }
        --flow_level_;
      }
      return indicator("}", Space::none);
    }
    const Indent indent(*this, Indent::How::block);
    for (const Mapping::Entry* each : entries) {
      new_line();
      entry(*each);
    }
  }

  /// "key: value", or "? key" and ": value" where the key is long or has line breaks.
  void entry(const Mapping::Entry& entry) {
    const bool simple = entry.first.size() <= 128 && !analyze_scalar(entry.first).multiline;
    if (simple) {
      string(entry.first, Context::simple_key);
      indicator(":", Space::none);
    } else {
      indicator("?", Space::needed);
      indention_ = flow_level_ == 0;
      string(entry.first, Context::mapping);
      if (flow_level_ == 0 || column_ > style_.width) new_line();
      indicator(":", Space::needed);
      indention_ = flow_level_ == 0;
    }
    node(entry.second, Context::mapping);
  }

  void string(std::string_view text, Context context) {
    const ScalarAnalysis analysis = analyze_scalar(text);
    const bool key = context == Context::simple_key;
    const bool plain_fits = (flow_level_ != 0 ? analysis.flow_plain : analysis.block_plain) &&
                            !(key && (text.empty() || analysis.multiline));
    if (plain_fits && !reads_as_other_type(text)) return plain(text, context);
    if (analysis.single_quoted && !(key && analysis.multiline)) return single_quoted(text, context);
    double_quoted(text, context);
  }

  /// Whether a line may be broken instead of the space at `i`.
  [[nodiscard]] bool breaks_here(const Characters& all, std::size_t i, bool after_space,
                                 Context context) const {  // NOLINT: where it stands
    return context != Context::simple_key && !after_space && column_ > style_.width && i != 0 && i + 1 != all.size();
  }

  void plain(std::string_view text, Context context) {
    const Indent indent(*this, Indent::How::flow);
    if (!white_ && !text.empty()) put(" ");
    bool after_space = false;
    const Characters all(text);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool space = all[i] == " ";
      if (space && breaks_here(all, i, after_space, context) && all[i + 1] != " ")
        new_line();
      else
        put(all[i]);
      after_space = space;
      if (!space) indention_ = false;
    }
    white_ = indention_ = false;
  }

  void single_quoted(std::string_view text, Context context) {
    const Indent indent(*this, Indent::How::flow);
    indicator("'", Space::needed);
    bool after_space = false;
    bool after_break = false;
    const Characters all(text);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool line = all[i] == "\n";
      if (line) {
        if (!after_break) line_break();
        line_break();
      } else {
        if (after_break) new_line();
        const bool space = all[i] == " ";
        if (space && breaks_here(all, i, after_space, context) && all[i + 1] != " ")
          new_line();
        else
          put(all[i] == "'" ? "''" : all[i]);
        if (!space) indention_ = false;
        after_space = space;
      }
      after_break = line;
    }
    if (after_break) new_line();
    indicator("'", Space::none);
  }

  static std::string escaped(std::string_view one) {
    constexpr std::string_view from("\0\a\b\t\n\v\f\r\x1b\"\\", 11);
    constexpr std::string_view to = "0abtnvfre\"\\";
    const std::size_t simple = one.size() == 1 ? from.find(one[0]) : std::string_view::npos;
    if (simple != std::string_view::npos) return std::string("\\") + to[simple];
    const char32_t point = code_point(one);
    if (point == 0x85) return "\\N";
    if (point == 0xA0) return "\\_";
    if (point == 0x2028) return "\\L";
    if (point == 0x2029) return "\\P";
    char buffer[16];
    const char* pattern = point <= 0xFF ? "\\x%02X" : point <= 0xFFFF ? "\\u%04X" : "\\U%08X";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    std::snprintf(buffer, sizeof buffer, pattern, static_cast<unsigned>(point));
#pragma GCC diagnostic pop
    return buffer;
  }

  static bool stands_for_itself(std::string_view one) {
    const char32_t point = code_point(one);
    if (one == "\"" || one == "\\" || point == 0x85 || point == 0x2028 || point == 0x2029 || point == 0xFEFF)
      return false;
    return (point >= 0x20 && point <= 0x7E) || (point >= 0xA0 && point <= 0xD7FF) ||
           (point >= 0xE000 && point <= 0xFFFD);
  }

  void double_quoted(std::string_view text, Context context) {
    const Indent indent(*this, Indent::How::flow);
    indicator("\"", Space::needed);
    bool after_space = false;
    const Characters all(text);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!stands_for_itself(all[i])) {
        put(escaped(all[i]));
        after_space = false;
      } else if (all[i] == " ") {
        if (breaks_here(all, i, after_space, context)) {
          new_line();
          if (all[i + 1] == " ") put("\\");
        } else {
          put(" ");
        }
        after_space = true;
      } else {
        put(all[i]);
        after_space = false;
      }
    }
    indicator("\"", Space::none);
  }

  const YamlStyle& style_;
  std::string out_;
  std::size_t column_ = 0;
  int indent_ = -1;
  std::size_t flow_level_ = 0;
  bool white_ = true;
  bool indention_ = true;
};

}  // namespace

std::string write_yaml(const Operand& operand, const YamlStyle& style) { return YamlWriter(style).document(operand); }

}  // namespace converge::templates
