// SPDX-License-Identifier: MIT
#include "tests/unit/yaml/parsing.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"

namespace converge {

namespace {

std::string listed(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& finding : diagnostics.sorted())
    out += std::to_string(finding.span.line) + ":" + std::to_string(finding.span.column) + " " + finding.message + "\n";
  return out;
}

}  // namespace

std::string json_of(std::string_view text, Feed feed) {
  Diagnostics diagnostics;
  const Value value = parse_yaml(text, "test.yaml", diagnostics, feed);
  return diagnostics.empty() ? to_json(value) : listed(diagnostics);
}

std::string findings_of(std::string_view text) {
  Diagnostics diagnostics;
  const Value value = parse_yaml(text, "test.yaml", diagnostics);
  EXPECT_TRUE(diagnostics.empty() || value.is_null()) << "errors must answer null";
  return listed(diagnostics);
}

Value value_of(std::string_view text) {
  Diagnostics diagnostics;
  Value value = parse_yaml(text, "test.yaml", diagnostics);
  EXPECT_EQ(listed(diagnostics), "") << text;
  return value;
}

std::string places_of(const Value& value) {
  const Span& span = value.span();
  std::string out = std::to_string(span.line) + ":" + std::to_string(span.column) + "+" + std::to_string(span.length) +
                    "/" + std::to_string(static_cast<int>(value.style())) + " ";
  if (value.is_list()) {
    for (const Value& item : value.items()) out += places_of(item);
  } else if (value.is_map()) {
    for (const Entry& entry : value.entries()) out += entry.key_span.text() + " " + places_of(entry.value);
  }
  return out;
}

}  // namespace converge
