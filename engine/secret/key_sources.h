// SPDX-License-Identifier: MIT
// engine/secret/key_sources.h: where passwords and private keys come from.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/secret/age_keys.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

/// `--vault-id LABEL@SOURCE`: the source is a file, an executable, or the word "prompt".
struct VaultId {
  std::string label = "default";
  std::string source;
  bool operator==(const VaultId&) const = default;
};

/// "prod@file"; without an '@' the label is "default". invalid without a source.
Result<VaultId> parse_vault_id(const std::string& text);

/// Asks the user for a password; the text is what to ask for.
using Prompt = std::function<Result<SecretBytes>(const std::string& question)>;

/// Whether somebody named an identity file, or it is one of those that are tried where they are.
enum class Origin : std::uint8_t { named, usual };

/// A file with private keys of age or SSH.
struct IdentityFile {
  std::string path;
  Origin origin = Origin::named;
  bool operator==(const IdentityFile&) const = default;
};

/// All that may be tried, in order. Nothing is read before it is needed.
struct KeySources {
  std::vector<VaultId> vault_ids;
  std::vector<IdentityFile> identities;
  Prompt prompt;  ///< none: there is nobody to be asked
  std::chrono::milliseconds script_deadline{60000};
};

/// The value of an environment variable, "" if it is not set.
using Environment = std::function<std::string(const char* name)>;

/// Adds, behind what was named, ANSIBLE_VAULT_PASSWORD_FILE, CONVERGE_AGE_IDENTITY
/// (files, separated by ':') and the usual files ~/.config/converge/age.txt and ~/.ssh/id_ed25519.
void add_environment(KeySources& sources, const Environment& environment);

/// The password of a vault id. A file's text without white space at its ends; an
/// executable's output without line ends, run with `--vault-id LABEL` if its name
/// ends with "-client" before its ending. invalid for an empty one.
Result<SecretBytes> read_password(const VaultId& id, const KeySources& sources);

/// The keys of a file.
Result<std::vector<Identity>> read_identities(const std::string& path);

}  // namespace converge::secret
