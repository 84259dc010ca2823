// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "engine/template/characters.h"
#include "engine/template/failure.h"
#include "engine/template/writers.h"

namespace converge::templates {

namespace {

class JsonWriter {
 public:
  explicit JsonWriter(const JsonStyle& style) : style_(style) {}

  void write(const Operand& operand, std::size_t depth) {
    using Kind = Operand::Kind;
    check_text(out.size());
    switch (operand.defined().kind()) {
      case Kind::none: out += "null"; return;
      case Kind::boolean: out += operand.flag("") ? "true" : "false"; return;
      case Kind::integer: out += std::to_string(operand.number("")); return;
      case Kind::real: return real(operand.real_number(""));
      case Kind::string: return string(operand.text(""));
      case Kind::sequence: return list(operand.items(""), depth);
      case Kind::mapping: return map(operand.entries(""), depth);
      default: throw Failure(std::string(operand.phrase()) + " cannot be written as JSON");
    }
  }

  std::string out;

 private:
  void real(double number) {
    if (!std::isfinite(number)) throw Failure("JSON has no infinity and no nan");
    out += python_real(number);
  }

  void unit(char32_t code) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += "\\u";
    for (int i = 3; i >= 0; --i) out += hex[(code >> static_cast<unsigned>(4 * i)) & 0xFU];
  }

  void string(std::string_view text) {
    constexpr std::string_view from = "\"\\\n\r\t\b\f";
    constexpr std::string_view to = "\"\\nrtbf";
    out += '"';
    for (const std::string_view one : Characters(text)) {
      const std::size_t simple = one.size() == 1 ? from.find(one[0]) : std::string_view::npos;
      const char32_t point = code_point(one);
      if (simple != std::string_view::npos)
        (out += '\\') += to[simple];
      else if (point < 0x20)
        unit(point);
      else if (point < 0x7F || !style_.ascii)
        out += one;
      else if (point < 0x10000)
        unit(point);
      else
        unit(0xD800 + ((point - 0x10000) >> 10U)), unit(0xDC00 + ((point - 0x10000) & 0x3FFU));
    }
    out += '"';
  }

  void line(std::size_t depth) {
    if (!style_.indent) return;
    out += '\n';
    for (std::size_t i = 0; i < depth; ++i) out += *style_.indent;
  }

  void list(const Operands& items, std::size_t depth) {
    if (items.empty()) return void(out += "[]");
    out += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i != 0) out += style_.item_separator;
      line(depth + 1);
      write(items[i], depth + 1);
    }
    line(depth);
    out += ']';
  }

  void map(const Mapping& mapping, std::size_t depth) {
    if (mapping.empty()) return void(out += "{}");
    std::vector<const Mapping::Entry*> entries;
    for (const Mapping::Entry& entry : mapping.all()) entries.push_back(&entry);
    if (style_.sort_keys)
      std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->first < b->first; });
    out += '{';
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i != 0) out += style_.item_separator;
      line(depth + 1);
      string(entries[i]->first);
      out += style_.key_separator;
      write(entries[i]->second, depth + 1);
    }
    line(depth);
    out += '}';
  }

  const JsonStyle& style_;
};

}  // namespace

std::string write_json(const Operand& operand, const JsonStyle& style) {
  JsonWriter writer(style);
  writer.write(operand, 0);
  return std::move(writer.out);
}

}  // namespace converge::templates
