// SPDX-License-Identifier: MIT
#include "resources/file/mode.h"

#include <algorithm>
#include <optional>

namespace converge::file {

namespace {

constexpr std::uint32_t set_id_bits = 06000;

bool is_octal(std::string_view text) { return text.find_first_not_of("01234567") == std::string_view::npos; }

/// The bits that a class of users owns in a mode.
std::optional<std::uint32_t> class_bits(char who) {
  switch (who) {
    case 'u': return 04700;
    case 'g': return 02070;
    case 'o': return 01007;
    case 'a': return 07777;
    default: return std::nullopt;
  }
}

std::optional<std::uint32_t> permission_bits(char permission) {
  switch (permission) {
    case 'r': return 0444;
    case 'w': return 0222;
    case 'x': return 0111;
    case 's': return set_id_bits;
    case 't': return 01000;
    default: return std::nullopt;
  }
}

std::uint32_t copied_bits(char from, std::uint32_t mode) {
  const std::uint32_t shift = from == 'u' ? 6 : from == 'g' ? 3 : 0;
  return ((mode >> shift) & 7U) * 0111U;
}

bool is_operation(char c) { return c == '+' || c == '-' || c == '='; }

}  // namespace

std::string mode_text(std::uint32_t mode) {
  std::string digits = "0000";
  for (std::size_t i = 0; i < 4; ++i) digits[3 - i] = static_cast<char>('0' + ((mode >> (3 * i)) & 7U));
  return digits;
}

Result<Mode> Mode::parse(std::string_view text) {
  Mode mode;
  mode.text_ = text;
  if (text.empty()) return fail(ErrorCode::invalid, "a mode is empty");
  if (!is_octal(text)) {
    auto clauses = parse_symbolic(text);
    if (!clauses) return fail(std::move(clauses.error()));
    mode.clauses_ = std::move(*clauses);
    if (mode.settles()) return mode;
    return fail(ErrorCode::invalid, "mode \"" + mode.text_ + "\" would change again each time that it is applied");
  }
  const std::size_t first = std::min(text.find_first_not_of('0'), text.size());
  if (text.size() - first > 4) {
    return fail(ErrorCode::invalid, "mode \"" + mode.text_ + "\" is above 07777, the highest there is");
  }
  if (text.size() < 3) {
    return fail(ErrorCode::invalid, "mode \"" + mode.text_ + "\" has too few digits");
  }
  Clause clause;
  for (const char digit : text) clause.bits = clause.bits * 8 + static_cast<std::uint32_t>(digit - '0');
  mode.clauses_.push_back(clause);
  mode.text_ = mode_text(clause.bits);
  return mode;
}

Result<std::vector<Mode::Clause>> Mode::parse_symbolic(std::string_view text) {
  std::vector<Clause> clauses;
  const std::string quoted = "mode \"" + std::string(text) + "\"";
  std::size_t at = 0;
  while (true) {
    std::uint32_t affected = 0;
    for (; at < text.size() && class_bits(text[at]); ++at) affected |= *class_bits(text[at]);
    if (at == text.size() || !is_operation(text[at])) {
      return fail(ErrorCode::invalid, quoted + " is neither octal nor symbolic");
    }
    while (at < text.size() && is_operation(text[at])) {
      Clause clause;
      clause.affected = affected == 0 ? 07777 : affected;
      clause.operation = text[at++];
      for (; at < text.size() && text[at] != ',' && !is_operation(text[at]); ++at) {
        const char c = text[at];
        if (c == 'X')
          clause.executable_only = true;
        else if (c == 'u' || c == 'g' || c == 'o')
          clause.copied = c;
        else if (permission_bits(c))
          clause.bits |= *permission_bits(c);
        else
          return fail(ErrorCode::invalid, quoted + " has an unknown permission '" + c + "'");
      }
      clauses.push_back(clause);
    }
    if (at == text.size()) return clauses;
    ++at;  // the comma
  }
}

std::uint32_t Mode::apply(const Clause& clause, std::uint32_t mode, NodeType type) {
  const bool folder = type == NodeType::directory;
  std::uint32_t bits = clause.bits;
  if (clause.executable_only && (folder || (mode & 0111U) != 0)) bits |= 0111U;
  if (clause.copied != 0) bits |= copied_bits(clause.copied, mode);
  bits &= clause.affected;
  if (clause.operation == '+') return mode | bits;
  if (clause.operation == '-') return mode & ~bits;
  // A symbolic "=" leaves the set-id bits of a folder alone unless it names them.
  const std::uint32_t kept = folder ? set_id_bits & ~bits : 0U;
  return (mode & ~(clause.affected & ~kept)) | bits;
}

std::uint32_t Mode::resolve(std::uint32_t current, NodeType type) const {
  if (is_octal(text_)) return clauses_.front().bits;
  std::uint32_t mode = current;
  for (const Clause& clause : clauses_) mode = apply(clause, mode, type);
  return mode;
}

bool Mode::settles() const {
  const bool simple = std::none_of(clauses_.begin(), clauses_.end(),
                                   [](const Clause& clause) { return clause.copied != 0 || clause.executable_only; });
  if (simple) return true;
  for (const NodeType type : {NodeType::regular, NodeType::directory}) {
    for (std::uint32_t mode = 0; mode <= 07777; ++mode) {
      const std::uint32_t once = resolve(mode, type);
      if (resolve(once, type) != once) return false;
    }
  }
  return true;
}

}  // namespace converge::file
