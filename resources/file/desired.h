// SPDX-License-Identifier: MIT
// resources/file/desired.h: what the YAML asks for at one path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/diagnostic.h"
#include "engine/core/value.h"
#include "resources/file/filesystem.h"
#include "resources/file/merge/merge.h"
#include "resources/file/mode.h"

namespace converge::file {

/// What `state:` asks for.
enum class State : std::uint8_t { present, absent, directory, link };
/// The word for a state in YAML.
std::string_view state_name(State state);

/// What a folder does with things that nobody declared.
enum class Purge : std::uint8_t { keep, remove };

/// Names as written: a user or group by name or by number.
struct Owners {
  std::optional<std::string> owner;
  std::optional<std::string> group;
  [[nodiscard]] bool empty() const { return !owner && !group; }
  bool operator==(const Owners&) const = default;
};

/// In an undo: the metadata that the run set, as it left them. What is otherwise
/// by now was set by somebody else, and stays.
struct LeftMetadata {
  std::optional<std::uint32_t> mode;
  Owners owners;
  [[nodiscard]] bool empty() const { return !mode && owners.empty(); }
  bool operator==(const LeftMetadata&) const = default;
};

/// One thing of a source folder: a regular file, a folder, a link, or something
/// that must not be there (only in the attributes of an undo).
struct TreeEntry {
  std::string path;  ///< relative, sorted so that a folder comes before what is in it
  NodeType type = NodeType::regular;
  ContentRef content;
  std::string target;
  std::uint32_t fresh_mode = 0644;
  std::optional<Mode> mode;
  Owners owners;
  LeftMetadata left;
  bool operator==(const TreeEntry&) const = default;
};

/// In an undo: a file that still is byte for byte what the run left becomes byte
/// for byte what it was before, or goes if it was not there. Any other file is
/// not taken for it.
struct Untouched {
  std::string left;                  ///< digest of what the run left
  std::optional<ContentRef> before;  ///< nothing: there was no file
  bool operator==(const Untouched&) const = default;
};

/// What at the path may be a secret though nothing that is wanted is one; the engine says so in `$veil`.
enum class Veil : std::uint8_t {
  none,
  others,  ///< other resources keep secrets in the same file
  former,  ///< the resource itself did when it last converged
};

/// One file resource, canonical. What is not given is not managed.
struct Desired {
  std::string path;
  State state = State::present;
  std::optional<ContentRef> content;            ///< the whole content; without it a new file is empty
  Sensitivity sensitivity = Sensitivity::open;  ///< of the content
  std::optional<MergeRequest> merge;            ///< instead of `content`: the part that is owned
  std::optional<Untouched> untouched;           ///< `merge` then is for a file that others edited
  std::uint32_t fresh_mode = 0644;              ///< of a new file, where `mode` does not say; 0600 with a secret
  std::optional<Mode> mode;
  Owners owners;
  std::string target;
  std::vector<std::string> validate;  ///< argv with "%s" for the file's path
  Recursion recursion = Recursion::single;
  Purge purge = Purge::keep;
  std::optional<std::vector<TreeEntry>> tree;  ///< a source folder; or, with another state, what an undo takes away
  std::vector<std::string> keep;               ///< paths that other resources own: never purged
  LeftMetadata left;
  /// In an undo: the folder goes only if nothing is in it but what the undo takes
  /// away, here or (these paths) elsewhere.
  std::optional<std::vector<std::string>> goes;
  Veil veil = Veil::none;
  bool operator==(const Desired&) const;
  /// Of the file as it is: no diff is made, no digest shown and no copy kept of a secret one.
  [[nodiscard]] Sensitivity before() const;
  /// Of the file as it will be. A merge leaves in it what is not its own.
  [[nodiscard]] Sensitivity after() const;
  /// Of what a merge finds in the place of what it owns.
  [[nodiscard]] Sensitivity replaced() const;
};

/// Reads normalised attributes; reports what cannot be meant together.
std::optional<Desired> parse_desired(const Value& attributes, Diagnostics& diagnostics);

/// "/etc/app" and "sub/x" give "/etc/app/sub/x".
std::string join_path(const std::string& folder, const std::string& relative);

/// The digits of a numeric user or group, or nothing for a name.
std::optional<std::uint32_t> parse_id(std::string_view text);

}  // namespace converge::file
