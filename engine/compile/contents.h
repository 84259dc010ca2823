// SPDX-License-Identifier: MIT
// engine/compile/contents.h: the contents that the catalogs of one compilation name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/diagnostic.h"
#include "engine/core/result.h"
#include "engine/core/schema.h"
#include "engine/core/secret_door.h"
#include "engine/core/source.h"
#include "engine/core/value.h"

namespace converge {

/// Contents by digest: texts from the YAML in memory, files by where the source
/// has them. The source must outlive it.
class Contents final : public ContentSource {
 public:
  explicit Contents(const Source& source, SecretDoor* secrets = nullptr) : source_(source), secrets_(secrets) {}

  /// Takes a text from the YAML; equal texts are held once.
  ContentRef add_text(const std::string& text);
  /// A content of a file, and whether it may be shown.
  struct AddedFile {
    ContentRef ref;
    Sensitivity sensitivity = Sensitivity::open;
  };
  /// Digests a file of the source without holding it; a later add_file() of the same path
  /// is free. One that is encrypted is opened, and its plain text held; failed without the key.
  Result<AddedFile> add_file(const std::string& path);
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;
  /// Takes over what an earlier compilation found out: where the source has a content.
  void know_file(const std::string& digest, const std::string& path) { files_.try_emplace(digest, path); }
  [[nodiscard]] bool holds_text(const std::string& digest) const { return texts_.contains(digest); }
  /// Where the source has a content; nullptr if it is a text.
  [[nodiscard]] const std::string* file_of(const std::string& digest) const;

 private:
  Result<AddedFile> add_encrypted(const std::string& path);
  Result<AddedFile> digest_of(const std::string& path);

  const Source& source_;
  SecretDoor* secrets_;
  std::unordered_map<std::string, std::string> texts_;       ///< digest -> bytes
  std::unordered_map<std::string, std::string> files_;       ///< digest -> path in the source
  std::unordered_map<std::string, AddedFile> digested_;      ///< by path
};

/// Makes a value what it will be after a catalog has gone through JSON: the
/// same run must come of a fresh compilation and of a stored one.
void forget_spelling(Value& value);

/// How closely a `source:` is looked at.
enum class Look : std::uint8_t {
  through,  ///< all of it: it is to be part of a catalog
  at,       ///< whether it is there; its references name nothing
};

/// Where the contents of a section are looked up.
struct ContentPlaces {
  const Source& source;
  const std::vector<std::string>& folders;  ///< of `source:` paths, in order
  Look look = Look::through;
};

/// Replaces what FieldType::content, source and url hold by references, as
/// kinds expect them: {"$content": SHA256, "size": N} or {"$tree": [...]}.
/// Answers the references that it made. Text that stands in the catalog for
/// another attribute's sake stays, and is refused where it may be misread.
std::vector<ContentRef> resolve_contents(const Schema& schema, Value& attributes, const ContentPlaces& places,
                                         std::string_view id, Contents& contents, Diagnostics& diagnostics);

}  // namespace converge
