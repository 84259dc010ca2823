// SPDX-License-Identifier: MIT
#include "engine/template/expression_lexer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/template/characters.h"

namespace converge::templates {

void Cursor::advance(std::size_t bytes) {
  for (; bytes != 0 && offset_ < text_.size(); --bytes, ++offset_) {
    if (text_[offset_] == '\n') {
      ++place_.line;
      place_.column = 1;
    } else {
      ++place_.column;
    }
  }
}

namespace {

bool starts_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
         static_cast<unsigned char>(byte) >= 0x80;
}

bool continues_name(char byte) { return starts_name(byte) || is_digit(byte); }

}  // namespace

void ExpressionLexer::skip_space() {
  while (!cursor_.at_end() && is_space(cursor_.peek(0))) cursor_.advance(1);
}

Token ExpressionLexer::next() {
  const char first = cursor_.peek(0);
  if (first == '\'' || first == '"') return string();
  if (is_digit(first)) return number();
  if (!starts_name(first)) return symbol();
  const Place place = cursor_.place();
  std::string name;
  for (; !cursor_.at_end() && continues_name(cursor_.peek(0)); cursor_.advance(1)) name += cursor_.peek(0);
  return {TokenType::name, std::move(name), place};
}

Token ExpressionLexer::string() {
  Token token{TokenType::string, "", cursor_.place()};
  const char quote = cursor_.peek(0);
  cursor_.advance(1);
  while (cursor_.peek(0) != quote) {
    if (cursor_.at_end()) throw PlacedFailure(token.place, "this string is not closed", std::string("add ") + quote);
    if (cursor_.peek(0) == '\\') {
      escape(token.text);
    } else {
      token.text += cursor_.peek(0);
      cursor_.advance(1);
    }
  }
  cursor_.advance(1);
  return token;
}

/// Python's escapes; a backslash before another character stays, as there.
void ExpressionLexer::escape(std::string& out) {
  constexpr std::string_view from = "abfnrtv\\'\"";
  constexpr std::string_view to = "\a\b\f\n\r\t\v\\'\"";
  const char letter = cursor_.peek(1);
  if (letter == 'x') return code_escape(out, 2);
  if (letter == 'u') return code_escape(out, 4);
  if (letter == 'U') return code_escape(out, 8);
  if (letter == 'N')
    throw PlacedFailure(cursor_.place(), "characters by name are not known here", "write the character itself");
  const std::size_t simple = letter == '\0' ? std::string_view::npos : from.find(letter);
  if (simple != std::string_view::npos) {
    out += to[simple];
    cursor_.advance(2);
  } else if (letter >= '0' && letter <= '7') {
    char32_t point = 0;
    cursor_.advance(1);
    for (int i = 0; i < 3 && cursor_.peek(0) >= '0' && cursor_.peek(0) <= '7'; ++i, cursor_.advance(1))
      point = point * 8 + static_cast<char32_t>(cursor_.peek(0) - '0');
    append_utf8(out, point);
  } else if (letter == '\n') {
    cursor_.advance(2);
  } else {
    out += '\\';
    cursor_.advance(1);
  }
}

void ExpressionLexer::code_escape(std::string& out, std::size_t digits) {
  const std::string_view hex = cursor_.rest().substr(2, digits);
  std::uint32_t point = 0;
  const auto [stop, error] = std::from_chars(hex.data(), hex.data() + hex.size(), point, 16);
  const bool whole = error == std::errc{} && hex.size() == digits && stop == hex.data() + digits;
  if (!whole || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
    throw PlacedFailure(cursor_.place(), "this escape names no character",
                        "write " + std::to_string(digits) + " hexadecimal digits of one that exists");
  append_utf8(out, point);
  cursor_.advance(digits + 2);
}

/// Digits with "_" between them, 0x, 0o and 0b, fractions and exponents.
Token ExpressionLexer::number() {
  Token token{TokenType::integer, "", cursor_.place()};
  const auto digits = [&](auto accepts) {
    bool any = false;
    while (accepts(cursor_.peek(0)) || (any && cursor_.peek(0) == '_' && accepts(cursor_.peek(1)))) {
      if (cursor_.peek(0) != '_') token.text += cursor_.peek(0);
      any = true;
      cursor_.advance(1);
    }
  };
  const char base = static_cast<char>(cursor_.peek(1) | 0x20);
  if (cursor_.peek(0) == '0' && (base == 'x' || base == 'o' || base == 'b')) {
    token.text = {'0', base};
    cursor_.advance(2);
    if (cursor_.peek(0) == '_') cursor_.advance(1);
    digits([](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
    return token;
  }
  digits(is_digit);
  if (cursor_.peek(0) == '.' && is_digit(cursor_.peek(1))) {
    token.type = TokenType::real;
    token.text += '.';
    cursor_.advance(1);
    digits(is_digit);
  }
  const std::size_t sign = cursor_.peek(1) == '-' || cursor_.peek(1) == '+' ? 1 : 0;
  if ((cursor_.peek(0) == 'e' || cursor_.peek(0) == 'E') && is_digit(cursor_.peek(1 + sign))) {
    token.type = TokenType::real;
    token.text += 'e';
    if (cursor_.peek(1) == '-') token.text += '-';
    cursor_.advance(1 + sign);
    digits(is_digit);
  }
  if (token.type == TokenType::integer && token.text.size() > 1 && token.text[0] == '0' &&
      token.text.find_first_not_of('0') != std::string::npos)
    throw PlacedFailure(token.place, "a number does not begin with 0",
                        "write 0o" + token.text.substr(1) + " or a string");
  return token;
}

Token ExpressionLexer::symbol() {
  constexpr std::array<std::string_view, 31> symbols = {"**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%",
                                                        "~",  "<",  ">",  "=",  "(",  ")",  "[", "]", "{", "}", ",",
                                                        ".",  ":",  "|",  ";",  "&",  "!",  "@", "$", "?"};
  const Place place = cursor_.place();
  const auto* found =
      std::find_if(symbols.begin(), symbols.end(), [&](auto s) { return cursor_.rest().starts_with(s); });
  if (found == symbols.end() ||
      (found->size() == 1 && std::string_view(";&!@$?").find(found->front()) != std::string_view::npos))
    throw PlacedFailure(place, "this character means nothing in an expression");
  const char bracket = found->front();
  if (bracket == '(' || bracket == '[' || bracket == '{') open_ += bracket;
  if (bracket == ')' || bracket == ']' || bracket == '}') {
    const char wanted = bracket == ')' ? '(' : bracket == ']' ? '[' : '{';
    if (open_.empty() || open_.back() != wanted)
      throw PlacedFailure(place, std::string("nothing is closed by this ") + bracket);
    open_.pop_back();
  }
  cursor_.advance(found->size());
  return {TokenType::symbol, std::string(*found), place};
}

}  // namespace converge::templates
