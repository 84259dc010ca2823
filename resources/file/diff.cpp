// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <set>

#include "engine/core/hash.h"
#include "resources/file/file_change.h"
#include "resources/file/merge/rows.h"
#include "resources/file/others.h"

namespace converge::file {

namespace {

const ContentRef& empty_content() {
  static const ContentRef ref{sha256(""), 0};
  return ref;
}

/// What is wanted at one path, whether it is the resource's own or one of its tree.
struct Wanted {
  const std::string& path;
  const std::string& entry;
  NodeType type;
  const std::optional<Mode>& mode;
  std::uint32_t fresh_mode;
  const Owners& owners;
};

/// Collects the steps in stages, so that folders are there before what goes
/// into them, and nothing is purged before all else is in place.
class Differ {
 public:
  Differ(const Desired& want, const Actual& have) : want_(want), have_(have) {}

  std::vector<Change> run() {
    // What cannot be put back in the place of a folder must not cost what is in it.
    const bool in_the_way = (want_.state == State::present || want_.state == State::link) && is_held("");
    if (want_.tree && !in_the_way) take_away(make_);
    const Wanted self{want_.path, no_entry_, own_type(), want_.mode, want_.fresh_mode, want_.owners};
    switch (want_.state) {
      case State::absent:
        if (!is_held("")) remove(make_, want_.path, "", have_.node, want_.recursion);
        break;
      case State::present: diff_present(self); break;
      case State::directory: diff_directory(self, have_.node, have_.holders); break;
      case State::link: diff_link(self, want_.target, have_.node, have_.holders, want_.recursion); break;
    }
    if (want_.tree && want_.state == State::directory) diff_tree();
    if (want_.purge == Purge::remove) diff_purge();
    std::vector<Change> all = std::move(make_);
    for (auto* stage : {&write_, &metadata_, &purge_}) std::move(stage->begin(), stage->end(), std::back_inserter(all));
    return all;
  }

 private:
  using Stage = std::vector<Change>;

  [[nodiscard]] NodeType own_type() const {
    if (want_.state == State::directory) return NodeType::directory;
    return want_.state == State::link ? NodeType::link : NodeType::regular;
  }

  void remove(Stage& stage, const std::string& path, const std::string& entry, const Node& node, Recursion recursion) {
    if (node.type == NodeType::absent) return;
    std::string before = node_words(node);
    if (node.type == NodeType::directory && recursion == Recursion::recursive) before += content_of(entry);
    stage.push_back({path, entry, Remove{node.type, std::move(before), node.sha256, recursion, want_.before()}});
  }

  /// What goes along with a folder of the resource ("" is its own), by name as far as that fits into a row.
  [[nodiscard]] std::string content_of(const std::string& folder) const {
    constexpr std::size_t most_named = 8;
    const std::string prefix = folder.empty() ? "" : folder + "/";
    std::size_t count = 0;
    std::string names;
    for (const Listed& listed : have_.listing) {
      if (!listed.path.starts_with(prefix) || ++count > most_named) continue;
      names += (names.empty() ? "" : ", ") + listed.path.substr(prefix.size());
    }
    if (count == 0) return "";
    if (count > most_named) names += " and " + std::to_string(count - most_named) + " more";
    return " with " + std::to_string(count) + " in it (" + names + "), of which no copy is kept";
  }

  void diff_present(const Wanted& self) {
    Node node = have_.node;
    const bool holds_content = want_.content || want_.merge;
    const bool special = node.type == NodeType::fifo || node.type == NodeType::socket || node.type == NodeType::device;
    if (node.type == NodeType::directory) {
      remove(make_, self.path, "", node, want_.recursion);
      node = Node{};
    }
    if (want_.untouched) {
      if (!diff_untouched(self, node)) return;
    } else if (want_.merge) {
      if (!diff_merge(self, node)) return;
    } else if (want_.content) {
      if (node.type != NodeType::regular || node.sha256 != want_.content->sha256) write(self, *want_.content, node);
    } else if (node.type != NodeType::regular && !special) {
      write(self, empty_content(), node).text = "";
    }
    const bool stays = node.type == NodeType::regular || (special && !holds_content);
    diff_metadata(self, stays ? &node : nullptr, have_.holders);
  }

  WriteContent& write(const Wanted& wanted, const ContentRef& content, const Node& node) {
    WriteContent change;
    change.content = content;
    change.before = node_words(node);
    const bool replaces = node.type == NodeType::regular;
    if (replaces) {
      change.before_sha256 = node.sha256;
      if (want_.before() == Sensitivity::open) change.before_text = node.text;
    }
    if (wanted.mode) change.mode = wanted.mode->resolve(replaces ? node.mode : wanted.fresh_mode, NodeType::regular);
    change.fresh_mode = wanted.fresh_mode;
    change.owners = wanted.owners;
    change.validate = want_.validate;
    change.sensitivity = want_.after();
    change.former = want_.before();
    write_.push_back({wanted.path, wanted.entry, std::move(change)});
    return std::get<WriteContent>(write_.back().action);
  }

  /// Puts the file back as it was if nobody but the run has edited it; else what the merge owns of it.
  bool diff_untouched(const Wanted& self, const Node& node) {
    const Untouched& untouched = *want_.untouched;
    const std::string now = node.type == NodeType::regular ? node.sha256 : "";
    const std::string before = untouched.before ? untouched.before->sha256 : "";
    if (now == before) return untouched.before.has_value();
    if (now != untouched.left) return !want_.merge || diff_merge(self, node);  // a probe refuses one without a merge
    if (untouched.before) {
      write(self, *untouched.before, node).expects = node.version;
    } else {
      remove(write_, self.path, "", node, Recursion::single);
    }
    return untouched.before.has_value();
  }

  /// False if there is no file and no need for one: a merge that only removes.
  bool diff_merge(const Wanted& self, const Node& node) {
    const std::string current = node.text.value_or("");
    auto merged = merge_text(current, *want_.merge);
    auto rows = merge_deltas(current, *want_.merge);
    assert(merged && rows);  // a probe answers an Error for text that cannot be merged
    if (*merged == current && (node.type == NodeType::regular || want_.merge->content.is_null())) {
      return node.type == NodeType::regular;
    }
    const ContentRef content{sha256(*merged), merged->size()};
    WriteContent& change = write(self, content, node);
    change.text = std::move(*merged);
    change.expects = node.version;
    for (Delta& row : *rows) {
      row.sensitivity = std::max(row.sensitivity, want_.sensitivity);
      if (want_.replaced() == Sensitivity::secret && row.before != absent_word) row.before = hidden_word;
      write_.push_back({self.path, self.entry, MergeKey{std::move(row)}});
    }
    return true;
  }

  /// `node` is the thing that keeps its inode's metadata, or null for a new one.
  void diff_metadata(const Wanted& wanted, const Node* node, const Holders& holders) {
    const auto own = [&](SetOwner::Which which, const std::optional<std::string>& name, const std::string& now,
                         std::uint32_t id, Account account) {
      const bool same = node != nullptr && name && (*name == now || parse_id(*name) == id);
      if (name && !same) {
        metadata_.push_back(
            {wanted.path, wanted.entry, SetOwner{which, node == nullptr ? "absent" : now, *name, account}});
      }
    };
    own(SetOwner::Which::owner, wanted.owners.owner, holders.owner, node ? node->uid : 0, holders.wanted_owner);
    own(SetOwner::Which::group, wanted.owners.group, holders.group, node ? node->gid : 0, holders.wanted_group);
    if (!wanted.mode) return;
    const std::uint32_t mode = wanted.mode->resolve(node ? node->mode : wanted.fresh_mode, wanted.type);
    if (node != nullptr && node->mode == mode) return;
    const auto before = node == nullptr ? std::nullopt : std::optional<std::uint32_t>(node->mode);
    metadata_.push_back({wanted.path, wanted.entry, SetMode{before, mode}});
  }

  void diff_directory(const Wanted& wanted, const Node& node, const Holders& holders) {
    const bool there = node.type == NodeType::directory;
    if (!there) {
      remove(make_, wanted.path, wanted.entry, node, Recursion::single);
      MakeDirectory change;
      if (wanted.mode) change.mode = wanted.mode->resolve(wanted.fresh_mode, NodeType::directory);
      change.owners = wanted.owners;
      make_.push_back({wanted.path, wanted.entry, std::move(change)});
    }
    diff_metadata(wanted, there ? &node : nullptr, holders);
  }

  void diff_link(const Wanted& wanted, const std::string& target, const Node& node, const Holders& holders,
                 Recursion recursion) {
    const bool there = node.type == NodeType::link && node.target == target;
    if (!there) {
      const bool folder = node.type == NodeType::directory;
      if (folder) remove(make_, wanted.path, wanted.entry, node, recursion);
      MakeLink change;
      change.target = target;
      change.before = node.type == NodeType::link ? node.target : folder ? "absent" : node_words(node);
      if (node.type == NodeType::regular && want_.before() == Sensitivity::secret)
        change.before = secret_words;
      else if (node.type == NodeType::regular)
        change.before_sha256 = node.sha256;
      change.owners = wanted.owners;
      write_.push_back({wanted.path, wanted.entry, std::move(change)});
    }
    diff_metadata(wanted, node.type == NodeType::link ? &node : nullptr, holders);
  }

  void diff_tree() {
    const Recursion recursion = want_.purge == Purge::remove ? Recursion::recursive : Recursion::single;
    for (std::size_t i = 0; i < want_.tree->size(); ++i) {
      const TreeEntry& entry = (*want_.tree)[i];
      const ActualEntry have = i < have_.entries.size() ? have_.entries[i] : ActualEntry{};
      const std::string path = join_path(want_.path, entry.path);
      const Wanted wanted{path, entry.path, entry.type, entry.mode, entry.fresh_mode, entry.owners};
      if (entry.type == NodeType::absent)
        continue;
      else if (entry.type == NodeType::directory)
        diff_directory(wanted, have.node, have.holders);
      else if (entry.type == NodeType::link)
        diff_link(wanted, entry.target, have.node, have.holders, recursion);
      else
        diff_file_entry(wanted, entry, have, recursion);
    }
  }

  /// What an undo takes away: only what the run had put there, the deepest first.
  void take_away(Stage& stage) {
    for (std::size_t i = want_.tree->size(); i-- > 0;) {
      const TreeEntry& entry = (*want_.tree)[i];
      if (entry.type != NodeType::absent || i >= have_.entries.size() || is_held(entry.path)) continue;
      remove(stage, join_path(want_.path, entry.path), entry.path, have_.entries[i].node, Recursion::single);
    }
  }

  [[nodiscard]] bool is_held(const std::string& folder) const { return holds_others(want_, have_, folder); }

  void diff_file_entry(const Wanted& wanted, const TreeEntry& entry, const ActualEntry& have, Recursion recursion) {
    Node node = have.node;
    if (node.type == NodeType::directory) {
      remove(make_, wanted.path, wanted.entry, node, recursion);
      node = Node{};
    }
    const bool there = node.type == NodeType::regular;
    if (!there || node.sha256 != entry.content.sha256) write(wanted, entry.content, node);
    diff_metadata(wanted, there ? &node : nullptr, have.holders);
  }

  /// All that is in the folder, but for what anybody declared and the folders on the way to it.
  void diff_purge() {
    std::set<std::string> declared;
    for (const TreeEntry& entry : want_.tree.value_or(std::vector<TreeEntry>{})) declared.insert(entry.path);
    const std::string prefix = join_path(want_.path, "");
    for (const std::string& path : want_.keep) {
      if (path.starts_with(prefix)) declared.insert(path.substr(prefix.size()));
    }
    std::string removed = "/";  // matches nothing yet: listed paths are relative
    for (const Listed& listed : have_.listing) {
      const auto below = declared.lower_bound(listed.path + "/");
      const bool holds_declared = below != declared.end() && below->starts_with(listed.path + "/");
      if (declared.count(listed.path) != 0 || holds_declared || listed.path.starts_with(removed)) continue;
      removed = listed.path + "/";
      const std::string before = std::string(node_type_name(listed.type)) + ", of which no copy is kept";
      Remove change{listed.type, before, "", Recursion::recursive, want_.before()};
      purge_.push_back({join_path(want_.path, listed.path), listed.path, std::move(change)});
    }
  }

  const Desired& want_;
  const Actual& have_;
  const std::string no_entry_;
  Stage make_;
  Stage write_;
  Stage metadata_;
  Stage purge_;
};

}  // namespace

std::vector<Change> diff_file(const Desired& want, const Actual& have) {
  if (!may_leave_metadata(want)) return Differ(want, have).run();
  const Desired ours = without_others(want, have);
  return Differ(ours, have).run();
}

}  // namespace converge::file
