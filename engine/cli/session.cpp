// SPDX-License-Identifier: MIT
#include "engine/cli/session.h"

#include <unistd.h>

#include "engine/cli/version.h"

namespace converge {

namespace {

/// Root is refused by a file system, and another account does not help there.
std::string advice(ErrorCode code) {
  if (code != ErrorCode::denied || ::geteuid() == 0) return "";
  return "run it as root, or name a folder of your own with --state-dir";
}

}  // namespace

int report_error(const Error& error) {
  const TextStyle style = stderr_style();
  print_error("converge: " + paint(style.colour, Ink::red, "error: ") + error.text() + "\n");
  if (const std::string next = advice(error.code); !next.empty()) print_error("  = fix: " + next + "\n");
  return exit_code_of(error);
}

int report_unavailable(const Error& error) {
  const int exit = report_error(error);
  return exit == exit_code::failed ? exit_code::unavailable : exit;
}

bool report_findings(const Compilation& compilation, Output output) { return report_findings(compilation.diagnostics, compilation.texts, output); }

bool report_findings(const Diagnostics& diagnostics, const SourceText& texts, Output output) {
  if (diagnostics.empty()) return false;
  if (output == Output::json) print_out(diagnostics_json(diagnostics));
  else print_error(diagnostics_text(diagnostics, texts, stderr_style()));
  return diagnostics.has_errors();
}

std::string tool_version() { return CONVERGE_VERSION; }

}  // namespace converge
