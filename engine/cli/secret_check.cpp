// SPDX-License-Identifier: MIT
// secret_check.cpp: `converge secret check [FOLDER|FILE]`.
#include <filesystem>
#include <optional>

#include "engine/cli/secret.h"
#include "engine/cli/session.h"
#include "engine/core/yaml/document.h"
#include "engine/report/diagnostic_text.h"
#include "engine/core/encryption.h"
#include "engine/secret/plain_secrets.h"
#include "engine/secret/secret_opener.h"

namespace converge {

namespace {

using secret::SecretBytes;
namespace fs = std::filesystem;

/// What a look at the files below a folder has found.
class Check {
 public:
  explicit Check(secret::SecretOpener& opener) : opener_(opener) {}

  /// `name` is how the file is called in findings.
  void look_at(const std::string& path, const std::string& name) {
    const Result<SecretBytes> text = read_secret_file(path);
    const Span start{intern_file(name), 1, 1, 0};
    if (!text) {
      findings.error(start, "it cannot be read: " + text.error().text());
    } else if (encryption_of(text->view()) != Encryption::none) {
      look_at_file(*text, start);
    } else if (name.ends_with(".yaml") || name.ends_with(".yml")) {
      look_at_yaml(text->view(), name);
    }
  }

  Diagnostics findings;
  std::size_t opened = 0;
  std::size_t refused = 0;

 private:
  void look_at_file(const SecretBytes& sealed, Span start) {
    const Result<SecretBytes> plain = opener_.open_file(sealed.view());
    ++(plain ? opened : refused);
    if (!plain) findings.error(start, "this file cannot be opened: " + plain.error().text());
  }

  /// A text that is no YAML of ours and holds nothing encrypted is somebody else's; it is only said that it was not
  /// searched.
  void look_at_yaml(std::string_view text, const std::string& name) {
    Diagnostics found;
    const Value value =
        parse_yaml(text, name, found, {Feed::skeleton, [this](auto tag, auto sealed) { return open(tag, sealed); }});
    const bool tagged = text.find("!vault") != std::string_view::npos || text.find("!age") != std::string_view::npos;
    if (found.has_errors() && !tagged) {
      findings.warning({intern_file(name), 1, 1, 0},
                       "this file is not searched for plain secrets: it cannot be read as YAML");
      return;
    }
    findings.append(found);
    secret::find_plain_secrets(value, findings);
  }

  Result<std::string> open(std::string_view tag, std::string_view sealed) {
    Result<Value> value = opener_.open_scalar(tag, sealed);
    ++(value ? opened : refused);
    if (!value) return fail(std::move(value.error()));
    return value->take_text();
  }

  secret::SecretOpener& opener_;
};

/// Every regular file below a folder, but for those of Git; links are not followed. Of a file, the file.
Result<std::vector<std::string>> files_below(const std::string& folder) {
  std::error_code error;
  if (fs::is_regular_file(folder, error)) return std::vector<std::string>{folder};
  std::vector<std::string> files;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->path().filename() == ".git")
      at.disable_recursion_pending();
    else if (at->is_regular_file(error) && !at->is_symlink(error))
      files.push_back(at->path().string());
  }
  if (error) return fail(system_error(error.value(), folder));
  std::sort(files.begin(), files.end());
  return files;
}

std::string plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

/// Findings are shown without their lines, for a line may hold what it is about.
int check_secrets(const Options& options, const std::string& folder) {
  const Result<secret::KeySources> sources = key_sources(options.secrets);
  if (!sources) return report_secret_error(sources.error());
  const Result<std::vector<std::string>> files = files_below(folder);
  if (!files) return report_secret_error(files.error());
  secret::SecretOpener opener(*sources);
  Check check(opener);
  for (const std::string& path : *files) {
    const bool below = path.starts_with(folder + "/");
    check.look_at(path, below ? path.substr(folder.size() + 1) : path);
  }
  const auto no_lines = [](const std::string&) { return std::optional<std::string>(); };
  if (options.output == Output::json)
    print_out(diagnostics_json(check.findings));
  else
    print_error(diagnostics_text(check.findings, no_lines, stderr_style()));
  if (options.output == Output::text)
    print_out(plural(check.opened, "secret") + " can be opened, " + std::to_string(check.refused) + " cannot\n");
  if (check.refused > 0) return exit_code::failed;
  return check.findings.has_errors() ? exit_code::bad_input : exit_code::ok;
}

}  // namespace converge
