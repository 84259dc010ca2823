// SPDX-License-Identifier: MIT
// resources/sysctl/settings_files.h: the files that set kernel settings at boot, in the order in which they count.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "resources/file/filesystem.h"
#include "resources/sysctl/setting_name.h"

namespace converge::sysctl {

/// One file that is read at boot.
struct SettingsFile {
  std::string name;  ///< without its folder; the order goes by it
  std::string path;
  std::vector<Assignment> assignments;
};

/// The files of all folders of sysctl.d(5), sorted by name; of one name only that of the strongest folder, and none
/// where that is a link to /dev/null. Links are followed, so that 99-sysctl.conf stands for /etc/sysctl.conf.
Result<std::vector<SettingsFile>> read_settings_files(FileSystem& files, const std::stop_token& stop);

/// Something in a file that comes later, and so takes the place of what an earlier one says.
struct Shadow {
  std::string path;
  std::size_t line = 0;
  std::string value;
  bool operator==(const Shadow&) const = default;

  /// "/etc/sysctl.d/99-sysctl.conf:12"
  [[nodiscard]] std::string place() const { return path + ":" + std::to_string(line); }
};

/// What sets `setting` after the file with that name, or nothing.
std::optional<Shadow> shadow_of(const std::vector<SettingsFile>& files, const std::string& name,
                                const std::string& setting);

}  // namespace converge::sysctl
