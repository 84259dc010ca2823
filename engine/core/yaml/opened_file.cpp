// SPDX-License-Identifier: MIT
#include "engine/core/yaml/opened_file.h"

#include <utility>

#include "engine/core/encryption.h"
#include "engine/core/secret_value.h"
#include "engine/core/yaml/document.h"

namespace converge {

std::optional<OpenedFile> OpenedFile::open(std::string_view bytes, std::string_view file, SecretDoor* secrets,
                                           Diagnostics& diagnostics) {
  const Encryption encryption = encryption_of(bytes);
  if (encryption == Encryption::none) return OpenedFile(bytes, "", Sensitivity::open);
  Result<std::string> plain = secrets != nullptr ? secrets->open_file(bytes) : fail(ErrorCode::unsupported, "nothing is decrypted here");
  if (plain) return OpenedFile(bytes, std::move(*plain), Sensitivity::secret);
  diagnostics.error({intern_file(file), 0, 0, 0}, "the file is encrypted, and cannot be opened: " + plain.error().text(),
                    std::string("give the key that opens it with ") + (encryption == Encryption::vault ? "--vault-id LABEL@FILE" : "--identity FILE"));
  return std::nullopt;
}

Value OpenedFile::parse(std::string_view file, Diagnostics& findings) const {
  Value value = parse_yaml(text(), file, findings, YamlOptions{Feed::skeleton, {}, Sealed::kept});
  if (is_secret()) mark_scalars_secret(value);
  return value;
}

void OpenedFile::report(const Diagnostics& findings, Diagnostics& diagnostics) const {
  if (!is_secret()) return diagnostics.append(findings);
  for (const Diagnostic& finding : findings.all())
    diagnostics.add({finding.severity, finding.span, "something is wrong at this place of the encrypted file (what, would show it)",
                     "look at the line: `converge secret edit " + (finding.span.known() ? *finding.span.file : "FILE") + "`", {}});
}

std::optional<Value> parse_yaml_file(std::string_view bytes, std::string_view file, SecretDoor* secrets,
                                     Diagnostics& diagnostics) {
  const std::optional<OpenedFile> opened = OpenedFile::open(bytes, file, secrets, diagnostics);
  if (!opened) return std::nullopt;
  Diagnostics findings;
  Value value = opened->parse(file, findings);
  opened->report(findings, diagnostics);
  if (findings.has_errors()) return std::nullopt;
  return value;
}

}  // namespace converge
