// SPDX-License-Identifier: MIT
#include "engine/compile/resource_reader.h"

#include <algorithm>

#include "engine/core/hash.h"

namespace converge {

namespace {

/// A url with its digest is a content that whoever holds the catalog fetches
/// when a host needs it. A kind finds the reference in `content`.
void add_url(const Schema& schema, Value& attributes, std::vector<CatalogContent>& contents) {
  for (const Field& field : schema.fields) {
    const Value* url = field.type == FieldType::url ? attributes.find(field.name) : nullptr;
    const Value* written = attributes.find("sha256");
    if (url == nullptr || written == nullptr || attributes.find("content") != nullptr) continue;
    std::string digest = written->text();  // in capitals on some download pages
    std::ranges::transform(digest, digest.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!is_sha256(digest)) continue;  // the kind reports what is wrong
    const ContentRef ref{std::move(digest), 0};
    contents.push_back({ref, url->text()});
    attributes.set("content", content_value(ref, url->span()));
  }
}

}  // namespace

ReadResource ResourceReader::read(const Section& section, const Declaration& declaration) {
  const Kind& kind = *registry_.find(declaration.id.kind);
  const std::size_t errors = diagnostics_.error_count();
  ReadResource out;
  Resource& resource = out.resource;
  resource.id = declaration.id;
  resource.label = declaration.label;
  resource.origin = declaration.span;
  resource.role = section.role;
  resource.tags = declaration.tags;
  resource.disruption = declaration.disruption;
  resource.importance = declaration.importance;
  resource.attributes =
      normalise(kind.schema(), declaration.attributes, declaration.id.title, declaration.title_span, diagnostics_);
  find_contents(section, declaration, out);
  Diagnostics findings;
  // What attributes mean together is only asked where each of them was understood.
  const bool understood = diagnostics_.error_count() == errors;
  const auto want = understood ? kind.parse(resource.attributes, findings) : std::nullopt;
  if (want) out.claims = kind.claims(*want);
  for (Diagnostic finding : findings.all()) {
    if (!finding.span.known()) finding.span = declaration.title_span;
    diagnostics_.add(std::move(finding));
  }
  forget_spelling(resource.attributes);
  return out;
}

void ResourceReader::find_contents(const Section& section, const Declaration& declaration, ReadResource& out) {
  const Schema& schema = registry_.find(declaration.id.kind)->schema();
  add_url(schema, out.resource.attributes, out.contents);
  const ContentPlaces places{source_, section.file_folders, look_};
  for (ContentRef& ref :
       resolve_contents(schema, out.resource.attributes, places, declaration.id.text(), contents_, diagnostics_))
    out.contents.push_back({std::move(ref), ""});
}

}  // namespace converge
