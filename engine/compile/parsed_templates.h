// SPDX-License-Identifier: MIT
// engine/compile/parsed_templates.h: templates and conditions, parsed once for all hosts.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/core/diagnostic.h"
#include "engine/core/secret_door.h"
#include "engine/core/source.h"
#include "engine/template/template.h"

namespace converge {

/// A finding about a template; where it has nothing better to say, what can be done about any.
Diagnostic advised(Diagnostic finding);

/// The condition of a `when:`, a lone expression without braces.
templates::Outcome<templates::Template> parse_condition(const Value& condition, const templates::Sources* sources = nullptr);

/// What is parsed once for all hosts: the strings of a playbook, which stay where
/// they are as long as this lives, and template files.
class ParsedTemplates final : public templates::Sources {
 public:
  /// `label` goes before the names of files in messages; `secrets` opens what is encrypted; `stop` ends what is computed.
  ParsedTemplates(const Source& source, std::string label, SecretDoor* secrets = nullptr, std::stop_token stop = {})
      : source_(source), label_(std::move(label)), secrets_(secrets), stop_(std::move(stop)) {}

  using Parsed = templates::Outcome<templates::Template>;
  const Parsed& text(const Value& value);
  const Parsed& condition(const Value& value);
  /// A file of templates; an Error of the source becomes a finding without a place.
  /// One that is encrypted is opened, and what it gives is secret.
  const Parsed& file(const std::string& path);
  [[nodiscard]] bool has_file(const std::string& path) const;
  /// A file of the source as messages call it, so that places within scalars can be worked out.
  [[nodiscard]] std::string_view text(const std::string& file) const override;
  [[nodiscard]] SecretDoor* secrets() const { return secrets_; }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }

 private:
  Parsed parse_file(const std::string& path) const;

  const Source& source_;
  std::string label_;
  SecretDoor* secrets_;
  std::stop_token stop_;
  std::unordered_map<const Value*, Parsed> texts_;
  std::unordered_map<const Value*, Parsed> conditions_;
  std::map<std::string, Parsed> files_;
  mutable std::map<std::string, std::string> file_texts_;
};

}  // namespace converge
