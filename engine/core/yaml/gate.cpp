// SPDX-License-Identifier: MIT
#include "engine/core/yaml/gate.h"

#include <algorithm>

#include "engine/core/yaml/encoding.h"
#include "engine/core/yaml/scanner.h"

namespace converge::yaml {

Gated gate(std::string_view text, const std::string* file, Diagnostics& diagnostics) {
  Gated gated;
  gated.readable = check_encoding(text, file, gated, diagnostics) == Legibility::legible;
  if (gated.readable) Scanner(text, file, gated, diagnostics).run();
  return gated;
}

bool is_null_word(std::string_view text) { return text == "~" || text == "null" || text == "Null" || text == "NULL"; }

/// Cuts the indentation from each line and joins them with "\n". Clipping keeps
/// the last line end if there is one, so a file that ends within the text does
/// not gain one.
std::string literal_text(std::string_view text, const Literal& literal) {
  const std::string_view body = text.substr(literal.begin, literal.end - literal.begin);
  std::string out;
  out.reserve(body.size() - std::min(body.size(), std::size_t{literal.lines} * literal.indent));
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t found = body.find('\n', at);
    std::size_t end = std::min(found, body.size());
    const std::size_t next = found == std::string_view::npos ? body.size() : found + 1;
    if (end > at && end < body.size() && body[end - 1] == '\r') --end;
    if (end - at > literal.indent) out.append(body, at + literal.indent, end - at - literal.indent);
    if (next > found) out += '\n';
    at = next;
  }
  if (literal.chomp == Chomp::keep) return out;
  const std::size_t last = out.find_last_not_of('\n');
  if (last == std::string::npos) return "";
  const std::size_t kept = last + 1 + (literal.chomp == Chomp::clip && last + 1 < out.size() ? 1 : 0);
  out.resize(kept);
  return out;
}

}  // namespace converge::yaml
