// SPDX-License-Identifier: MIT
#include "resources/file/desired.h"

#include <charconv>
#include <tuple>

namespace converge::file {

namespace {

bool same_merge(const std::optional<MergeRequest>& a, const std::optional<MergeRequest>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  const auto plain = [](const MergeRequest& m) {
    return std::tie(m.format, m.content, m.lists, m.absent, m.marker, m.comment, m.taken, m.emptied);
  };
  return plain(*a) == plain(*b);
}

}  // namespace

std::string_view state_name(State state) {
  switch (state) {
    case State::present: return "present";
    case State::absent: return "absent";
    case State::directory: return "directory";
    case State::link: return "link";
  }
  return "present";
}

bool Desired::operator==(const Desired& other) const {
  const auto plain = [](const Desired& d) {
    return std::tie(d.path, d.state, d.content, d.sensitivity, d.fresh_mode, d.mode, d.owners, d.target, d.validate,
                    d.recursion, d.purge, d.tree, d.keep, d.untouched, d.left, d.goes, d.veil);
  };
  return plain(*this) == plain(other) && same_merge(merge, other.merge);
}

Sensitivity Desired::before() const { return veil == Veil::none ? sensitivity : Sensitivity::secret; }

Sensitivity Desired::after() const { return merge || untouched ? before() : sensitivity; }

Sensitivity Desired::replaced() const {
  // A key of JSON is nobody else's; in lines of text a name or pattern may as well be found in a block of others.
  const bool own_alone = veil == Veil::none || (veil == Veil::others && merge && merge->format == MergeFormat::json);
  return own_alone ? sensitivity : Sensitivity::secret;
}

std::string join_path(const std::string& folder, const std::string& relative) {
  return (folder == "/" ? "" : folder) + "/" + relative;
}

std::optional<std::uint32_t> parse_id(std::string_view text) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return id;
}

}  // namespace converge::file
