// SPDX-License-Identifier: MIT
// engine/core/json_parse.cpp: the one place that sees the JSON library. Its
// events build our values; what it is lenient about is refused here.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "engine/core/json.h"

namespace converge {

namespace {

constexpr std::size_t deepest = 128;

/// "line:column" of a byte of the text, both from 1, columns in bytes.
std::string place(std::string_view text, std::size_t offset) {
  const std::string_view head = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(head.begin(), head.end(), '\n');
  const std::size_t column = head.size() - (head.rfind('\n') + 1) + 1;  // npos + 1 is 0
  return std::to_string(line) + ":" + std::to_string(column);
}

std::string quote(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// Walks the text and notes how far the lexer has come, since the library's
/// events do not say where they happened.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** seen) : at_(at), seen_(seen) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** seen_;
};

/// Builds a Value from the library's events; the first problem ends the parse.
class Builder {
 public:
  Builder(std::string_view text, const char* const& seen) : text_(text), seen_(&seen) {}

  bool null() { return put(Value::null()); }
  bool boolean(bool value) { return put(Value::boolean(value)); }
  bool number_integer(std::int64_t value) { return put(Value::integer(value)); }
  bool number_unsigned(std::uint64_t value) {
    constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value > top) return refuse_integer();
    return put(Value::integer(static_cast<std::int64_t>(value)));
  }
  bool number_float(double value, const std::string& written) {
    // The library turns integers of any length into doubles; that loses digits.
    if (written.find_first_of(".eE") == std::string::npos) return refuse_integer();
    return put(Value::real(value));
  }
  bool string(std::string& value) { return put(Value::string(std::move(value))); }
  bool binary(nlohmann::json::binary_t&) { return false; }  // not in JSON text

  bool start_object(std::size_t) { return open(Value::map()); }
  bool key(std::string& name) {
    Map& entries = open_.back().value->entries();
    if (entries.empty()) entries.reserve(4);  // most maps of a catalog are small, but seldom of one key
    entries.push_back(Entry{std::move(name), {}, {}});
    key_offsets_.push_back(offset() - 1);
    return true;
  }
  bool end_object() {
    if (!check_keys()) return false;
    key_offsets_.resize(open_.back().first_key);
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) { return open(Value::list()); }
  bool end_array() {
    open_.pop_back();
    return true;
  }
  bool parse_error(std::size_t read, const std::string& token, const nlohmann::json::exception& why);

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] Value take() { return std::move(root_); }

 private:
  /// A container whose end has not come yet. The pointer stays good: only the
  /// innermost container grows.
  struct Open {
    Value* value;
    std::size_t first_key;  ///< where its keys start in key_offsets_
  };

  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(*seen_ - text_.data()); }
  bool refuse(std::size_t at, const std::string& why) {
    problem_ = place(text_, at) + ": " + why;
    return false;
  }
  bool refuse_integer();
  bool check_keys();
  bool put(Value value) {
    add(std::move(value));
    return true;
  }
  Value* add(Value value);
  bool open(Value value) {
    if (open_.size() == deepest)
      return refuse(offset() - 1, "nested deeper than " + std::to_string(deepest) + " levels; make it flatter");
    open_.push_back({add(std::move(value)), key_offsets_.size()});
    return true;
  }
  [[nodiscard]] std::size_t opening_quote(std::size_t closing) const;
  [[nodiscard]] std::string explain(std::size_t at, const nlohmann::json::exception& why) const;

  std::string_view text_;
  const char* const* seen_;
  Value root_;
  std::vector<Open> open_;
  std::vector<std::size_t> key_offsets_;  ///< the closing quotes of the keys of open maps
  std::vector<std::pair<std::string_view, std::size_t>> sorted_;
  std::string problem_;
};

Value* Builder::add(Value value) {
  if (open_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  Value& parent = *open_.back().value;
  if (parent.is_list()) {
    parent.items().push_back(std::move(value));
    return &parent.items().back();
  }
  Value& slot = parent.entries().back().value;
  slot = std::move(value);
  return &slot;
}

bool Builder::refuse_integer() {
  // The lexer stands one byte behind the number, or at the end of the text.
  constexpr std::string_view number = "0123456789-";
  std::size_t end = offset();
  while (end > 0 && number.find(text_[end - 1]) == std::string_view::npos) --end;
  std::size_t start = end;
  while (start > 0 && number.find(text_[start - 1]) != std::string_view::npos) --start;
  return refuse(start, "the integer " + std::string(text_.substr(start, std::min<std::size_t>(end - start, 40))) +
                           " is beyond 64 bits; write it as a string");
}

bool Builder::check_keys() {
  const Map& entries = open_.back().value->entries();
  if (entries.size() < 2) return true;
  sorted_.clear();
  for (std::size_t i = 0; i < entries.size(); ++i)
    sorted_.emplace_back(entries[i].key, key_offsets_[open_.back().first_key + i]);
  std::sort(sorted_.begin(), sorted_.end());
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  const auto twice = std::adjacent_find(sorted_.begin(), sorted_.end(), same);
  if (twice == sorted_.end()) return true;
  return refuse(opening_quote(std::next(twice)->second),
                "the key " + quote(twice->first) + " is written twice, first at " +
                    place(text_, opening_quote(twice->second)) + "; keep one of them");
}

/// Where the string starts that ends at `closing`.
std::size_t Builder::opening_quote(std::size_t closing) const {
  // Quotes inside a string follow an odd number of backslashes; its first one follows none.
  for (std::size_t at = closing; at-- > 0;) {
    if (text_[at] != '"') continue;
    std::size_t slash = at;
    while (slash > 0 && text_[slash - 1] == '\\') --slash;
    if ((at - slash) % 2 == 0) return at;
  }
  return closing;
}

bool Builder::parse_error(std::size_t read, const std::string&, const nlohmann::json::exception& why) {
  // `read` counts the bytes up to and with the last one of the token, and the
  // end of the text as one. The start of the token is the better place to show.
  const auto in_word = [this](std::size_t i) {
    constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
    return i < text_.size() && word.find(text_[i]) != std::string_view::npos;
  };
  std::size_t at = std::min(read > 0 ? read - 1 : 0, text_.size());
  if (at < text_.size() && text_[at] == '"') at = opening_quote(at);
  while (at > 0 && in_word(at) && in_word(at - 1)) --at;
  return refuse(at, explain(at, why));
}

std::string Builder::explain(std::size_t at, const nlohmann::json::exception& why) const {
  const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_not_of(" \t\r\n", at - 1);
  const char last = before == std::string_view::npos ? '\0' : text_[before];
  const char here = at < text_.size() ? text_[at] : '\0';
  if (here == '/' || here == '#') return "comments are not part of JSON; remove them";
  if (last == ',' && (here == '}' || here == ']')) return "a comma before the closing bracket; remove the comma";
  if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) return "there is no JSON value; write one, e.g. {}";
  if (at >= text_.size()) return "the text ends before the JSON value does; complete it";
  // The library's own words, without its "[json.exception.ID] " and "...column N: ",
  // and without the text it quotes: that may be a secret.
  std::string words = why.what();
  for (const std::string_view mark : {"] ", ": "})
    if (const std::size_t end = words.find(mark); end != std::string::npos) words.erase(0, end + mark.size());
  if (const std::size_t quoted = words.find("; last read: "); quoted != std::string::npos) {
    const std::size_t expected = words.rfind("; expected ");
    words.erase(quoted, expected == std::string::npos || expected < quoted ? std::string::npos : expected - quoted);
  }
  return "not valid JSON: " + words;
}

}  // namespace

Result<Value> parse_json(std::string_view text) {
  const auto refused = [&](std::size_t at, const char* why) {
    return fail(ErrorCode::invalid, place(text, at) + ": " + why);
  };
  // The library skips a byte order mark and takes a NUL for the end of the text.
  if (text.starts_with("\xEF\xBB\xBF")) return refused(0, "a byte order mark is not part of JSON; remove it");
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    return refused(nul, "a NUL byte is not part of JSON; remove it");
  const char* const begin = text.data();
  const char* seen = begin;
  Builder builder(text, seen);
  const Cursor end(begin + text.size(), &seen);
  if (!nlohmann::json::sax_parse(Cursor(begin, &seen), end, &builder))
    return fail(ErrorCode::invalid, builder.problem());
  return builder.take();
}

}  // namespace converge
