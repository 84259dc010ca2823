// SPDX-License-Identifier: MIT
// resources/file/file_change.h: the atomic steps from an actual to a desired file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/core/change.h"
#include "resources/file/actual.h"
#include "resources/file/desired.h"

namespace converge::file {

/// Creates a regular file or replaces what is there, with all its metadata, in one step.
struct WriteContent {
  ContentRef content;
  std::optional<std::string> text;  ///< the content itself, where no source has it (a merge)
  std::string before;               ///< in words
  std::string before_sha256;        ///< "" unless a regular file is replaced
  std::optional<Version> expects;   ///< what the content was made from; nothing: it does not depend on what is there
  std::optional<std::string> before_text;
  std::optional<std::uint32_t> mode;  ///< of the new inode; otherwise that of the file replaced
  std::uint32_t fresh_mode = 0644;    ///< or this, if none is replaced
  Owners owners;                      ///< likewise
  std::vector<std::string> validate;
  Sensitivity sensitivity = Sensitivity::open;
  Sensitivity former = Sensitivity::open;  ///< of what is replaced; a secret leaves no copy
  bool operator==(const WriteContent&) const = default;
};

/// A row of a merge. The file is written by the WriteContent before it.
struct MergeKey {
  Delta delta;
  bool operator==(const MergeKey&) const = default;
};

/// Gives a thing other permission bits.
struct SetMode {
  std::optional<std::uint32_t> before;  ///< nothing: the thing is made by a step before
  std::uint32_t after = 0;
  bool operator==(const SetMode&) const = default;
};

/// One of owner and group.
struct SetOwner {
  enum class Which : std::uint8_t { owner, group } which = Which::owner;
  std::string before;
  std::string after;
  Account wanted = Account::known;
  bool operator==(const SetOwner&) const = default;
};

/// Makes a folder, with its metadata, in one step.
struct MakeDirectory {
  std::optional<std::uint32_t> mode;
  Owners owners;
  bool operator==(const MakeDirectory&) const = default;
};

/// Makes a link, or replaces what is there (but not a folder) by it.
struct MakeLink {
  std::string target;
  std::string before;         ///< in words; a link by its target alone
  std::string before_sha256;  ///< "" unless a regular file is replaced
  Owners owners;
  bool operator==(const MakeLink&) const = default;
};

/// Removes a thing; a folder with its content only where that was asked for.
struct Remove {
  NodeType type = NodeType::regular;
  std::string before;         ///< in words
  std::string before_sha256;  ///< of a regular file of which a copy is to be kept
  Recursion recursion = Recursion::single;
  Sensitivity sensitivity = Sensitivity::open;  ///< a secret leaves no copy
  bool operator==(const Remove&) const = default;
};

/// One step, at one path.
struct Change {
  std::string path;   ///< absolute
  std::string entry;  ///< relative to the resource's folder, for a thing inside it; else ""
  std::variant<WriteContent, MergeKey, SetMode, SetOwner, MakeDirectory, MakeLink, Remove> action;
  bool operator==(const Change&) const = default;
};

/// What stands in a row for a content that is secret.
inline constexpr std::string_view secret_words = "secret content";

/// The steps, in the order in which they must be taken. Pure.
std::vector<Change> diff_file(const Desired& want, const Actual& have);

}  // namespace converge::file
