// SPDX-License-Identifier: MIT
// secret_edit.cpp: `converge secret edit FILE`.
#include <linux/magic.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "engine/cli/secret.h"
#include "engine/cli/session.h"
#include "engine/secret/age.h"
#include "engine/core/encryption.h"
#include "engine/secret/secret_opener.h"
#include "engine/secret/vault.h"
#include "state/private_folder.h"

extern char** environ;

namespace converge {

namespace {

using secret::SecretBytes;

/// What is edited: its plain text, and what is needed to encrypt it again.
struct Editing {
  Encryption encryption = Encryption::age;
  SecretBytes plain;
  std::vector<secret::Recipient> recipients;  ///< of age
  std::string label;                          ///< of vault
  SecretBytes password;                       ///< of vault
  mode_t mode = 0600;
};

bool is_in_memory(const std::string& folder) {
  struct statfs status {};
  if (statfs(folder.c_str(), &status) != 0) return false;
  return status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC;
}

/// A folder of our own in memory (mode 0700); gone with all that is in it when
/// this dies, what an editor left beside the file included.
class FolderInMemory {
 public:
  static Result<FolderInMemory> make() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    for (const std::string& above : {std::string(runtime == nullptr ? "" : runtime), std::string("/dev/shm")}) {
      std::string path = above + "/converge-XXXXXX";
      if (above.starts_with('/') && is_in_memory(above) && mkdtemp(path.data()) != nullptr) return FolderInMemory(path);
    }
    return fail(ErrorCode::unsupported,
                "neither $XDG_RUNTIME_DIR nor /dev/shm is a folder in memory; plain text goes nowhere else");
  }
  FolderInMemory(FolderInMemory&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  FolderInMemory& operator=(FolderInMemory&&) = delete;
  ~FolderInMemory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit FolderInMemory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

std::string editor() {
  for (const char* name : {"VISUAL", "EDITOR"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  return "vi";
}

/// The editor may be a command line. The shell gives way to it, so that a stop
/// ends it and not only the shell; it gets the signals that we have blocked.
Result<pid_t> start_editor(const std::string& file) {
  const std::string command = "exec " + editor() + " \"$1\"";
  const char* words[] = {"sh", "-c", command.c_str(), "sh", file.c_str(), nullptr};
  posix_spawnattr_t attributes;
  sigset_t none;
  sigset_t usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error = posix_spawn(&child, "/bin/sh", nullptr, &attributes, const_cast<char**>(words), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail(system_error(error, "starting the editor"));
  return child;
}

Result<void> run_editor(const std::string& file, const std::stop_token& stop) {
  const Result<pid_t> child = start_editor(file);
  if (!child) return fail(child.error());
  int status = 0;
  {
    const std::stop_callback end(stop, [&] { kill(*child, SIGTERM); });
    while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  if (stop.stop_requested()) return fail(ErrorCode::canceled, "stopped; the file is as it was");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(ErrorCode::failed, "the editor `" + editor() + "` failed; the file is as it was");
}

/// The text after the editor has been at it.
Result<SecretBytes> edited(const SecretBytes& plain, const std::string& path, const std::stop_token& stop) {
  const Result<FolderInMemory> folder = FolderInMemory::make();
  if (!folder) return fail(folder.error());
  const std::string file = folder->path() + "/" + path.substr(path.rfind('/') + 1);  // editors go by its ending
  if (Result<void> written = write_private_file(file, plain.view()); !written) return fail(std::move(written.error()));
  if (Result<void> ran = run_editor(file, stop); !ran) return fail(std::move(ran.error()));
  return read_secret_file(file);
}

/// What was there: decrypted, with the key that will encrypt it again.
Result<Editing> open_existing(const SecretOptions& options, const std::string& path, secret::SecretOpener& opener) {
  const Result<SecretBytes> sealed = read_secret_file(path);
  if (!sealed) return fail(sealed.error());
  Editing editing;
  editing.encryption = encryption_of(sealed->view());
  if (editing.encryption == Encryption::none)
    return fail(ErrorCode::conflict, path + " is not encrypted; edit it as it is, or encrypt single values of it");
  Result<SecretBytes> plain = opener.open_file(sealed->view());
  if (!plain) return fail(std::move(plain.error()).while_doing(path));
  editing.plain = std::move(*plain);
  if (editing.encryption == Encryption::age) {
    auto recipients = recipients_for(options, folder_of(path));
    if (!recipients) return fail(std::move(recipients.error()));
    editing.recipients = std::move(*recipients);
    return editing;
  }
  Result<SecretBytes> password = opener.password_that_opens(sealed->view());
  if (!password) return fail(std::move(password.error()));
  editing.password = std::move(*password);
  editing.label = secret::parse_vault(sealed->view())->label;
  return editing;
}

Result<Editing> start_new(const SecretOptions& options, const std::string& path, secret::SecretOpener& opener,
                          const secret::KeySources& sources) {
  Editing editing;
  if (options.format != "vault") {
    auto recipients = recipients_for(options, folder_of(path));
    if (!recipients) return fail(std::move(recipients.error()));
    editing.recipients = std::move(*recipients);
    return editing;
  }
  editing.encryption = Encryption::vault;
  Result<SecretBytes> password = opener.password_of("");
  if (!password) return fail(std::move(password.error()));
  editing.password = std::move(*password);
  editing.label = sources.vault_ids.front().label == "default" ? "" : sources.vault_ids.front().label;
  return editing;
}

/// Under its name in one step, with the mode that it had.
Result<void> replace(const std::string& path, std::string_view text, mode_t mode) {
  auto file = PendingFile::create(folder_of(path));
  if (!file) return fail(std::move(file.error()));
  if (auto written = write_all(file->get(), text); !written) return written;
  if (fchmod(file->get(), mode) != 0) return fail(system_error(errno, path));
  return file->publish(path);
}

Result<std::string> edit(const SecretOptions& options, const std::string& path, const std::stop_token& stop) {
  const Result<secret::KeySources> sources = key_sources(options);
  if (!sources) return fail(sources.error());
  secret::SecretOpener opener(*sources);
  struct stat status {};
  const bool is_new = stat(path.c_str(), &status) != 0 && errno == ENOENT;
  Result<Editing> editing = is_new ? start_new(options, path, opener, *sources) : open_existing(options, path, opener);
  if (!editing) return fail(std::move(editing.error()));
  if (!is_new) editing->mode = status.st_mode & 0777U;
  const Result<SecretBytes> text = edited(editing->plain, path, stop);
  if (!text) return fail(text.error());
  if (text->view() == editing->plain.view()) return path + " is unchanged.\n";
  const Result<std::string> sealed = editing->encryption == Encryption::age
                                         ? secret::make_age(text->view(), editing->recipients)
                                         : secret::make_vault(text->view(), editing->password.view(), editing->label);
  if (!sealed) return fail(sealed.error());
  if (Result<void> done = replace(path, *sealed, editing->mode); !done) return fail(std::move(done.error()));
  return path + " is encrypted anew.\n";
}

}  // namespace

int edit_secret(const SecretOptions& options, const std::string& path, std::stop_token stop) {
  std::error_code ignored;
  const std::string real = std::filesystem::weakly_canonical(path, ignored).string();  // a link stays a link
  const Result<std::string> done = edit(options, real.empty() ? path : real, stop);
  if (!done) return report_secret_error(done.error());
  print_error(*done);
  return exit_code::ok;
}

}  // namespace converge
