// SPDX-License-Identifier: MIT
// filters_text.cpp: filters that make text of text.
#include <algorithm>

#include "engine/core/utf8.h"
#include "engine/template/arithmetic.h"
#include "engine/template/characters.h"
#include "engine/template/registry.h"
#include "engine/template/wrap.h"

namespace converge::templates {

namespace {

/// As Jinja2 does, these take anything and look at its text.
std::string shown(const Bound& in) { return python_text(in.value); }
Operand made(std::string text) {
  check_text(text.size());
  return Operand::string(std::move(text));
}

Operand apply_capitalize(Bound& in) {
  const std::string text = shown(in);
  const Characters all(text);
  if (all.size() == 0) return made("");
  return made(upper(all[0]) + lower(std::string_view(text).substr(all[0].size())));
}

/// Words begin after white space, a hyphen or an opening bracket.
Operand apply_title(Bound& in) {
  std::string out;
  bool begins = true;
  const std::string text = shown(in);
  for (const std::string_view one : Characters(text)) {
    out += begins ? upper(one) : lower(one);
    begins = one.size() == 1 && (is_space(one[0]) || std::string_view("-({[<").find(one[0]) != std::string_view::npos);
  }
  return made(std::move(out));
}

Operand apply_trim(Bound& in) {
  const std::string text = shown(in);
  if (!in.has(0) || in.at(0).is_none()) return made(std::string(strip(text)));
  return call_text_strip(text, in.text(0, ""));
}

Operand apply_replace(Bound& in) {
  const std::string from = python_text(in.at(0));
  const std::string to = python_text(in.at(1));
  const std::int64_t count = in.has(2) && !in.at(2).is_none() ? in.number(2, -1) : -1;
  return made(replace_all(shown(in), from, to, count));
}

Operand apply_indent(Bound& in) {
  if (in.has(0) && in.at(0).is_number())
    check_text(static_cast<std::uint64_t>(std::max<std::int64_t>(0, in.number(0, 4))));
  const std::string margin =
      in.has(0) && in.at(0).is_string()
          ? in.text(0, "")
          : std::string(static_cast<std::size_t>(std::max<std::int64_t>(0, in.number(0, 4))), ' ');
  const std::string text = in.text() + "\n";
  const std::vector<std::string_view> lines = lines_of(text);
  check_text(text.size() + lines.size() * margin.size());
  std::string out = in.flag(1, false) ? margin : "";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != 0) out += "\n";
    if (i != 0 && (in.flag(2, false) || !lines[i].empty())) out += margin;
    out += lines[i];
  }
  return made(std::move(out));
}

Operand apply_wordwrap(Bound& in) {
  const std::int64_t width = in.number(0, 79);
  if (width <= 0) in.fail("needs a width of at least 1");
  const Wrapping wrapping{static_cast<std::size_t>(width), in.flag(1, true), in.flag(3, true)};
  const std::string between = in.has(2) && !in.at(2).is_none() ? in.text(2, "\n") : "\n";
  std::string out;
  bool first = true;
  for (const std::string_view paragraph : lines_of(in.text())) {
    if (!first) out += between;
    first = false;
    bool begins = true;
    for (const std::string& line : wrap(paragraph, wrapping)) {
      out += (begins ? "" : between) + line;
      begins = false;
      check_text(out.size());
    }
  }
  return made(std::move(out));
}

Operand apply_truncate(Bound& in) {
  const std::string text = in.text();
  const Characters all(text);
  const auto length = static_cast<std::size_t>(std::max<std::int64_t>(0, in.number(0, 255)));
  const std::string end = in.text(2, "...");
  const auto leeway = static_cast<std::size_t>(std::max<std::int64_t>(0, in.number(3, 5)));
  if (length < character_count(end)) in.fail("needs a length of at least that of its end mark");
  if (all.size() <= length + leeway) return in.value;
  std::string cut;
  for (std::size_t i = 0; i < length - character_count(end); ++i) cut += all[i];
  if (!in.flag(1, false)) cut.resize(std::min(cut.rfind(' '), cut.size()));
  return made(cut + end);
}

Operand apply_center(Bound& in) {
  Operands width = {Operand::integer(in.number(0, 80))};
  const std::string text = shown(in);
  const std::size_t size = character_count(text);
  const std::int64_t wanted = width.front().number("");
  if (wanted <= static_cast<std::int64_t>(size)) return made(text);
  check_text(static_cast<std::uint64_t>(wanted));
  const std::size_t missing = static_cast<std::size_t>(wanted) - size;
  // Python's str.center puts the odd space to the left for odd widths.
  const std::size_t left = missing / 2 + (missing & static_cast<std::size_t>(wanted) & 1U);
  return made(std::string(left, ' ') + text + std::string(missing - left, ' '));
}

/// A text as one word of a shell's command.
Operand apply_quote(Bound& in) {
  const std::string text = in.value.is_none() ? "" : shown(in);
  constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(safe) == std::string::npos) return made(text);
  return made("'" + replace_all(text, "'", "'\"'\"'") + "'");
}

/// How a comment of one style looks.
struct CommentStyle {
  std::string_view name, beginning, decoration, end;
};
constexpr CommentStyle comment_styles[] = {{"plain", "", "# ", ""},
                                           {"erlang", "", "% ", ""},
                                           {"c", "", "// ", ""},
                                           {"cblock", "/*", " * ", " */"},
                                           {"xml", "<!--", " - ", "-->"}};

Operand apply_comment(Bound& in) {
  const std::string style_name = in.text(0, "plain");
  const auto* style = std::find_if(std::begin(comment_styles), std::end(comment_styles),
                                   [&](const auto& s) { return s.name == style_name; });
  if (style == std::end(comment_styles))
    in.fail("knows no style " + quoted(style_name), "use plain, erlang, c, cblock or xml");
  const std::string decoration = in.text(1, style->decoration);
  const std::string bare(strip_right(decoration));
  const std::string newline = in.text(2, "\n");
  const std::string beginning = in.text(3, style->beginning);
  const std::string prefix = in.text(4, bare);
  const std::string postfix = in.text(6, bare);
  const std::string end = in.text(8, style->end);
  std::string out = beginning.empty() ? "" : beginning + newline;
  const auto count = [&](std::size_t at) { return std::clamp<std::int64_t>(in.number(at, 1), 0, 1000); };
  for (std::int64_t i = 0; !prefix.empty() && i < count(5); ++i) out += prefix == newline ? newline : prefix + newline;
  const std::string body = decoration + replace_all(in.text(), newline, newline + decoration);
  out += replace_all(body, decoration + newline, bare + newline);
  for (std::int64_t i = 0; i < count(7); ++i) out += newline + postfix;
  if (!end.empty()) out += newline + end;
  return made(std::move(out));
}

Operand apply_split(Bound& in) {
  return split_text(in.text(), in.has(0) && !in.at(0).is_none() ? std::optional(in.text(0, "")) : std::nullopt,
                    in.number(1, -1));
}

Operand apply_wordcount(Bound& in) {
  std::int64_t words = 0;
  bool inside = false;
  const std::string text = shown(in);
  for (const std::string_view one : Characters(text)) {
    const bool letter = one.size() > 1 || is_letter(one) || is_digit(one[0]) || one == "_";
    words += letter && !inside ? 1 : 0;
    inside = letter;
  }
  return Operand::integer(words);
}

void append_percent_encoded(std::string& out, std::string_view text, std::string_view safe) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || safe.find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      ((out += '%') += hex[byte >> 4U]) += hex[byte & 0xFU];
  }
}

/// The pairs of a map, or of a list of pairs, as a query: "a=1&b=x+y".
Operand query_of(const Operands& pairs) {
  std::string out;
  for (const Operand& pair : pairs) {
    const Operands& both = pair.items("urlencode");
    if (both.size() != 2) throw Failure("urlencode needs pairs of a name and a value");
    if (!out.empty()) out += '&';
    append_percent_encoded(out, python_text(both[0]), "_.-~ ");
    out += '=';
    append_percent_encoded(out, python_text(both[1]), "_.-~ ");
    check_text(out.size());
  }
  return made(replace_all(out, " ", "+"));
}

Operand apply_urlencode(Bound& in) {
  if (in.value.is_sequence()) return query_of(in.value.items(""));
  if (in.value.is_mapping()) {
    Operands pairs;
    for (const auto& [key, value] : in.value.entries("").all())
      pairs.push_back(Operand::tuple({Operand::string(key), value}));
    return query_of(pairs);
  }
  std::string out;
  append_percent_encoded(out, shown(in), "_.-~/");
  return made(std::move(out));
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// What is no two hex digits after a % stays; bytes that are no UTF-8 become U+FFFD.
Operand apply_urldecode(Bound& in) {
  std::string bytes;
  const std::string& text = in.text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low >= 0) i += 2;
    bytes += low >= 0 ? static_cast<char>(high * 16 + low) : text[i] == '+' ? ' ' : text[i];
  }
  std::string out;
  for (const std::string_view one : Characters(bytes)) out += is_utf8(one) ? one : "\xEF\xBF\xBD";
  return made(std::move(out));
}

constexpr Filter table[] = {
    {"upper", "", [](Bound& in) { return made(upper(shown(in))); }, "All letters in upper case."},
    {"lower", "", [](Bound& in) { return made(lower(shown(in))); }, "All letters in lower case."},
    {"capitalize", "", apply_capitalize, "The first letter in upper case, the rest in lower case."},
    {"title", "", apply_title, "Each word with a capital."},
    {"trim", "chars?", apply_trim, "Without white space, or the given characters, at both ends."},
    {"replace", "old new count?", apply_replace, "Each occurrence of a text replaced, or the first `count`."},
    {"indent", "width? first? blank?", apply_indent, "All lines but the first indented."},
    {"wordwrap", "width? break_long_words? wrapstring? break_on_hyphens?", apply_wordwrap, "Lines broken at words."},
    {"truncate", "length? killwords? end? leeway?", apply_truncate, "Cut to a length."},
    {"center", "width?", apply_center, "Spaces at both sides up to a width."},
    {"quote", "", apply_quote, "One word of a shell's command."},
    {"comment", "style? decoration? newline? beginning? prefix? prefix_count? postfix? postfix_count? end?",
     apply_comment, "A comment in the style of a language: plain, erlang, c, cblock, xml."},
    {"split", "separator? maxsplit?", apply_split, "The parts of a text between separators."},
    {"wordcount", "", apply_wordcount, "How many words there are."},
    {"urlencode", "", apply_urlencode, "Percent-encoded for a URL; a map as a query."},
    {"urldecode", "", apply_urldecode, "The text that a percent-encoded one stands for."},
    {"string", "", [](Bound& in) { return made(shown(in)); }, "The value as text."},
    {"format", "*values **named",
     [](Bound& in) {
       if (!in.named.empty() && !in.rest.empty()) in.fail("takes values by place or by name, not both");
       return made(format_percent(in.text(), in.named.empty() ? Operand::tuple(in.rest) : Operand::mapping(in.named)));
     },
     "Fills the %s and %d of a text."},
};

}  // namespace

std::span<const Filter> text_filters() { return table; }

}  // namespace converge::templates
