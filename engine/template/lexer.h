// SPDX-License-Identifier: MIT
// engine/template/lexer.h: a template's text to tokens, with the white space rules applied.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/template/failure.h"

namespace converge::templates {

/// What tags begin and end with. None is empty, and the three beginnings differ.
struct Delimiters {
  std::string output_begin = "{{", output_end = "}}";
  std::string block_begin = "{%", block_end = "%}";
  std::string comment_begin = "{#", comment_end = "#}";
};

/// How a text is cut into tokens. The defaults are Ansible's.
struct Settings {
  bool trim_blocks = true;     ///< the line break after a block tag goes
  bool lstrip_blocks = false;  ///< the spaces before a block tag at the start of a line go
  Delimiters delimiters;
};

/// `data` is text between tags; the last token is always `end`.
enum class TokenType : std::uint8_t {
  data,
  output_begin,
  output_end,
  block_begin,
  block_end,
  name,
  string,
  integer,
  real,
  symbol,
  end
};

/// `text` is what it means: a string's characters, a number's digits.
struct Token {
  TokenType type = TokenType::end;
  std::string text;
  Place place;
};

/// Throws a PlacedFailure for text that is no template. `start` is the place of its first byte.
std::vector<Token> tokenize(std::string_view text, const Settings& settings, Place start = {});
/// The tokens of a lone expression, without {{ }} around it.
std::vector<Token> tokenize_expression(std::string_view text, Place start = {});

/// A word with which an expression of a token stream goes on: 'and', 'if', ...
bool is_reserved(std::string_view name);

}  // namespace converge::templates
