// SPDX-License-Identifier: MIT
#include "engine/compile/parsed_templates.h"

#include <utility>

#include "engine/core/encryption.h"

namespace converge {

using templates::Outcome;
using templates::Template;

namespace {

/// What stands between {{ and }}.
std::string inside_braces(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ', 2);
  const std::size_t last = text.find_last_not_of(' ', text.size() - 3);
  return first == std::string::npos || last < first ? "" : text.substr(first, last - first + 1);
}

}  // namespace

Diagnostic advised(Diagnostic finding) {
  if (finding.fix.empty())
    finding.fix = "correct it; text that is meant for another program goes between {% raw %} and {% endraw %}";
  return finding;
}

Outcome<Template> parse_condition(const Value& condition, const templates::Sources* sources) {
  if (condition.sensitivity() == Sensitivity::secret)
    return tl::unexpected(Diagnostic{Severity::error, condition.span(), "when: a condition cannot be encrypted", "encrypt the variable that it asks for", {}});
  const std::string& text = condition.text();
  if (text.size() >= 4 && text.starts_with("{{") && text.ends_with("}}")) {
    Diagnostic braces;
    braces.span = condition.span();
    braces.message = "when: a condition is an expression already, without braces";
    braces.fix = "write `" + inside_braces(text) + "` without {{ }}";
    return tl::unexpected(std::move(braces));
  }
  return Template::parse_expression(text, {condition.span(), condition.style(), sources});
}

const ParsedTemplates::Parsed& ParsedTemplates::text(const Value& value) {
  if (const auto known = texts_.find(&value); known != texts_.end()) return known->second;
  return texts_.emplace(&value, Template::parse(value.text(), {value.span(), value.style(), this, value.sensitivity()})).first->second;
}

const ParsedTemplates::Parsed& ParsedTemplates::condition(const Value& value) {
  if (const auto known = conditions_.find(&value); known != conditions_.end()) return known->second;
  return conditions_.emplace(&value, parse_condition(value, this)).first->second;
}

ParsedTemplates::Parsed ParsedTemplates::parse_file(const std::string& path) const {
  Result<std::string> text = source_.read(path);
  const bool encrypted = text && encryption_of(*text) != Encryption::none;
  if (encrypted) text = secrets_ != nullptr ? secrets_->open_file(*text) : fail(ErrorCode::unsupported, "nothing is decrypted here");
  const Span start{intern_file(label_ + path), 1, 1, 0};
  if (text)
    return Template::parse_file(*text, {start, Style::computed, this, encrypted ? Sensitivity::secret : Sensitivity::open});
  Diagnostic missing;
  missing.message = (encrypted ? "the template " + path + " is encrypted, and cannot be opened: " : "") + text.error().text();
  return tl::unexpected(std::move(missing));
}

const ParsedTemplates::Parsed& ParsedTemplates::file(const std::string& path) {
  if (const auto known = files_.find(path); known != files_.end()) return known->second;
  return files_.emplace(path, parse_file(path)).first->second;
}

/// None of an encrypted file: places in it are not those of its plain text.
std::string_view ParsedTemplates::text(const std::string& file) const {
  const auto [known, fresh] = file_texts_.try_emplace(file);
  if (fresh && file.starts_with(label_)) {
    Result<std::string> text = source_.read(file.substr(label_.size()));
    if (text && encryption_of(*text) == Encryption::none) known->second = std::move(*text);
  }
  return known->second;
}

bool ParsedTemplates::has_file(const std::string& path) const {
  const auto there = source_.stat(path);
  return there.has_value() || there.error().code != ErrorCode::not_found;
}

}  // namespace converge
