// SPDX-License-Identifier: MIT
#include "tests/unit/report/fake_terminal.h"

#include <algorithm>

namespace converge {

void FakeTerminal::write(std::string_view text) {
  writes.emplace_back(text);
  while (!text.empty()) {
    const char character = text.front();
    text.remove_prefix(1);
    if (character == '\n')
      line_feed();
    else if (character == '\r')
      column_ = 0;
    else if (character != '\x1b')
      put(character);
    else {
      const std::size_t end = text.find_first_not_of("[?0123456789;");
      sequence(text.substr(0, end), text[end]);
      text.remove_prefix(end + 1);
    }
  }
}

void FakeTerminal::line_feed() {
  column_ = 0;
  if (++row_ == lines_.size()) lines_.emplace_back();
}

void FakeTerminal::put(char character) {
  if (column_ == window.columns) line_feed();
  std::string& line = lines_[row_];
  if (line.size() <= column_) line.resize(column_ + 1, ' ');
  line[column_++] = character;
}

void FakeTerminal::sequence(std::string_view parameters, char final) {
  if (parameters == "[?25") {
    cursor_shown = final == 'h';
  } else if (final == 'A') {
    const auto up = static_cast<std::size_t>(std::stoul(std::string(parameters.substr(1))));
    if (up > row_) complaints += "cursor moved above the first line\n";
    row_ -= std::min(up, row_);
  } else if (final == 'J') {
    lines_.resize(row_ + 1);
    lines_[row_].resize(std::min(lines_[row_].size(), column_));
  } else if (final != 'm') {
    complaints += "unknown sequence " + std::string(parameters) + final + "\n";
  }
}

void FakeTerminal::narrow(std::size_t columns) {
  window.columns = columns;
  std::vector<std::string> folded;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    std::string_view line = lines_[i];
    do {
      folded.emplace_back(line.substr(0, columns));
      line.remove_prefix(std::min(columns, line.size()));
    } while (!line.empty());
    if (i == row_) column_ = folded.back().size();
  }
  lines_ = std::move(folded);
  row_ = lines_.size() - 1;
}

std::string FakeTerminal::screen() const {
  std::string out;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    out += lines_[i];
    if (i + 1 < lines_.size()) out += '\n';
  }
  return out;
}

}  // namespace converge
