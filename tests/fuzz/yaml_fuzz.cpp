// SPDX-License-Identifier: MIT
// tests/fuzz/yaml_fuzz.cpp: any bytes parse without harm, and to the same value
// whether yaml-cpp reads the skeleton of the text or the whole of it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "engine/core/yaml/document.h"

namespace {

using converge::Diagnostic;
using converge::Diagnostics;
using converge::Value;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

bool same_places(const Value& a, const Value& b) {
  if (a.span() != b.span() || a.style() != b.style() || a.type() != b.type()) return false;
  if (a.is_list()) {
    for (std::size_t i = 0; i < a.items().size(); ++i)
      if (!same_places(a.items()[i], b.items()[i])) return false;
  } else if (a.is_map()) {
    for (std::size_t i = 0; i < a.entries().size(); ++i)
      if (a.entries()[i].key_span != b.entries()[i].key_span ||
          !same_places(a.entries()[i].value, b.entries()[i].value))
        return false;
  }
  return true;
}

/// NaN is not equal to itself, which would look like a difference.
bool has_nan(const Value& value) {
  if (value.type() == converge::Type::real) return value.as_real() != value.as_real();
  if (value.is_list()) {
    for (const Value& item : value.items())
      if (has_nan(item)) return true;
  } else if (value.is_map()) {
    for (const converge::Entry& entry : value.entries())
      if (has_nan(entry.value)) return true;
  }
  return false;
}

void check_findings(const Diagnostics& diagnostics) {
  for (const Diagnostic& finding : diagnostics.all()) {
    require(finding.span.known() && finding.span.line > 0 && finding.span.column > 0, "a finding has a place");
    require(!finding.message.empty() && !finding.fix.empty(), "a finding has a message and a fix");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics brief;
  Diagnostics full;
  const Value fast = converge::parse_yaml(text, "fuzz.yaml", brief);
  const Value slow = converge::parse_yaml(text, "fuzz.yaml", full, converge::Feed::whole);
  check_findings(brief);
  require(!brief.has_errors() || fast.is_null(), "errors answer null");
  // The whole text may be refused where yaml-cpp cannot read it; never the other way round.
  if (full.has_errors()) return 0;
  require(!brief.has_errors(), "what is read whole is read as a skeleton");
  if (has_nan(fast)) return 0;
  require(fast == slow, "the values are equal");
  require(same_places(fast, slow), "the places are equal");
  return 0;
}
