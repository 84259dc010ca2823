// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_unit_manager.h"

namespace converge {

using systemd::UnitHealth;
using systemd::UnitName;
using systemd::UnitStatus;
using systemd::Verb;

namespace {

UnitName named(const std::string& unit) { return systemd::parse_unit_name(unit).value_or(UnitName{}); }

}  // namespace

void FakeUnitManager::set(const std::string& unit, const std::string& active, std::int64_t started_ms) {
  running_[unit] = {active, started_ms};
}

std::string FakeUnitManager::active(const std::string& unit) const {
  const auto found = running_.find(unit);
  return found == running_.end() ? "inactive" : found->second.active;
}

std::string FakeUnitManager::save() const {
  std::string text;
  for (const auto& [unit, running] : running_)
    if (running.active != "inactive")
      text += unit + " " + running.active + " " + std::to_string(running.started_ms) + "\n";
  return text;
}

Result<std::string> FakeUnitManager::definition_of(const UnitName& unit) {
  const auto found = folders_.find(unit);
  if (!found) return fail(found.error());
  std::string text = found->path + " " + found->node.target + "\n";
  std::vector<std::string> paths = {found->path};
  if (found->path.empty()) return std::string();
  const std::string drop_ins = "/etc/systemd/system/" + unit.text + ".d/";
  for (const char* name : {"limits.conf", "old.conf", "other.conf"}) paths.push_back(drop_ins + name);
  for (const auto& node : texts_.read(paths, {})) {
    if (!node) return fail(node.error());
    text += node->text.value_or("") + "\n";
  }
  return text;
}

Result<UnitStatus> FakeUnitManager::status_of(const std::string& unit) {
  const auto found = folders_.find(named(unit));
  if (!found) return fail(found.error());
  const auto state = folders_.file_state(named(unit));
  if (!state) return fail(state.error());
  UnitStatus status;
  status.name = unit;
  status.fragment = found->path;
  status.file_state = *state;
  if (!nothing_runs.empty() || named(unit).is_template()) return status;
  const auto definition = definition_of(named(unit));
  if (!definition) return fail(definition.error());
  const auto [loaded, fresh] = loaded_.try_emplace(unit, *definition);
  if (loaded->second.empty()) loaded->second = *definition;  // what was not found is looked for again
  const Script& script = scripts[unit];
  status.load = loaded->second.empty()         ? "not-found"
                : state->starts_with("masked") ? "masked"
                : !script.load_error.empty()   ? "bad-setting"
                                               : "loaded";
  status.load_error = script.load_error;
  status.active = active(unit);
  status.sub = status.active == "active" ? "running" : status.active == "failed" ? "failed" : "dead";
  status.reloading = script.reloading;
  if (loaded->second != *definition) status.definition = systemd::Definition::older_than_its_files;
  if (const auto running = running_.find(unit); running != running_.end())
    status.started_ms = running->second.started_ms;
  return status;
}

std::vector<Result<UnitStatus>> FakeUnitManager::look(std::span<const std::string> units, std::stop_token stop) {
  std::vector<Result<UnitStatus>> statuses;
  for (const std::string& unit : units) {
    if (stop.stop_requested())
      statuses.push_back(fail(ErrorCode::canceled, "the run was stopped"));
    else if (look_error)
      statuses.push_back(fail(*look_error));
    else
      statuses.push_back(status_of(unit));
  }
  return statuses;
}

Result<void> FakeUnitManager::enable(const std::string& unit) {
  log_.push_back("enable " + unit);
  return folders_.enable(named(unit));
}

Result<void> FakeUnitManager::disable(const std::string& unit) {
  log_.push_back("disable " + unit);
  return folders_.disable(named(unit));
}

Result<void> FakeUnitManager::reload(std::stop_token) {
  log_.emplace_back("reload");
  if (reload_error) return fail(*reload_error);
  loaded_.clear();
  return {};
}

std::vector<Result<void>> FakeUnitManager::run(std::span<const systemd::Job> jobs, std::stop_token) {
  std::vector<Result<void>> outcomes;
  for (const systemd::Job& job : jobs) {
    log_.push_back(std::string(verb_name(job.verb)) + " " + job.unit);
    const Script& script = scripts[job.unit];
    if (script.job_error) {
      outcomes.push_back(fail(*script.job_error));
      continue;
    }
    const auto status = status_of(job.unit);
    if (status && status->load != "loaded" && job.verb != Verb::stop) {
      outcomes.push_back(fail(ErrorCode::not_found, "Unit " + job.unit + " not found."));
      continue;
    }
    if (job.verb == Verb::stop) running_[job.unit] = {};
    if (job.verb == Verb::start || job.verb == Verb::restart)
      running_[job.unit] = {script.health ? script.health->active : "active", ++now_ms_};
    outcomes.emplace_back();
  }
  return outcomes;
}

std::vector<Result<UnitHealth>> FakeUnitManager::watch(std::span<const std::string> units,
                                                       std::chrono::milliseconds window, std::stop_token) {
  watched = window;
  std::vector<Result<UnitHealth>> healths;
  for (const std::string& unit : units) {
    UnitHealth health;
    health.active = active(unit);
    healths.emplace_back(scripts[unit].health.value_or(health));
  }
  return healths;
}

}  // namespace converge
