// SPDX-License-Identifier: MIT
// resources/systemd/unit_folders.h: units as files and links alone, as `systemctl --root` sees them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "resources/file/filesystem.h"
#include "resources/file/text_files.h"
#include "resources/systemd/install_section.h"
#include "resources/systemd/unit_name.h"

namespace converge::systemd {

/// The folders in which systemd finds unit files, the strongest first.
const std::vector<std::string>& search_path();

/// The unit file that counts for a name.
struct FoundUnit {
  std::string path;  ///< "" for none
  file::Node node;
};

/// Finds, enables and disables units in a tree in which none of them runs.
class UnitFolders {
 public:
  /// The files are borrowed.
  explicit UnitFolders(FileSystem& files) : files_(&files), texts_(files) {}

  /// The strongest file of a unit; of an instance without one of its own, that of its template.
  Result<FoundUnit> find(const UnitName& unit);
  /// In the words of `systemctl is-enabled`; "" where there is no unit file.
  Result<std::string> file_state(const UnitName& unit);
  /// Makes the links of its [Install] section and of the units that this names by Also=.
  Result<void> enable(const UnitName& unit);
  /// Removes every link to it, and to the units that it names by Also=.
  Result<void> disable(const UnitName& unit);

 private:
  using Seen = std::set<std::string>;

  Result<InstallSection> install_section(const UnitName& unit, const FoundUnit& found);
  Result<void> enable(const UnitName& unit, Seen& seen);
  Result<void> disable(const UnitName& unit, Seen& seen);
  /// The links that enabling makes, by their paths.
  Result<std::vector<std::string>> links_of(const UnitName& unit, const InstallSection& section);
  /// The links below /etc that lead to a unit: where others want it, and its other names.
  Result<std::vector<std::string>> links_to(const UnitName& unit);
  Result<file::Node> look(const std::string& path);

  FileSystem* files_;
  file::TextFiles texts_;
};

}  // namespace converge::systemd
