// SPDX-License-Identifier: MIT
#include "engine/secret/age_header.h"

#include <algorithm>

#include "engine/secret/encoding.h"

namespace converge::secret {

namespace {

constexpr std::size_t width = 64;  // of a line of a body; the last one is shorter
constexpr std::size_t most_stanzas = 1024;

tl::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::invalid, std::string("the age file is damaged: ") + what);
}

/// Arguments are of visible ASCII characters, at least one.
bool is_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 33 && c <= 126; });
}

/// The next line with its "\n" taken off; false if there is no whole line.
bool next_line(std::string_view& text, std::string_view& line) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return true;
}

Result<std::vector<std::string>> read_words(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    const std::string_view word = line.substr(0, line.find(' '));
    if (!is_word(word)) return damaged("a recipient's line is not of words");
    words.emplace_back(word);
    if (word.size() == line.size()) return words;
    line.remove_prefix(word.size() + 1);
  }
}

/// Whole lines of 64 characters and one that is shorter, which may be empty.
Result<std::string> read_body(std::string_view& text) {
  std::string letters;
  std::string_view line;
  do {
    if (!next_line(text, line) || line.size() > width) return damaged("a recipient's key ends too early");
    letters += line;
  } while (line.size() == width);
  auto body = from_base64(letters, Padding::none);
  if (!body) return damaged("a recipient's key is not base64");
  return std::move(*body);
}

}  // namespace

Result<AgeHeader> parse_age_header(std::string_view text) {
  if (!text.starts_with(age_version_line))
    return fail(ErrorCode::unsupported, "the text is not of age-encryption.org/v1");
  AgeHeader header;
  const std::string_view whole = text;
  text.remove_prefix(age_version_line.size());
  std::string_view line;
  while (next_line(text, line) && line.starts_with("-> ")) {
    Result<std::vector<std::string>> words = read_words(line.substr(3));
    if (!words) return fail(std::move(words.error()));
    Result<std::string> body = read_body(text);
    if (!body) return fail(std::move(body.error()));
    header.stanzas.push_back({std::move(*words), std::move(*body)});
    if (header.stanzas.size() > most_stanzas) return damaged("it has more than 1024 recipients");
  }
  if (!line.starts_with("--- ")) return damaged("its header does not end with a MAC");
  auto mac = from_base64(line.substr(4), Padding::none);
  if (!mac || mac->size() != 32) return damaged("its header's MAC is not 32 bytes long");
  if (header.stanzas.empty()) return damaged("it has no recipient");
  header.mac = std::move(*mac);
  header.payload = text;
  header.authenticated = whole.substr(0, static_cast<std::size_t>(line.data() - whole.data()) + 3);
  return header;
}

std::string age_header_text(const std::vector<Stanza>& stanzas) {
  std::string out(age_version_line);
  for (const Stanza& stanza : stanzas) {
    out += "->";
    for (const std::string& word : stanza.words) out += " " + word;
    const std::string letters = to_base64(stanza.body, Padding::none);
    out += "\n" + wrapped(letters, width);
    if (letters.size() % width == 0) out += "\n";
  }
  return out + "---";
}

}  // namespace converge::secret
