// SPDX-License-Identifier: MIT
// resources/file/merge/merge.h: edits the part of a file that a resource owns
// and leaves all the rest byte for byte as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/change.h"
#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// The shape of the file that is shared.
enum class MergeFormat : std::uint8_t {
  json,   ///< owns keys of a JSON document
  ini,    ///< owns keys of sections: systemd, git, pip, .desktop and the like
  lines,  ///< owns single lines
  block,  ///< owns the text between two marker lines
};

std::string_view merge_format_name(MergeFormat format);

/// What a resource owns of a file, and what it wants there.
///
/// - json: `content` is a map, merged deeply by key. `absent` holds JSON pointers (RFC 6901).
/// - ini: `content` maps sections to maps of scalars, or of lists for keys that are
///   written several times. Scalars beside the sections, or in a section named "",
///   belong before the first section. `absent` holds "section.key", ".key" or
///   "section"; a section with dots is written "[a.b].key" or "[a.b]".
/// - lines: `content` is a list of lines, or a text of lines. An item {match: REGEX,
///   line: TEXT} replaces the last line in which REGEX is found, and leaves earlier
///   ones alone; with no such line TEXT is appended. Lines of more than 2048 bytes are not searched. `absent` holds
///   whole lines.
/// - block: `content` is a text. Null content with any entry in `absent` removes the block.
///
/// Null content of the other formats wants nothing and serves requests that only remove.
struct MergeRequest {
  /// How lists meet what is there: replaced as a whole, or completed by what is missing.
  enum class Lists : std::uint8_t { whole, unite };

  MergeFormat format;
  Value content;
  Lists lists = Lists::whole;
  std::vector<std::string> absent;
  std::string marker;   ///< block: its name in the marker lines
  std::string comment;  ///< block: what starts a comment in this file; "" means "#"

  // What only the way back of a merge says.
  Value taken;                       ///< json, ini: a map from keys to the items that must not be in their lists
  std::vector<std::string> emptied;  ///< json, ini: pointers and sections that go when nothing is in them any more
};

/// The file's text after the merge; `current` itself, byte for byte, if it holds
/// everything by meaning (order of keys, spacing and spelling do not count).
/// Merging twice is merging once: a file so odd that this could not hold is refused. `invalid`, with "line:column: "
/// where there is a place, if `current` cannot be read in that format or the request contradicts itself; merging into
/// "" tells whether a request is sound.
Result<std::string> merge_text(std::string_view current, const MergeRequest& request);

/// The request that takes `request` back from a file that holds it and was
/// `current` before: old values for the keys that were there, absence for the
/// others. Nothing if the file held it all along; `unsupported` where no request
/// says it.
Result<std::optional<MergeRequest>> inverse_merge(std::string_view current, const MergeRequest& request);

/// What the request owns, wanted or absent, as keys to compare between resources:
/// JSON pointers of leaves (of a united list: pointer, "/" and the element),
/// "section.key", "[section]", "line:TEXT", "block:MARKER". In order of the request.
std::vector<std::string> owned_keys(const MergeRequest& request);

/// Something around what a request owns: a map or section with keys of others, a list with items of others.
struct SharedKey {
  std::string key;   ///< as in owned_keys()
  std::string word;  ///< what it has to be for all who share it: "a map"; "" where the format leaves no choice
  auto operator<=>(const SharedKey&) const = default;
};

/// What the request shares with requests that own other parts of it, but with none that owns it whole.
std::vector<SharedKey> shared_keys(const MergeRequest& request);

/// One row for each owned key in which `current` differs; empty exactly if
/// merge_text() answers `current`. Errors as merge_text().
Result<std::vector<Delta>> merge_deltas(std::string_view current, const MergeRequest& request);

}  // namespace converge
