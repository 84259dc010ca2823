// SPDX-License-Identifier: MIT
// Reading: one batch of looks for all resources, then the names of owners.
#include <algorithm>
#include <map>
#include <set>

#include "resources/file/file_kind.h"
#include "resources/file/names.h"
#include "resources/file/others.h"

namespace converge {

using file::Actual;
using file::Desired;
using file::Look;
using file::Node;
using file::NodeType;
using file::Reading;

namespace {

Look look_for(const Desired& want) {
  if (want.merge) return {want.path, Reading::text, ""};
  if (want.content && want.before() == Sensitivity::open) {
    return {want.path, Reading::difference, want.content->sha256};
  }
  const bool metadata_only = want.state == file::State::present && !want.content && !want.untouched;
  return {want.path, metadata_only ? Reading::metadata : Reading::digest, ""};
}

/// A link or folder is not turned into an empty or merged file: nobody asked for
/// the loss of what it leads to.
Result<void> refuse_surprise(const Desired& want, const Node& node) {
  if (want.state != file::State::present || want.content) return {};
  if (node.type == NodeType::link) {
    return fail(ErrorCode::conflict,
                want.path + " is a link to " + node.target + "; write the path that it leads to, or `state: link`");
  }
  if (node.type == NodeType::directory) {
    return fail(ErrorCode::conflict, want.path + " is a directory; write `state: directory`");
  }
  if (want.merge && node.type != NodeType::regular && node.type != NodeType::absent) {
    return fail(ErrorCode::conflict, want.path + " is a " + std::string(node_type_name(node.type)) +
                                         "; only a regular file can be merged into");
  }
  return {};
}

/// A purge may clear the way for an entry, but not at the cost of what another resource has below it.
Result<void> refuse_loss(const Desired& want, const file::TreeEntry& entry, const Node& node) {
  const bool replaced = node.type == NodeType::directory && entry.type != NodeType::directory;
  if (!replaced || want.purge != file::Purge::remove) return {};
  const std::string path = file::join_path(want.path, entry.path);
  const auto kept = std::find_if(want.keep.begin(), want.keep.end(),
                                 [&](const std::string& other) { return other.starts_with(path + "/"); });
  if (kept == want.keep.end()) return {};
  return fail(ErrorCode::conflict, path + " is a folder that holds " + *kept + ", which another resource provides; " +
                                       "move one of the two");
}

/// Whether what is in the folder decides what is done, or has to be told.
bool needs_listing(const Desired& want) {
  const auto goes = [](const file::TreeEntry& entry) { return entry.type == NodeType::absent; };
  const bool undone = want.goes || (want.tree && std::any_of(want.tree->begin(), want.tree->end(), goes));
  return want.purge == file::Purge::remove || undone || want.state != file::State::directory;
}

/// Whether a file is put back, or was, without its merge being needed.
bool is_settled_whole(const Desired& want, const Node& node) {
  if (!want.untouched) return false;
  const bool is_back =
      want.untouched->before ? node.sha256 == want.untouched->before->sha256 : node.type == NodeType::absent;
  return is_back || node.sha256 == want.untouched->left;
}

/// What others put into a folder is not lost to what stood in its place before.
Result<void> refuse_loss(const Desired& want, const Actual& actual) {
  const bool replaces = want.state == file::State::present || want.state == file::State::link;
  if (!replaces || actual.node.type != NodeType::directory || !file::holds_others(want, actual, "")) return {};
  return fail(ErrorCode::conflict, file::others_in(want, actual, "") + ", which the run did not put there");
}

/// Reads a batch. The looks of a resource are its own path and those of its tree, in order.
class Probe {
 public:
  Probe(const FilePorts& ports, std::span<const Desired* const> wants)
      : ports_(ports), wants_(wants), names_(ports.accounts) {
    for (const Desired* want : wants) {
      looks_.push_back(look_for(*want));
      if (!want->tree) continue;
      for (const file::TreeEntry& entry : *want->tree) {
        looks_.push_back({file::join_path(want->path, entry.path), Reading::difference, entry.content.sha256});
      }
    }
  }

  std::vector<Result<Actual>> run(const std::stop_token& stop) {
    nodes_ = ports_.files.look(looks_, stop);
    find_folders(stop);
    std::vector<Result<Actual>> actuals;
    actuals.reserve(wants_.size());
    for (const Desired* want : wants_) {
      Result<Actual> actual = take(*want);
      if (actual)
        actuals.push_back(std::move(actual));
      else
        actuals.push_back(fail(std::move(actual.error()).while_doing("reading " + want->path)));
    }
    return actuals;
  }

 private:
  static bool is_made(const Desired& want, const Node& node) {
    return node.type == NodeType::absent && want.state != file::State::absent;
  }

  /// Each folder that something is to be made in, once.
  void find_folders(const std::stop_token& stop) {
    std::set<std::string> wanted;
    std::size_t next = 0;
    for (const Desired* want : wants_) {
      const Result<Node>& node = nodes_[next];
      next += 1 + (want->tree ? want->tree->size() : 0);
      if (node && is_made(*want, *node)) wanted.emplace(parent_folder(want->path));
    }
    const std::vector<std::string> paths(wanted.begin(), wanted.end());
    std::vector<Result<file::Folder>> found = ports_.files.find_folders(paths, stop);
    for (std::size_t i = 0; i < paths.size(); ++i) folders_.emplace(paths[i], std::move(found[i]));
  }

  Result<Actual> take(const Desired& want) {
    const std::size_t first = next_;
    next_ += 1 + (want.tree ? want.tree->size() : 0);
    Result<Node>& node = nodes_[first];
    if (!node) return fail(std::move(node.error()));
    if (auto fine = refuse_surprise(want, *node); !fine) return fail(std::move(fine.error()));
    Actual actual;
    actual.node = std::move(*node);
    if (auto held = holders(actual.node, want.owners, want.left); held)
      actual.holders = std::move(*held);
    else
      return fail(std::move(held.error()));
    if (want.untouched && !want.merge && !is_settled_whole(want, actual.node)) {
      return fail(ErrorCode::conflict, want.path +
                                           " was edited since, and what the run merged into it cannot be told "
                                           "from the rest; take it out by hand");
    }
    if (want.merge && !is_settled_whole(want, actual.node)) {
      const auto merged = merge_text(actual.node.text.value_or(""), *want.merge);
      if (!merged) return fail(merged.error());
    }
    if (is_made(want, actual.node)) {
      Result<file::Folder>& folder = folders_.at(std::string(parent_folder(want.path)));
      if (!folder) return fail(folder.error());
      actual.folder = *folder;
    }
    if (auto done = take_entries(want, first + 1, actual); !done) return fail(std::move(done.error()));
    if (needs_listing(want) && actual.node.type == NodeType::directory) {
      auto listing = ports_.files.list(want.path);
      if (!listing) return fail(std::move(listing.error()));
      actual.listing = std::move(*listing);
    }
    if (auto fine = refuse_loss(want, actual); !fine) return fail(std::move(fine.error()));
    return actual;
  }

  /// By the names that the run gave, where it gave some: an undo knows numbers alone, and a number is no name to
  /// compare.
  Result<file::Holders> holders(const Node& node, const file::Owners& wanted, const file::LeftMetadata& left) {
    file::Owners names = wanted;
    if (left.owners.owner) names.owner = left.owners.owner;
    if (left.owners.group) names.group = left.owners.group;
    auto held = names_.holders(node, names);
    if (held && left.owners.owner) held->wanted_owner = file::Account::known;
    if (held && left.owners.group) held->wanted_group = file::Account::known;
    return held;
  }

  /// What seems to lie behind a link or a file on the way to an entry is not part of this tree.
  Result<void> take_entries(const Desired& want, std::size_t first, Actual& actual) {
    if (!want.tree) return {};
    std::set<std::string> folders;
    if (actual.node.type == NodeType::directory) folders.insert("");
    for (std::size_t i = 0; i < want.tree->size(); ++i) {
      const file::TreeEntry& entry = (*want.tree)[i];
      const std::size_t slash = entry.path.rfind('/');
      file::ActualEntry& found = actual.entries.emplace_back();
      if (folders.count(slash == std::string::npos ? "" : entry.path.substr(0, slash)) == 0) continue;
      Result<Node>& node = nodes_[first + i];
      if (!node) return fail(std::move(node.error()));
      if (auto fine = refuse_loss(want, entry, *node); !fine) return fine;
      found.node = std::move(*node);
      if (found.node.type == NodeType::directory) folders.insert(entry.path);
      auto held = holders(found.node, entry.owners, entry.left);
      if (!held) return fail(std::move(held.error()));
      found.holders = std::move(*held);
      const bool replaced = found.node.type == NodeType::directory && entry.type != NodeType::directory;
      if (!replaced || entry.type == NodeType::absent || want.purge == file::Purge::remove) continue;
      auto listing = ports_.files.list(file::join_path(want.path, entry.path));
      if (!listing) return fail(std::move(listing.error()));
      found.listing = std::move(*listing);
    }
    return {};
  }

  const FilePorts& ports_;
  std::span<const Desired* const> wants_;
  file::Names names_;
  std::vector<Look> looks_;
  std::vector<Result<Node>> nodes_;
  std::map<std::string, Result<file::Folder>> folders_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Result<Actual>> FileKind::probe(std::span<const Desired* const> wants, std::stop_token stop) {
  return Probe(ports_, wants).run(stop);
}

}  // namespace converge
