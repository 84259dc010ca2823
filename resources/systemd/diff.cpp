// SPDX-License-Identifier: MIT
// From what was found of a unit to the steps that are needed.
#include <algorithm>

#include "resources/systemd/systemd_kind.h"

namespace converge {

namespace systemd {

namespace {

using file::NodeType;

bool is_running(const UnitStatus& status) {
  return status.active == "active" || status.active == "reloading" || status.active == "refreshing";
}

Refresh refresh_of(OnChange on_change) {
  switch (on_change) {
    case OnChange::restart: return Refresh::restart;
    case OnChange::reload: return Refresh::reload;
    case OnChange::nothing: return Refresh::no;
  }
  return Refresh::no;
}

/// Collects the steps of one unit: it goes down before its files go, and comes up when all are in place.
class Differ {
 public:
  Differ(const Desired& want, const Actual& have, Refresh refresh) : want_(want), have_(have), refresh_(refresh) {}

  std::vector<Change> run() {
    if (is_down_wanted() && can_be_told() && (is_alive(have_.status) || have_.status.active == "deactivating"))
      tell(Verb::stop);
    disable();
    unmask();
    write_files();
    enable();
    if (want_.masked == Switch::on && !is_mask(have_.file)) add(SetMask{Switch::on}, want_.file());
    const bool stale = have_.status.definition == Definition::older_than_its_files;
    if (stale && !writes_) add(ReloadDefinitions{});
    if (can_be_told() && !is_down_wanted() && want_.masked != Switch::on) bring_up();
    return std::move(changes_);
  }

 private:
  [[nodiscard]] bool is_down_wanted() const { return want_.state == State::stopped || want_.state == State::absent; }
  [[nodiscard]] bool can_be_told() const { return have_.nothing_runs.empty() && !want_.unit.is_template(); }

  template <typename Action>
  void add(Action action, std::string path = "") {
    changes_.push_back({want_.unit.text, std::move(path), std::move(action)});
  }

  void tell(Verb verb) {
    const Ending ending = want_.state == State::running ? Ending::a_fault : Ending::fine_if_clean;
    add(Tell{verb, state_words(have_.status), ending, want_.timeout, want_.settle});
  }

  void disable() {
    const std::string& found = have_.status.file_state;
    const bool off = want_.enabled == Switch::off || want_.state == State::absent;
    if (off && (found == "enabled" || found == "enabled-runtime")) add(SetEnabled{found, Switch::off});
  }

  /// What is enabled until the next boot only is not what was asked for.
  void enable() {
    const std::string& found = have_.status.file_state;
    if (want_.enabled == Switch::on && found != "enabled")
      add(SetEnabled{found.empty() ? "absent" : found, Switch::on});
  }

  void unmask() {
    const bool masked = is_mask(have_.file) || have_.status.file_state == "masked-runtime";
    if (want_.masked == Switch::off && masked) add(SetMask{Switch::off}, want_.file());
  }

  void write_files() {
    const bool goes = want_.state == State::absent;
    if (goes && !is_mask(have_.file)) write(want_.file(), {}, have_.file);
    if (!goes && want_.content) write(want_.file(), *want_.content, have_.file);
    for (std::size_t i = 0; i < want_.drop_ins.size(); ++i)
      write(want_.drop_in_file(want_.drop_ins[i]), want_.drop_ins[i].wanted, have_.drop_ins[i]);
  }

  void write(const std::string& path, const FileText& wanted, const file::Node& found) {
    const bool there = found.type != NodeType::absent;
    const bool hides = want_.before == Sensitivity::secret && found.type == NodeType::regular;
    const std::string before = hides ? std::string(secret_words) : file_words(found);
    const std::optional<std::string> before_text = hides ? std::nullopt : found.text;
    const bool same = found.type == NodeType::regular && found.text == wanted.text;
    if (wanted.text && !same) {
      const bool gone = want_.masked == Switch::off && is_mask(found);  // by the step before
      add(WriteFile{*wanted.text, before, before_text, gone ? file::Version{} : found.version}, path);
      writes_ = true;
    } else if (!wanted.text && there && !is_mask(found)) {
      add(RemoveFile{before}, path);
      writes_ = true;
    }
  }

  void bring_up() {
    const UnitStatus& status = have_.status;
    const Refresh own = writes_ ? refresh_of(want_.on_change) : Refresh::no;
    const Refresh asked = std::max(refresh_, own);
    if (!is_alive(status)) {
      if (want_.state == State::running) tell(Verb::start);
      return;
    }
    if (asked == Refresh::no) {
      if (want_.state == State::running && !is_running(status)) tell(Verb::start);
      return;
    }
    const bool reloads = asked == Refresh::reload && status.reloading == Reloading::possible;
    tell(reloads ? Verb::reload : Verb::restart);
    for (Change& change : changes_) {
      const bool defines =
          std::holds_alternative<WriteFile>(change.action) || std::holds_alternative<RemoveFile>(change.action);
      if (defines) change.owes = own;
    }
  }

  const Desired& want_;
  const Actual& have_;
  Refresh refresh_;
  std::vector<Change> changes_;
  bool writes_ = false;
};

}  // namespace

bool is_alive(const UnitStatus& status) { return is_running(status) || status.active == "activating"; }

bool is_mask(const file::Node& node) { return node.type == NodeType::link && node.target == mask_target; }

std::vector<Change> diff_unit(const Desired& want, const Actual& have, Refresh refresh) {
  return Differ(want, have, refresh).run();
}

}  // namespace systemd

std::vector<systemd::Change> SystemdKind::diff(const Desired& want, const Actual& have, Refresh refresh) {
  return systemd::diff_unit(want, have, refresh);
}

std::optional<std::int64_t> SystemdKind::refreshed_ms(const Actual& have) {
  if (!systemd::is_alive(have.status) || have.status.started_ms == 0) return std::nullopt;
  return have.status.started_ms;
}

}  // namespace converge
