// SPDX-License-Identifier: MIT
#include "engine/template/wrap.h"

#include <algorithm>
#include <deque>

#include "engine/template/characters.h"
#include "engine/template/failure.h"

namespace converge::templates {

namespace {

bool is_word(std::string_view one) { return one.size() > 1 || is_letter(one) || is_digit(one[0]) || one == "_"; }

/// Whether a word may be cut after the hyphen at `at`: letters on both sides, as textwrap has it.
bool cuts_after(const std::vector<std::string_view>& word, std::size_t at) {
  const auto letter = [&](std::size_t i) { return i < word.size() && is_word(word[i]) && !is_digit(word[i][0]); };
  return word[at] == "-" && at >= 2 && letter(at - 1) && letter(at - 2) && letter(at + 1) &&
         (letter(at + 2) || (at + 2 < word.size() && word[at + 2] == "-"));
}

/// Words and the white space between them, in order.
std::deque<std::string> chunks_of(std::string_view text, const Wrapping& wrapping) {
  const Characters all(text);
  std::deque<std::string> out;
  std::vector<std::string_view> word;
  const auto finish = [&] {
    std::string part;
    for (std::size_t i = 0; i < word.size(); ++i) {
      part += word[i];
      if (wrapping.break_on_hyphens && cuts_after(word, i)) out.push_back(std::exchange(part, ""));
    }
    if (!part.empty()) out.push_back(part);
    word.clear();
  };
  bool space = false;
  for (const std::string_view one : all) {
    const bool is_blank = one.size() == 1 && is_space(one[0]);
    if (is_blank) {
      finish();
      if (space)
        out.back() += one;
      else
        out.emplace_back(one);
    } else {
      word.push_back(one);
    }
    space = is_blank;
  }
  finish();
  return out;
}

bool is_blank(const std::string& chunk) { return strip(chunk).empty(); }

}  // namespace

std::vector<std::string> wrap(std::string_view text, const Wrapping& wrapping) {
  std::deque<std::string> chunks = chunks_of(text, wrapping);
  std::vector<std::string> lines;
  while (!chunks.empty()) {
    std::vector<std::string> line;
    std::size_t length = 0;
    if (!lines.empty() && is_blank(chunks.front())) chunks.pop_front();
    while (!chunks.empty() && length + character_count(chunks.front()) <= wrapping.width) {
      length += character_count(chunks.front());
      line.push_back(std::move(chunks.front()));
      chunks.pop_front();
    }
    if (!chunks.empty() && character_count(chunks.front()) > wrapping.width) {
      if (wrapping.break_long_words) {
        const std::string word = chunks.front();
        const Characters all(word);
        const std::size_t room = wrapping.width - length;
        std::string head;
        std::string tail;
        for (std::size_t i = 0; i < all.size(); ++i) (i < room ? head : tail) += all[i];
        line.push_back(head);
        chunks.front() = tail;
      } else if (line.empty()) {
        line.push_back(std::move(chunks.front()));
        chunks.pop_front();
      }
    }
    if (!line.empty() && is_blank(line.back())) line.pop_back();
    std::string joined;
    for (const std::string& part : line) joined += part;
    if (!line.empty()) lines.push_back(std::move(joined));
  }
  return lines;
}

Operand split_text(std::string_view text, const std::optional<std::string>& separator, std::int64_t at_most) {
  Operands out;
  const auto more = [&] { return at_most < 0 || static_cast<std::int64_t>(out.size()) < at_most; };
  const auto add = [&](std::string_view part) { out.push_back(Operand::string(std::string(part))); };
  if (separator) {
    if (separator->empty()) throw Failure("split() needs a separator that is not empty");
    for (std::size_t at = 0; more() && (at = text.find(*separator)) != std::string_view::npos;) {
      add(text.substr(0, at));
      text.remove_prefix(at + separator->size());
    }
    add(text);
    return Operand::sequence(std::move(out));
  }
  for (text = strip_left(text); !text.empty(); text = strip_left(text)) {
    const auto end = more() ? std::find_if(text.begin(), text.end(), is_space) : text.end();
    const auto length = static_cast<std::size_t>(end - text.begin());
    add(text.substr(0, length));
    text.remove_prefix(length);
  }
  return Operand::sequence(std::move(out));
}

Operand call_text_strip(std::string_view text, std::string_view characters) {
  const Characters stripped(characters);
  const Characters all(text);
  const auto goes = [&](std::string_view one) {
    return std::find(stripped.begin(), stripped.end(), one) != stripped.end();
  };
  std::size_t first = 0;
  std::size_t last = all.size();
  while (first < last && goes(all[first])) ++first;
  while (last > first && goes(all[last - 1])) --last;
  std::string out;
  for (std::size_t i = first; i < last; ++i) out += all[i];
  return Operand::string(std::move(out));
}

}  // namespace converge::templates
