// SPDX-License-Identifier: MIT
#include "engine/template/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/template/characters.h"
#include "engine/template/expression_lexer.h"

namespace converge::templates {

namespace {

/// What stands between two pieces of text.
enum class Tag : std::uint8_t { output, block, comment };

/// The beginning of a tag in a text; `offset` is the size of the text if there is none.
struct Opening {
  std::size_t offset = 0;
  Tag tag = Tag::output;
};

bool is_sign(char byte) { return byte == '-' || byte == '+'; }

class Lexer {
 public:
  Lexer(std::string_view text, const Settings& settings, Place start)
      : text_(text),
        cursor_(text, start),
        settings_(settings),
        words_(settings.delimiters),
        firsts_{words_.output_begin[0], words_.block_begin[0], words_.comment_begin[0]} {
    // One byte to look for is found much faster than one of three.
    if (firsts_[1] == firsts_[0] && firsts_[2] == firsts_[0]) firsts_.resize(1);
  }

  std::vector<Token> all() {
    while (!cursor_.at_end()) step();
    tokens_.push_back({TokenType::end, "", cursor_.place()});
    return std::move(tokens_);
  }

 private:
  /// The text up to a tag, and the tag.
  void step() {
    const std::size_t start = cursor_.offset();
    const Opening opening = next_opening(start);
    const Place place = cursor_.place();
    std::string_view data = text_.substr(start, opening.offset - start);
    cursor_.advance(data.size());
    if (cursor_.at_end()) return add_data(data, place);
    const char sign = cursor_.peek(beginning(opening.tag).size());
    if (sign == '-')
      data = strip_right(data);
    else if (sign != '+' && settings_.lstrip_blocks && opening.tag != Tag::output)
      data = without_indent(data, start);
    add_data(data, place);
    open(opening.tag);
  }

  [[nodiscard]] const std::string& beginning(Tag tag) const {
    return tag == Tag::output ? words_.output_begin : tag == Tag::block ? words_.block_begin : words_.comment_begin;
  }
  [[nodiscard]] const std::string& ending(Tag tag) const {
    return tag == Tag::output ? words_.output_end : tag == Tag::block ? words_.block_end : words_.comment_end;
  }

  /// Of two beginnings at one place the longer one counts.
  [[nodiscard]] Opening next_opening(std::size_t from) const {
    for (std::size_t at = from; (at = text_.find_first_of(firsts_, at)) != std::string_view::npos; ++at) {
      std::size_t longest = 0;
      Opening out{at, Tag::output};
      for (const Tag tag : {Tag::output, Tag::block, Tag::comment}) {
        if (beginning(tag).size() <= longest || !text_.substr(at).starts_with(beginning(tag))) continue;
        longest = beginning(tag).size();
        out.tag = tag;
      }
      if (longest != 0) return out;
    }
    return {text_.size(), Tag::output};
  }

  /// The data without the spaces that stand alone before a tag on its line.
  [[nodiscard]] std::string_view without_indent(std::string_view data, std::size_t start) const {
    const std::size_t stop = data.find_last_not_of(" \t\v");
    const bool starts_line =
        stop == std::string_view::npos ? start == 0 || text_[start - 1] == '\n' : data[stop] == '\n';
    return starts_line ? data.substr(0, stop == std::string_view::npos ? 0 : stop + 1) : data;
  }

  void add_data(std::string_view data, Place place) {
    if (!data.empty()) tokens_.push_back({TokenType::data, std::string(data), place});
  }

  void open(Tag tag) {
    const Place place = cursor_.place();
    if (tag == Tag::comment) return comment(place);
    const std::size_t size = beginning(tag).size();
    const char sign = cursor_.peek(size);
    // A + after {{ is the sign of a number.
    cursor_.advance(sign == '-' || (sign == '+' && tag == Tag::block) ? size + 1 : size);
    if (tag == Tag::block && starts_raw()) return raw(place);
    tokens_.push_back({tag == Tag::output ? TokenType::output_begin : TokenType::block_begin, "", place});
    inside(place, tag);
    tokens_.push_back({tag == Tag::output ? TokenType::output_end : TokenType::block_end, "", cursor_.place()});
    close(tag);
  }

  /// The tokens up to the end of a tag; an end within brackets belongs to them.
  void inside(Place opened, Tag tag) {
    ExpressionLexer lexer(cursor_);
    while (true) {
      lexer.skip_space();
      if (cursor_.at_end()) throw PlacedFailure(opened, "this tag is not closed", "add " + ending(tag));
      const bool sign = cursor_.peek(0) == '-' || (cursor_.peek(0) == '+' && tag == Tag::block);
      if (lexer.balanced() && cursor_.rest().substr(sign ? 1 : 0).starts_with(ending(tag))) return;
      tokens_.push_back(lexer.next());
    }
  }

  /// Passes the end of a tag and the white space that goes with it.
  void close(Tag tag) {
    const char sign = cursor_.rest().starts_with(ending(tag)) ? '\0' : cursor_.peek(0);
    cursor_.advance(ending(tag).size() + (sign == '\0' ? 0 : 1));
    if (sign == '-')
      skip_space();
    else if (sign == '\0' && tag != Tag::output && settings_.trim_blocks && cursor_.peek(0) == '\n')
      cursor_.advance(1);
  }

  void skip_space() {
    while (!cursor_.at_end() && is_space(cursor_.peek(0))) cursor_.advance(1);
  }

  void comment(Place place) {
    const std::size_t begin = cursor_.offset() + words_.comment_begin.size();
    const std::size_t end = text_.find(words_.comment_end, begin);
    if (end == std::string_view::npos)
      throw PlacedFailure(place, "this comment is not closed", "add " + words_.comment_end);
    const bool sign = end > begin && is_sign(text_[end - 1]);
    cursor_.advance(end - cursor_.offset() - (sign ? 1 : 0));
    close(Tag::comment);
  }

  /// What is left of a text after a word and the end of a block tag; nothing if they do not stand there.
  struct RawTag {
    std::string_view rest;
    char sign = '\0';
  };
  [[nodiscard]] std::optional<RawTag> after_word(std::string_view rest, std::string_view word) const {
    rest = strip_left(rest);
    if (!rest.starts_with(word)) return std::nullopt;
    rest = strip_left(rest.substr(word.size()));
    RawTag out{rest, '\0'};
    if (!rest.starts_with(words_.block_end) && !rest.empty() && is_sign(rest[0])) {
      out.sign = rest[0];
      rest.remove_prefix(1);
    }
    if (!rest.starts_with(words_.block_end)) return std::nullopt;
    out.rest = rest.substr(words_.block_end.size());
    return out;
  }

  /// Whether a block tag is {% raw %}; the cursor stands after its beginning.
  [[nodiscard]] bool starts_raw() const {
    const auto tag = after_word(cursor_.rest(), "raw");
    return tag && tag->sign != '+';
  }

  void raw(Place place) {
    const RawTag tag = *after_word(cursor_.rest(), "raw");
    cursor_.advance(cursor_.rest().size() - tag.rest.size());
    if (tag.sign == '-') skip_space();
    const Place data_place = cursor_.place();
    for (std::size_t at = cursor_.offset(); (at = text_.find(words_.block_begin, at)) != std::string_view::npos; ++at) {
      std::string_view rest = text_.substr(at + words_.block_begin.size());
      const char sign = rest.empty() || !is_sign(rest[0]) ? '\0' : rest[0];
      if (sign != '\0') rest.remove_prefix(1);
      const auto end = after_word(rest, "endraw");
      if (!end) continue;
      const std::string_view data = text_.substr(cursor_.offset(), at - cursor_.offset());
      add_data(sign == '-' ? strip_right(data) : data, data_place);
      const std::size_t closing = words_.block_end.size() + (end->sign == '\0' ? 0 : 1);
      cursor_.advance(text_.size() - end->rest.size() - closing - cursor_.offset());
      return close(Tag::block);
    }
    throw PlacedFailure(place, "this raw block is not closed",
                        "add " + words_.block_begin + " endraw " + words_.block_end);
  }

  std::string_view text_;
  Cursor cursor_;
  const Settings& settings_;
  const Delimiters& words_;
  std::string firsts_;  ///< the bytes with which tags begin
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, const Settings& settings, Place start) {
  const std::string unix_text = text.find('\r') == std::string_view::npos
                                    ? std::string()
                                    : replace_all(replace_all(text, "\r\n", "\n"), "\r", "\n");
  return Lexer(unix_text.empty() ? text : unix_text, settings, start).all();
}

std::vector<Token> tokenize_expression(std::string_view text, Place start) {
  Cursor cursor(text, start);
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
