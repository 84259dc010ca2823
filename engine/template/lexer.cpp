// SPDX-License-Identifier: MIT
#include "engine/template/lexer.h"

#include <algorithm>
#include <array>

#include "engine/template/characters.h"
#include "engine/template/expression_lexer.h"

namespace converge::templates {

namespace {

/// What stands between two pieces of text.
enum class Tag : std::uint8_t { output, block, comment };

class Lexer {
 public:
  Lexer(std::string_view text, const Settings& settings) : text_(text), cursor_(text), settings_(settings) {}

  std::vector<Token> all() {
    while (!cursor_.at_end()) step();
    tokens_.push_back({TokenType::end, "", cursor_.place()});
    return std::move(tokens_);
  }

 private:
  void step() {
    const std::size_t start = cursor_.offset();
    const std::size_t tag = next_tag(start);
    const Place place = cursor_.place();
    std::string_view data = text_.substr(start, tag - start);
    cursor_.advance(data.size());
    if (cursor_.at_end()) return add_data(data, place);
    const char sign = cursor_.peek(2);
    if (sign == '-') data = strip_right(data);
    else if (sign != '+' && settings_.lstrip_blocks && cursor_.peek(1) != '{') data = without_indent(data, start);
    add_data(data, place);
    open(cursor_.peek(1) == '{' ? Tag::output : cursor_.peek(1) == '%' ? Tag::block : Tag::comment);
  }

  [[nodiscard]] std::size_t next_tag(std::size_t from) const {
    for (std::size_t at = from; (at = text_.find('{', at)) != std::string_view::npos; ++at)
      if (at + 1 < text_.size() && std::string_view("{%#").find(text_[at + 1]) != std::string_view::npos) return at;
    return text_.size();
  }

  /// The data without the spaces that stand alone before a tag on its line.
  [[nodiscard]] std::string_view without_indent(std::string_view data, std::size_t start) const {
    const std::size_t stop = data.find_last_not_of(" \t\v");
    const bool starts_line = stop == std::string_view::npos ? start == 0 || text_[start - 1] == '\n' : data[stop] == '\n';
    return starts_line ? data.substr(0, stop == std::string_view::npos ? 0 : stop + 1) : data;
  }

  void add_data(std::string_view data, Place place) {
    if (!data.empty()) tokens_.push_back({TokenType::data, std::string(data), place});
  }

  void open(Tag tag) {
    const Place place = cursor_.place();
    if (tag == Tag::comment) return comment(place);
    const bool signed_tag = cursor_.peek(2) == '-' || cursor_.peek(2) == '+';
    cursor_.advance(signed_tag && !(tag == Tag::output && cursor_.peek(2) == '+') ? 3 : 2);
    if (tag == Tag::block && starts_raw()) return raw(place);
    tokens_.push_back({tag == Tag::output ? TokenType::output_begin : TokenType::block_begin, "", place});
    const std::string_view closing = tag == Tag::output ? "}}" : "%}";
    inside(place, closing);
    tokens_.push_back({tag == Tag::output ? TokenType::output_end : TokenType::block_end, "", cursor_.place()});
    close(closing);
  }

  /// The tokens up to the end of a tag; an end within brackets belongs to them.
  void inside(Place opened, std::string_view closing) {
    ExpressionLexer lexer(cursor_);
    while (true) {
      lexer.skip_space();
      if (cursor_.at_end()) throw PlacedFailure(opened, "this tag is not closed", "add " + std::string(closing));
      const bool sign = cursor_.peek(0) == '-' || (cursor_.peek(0) == '+' && closing == "%}");
      if (lexer.balanced() && cursor_.rest().substr(sign ? 1 : 0).starts_with(closing)) return;
      tokens_.push_back(lexer.next());
    }
  }

  /// Passes the end of a tag and the white space that goes with it.
  void close(std::string_view closing) {
    const char sign = cursor_.rest().starts_with(closing) ? '\0' : cursor_.peek(0);
    cursor_.advance(closing.size() + (sign == '\0' ? 0 : 1));
    if (sign == '-') {
      while (!cursor_.at_end() && is_space(cursor_.peek(0))) cursor_.advance(1);
    } else if (sign == '\0' && closing != "}}" && settings_.trim_blocks && cursor_.peek(0) == '\n') {
      cursor_.advance(1);
    }
  }

  void comment(Place place) {
    const std::size_t end = text_.find("#}", cursor_.offset() + 2);
    if (end == std::string_view::npos) throw PlacedFailure(place, "this comment is not closed", "add #}");
    const bool sign = end > cursor_.offset() + 2 && (text_[end - 1] == '-' || text_[end - 1] == '+');
    cursor_.advance(end - cursor_.offset() - (sign ? 1 : 0));
    close("#}");
  }

  /// Whether a block tag is {% raw %}; the cursor stands after its "{%".
  [[nodiscard]] bool starts_raw() const {
    std::string_view rest = strip_left(cursor_.rest());
    if (!rest.starts_with("raw")) return false;
    rest = strip_left(rest.substr(3));
    return rest.starts_with("%}") || rest.starts_with("-%}");
  }

  void raw(Place place) {
    const std::size_t tag_end = text_.find("%}", cursor_.offset());
    const bool strip_after = text_[tag_end - 1] == '-';
    cursor_.advance(tag_end + 2 - cursor_.offset());
    while (strip_after && !cursor_.at_end() && is_space(cursor_.peek(0))) cursor_.advance(1);
    const Place data_place = cursor_.place();
    for (std::size_t at = cursor_.offset(); (at = text_.find("{%", at)) != std::string_view::npos; ++at) {
      std::string_view rest = text_.substr(at + 2);
      const char sign = rest.empty() ? '\0' : rest.front();
      if (sign == '-' || sign == '+') rest.remove_prefix(1);
      rest = strip_left(rest);
      if (!rest.starts_with("endraw")) continue;
      rest = strip_left(rest.substr(6));
      if (!rest.starts_with("%}") && !rest.starts_with("-%}") && !rest.starts_with("+%}")) continue;
      const std::string_view data = text_.substr(cursor_.offset(), at - cursor_.offset());
      add_data(sign == '-' ? strip_right(data) : data, data_place);
      cursor_.advance(static_cast<std::size_t>(rest.data() - text_.data()) - cursor_.offset());
      return close("%}");
    }
    throw PlacedFailure(place, "this raw block is not closed", "add {% endraw %}");
  }

  std::string_view text_;
  Cursor cursor_;
  const Settings& settings_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, const Settings& settings) {
  const std::string unix_text = text.find('\r') == std::string_view::npos
                                    ? std::string()
                                    : replace_all(replace_all(text, "\r\n", "\n"), "\r", "\n");
  return Lexer(unix_text.empty() ? text : unix_text, settings).all();
}

std::vector<Token> tokenize_expression(std::string_view text) {
  Cursor cursor(text);
  ExpressionLexer lexer(cursor);
  std::vector<Token> tokens;
  for (lexer.skip_space(); !cursor.at_end(); lexer.skip_space()) tokens.push_back(lexer.next());
  tokens.push_back({TokenType::end, "", cursor.place()});
  return tokens;
}

bool is_reserved(std::string_view name) {
  constexpr std::array<std::string_view, 7> words = {"and", "or", "not", "if", "else", "in", "is"};
  return std::find(words.begin(), words.end(), name) != words.end();
}

}  // namespace converge::templates
