// SPDX-License-Identifier: MIT
// inventory/facts/dpkg_status.h: what is installed, from dpkg's own record.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "inventory/facts/fact.h"

namespace converge {

/// An installed package.
struct InstalledPackage {
  std::string name;
  std::string version;
  std::string architecture;
};

/// Whether a package says something about a GPU node: kernels and their
/// headers, NVIDIA's driver, CUDA, container runtimes and the container toolkit.
bool is_of_interest(std::string_view package);

/// Reads /var/lib/dpkg/status line by line: at most one paragraph is held.
class DpkgStatus {
 public:
  /// Takes the next line of the file.
  void add_line(std::string_view line);
  /// Ends the last paragraph, which no blank line needs to follow.
  void finish() { end_paragraph(); }
  /// Installed packages of interest, in the order of the file.
  [[nodiscard]] const std::vector<InstalledPackage>& packages() const { return packages_; }
  /// The architecture of the package dpkg, which is that of the system; "" before it was seen.
  [[nodiscard]] const std::string& architecture() const { return architecture_; }

 private:
  void end_paragraph();

  InstalledPackage package_;
  std::string status_;
  std::vector<InstalledPackage> packages_;
  std::string architecture_;
};

/// The fact `packages`: name to version. A package of a foreign architecture is named NAME:ARCHITECTURE.
Result<Value> read_packages(const FactPlace& place);

/// The fact `arch`: Debian's word for the architecture of the system. On the
/// running machine, where there is no dpkg, it is taken from the kernel's word.
Result<Value> read_architecture(const FactPlace& place);

}  // namespace converge
