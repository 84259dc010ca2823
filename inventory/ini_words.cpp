// SPDX-License-Identifier: MIT
#include "inventory/ini_words.h"

namespace converge {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Walks through a line; at_ is the next character.
class Cutter {
 public:
  explicit Cutter(std::string_view line) : line_(line) {}

  Result<IniWords> cut() {
    while (skip_space()) {
      IniWord word;
      word.offset = at_;
      if (Result<void> read = read_word(word.text); !read) return fail(read.error());
      word.length = at_ - word.offset;
      const bool stopped = at_ < line_.size() && line_[at_] == '#';
      out_.words.push_back(std::move(word));
      if (stopped) {
        out_.cut_a_word = true;
        break;
      }
    }
    return std::move(out_);
  }

 private:
  /// Whether a word follows.
  bool skip_space() {
    while (at_ < line_.size() && is_space(line_[at_])) ++at_;
    return at_ < line_.size() && line_[at_] != '#';
  }

  Result<void> read_word(std::string& text) {
    while (at_ < line_.size() && !is_space(line_[at_]) && line_[at_] != '#') {
      const char c = line_[at_++];
      if (c == '\'' || c == '"') {
        if (Result<void> read = read_quoted(c, text); !read) return read;
      } else if (c == '\\') {
        if (at_ == line_.size()) return fail(ErrorCode::invalid, "a backslash at the end guards nothing");
        text += line_[at_++];
      } else {
        text += c;
      }
    }
    return {};
  }

  Result<void> read_quoted(char quote, std::string& text) {
    while (at_ < line_.size()) {
      const char c = line_[at_++];
      if (c == quote) return {};
      const bool guards = quote == '"' && c == '\\' && at_ < line_.size() && (line_[at_] == '"' || line_[at_] == '\\');
      text += guards ? line_[at_++] : c;
    }
    return fail(ErrorCode::invalid, std::string("a quote is opened with ") + quote + " and never closed");
  }

  std::string_view line_;
  std::size_t at_ = 0;
  IniWords out_;
};

}  // namespace

Result<IniWords> split_ini_line(std::string_view line) { return Cutter(line).cut(); }

}  // namespace converge
