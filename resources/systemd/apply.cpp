// SPDX-License-Identifier: MIT
// The steps of a batch. What goes down does so first, while its old definition is
// loaded; then files and links move, systemd loads them once, and what has to run is told.
#include <algorithm>

#include "resources/file/text_files.h"
#include "resources/systemd/systemd_kind.h"
#include "resources/systemd/verdict.h"

namespace converge {

using systemd::Change;
using systemd::Job;
using systemd::Switch;
using systemd::Tell;
using systemd::Verb;

namespace {

constexpr std::string_view runtime_folder = "/run/systemd/system/";
constexpr std::size_t quoted_bytes = std::size_t{4} * 1024;
constexpr std::chrono::seconds journal_timeout{10};

/// One resource on its way.
struct Item {
  std::span<const Change> changes;
  Result<void> outcome;
  bool stale = false;  ///< what it moved is not loaded yet
};

/// A unit that is told something, and whose resource it is.
struct Told {
  Item* item;
  const Change* change;
  const Tell* tell;
};

class Applier {
 public:
  Applier(const SystemdPorts& ports, std::stop_token stop)
      : ports_(ports), stop_(std::move(stop)), texts_(ports.files) {}

  std::vector<Result<Applied>> run(std::span<const std::span<const Change>> work) {
    for (const std::span<const Change> changes : work) items_.push_back({changes, {}, false});
    if (stop_.stop_requested())
      for (Item& item : items_) item.outcome = fail(ErrorCode::canceled, "the run was stopped before this change");
    tell(told([](Verb verb) { return verb == Verb::stop; }));
    for (Item& item : items_) move_files(item);
    load();
    const std::vector<Told> rising = told([](Verb verb) { return verb != Verb::stop; });
    tell(rising);
    settle(rising);
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
  // Files and links.

  void move_files(Item& item) {
    for (const Change& change : item.changes) {
      if (!item.outcome) return;
      if (std::holds_alternative<Tell>(change.action)) continue;
      item.stale = true;
      item.outcome = std::visit([&](const auto& action) { return move(change, action); }, change.action);
    }
  }

  Result<void> move(const Change& change, const systemd::WriteFile& write) {
    return texts_.write(change.path, write.text, write.seen);
  }
  Result<void> move(const Change& change, const systemd::RemoveFile&) { return texts_.remove(change.path); }
  Result<void> move(const Change& change, const systemd::SetMask& mask) {
    if (mask.to == Switch::on) return put_mask(change.path);
    // A mask until the next boot stands in another folder; both have to go.
    for (const std::string& path : {change.path, std::string(runtime_folder) + change.unit})
      if (auto done = remove_mask(path); !done) return done;
    return {};
  }
  Result<void> move(const Change& change, const systemd::SetEnabled& enabled) {
    return enabled.to == Switch::on ? ports_.units.enable(change.unit) : ports_.units.disable(change.unit);
  }
  Result<void> move(const Change&, const systemd::ReloadDefinitions&) { return {}; }
  Result<void> move(const Change&, const Tell&) { return {}; }

  Result<void> put_mask(const std::string& path) {
    const auto node = std::move(texts_.read(std::span(&path, 1), stop_).front());
    if (!node) return fail(node.error());
    if (node->type == file::NodeType::regular) return fail(systemd::unit_file_in_the_way(path));
    return texts_.link(path, std::string(systemd::mask_target));
  }

  Result<void> remove_mask(const std::string& path) {
    const auto node = std::move(texts_.read(std::span(&path, 1), stop_).front());
    if (!node) return fail(node.error());
    return systemd::is_mask(*node) ? texts_.remove(path) : Result<void>{};
  }

  /// Once for all, also for what failed half-way: its files are there.
  void load() {
    if (std::ranges::none_of(items_, &Item::stale)) return;
    const Result<void> loaded = ports_.units.reload(stop_);
    if (loaded) return;
    for (Item& item : items_)
      if (item.stale && item.outcome)
        item.outcome = fail(Error(loaded.error()).while_doing("having systemd load the unit files anew"));
  }

  // Units.

  template <typename Wanted>
  std::vector<Told> told(Wanted wanted) {
    std::vector<Told> found;
    for (Item& item : items_) {
      for (const Change& change : item.changes) {
        const auto* tell = std::get_if<Tell>(&change.action);
        if (item.outcome && tell != nullptr && wanted(tell->verb)) found.push_back({&item, &change, tell});
      }
    }
    return found;
  }

  void tell(const std::vector<Told>& units) {
    if (units.empty()) return;
    std::vector<Job> jobs;
    jobs.reserve(units.size());
    for (const Told& each : units) jobs.push_back({each.change->unit, each.tell->verb, each.tell->timeout});
    std::vector<Result<void>> done = ports_.units.run(jobs, stop_);
    for (std::size_t i = 0; i < units.size(); ++i)
      if (!done[i]) units[i].item->outcome = fail(explained(std::move(done[i].error()), jobs[i]));
  }

  /// Says how the unit is now, and what it said last, where it is the unit that would not.
  Error explained(Error error, const Job& job) {
    const bool says_more =
        error.code == ErrorCode::failed || error.code == ErrorCode::timed_out || error.code == ErrorCode::invalid;
    if (!says_more) return error;
    const bool starts = job.verb == Verb::start || job.verb == Verb::restart;
    if (error.code == ErrorCode::failed && starts) {
      const auto health = std::move(ports_.units.watch(std::span(&job.unit, 1), {}, stop_).front());
      const std::string fault = health ? systemd::fault_of(job.unit, *health, {}) : "";
      if (!fault.empty()) error.message = fault;
    }
    if (error.message.ends_with('.')) error.message.pop_back();  // systemd's own words are sentences
    error.message += last_words(job.unit);
    return error;
  }

  /// A service that was started has to stay up for a while.
  void settle(const std::vector<Told>& rising) {
    std::vector<Told> watched;
    std::vector<std::string> units;
    std::chrono::seconds window{0};
    for (const Told& each : rising) {
      const bool starts = each.tell->verb != Verb::reload && each.change->unit.ends_with(".service");
      if (!starts || !each.item->outcome) continue;
      watched.push_back(each);
      units.push_back(each.change->unit);
      window = std::max(window, each.tell->settle);
    }
    if (units.empty()) return;
    const auto healths = ports_.units.watch(units, window, stop_);
    for (std::size_t i = 0; i < watched.size(); ++i) judge(watched[i], healths[i], window);
  }

  void judge(const Told& told, const Result<systemd::UnitHealth>& health, std::chrono::seconds watched) {
    if (!health) {
      told.item->outcome = fail(health.error());
      return;
    }
    const bool ended_clean = health->active == "inactive" && health->result == "success";
    if (ended_clean && told.tell->ending == systemd::Ending::fine_if_clean) return;
    const std::string& unit = told.change->unit;
    const std::string fault = systemd::fault_of(unit, *health, watched);
    if (!fault.empty()) told.item->outcome = fail(ErrorCode::failed, fault + last_words(unit));
  }

  /// The end of the unit's journal, below a line that says so.
  std::string last_words(const std::string& unit) {
    ProcessSpec sync;
    sync.argv = {"journalctl", "--sync"};
    sync.timeout = journal_timeout;
    static_cast<void>(ports_.programs.run(sync, stop_));  // without it a line or two may be missing
    ProcessSpec read = sync;
    read.argv = {"journalctl", "--unit=" + unit, "--lines=10", "--output=cat", "--no-pager", "--quiet"};
    read.output_limit = quoted_bytes;
    const auto end = ports_.programs.run(read, stop_);
    if (!end) return "; its journal could not be read: " + end.error().text();
    if (end->exit_code != 0) return "; its journal could not be read: " + end->output;
    return end->output.empty() ? "; its journal is empty" : "; the end of its journal:\n" + end->output;
  }

  const SystemdPorts& ports_;
  std::stop_token stop_;
  file::TextFiles texts_;
  std::vector<Item> items_;
};

}  // namespace

std::vector<Result<Applied>> SystemdKind::apply(std::span<const std::span<const Change>> work, std::stop_token stop) {
  return Applier(ports_, std::move(stop)).run(work);
}

}  // namespace converge
