// SPDX-License-Identifier: MIT
// resources/file/file_kind.h: the kind `file`: files, folders and links.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/kind.h"
#include "resources/file/accounts.h"
#include "resources/file/actual.h"
#include "resources/file/desired.h"
#include "resources/file/file_change.h"
#include "resources/file/filesystem.h"
#include "resources/process/process_runner.h"

namespace converge {

/// What the kind reaches the machine through. All are borrowed: they outlive the kind.
struct FilePorts {
  FileSystem& files;
  Accounts& accounts;
  const ContentSource& contents;
  ProcessRunner& runner;          ///< for `validate`
  ContentStore* store = nullptr;  ///< keeps what is replaced, for undo; may be none
};

/// Manages what is at a path. What is not written is not managed, a replaced
/// file keeps owner, mode and extended attributes, and every write is atomic.
class FileKind {
 public:
  using Desired = file::Desired;
  using Actual = file::Actual;
  using Change = file::Change;
  static constexpr KindLaw law = KindLaw::state;
  static constexpr Rank rank = Rank::file;
  static constexpr Lane lane = {};

  explicit FileKind(const FilePorts& ports) : ports_(ports) {}

  static const Schema& schema();
  static std::optional<Desired> parse(const Value& attributes, Diagnostics& diagnostics);
  static Claims claims(const Desired& want);
  static std::vector<Change> diff(const Desired& want, const Actual& have, Refresh refresh);
  static Step describe(const Change& change);
  static std::vector<Key> moves(const Change& change);
  static std::vector<Obstacle> obstacles(const Desired& want, const Actual& have);
  static std::vector<Observation> observe(const Desired& want, const Actual& have);
  static Inverse inverse(const Desired& want, const Actual& have);
  static std::vector<std::string> leaves(const Desired& want, const Actual& have);

  std::vector<std::optional<Clash>> clashes(std::span<const Desired* const> wants, std::stop_token stop);
  std::vector<Result<Actual>> probe(std::span<const Desired* const> wants, std::stop_token stop);
  std::vector<Result<Forecast>> forecast(std::span<const std::span<const Change>> work, std::stop_token stop);
  std::vector<Result<Applied>> apply(std::span<const std::span<const Change>> work, std::stop_token stop);

 private:
  FilePorts ports_;
};

}  // namespace converge
