// SPDX-License-Identifier: MIT
// state/output_file.h: a file that the user has named for an answer.
#pragma once

#include <optional>
#include <string>

#include "state/private_folder.h"

namespace converge {

/// What is written to a name of the user's. A regular file, or a name that is
/// free, gets its content (mode 0600) in one step when it is whole; a link is
/// followed to the file that it names. A pipe or a terminal is written to as it
/// stands. A folder, a disk and a link that leads nowhere are refused.
class OutputFile {
 public:
  /// Nothing of what is there is lost before publish(), but for a pipe, which has no before.
  static Result<OutputFile> open(const std::string& path);
  [[nodiscard]] int get() const { return pending_ ? pending_->get() : place_.get(); }
  /// Gives the content its name, where it has none yet.
  Result<void> publish();

 private:
  OutputFile(std::optional<PendingFile> pending, Descriptor place, std::string path)
      : pending_(std::move(pending)), place_(std::move(place)), path_(std::move(path)) {}
  std::optional<PendingFile> pending_;
  Descriptor place_;
  std::string path_;
};

}  // namespace converge
