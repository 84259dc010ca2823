// SPDX-License-Identifier: MIT
#include "engine/cli/secret_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "state/descriptor.h"

namespace converge {

namespace {

constexpr std::size_t most_bytes = 16U << 20U;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

/// "" if neither the folder nor one above it in the repository has the file.
std::string recipients_file(std::string folder) {
  while (true) {
    for (const char* name : {"/.converge-recipients", "/age-recipients.txt"})
      if (exists(folder + name)) return folder + name;
    if (exists(folder + "/.git") || folder.empty()) return "";
    folder.erase(folder.rfind('/'));
  }
}

/// Turns the echo of a terminal off for as long as it lives.
class Silence {
 public:
  explicit Silence(int terminal) : terminal_(terminal), known_(tcgetattr(terminal, &before_) == 0) {
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (known_) tcsetattr(terminal_, TCSAFLUSH, &silent);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    if (known_) tcsetattr(terminal_, TCSAFLUSH, &before_);
  }

 private:
  int terminal_;
  termios before_{};
  bool known_;
};

}  // namespace

Result<secret::SecretBytes> ask_secret(const std::string& question) {
  const auto terminal = open_descriptor("/dev/tty", O_RDWR);
  if (!terminal) return fail(ErrorCode::unsupported, "there is no terminal to ask on");
  if (const auto asked = write_all(terminal->get(), question); !asked) return fail(asked.error());
  secret::SecretBytes line;
  char next = 0;
  {
    const Silence silence(terminal->get());
    while (read(terminal->get(), &next, 1) == 1 && next != '\n') line.append({&next, 1});
  }
  if (const auto ended = write_all(terminal->get(), "\n"); !ended) return fail(ended.error());
  if (next != '\n') return fail(ErrorCode::canceled, "nothing was typed");
  return line;
}

Result<secret::SecretBytes> read_secret_file(const std::string& path) {
  const auto file = path == "-" ? Result<Descriptor>(Descriptor(dup(STDIN_FILENO))) : open_descriptor(path, O_RDONLY);
  if (!file) return fail(file.error());
  secret::SecretBytes text;
  std::array<char, 16384> piece{};
  ssize_t count = 0;
  while ((count = read(file->get(), piece.data(), piece.size())) > 0 && text.size() <= most_bytes)
    text.append({piece.data(), static_cast<std::size_t>(count)});
  const int error = errno;
  secret::wipe(piece.data(), piece.size());
  if (count < 0) return fail(system_error(error, path));
  if (text.size() > most_bytes) return fail(ErrorCode::invalid, path + " is larger than 16 MiB");
  return text;
}

Result<secret::KeySources> key_sources(const SecretOptions& options) {
  secret::KeySources sources;
  for (const std::string& text : options.vault_ids) {
    Result<secret::VaultId> id = secret::parse_vault_id(text);
    if (!id) return fail(std::move(id.error()).while_doing("--vault-id"));
    sources.vault_ids.push_back(std::move(*id));
  }
  for (const std::string& path : options.identities) sources.identities.push_back({path, secret::Origin::named});
  sources.prompt = ask_secret;
  add_environment(sources, environment);
  return sources;
}

Result<std::vector<secret::Recipient>> recipients_for(const SecretOptions& options, const std::string& folder) {
  std::vector<secret::Recipient> recipients;
  for (const std::string& text : options.recipients) {
    Result<secret::Recipient> recipient = secret::parse_recipient(text);
    if (!recipient) return fail(std::move(recipient.error()).while_doing("--recipient"));
    recipients.push_back(std::move(*recipient));
  }
  if (!recipients.empty()) return recipients;
  const std::string path = recipients_file(folder);
  if (path.empty())
    return fail(ErrorCode::not_found,
                "nobody is named to encrypt for; give --recipient, or write a file .converge-recipients");
  const Result<secret::SecretBytes> text = read_secret_file(path);
  if (!text) return fail(text.error());
  auto listed = secret::parse_recipients(text->view());
  if (!listed) return fail(std::move(listed.error()).while_doing(path));
  if (listed->empty()) return fail(ErrorCode::not_found, path + " names nobody");
  return listed;
}

}  // namespace converge
