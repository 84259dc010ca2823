// SPDX-License-Identifier: MIT
// engine/compile/resource_reader.h: what a declaration says by itself, before it stands beside others.
#pragma once

#include <optional>
#include <vector>

#include "engine/compile/contents.h"
#include "engine/compile/playbook.h"
#include "engine/core/catalog.h"

namespace converge {

/// A declaration with its attributes checked and its contents found.
struct ReadResource {
  Resource resource;             ///< without edges and notifications
  std::optional<Claims> claims;  ///< nothing where the attributes were not understood
  std::vector<CatalogContent> contents;
};

/// Reads declarations. Every error is reported at its place.
class ResourceReader {
 public:
  ResourceReader(const Registry& registry, const Source& source, Contents& contents, Look look,
                 Diagnostics& diagnostics)
      : registry_(registry), source_(source), contents_(contents), look_(look), diagnostics_(diagnostics) {}

  /// The declaration's kind is one of the registry.
  ReadResource read(const Section& section, const Declaration& declaration);

 private:
  void find_contents(const Section& section, const Declaration& declaration, ReadResource& out);

  const Registry& registry_;
  const Source& source_;
  Contents& contents_;
  Look look_;
  Diagnostics& diagnostics_;
};

}  // namespace converge
