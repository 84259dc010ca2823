// SPDX-License-Identifier: MIT
// secret.cpp: `converge secret encrypt`, and the way to edit and check.
#include "engine/cli/secret.h"

#include <unistd.h>

#include "engine/cli/commands.h"
#include "engine/secret/age.h"
#include "engine/secret/secret_opener.h"
#include "engine/secret/vault.h"

namespace converge {

namespace {

using secret::SecretBytes;

/// A password that `echo` pipes in has a line end that nobody meant; a text of several lines keeps its own.
SecretBytes without_stray_newline(SecretBytes text) {
  if (text.view().find('\n') + 1 == text.size()) text.shorten(text.size() - 1);
  return text;
}

Result<SecretBytes> read_value() {
  if (isatty(STDIN_FILENO) == 1) return ask_secret("The value to encrypt: ");
  Result<SecretBytes> text = read_secret_file("-");
  if (!text) return text;
  return without_stray_newline(std::move(*text));
}

/// A block scalar, with its key if one was named.
std::string yaml_of(const std::string& name, const std::string& tag, std::string_view text) {
  std::string out = (name.empty() ? "" : name + ": ") + tag + " |\n";
  while (!text.empty()) {
    const std::size_t end = text.find('\n') + 1;
    out += "  " + std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::string working_folder() {
  char* cwd = get_current_dir_name();
  std::string out = cwd == nullptr ? "" : cwd;
  std::free(cwd);
  return out;
}

Result<std::string> encrypted(const SecretOptions& options) {
  const bool vault = options.format == "vault";
  const Result<secret::KeySources> sources = key_sources(options);
  if (!sources) return fail(sources.error());
  const auto recipients = vault ? std::vector<secret::Recipient>() : recipients_for(options, working_folder());
  if (!recipients) return fail(recipients.error());
  const Result<SecretBytes> value = read_value();
  if (!value) return fail(value.error());
  if (value->empty()) return fail(ErrorCode::invalid, "there is nothing to encrypt");
  if (!vault) return secret::make_age(value->view(), *recipients);
  secret::SecretOpener opener(*sources);
  const Result<SecretBytes> password = opener.password_of("");
  if (!password) return fail(ErrorCode::not_found, "no vault password was given; name one with --vault-id");
  const std::string& label = sources->vault_ids.front().label;
  return secret::make_vault(value->view(), password->view(), label == "default" ? "" : label);
}

}  // namespace

/// Apart from report_error(), whose advice on rights is not that on keys.
int report_secret_error(const Error& error) {
  print_error("converge: " + paint(stderr_style().colour, Ink::red, "error: ") + error.text() + "\n");
  switch (error.code) {
    case ErrorCode::invalid: return exit_code::bad_input;
    case ErrorCode::denied:
    case ErrorCode::canceled: return exit_code::failed;
    default: return exit_code::unavailable;
  }
}

namespace {

int run_encrypt(const SecretOptions& options) {
  const Result<std::string> text = encrypted(options);
  if (!text) return report_secret_error(text.error());
  print_out(yaml_of(options.name, options.format == "vault" ? "!vault" : "!age", *text));
  return exit_code::ok;
}

}  // namespace

int run_secret(const Options& options, const StopSignals& signals) {
  const SecretOptions& secrets = options.secrets;
  if (secrets.action == "encrypt" && !options.words.empty()) {
    print_error(
        "converge: error: `secret encrypt` reads the value from standard input, so that no process list shows it\n");
    return exit_code::usage;
  }
  if (secrets.action == "encrypt") return run_encrypt(secrets);
  if (secrets.action == "check") return check_secrets(options, options.words.empty() ? "." : options.words.front());
  if (!options.words.empty()) return edit_secret(secrets, options.words.front(), signals.stop());
  print_error("converge: error: `secret edit` needs the file to edit\n");
  return exit_code::usage;
}

}  // namespace converge
