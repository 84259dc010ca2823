// SPDX-License-Identifier: MIT
// engine/secret/secret_opener.h: opens what is encrypted in a repository, with
// whatever keys there are.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"
#include "engine/secret/key_sources.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

/// Opens scalars and files. Keys are read when the first text needs them, each
/// once; an opened text is kept under its ciphertext's digest for as long as
/// the opener lives, as is a refusal. Errors never hold a plain text. Thread-safe.
class SecretOpener {
 public:
  explicit SecretOpener(KeySources sources) : sources_(std::move(sources)) {}

  /// The plain text of a scalar with the tag "!vault" or "!age"; a Value typed
  /// secret. unsupported for another tag, invalid for a text of the other kind or not UTF-8.
  Result<Value> open_scalar(std::string_view tag, std::string_view text);
  /// The plain text of a whole file. invalid if it is not encrypted.
  Result<SecretBytes> open_file(std::string_view bytes);
  /// The password for new vaults under a label: that of the vault id of this
  /// name, or the first of all for "". not_found where there is none.
  Result<SecretBytes> password_of(const std::string& label);
  /// The password that opens this vault, to close it again.
  Result<SecretBytes> password_that_opens(std::string_view vault);

 private:
  /// A password or a file's keys once somebody has asked for them.
  template <typename Key>
  using Loaded = std::optional<Result<Key>>;

  const Result<SecretBytes>& open_cached(std::string_view text);
  Result<SecretBytes> open(std::string_view text);
  Result<SecretBytes> open_with_passwords(std::string_view text);
  Result<SecretBytes> open_with_identities(std::string_view text);
  const Result<SecretBytes>& password(std::size_t at);
  Result<std::vector<const Identity*>> identities();

  KeySources sources_;
  std::mutex mutex_;
  std::vector<Loaded<SecretBytes>> passwords_;             ///< of sources_.vault_ids
  std::vector<Loaded<std::vector<Identity>>> identities_;  ///< of sources_.identities
  std::map<std::string, Result<SecretBytes>> opened_;      ///< by SHA-256 of the ciphertext
};

}  // namespace converge::secret
