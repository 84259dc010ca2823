// SPDX-License-Identifier: MIT
// engine/core/yaml/opened_file.h: files of the user's that may be encrypted as a whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/secret_door.h"
#include "engine/core/value.h"

namespace converge {

/// The text of a file, decrypted if it has to be. Of an encrypted file every
/// scalar is secret, and no finding repeats a word of it.
class OpenedFile {
 public:
  /// Opens `bytes`, which must outlive the answer; nothing where it cannot be
  /// opened, with the reason reported. Without secrets that is every encrypted file.
  static std::optional<OpenedFile> open(std::string_view bytes, std::string_view file, SecretDoor* secrets,
                                        Diagnostics& diagnostics);

  [[nodiscard]] std::string_view text() const { return is_secret() ? std::string_view(plain_) : bytes_; }
  [[nodiscard]] bool is_secret() const { return sensitivity_ == Sensitivity::secret; }
  /// The YAML of it, with encrypted scalars sealed. Null after an error.
  [[nodiscard]] Value parse(std::string_view file, Diagnostics& findings) const;
  /// Takes over findings about the text; of an encrypted one the places alone.
  void report(const Diagnostics& findings, Diagnostics& diagnostics) const;

 private:
  OpenedFile(std::string_view bytes, std::string plain, Sensitivity sensitivity)
      : bytes_(bytes), plain_(std::move(plain)), sensitivity_(sensitivity) {}

  std::string_view bytes_;
  std::string plain_;
  Sensitivity sensitivity_;
};

/// Opens and parses in one; nothing after an error.
std::optional<Value> parse_yaml_file(std::string_view bytes, std::string_view file, SecretDoor* secrets,
                                     Diagnostics& diagnostics);

}  // namespace converge
