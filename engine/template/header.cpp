// SPDX-License-Identifier: MIT
#include "engine/template/header.h"

#include <algorithm>
#include <iterator>

#include "engine/core/diagnostic.h"
#include "engine/template/token_stream.h"

namespace converge::templates {

namespace {

constexpr std::string_view mark = "#jinja2:";

struct Switch {
  std::string_view name;
  bool Settings::*field;
};
constexpr Switch switches[] = {{"trim_blocks", &Settings::trim_blocks}, {"lstrip_blocks", &Settings::lstrip_blocks}};

struct Word {
  std::string_view name;
  std::string Delimiters::*field;
};
constexpr Word words[] = {
    {"variable_start_string", &Delimiters::output_begin}, {"variable_end_string", &Delimiters::output_end},
    {"block_start_string", &Delimiters::block_begin},     {"block_end_string", &Delimiters::block_end},
    {"comment_start_string", &Delimiters::comment_begin}, {"comment_end_string", &Delimiters::comment_end}};

[[noreturn]] void refuse(Place place, const std::string& name) {
  std::string fix = "it knows trim_blocks, lstrip_blocks and the six delimiters such as variable_start_string";
  std::vector<std::string_view> names;
  for (const Switch& one : switches) names.push_back(one.name);
  for (const Word& one : words) names.push_back(one.name);
  const std::string near = nearest(name, names);
  if (!near.empty()) fix = "did you mean " + quoted(near) + "?";
  if (name == "keep_trailing_newline") fix = "the line break at the end of a file is always kept: drop it";
  if (name.starts_with("line_")) fix = "write tags: {% ... %} and {# ... #}";
  throw PlacedFailure(place, "the header sets " + quoted(name) + ", which is not known", fix);
}

/// "name: value", a comma after it or the end of the line.
void read_pair(TokenStream& tokens, Settings& settings) {
  const Place place = tokens.place();
  const std::string name = tokens.expect_name("the name of a setting");
  tokens.expect_symbol(":");
  const auto* flag =
      std::find_if(std::begin(switches), std::end(switches), [&](const Switch& one) { return one.name == name; });
  const auto* word =
      std::find_if(std::begin(words), std::end(words), [&](const Word& one) { return one.name == name; });
  if (flag != std::end(switches)) {
    if (!tokens.at_name("True") && !tokens.at_name("False")) tokens.fail("expected True or False");
    settings.*flag->field = tokens.take().text == "True";
  } else if (word != std::end(words)) {
    if (!tokens.at(TokenType::string) || tokens.peek().text.empty()) tokens.fail("expected a string that is not empty");
    settings.delimiters.*word->field = tokens.take().text;
  } else {
    refuse(place, name);
  }
  if (!tokens.at(TokenType::end)) tokens.expect_symbol(",");
}

}  // namespace

Headed read_header(std::string_view text) {
  Headed out{{}, text, {}};
  if (!text.starts_with(mark)) return out;
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(mark.size(), end - mark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  TokenStream tokens(tokenize_expression(line, {1, static_cast<std::uint32_t>(mark.size()) + 1}));
  do read_pair(tokens, out.settings);
  while (!tokens.at(TokenType::end));
  const Delimiters& chosen = out.settings.delimiters;
  if (chosen.output_begin == chosen.block_begin || chosen.output_begin == chosen.comment_begin ||
      chosen.block_begin == chosen.comment_begin)
    throw PlacedFailure({}, "two kinds of tags begin alike", "give the header three different beginnings");
  out.body = text.substr(std::min(end + 1, text.size()));
  out.start = {2, 1};
  return out;
}

}  // namespace converge::templates
