// SPDX-License-Identifier: MIT
#include "tests/conformance/world.h"

#include <gtest/gtest.h>

#include <array>

#include "engine/compile/declaration.h"
#include "engine/core/yaml/document.h"

namespace converge {

Result<ContentRef> MemoryStore::keep(ContentReader& reader) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = reader.read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) break;
    text.append(buffer.data(), *got);
  }
  ContentRef ref{sha256(text), text.size()};
  texts_[ref.sha256] = std::move(text);
  return ref;
}

Result<std::unique_ptr<ContentReader>> MemoryStore::open(const ContentRef& ref) const {
  const auto found = texts_.find(ref.sha256);
  if (found == texts_.end()) return fail(ErrorCode::not_found, "no content " + ref.sha256);
  return read_bytes(found->second);
}

Result<std::unique_ptr<ContentReader>> World::open(const ContentRef& ref) const {
  auto reader = contents.open(ref);
  return reader ? std::move(reader) : store.open(ref);
}

std::string World::placed(std::string text) const {
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at)) text.replace(at, 1, folder());
  return text;
}

void World::prepare(const Case& each) {
  for (const auto& [path, content] : each.files) put(placed(path), content);
}

Boxed World::want(const std::string& yaml) {
  Diagnostics diagnostics;
  const Value list = parse_yaml(placed(yaml), "case.yaml", diagnostics);
  std::vector<Declaration> declarations;
  for (const Value& item : list.items()) read_declaration(item, registry, DisruptionPolicy::ask, declarations, diagnostics);
  Boxed want;
  for (const Declaration& each : declarations) {
    Value attributes = normalise(kind().schema(), each.attributes, each.id.title, each.title_span, diagnostics);
    const std::vector<std::string> folders = {"files"};
    resolve_contents(kind().schema(), attributes, {source, folders}, each.id.text(), contents, diagnostics);
    forget_spelling(attributes);
    if (auto parsed = kind().parse(attributes, diagnostics)) want = std::move(*parsed);
  }
  for (const Diagnostic& each : diagnostics.all()) ADD_FAILURE() << yaml << each.span.text() << ": " << each.message;
  return want;
}

}  // namespace converge
