// SPDX-License-Identifier: MIT
// resources/file/merge/ini_request.h: the keys and sections that a merge owns, read and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/change.h"
#include "engine/core/result.h"
#include "resources/file/merge/merge.h"

namespace converge {

/// Whether a key was wanted with a single value or with a list of them.
enum class IniArity : std::uint8_t { one, many };

/// A key and its values: one line of the file for each.
struct IniWant {
  std::string section;
  std::string key;
  std::vector<std::string> values;
  IniArity arity = IniArity::one;
  Sensitivity sensitivity = Sensitivity::open;
};

/// A key that must not be there, or with an empty key the whole section.
struct IniAbsent {
  std::string section;
  std::string key;
};

/// Items that must not be among the values of a key.
struct IniTaken {
  IniAbsent key;
  std::vector<std::string> values;
};

/// All that a merge owns in one file.
struct IniRequest {
  std::vector<IniWant> wants;
  std::vector<std::string> sections;  ///< wanted without keys: the header alone
  std::vector<IniAbsent> absent;
  std::vector<IniTaken> taken;
  std::vector<std::string> emptied;  ///< sections
};

/// "[section]", "[section].key", "section.key" split at the last dot, or "section".
std::optional<IniAbsent> parse_ini_name(const std::string& name);

/// Reads and checks the request alone.
Result<IniRequest> check_ini(const MergeRequest& request);

/// "section.key", ".key" before the first section, "[a.b].key" where dots would mislead.
std::string ini_key_name(std::string_view section, std::string_view key);
/// The same for a whole section: "section" or "[a.b]".
std::string ini_section_name(std::string_view section);

}  // namespace converge
