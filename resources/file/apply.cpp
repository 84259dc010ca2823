// SPDX-License-Identifier: MIT
// Writing. The contents of many resources are staged together and in parallel;
// then each is validated and renamed into place, and at the end every folder
// that was touched is made durable once.
#include <algorithm>
#include <set>

#include "engine/core/hash.h"
#include "resources/file/file_kind.h"
#include "resources/file/names.h"

namespace converge {

using file::Change;
using file::Staged;
using file::Staging;
using file::WriteContent;

namespace {

constexpr std::size_t staged_at_once = 256;
constexpr std::chrono::seconds validate_timeout{60};

/// One resource on its way: its changes before, at and after its first content.
struct Item {
  std::span<const Change> changes;
  std::size_t first_write = 0;
  std::size_t staged_begin = 0;  ///< its first index in the group's stagings
  Result<void> outcome;
  std::set<std::string> settled;  ///< paths that already got all metadata in this apply
  std::set<std::string> folders;  ///< that it touched
};

class Applier {
 public:
  Applier(const FilePorts& ports, std::stop_token stop)
      : ports_(ports), stop_(std::move(stop)), names_(ports.accounts) {}

  std::vector<Result<Applied>> run(std::span<const std::span<const Change>> work) {
    items_.resize(work.size());
    std::size_t begin = 0;
    std::size_t contents = 0;
    for (std::size_t i = 0; i < work.size(); ++i) {
      contents += prepare(items_[i], work[i]);
      if (contents < staged_at_once && i + 1 < work.size()) continue;
      write_group(std::span(items_).subspan(begin, i + 1 - begin));
      begin = i + 1;
      contents = 0;
    }
    sync_folders();
    std::vector<Result<Applied>> answers;
    for (Item& item : items_) {
      if (item.outcome)
        answers.emplace_back(Applied{});
      else
        answers.push_back(fail(std::move(item.outcome.error())));
    }
    return answers;
  }

 private:
  /// Takes the steps before the first content; answers how many contents follow.
  std::size_t prepare(Item& item, std::span<const Change> changes) {
    item.changes = changes;
    if (stop_.stop_requested()) {
      item.outcome = fail(ErrorCode::canceled, "the run was stopped before this change");
      return 0;
    }
    const auto is_write = [](const Change& change) { return std::holds_alternative<WriteContent>(change.action); };
    const auto first = std::find_if(changes.begin(), changes.end(), is_write);
    item.first_write = static_cast<std::size_t>(first - changes.begin());
    for (const Change& change : changes.first(item.first_write)) {
      if (item.outcome && !makes_way(change, changes)) item.outcome = step(item, change);
    }
    return item.outcome ? static_cast<std::size_t>(std::count_if(first, changes.end(), is_write)) : 0;
  }

  /// A folder goes only once what takes its place is complete and valid.
  static bool makes_way(const Change& change, std::span<const Change> changes) {
    if (!std::holds_alternative<file::Remove>(change.action)) return false;
    return std::any_of(changes.begin(), changes.end(), [&](const Change& other) {
      return other.path == change.path && std::holds_alternative<WriteContent>(other.action);
    });
  }

  Result<void> make_way(Item& item, const std::string& path) {
    for (const Change& change : item.changes)
      if (change.path == path && makes_way(change, item.changes)) return step(item, change);
    return {};
  }

  void write_group(std::span<Item> group) {
    std::vector<Staging> stagings;
    for (Item& item : group) {
      item.staged_begin = stagings.size();
      if (!item.outcome) continue;
      auto own = stagings_of(item);
      if (own)
        std::move(own->begin(), own->end(), std::back_inserter(stagings));
      else
        item.outcome = fail(std::move(own.error()));
    }
    std::vector<Result<Staged>> staged = ports_.files.stage(stagings, stop_);
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::size_t end = i + 1 < group.size() ? group[i + 1].staged_begin : staged.size();
      finish(group[i], std::span(staged).subspan(group[i].staged_begin, end - group[i].staged_begin));
    }
  }

  Result<std::vector<Staging>> stagings_of(const Item& item) {
    std::vector<Staging> stagings;
    for (const Change& change : item.changes.subspan(item.first_write)) {
      const auto* write = std::get_if<WriteContent>(&change.action);
      if (write == nullptr) continue;
      if (auto fresh = refuse_stale(change, *write); !fresh) return fail(std::move(fresh.error()));
      auto metadata = names_.ids(write->owners);
      if (!metadata) return fail(std::move(metadata.error()));
      metadata->mode = write->mode;
      const auto open = [&contents = ports_.contents, write]() -> Result<std::unique_ptr<ContentReader>> {
        if (write->text) return read_bytes(*write->text);
        return contents.open(write->content);
      };
      stagings.push_back({change.path, open, write->content.sha256, *metadata, write->fresh_mode, write->expects});
    }
    return stagings;
  }

  /// A merge was computed from a text; another text must not be lost to it. The
  /// commit compares versions: this finds what was written in one tick of the clock.
  Result<void> refuse_stale(const Change& change, const WriteContent& write) {
    const bool created_only = write.text && write.before_sha256.empty() && write.before != "absent";
    if (!write.text || created_only) return {};
    const file::Look look{change.path, file::Reading::digest, ""};
    auto now = std::move(ports_.files.look(std::span(&look, 1), stop_).front());
    if (!now) return fail(std::move(now.error()));
    if (now->sha256 == write.before_sha256) return {};
    return fail(file::moved_meanwhile(change.path));
  }

  /// Puts the staged contents of one resource in place and takes its remaining steps.
  void finish(Item& item, std::span<Result<Staged>> staged) {
    for (const Result<Staged>& one : staged) {
      if (item.outcome && !one) item.outcome = fail(one.error());
    }
    std::size_t next = 0;
    for (const Change& change : item.changes.subspan(item.first_write)) {
      const auto* write = std::get_if<WriteContent>(&change.action);
      if (write == nullptr) {
        if (item.outcome) item.outcome = step(item, change);
        continue;
      }
      if (next == staged.size()) continue;  // never staged: the outcome says why
      Result<Staged>& one = staged[next++];
      if (item.outcome)
        item.outcome = put_in_place(item, change, *write, *one);
      else if (one)
        ports_.files.discard(*one);
    }
  }

  Result<void> put_in_place(Item& item, const Change& change, const WriteContent& write, const Staged& staged) {
    Result<void> done = validate(change, write, staged);
    if (done) done = keep(change.path, write.before_sha256, write.former);
    if (done) done = make_way(item, change.path);
    if (!done) {
      ports_.files.discard(staged);
      return done;
    }
    item.folders.insert(std::string(parent_folder(change.path)));
    item.settled.insert(change.path);
    return ports_.files.commit(staged);
  }

  Result<void> validate(const Change& change, const WriteContent& write, const Staged& staged) {
    if (write.validate.empty()) return {};
    if (auto shown = ports_.files.show(staged); !shown) return shown;
    ProcessSpec spec;
    for (std::string argument : write.validate) {
      for (std::size_t at = argument.find("%s"); at != std::string::npos;
           at = argument.find("%s", at + staged.temporary.size())) {
        argument.replace(at, 2, staged.temporary);
      }
      spec.argv.push_back(std::move(argument));
    }
    spec.timeout = validate_timeout;
    const auto end = ports_.runner.run(spec, stop_);
    if (!end) return fail(without_output(end.error(), write).while_doing("validating the new " + change.path));
    if (end->exit_code == 0) return {};
    const bool open = write.sensitivity == Sensitivity::open;
    return fail(ErrorCode::failed, write.validate.front() + " refused the new content (exit code " +
                                       std::to_string(end->exit_code) + "), so " + change.path + " was left as it was" +
                                       (open && !end->output.empty() ? ":\n" + end->output : ""));
  }

  /// Of a secret content a validator may say things that belong into no report.
  static Error without_output(const Error& error, const WriteContent& write) {
    if (write.sensitivity == Sensitivity::open) return error;
    return Error{
        error.code,
        write.validate.front() + " did not come to an answer (what it said is kept back, as the content is secret)",
        {}};
  }

  /// Copies what is about to be replaced into the store, for undo.
  Result<void> keep(const std::string& path, const std::string& sha256, Sensitivity sensitivity) {
    if (ports_.store == nullptr || sha256.empty() || sensitivity == Sensitivity::secret) return {};
    auto reader = ports_.files.open(path);
    if (!reader) return fail(std::move(reader.error()).while_doing("keeping the old content of " + path));
    const auto kept = ports_.store->keep(**reader);
    if (kept || kept.error().code == ErrorCode::unsupported) return {};
    return fail(Error(kept.error()).while_doing("keeping the old content of " + path));
  }

  /// Any change but a content.
  Result<void> step(Item& item, const Change& change) {
    if (std::holds_alternative<file::MergeKey>(change.action)) return {};
    const bool metadata =
        std::holds_alternative<file::SetMode>(change.action) || std::holds_alternative<file::SetOwner>(change.action);
    if (metadata && item.settled.count(change.path) != 0) return {};
    if (!metadata) item.folders.insert(std::string(parent_folder(change.path)));
    return std::visit([&](const auto& action) { return take(item, change.path, action); }, change.action);
  }

  Result<void> take(Item&, const std::string&, const WriteContent&) { return {}; }
  Result<void> take(Item&, const std::string&, const file::MergeKey&) { return {}; }
  Result<void> take(Item&, const std::string& path, const file::SetMode& mode) {
    return ports_.files.set_metadata(path, {mode.after, std::nullopt, std::nullopt});
  }
  Result<void> take(Item&, const std::string& path, const file::SetOwner& owner) {
    file::Owners owners;
    (owner.which == file::SetOwner::Which::owner ? owners.owner : owners.group) = owner.after;
    const auto metadata = names_.ids(owners);
    if (!metadata) return fail(metadata.error());
    return ports_.files.set_metadata(path, *metadata);
  }
  Result<void> take(Item& item, const std::string& path, const file::MakeDirectory& folder) {
    auto metadata = names_.ids(folder.owners);
    if (!metadata) return fail(std::move(metadata.error()));
    metadata->mode = folder.mode;
    item.settled.insert(path);
    return ports_.files.make_directory(path, *metadata);
  }
  Result<void> take(Item& item, const std::string& path, const file::MakeLink& link) {
    const auto metadata = names_.ids(link.owners);
    if (!metadata) return fail(metadata.error());
    if (auto kept = keep(path, link.before_sha256, Sensitivity::open); !kept) return kept;
    item.settled.insert(path);
    return ports_.files.make_link(path, link.target, *metadata);
  }
  Result<void> take(Item&, const std::string& path, const file::Remove& removal) {
    if (auto kept = keep(path, removal.before_sha256, removal.sensitivity); !kept) return kept;
    return ports_.files.remove(path, removal.recursion);
  }

  /// Names are durable when apply() returns; each folder costs one fsync however many resources share it.
  void sync_folders() {
    std::set<std::string> folders;
    for (const Item& item : items_) folders.insert(item.folders.begin(), item.folders.end());
    for (const std::string& folder : folders) {
      const auto synced = ports_.files.sync_folders(std::span(&folder, 1));
      for (Item& item : items_) {
        if (!synced && item.outcome && item.folders.count(folder) != 0) item.outcome = fail(synced.error());
      }
    }
  }

  const FilePorts& ports_;
  std::stop_token stop_;
  file::Names names_;
  std::vector<Item> items_;
};

}  // namespace

std::vector<Result<Applied>> FileKind::apply(std::span<const std::span<const Change>> work, std::stop_token stop) {
  return Applier(ports_, std::move(stop)).run(work);
}

}  // namespace converge
