// SPDX-License-Identifier: MIT
// engine/template/regex.h: regular expressions with a bound, so that no pattern can stop a run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace converge::templates {

/// Python's re.IGNORECASE and re.MULTILINE.
struct RegexOptions {
  bool ignore_case = false;
  bool multiline = false;
};

/// One match: the places of the whole and of its groups; a group that took no part has none.
struct Match {
  using Piece = std::optional<std::pair<std::size_t, std::size_t>>;  ///< offset and length
  std::vector<Piece> groups;
  [[nodiscard]] std::size_t begin() const { return groups.front()->first; }
  [[nodiscard]] std::size_t end() const { return groups.front()->first + groups.front()->second; }
};

/// A compiled pattern in Python's syntax. Throws a Failure for a pattern that is none
/// and for a search that explodes: the work of one call is bounded, over all places at
/// which a match may begin. A text that is not UTF-8 is a
/// Failure, too. Threads may share one.
class Regex {
 public:
  Regex(std::string_view pattern, RegexOptions options);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  /// The first match.
  [[nodiscard]] std::optional<Match> search(std::string_view text) const;
  /// A match that begins at the start.
  [[nodiscard]] std::optional<Match> match(std::string_view text) const;
  /// All matches that do not overlap, empty ones as Python finds them.
  [[nodiscard]] std::vector<Match> all(std::string_view text) const;
  /// The number of a named group; 0 if there is none of that name.
  [[nodiscard]] std::size_t group_named(const std::string& name) const;
  [[nodiscard]] std::size_t group_count() const;

 private:
  struct Code;
  struct Search;
  [[nodiscard]] std::optional<Match> run(Search& search, std::string_view text, std::size_t from,
                                         std::uint32_t options) const;
  std::unique_ptr<Code> code_;
};

}  // namespace converge::templates
