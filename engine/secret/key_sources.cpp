// SPDX-License-Identifier: MIT
#include "engine/secret/key_sources.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "engine/secret/encoding.h"
#include "engine/secret/password_script.h"

namespace converge::secret {

namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

/// A small file, or a pipe such as the shell's <(...), read to its end.
Result<SecretBytes> read_key_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(system_error(errno, path));
  SecretBytes text;
  std::array<char, 4096> piece{};
  ssize_t count = 0;
  while ((count = read(file, piece.data(), piece.size())) > 0 && text.size() <= most_bytes)
    text.append({piece.data(), static_cast<std::size_t>(count)});
  const int error = errno;
  close(file);
  wipe(piece.data(), piece.size());
  if (count < 0) return fail(system_error(error, path));
  if (text.size() > most_bytes) return fail(ErrorCode::invalid, path + " is too large for a key");
  return text;
}

/// By its mode, not by whether we may run it: who cannot run it shall be told so, not have its text taken for the
/// password.
bool is_executable(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
}

/// "vault-client" and "vault-client.py" want to be told the label.
bool is_client(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.')).ends_with("-client");
}

/// Of a program's output only line ends go, as with Ansible: its blanks may be meant.
std::string_view without_line_ends(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Result<SecretBytes> run_script(const VaultId& id, const KeySources& sources) {
  std::vector<std::string> words = {id.source.find('/') == std::string::npos ? "./" + id.source : id.source};
  if (is_client(id.source)) words.insert(words.end(), {"--vault-id", id.label});
  Result<SecretBytes> output = output_of(words, sources.script_deadline);
  if (!output) return output;
  return SecretBytes(without_line_ends(output->view()));
}

Result<SecretBytes> read_source(const VaultId& id, const KeySources& sources) {
  if (id.source == "prompt") {
    if (!sources.prompt) return fail(ErrorCode::unsupported, "there is nobody to be asked for the password");
    return sources.prompt("Vault password (" + id.label + "): ");
  }
  if (is_executable(id.source)) return run_script(id, sources);
  const Result<SecretBytes> text = read_key_file(id.source);
  if (!text) return fail(text.error());
  return SecretBytes(stripped(text->view()));
}

}  // namespace

Result<VaultId> parse_vault_id(const std::string& text) {
  const std::size_t at = text.find('@');
  VaultId id;
  if (at != std::string::npos && at > 0) id.label = text.substr(0, at);
  id.source = at == std::string::npos ? text : text.substr(at + 1);
  if (id.source.empty())
    return fail(ErrorCode::invalid, "'" + text + "' names no file; write LABEL@FILE or LABEL@prompt");
  return id;
}

void add_environment(KeySources& sources, const Environment& environment) {
  if (const std::string file = environment("ANSIBLE_VAULT_PASSWORD_FILE"); !file.empty())
    sources.vault_ids.push_back({"default", file});
  std::string files = environment("CONVERGE_AGE_IDENTITY");
  while (!files.empty()) {
    const std::string path = files.substr(0, files.find(':'));
    files.erase(0, path.size() + 1);
    if (!path.empty()) sources.identities.push_back({path, Origin::named});
  }
  const std::string home = environment("HOME");
  const std::string settings = environment("XDG_CONFIG_HOME");
  if (!home.starts_with('/')) return;
  sources.identities.push_back(
      {(settings.starts_with('/') ? settings : home + "/.config") + "/converge/age.txt", Origin::usual});
  sources.identities.push_back({home + "/.ssh/id_ed25519", Origin::usual});
}

Result<SecretBytes> read_password(const VaultId& id, const KeySources& sources) {
  Result<SecretBytes> password = read_source(id, sources);
  if (!password)
    return fail(std::move(password.error()).while_doing("reading the vault password of '" + id.label + "'"));
  if (password->empty()) return fail(ErrorCode::invalid, "the vault password of '" + id.label + "' is empty");
  return password;
}

Result<std::vector<Identity>> read_identities(const std::string& path) {
  const Result<SecretBytes> text = read_key_file(path);
  if (!text) return fail(text.error());
  Result<std::vector<Identity>> identities = parse_identities(text->view());
  if (!identities) return fail(std::move(identities.error()).while_doing(path));
  return identities;
}

}  // namespace converge::secret
