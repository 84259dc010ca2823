// SPDX-License-Identifier: MIT
#include "resources/systemd/bus_manager.h"

#include <string.h>  // sigabbrev_np

#include <algorithm>
#include <map>

#include "resources/systemd/unit_name.h"

namespace converge {

using systemd::BusConnection;
using systemd::Job;
using systemd::Property;
using systemd::Question;
using systemd::UnitHealth;
using systemd::UnitName;
using systemd::UnitStatus;
using systemd::Verb;

namespace {

using Steady = std::chrono::steady_clock;

UnitName named(const std::string& unit) { return systemd::parse_unit_name(unit).value_or(UnitName{}); }

template <typename T>
std::vector<Result<T>> all_fail(std::size_t count, const Error& error) {
  return std::vector<Result<T>>(count, fail(error));
}

/// Reads the statuses of a batch, in four questions to systemd however many units there are.
class Look {
 public:
  Look(BusConnection& bus, std::span<const std::string> units, const std::stop_token& stop)
      : bus_(bus), units_(units), stop_(stop), statuses_(units.size()) {}

  Result<std::vector<UnitStatus>> run() {
    if (auto done = read_states(); !done) return fail(std::move(done.error()));
    if (auto done = read_files(); !done) return fail(std::move(done.error()));
    if (auto done = read_properties(); !done) return fail(std::move(done.error()));
    return std::move(statuses_);
  }

 private:
  /// A template is a file: it cannot be loaded, and to ask for it is an error.
  Result<void> read_states() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      statuses_[i].name = units_[i];
      if (named(units_[i]).is_template()) continue;
      loaded_.push_back(i);
      names.push_back(units_[i]);
    }
    if (names.empty()) return {};
    const auto rows = bus_.list_units(names);
    if (!rows) return fail(rows.error());
    for (std::size_t i = 0; i < loaded_.size(); ++i) {
      UnitStatus& status = statuses_[loaded_[i]];
      const std::vector<std::string>& row = (*rows)[i];
      status.name = row[0];
      status.load = row[2];
      status.active = row[3];
      status.sub = row[4];
    }
    return {};
  }

  /// Fresh from the disk: what a loaded unit remembers of its links may be old.
  Result<void> read_files() {
    const auto files = bus_.list_unit_files({units_.begin(), units_.end()});
    if (!files) return fail(files.error());
    std::map<std::string_view, const std::pair<std::string, std::string>*> by_name;
    for (const auto& file : *files) by_name[std::string_view(file.first).substr(file.first.rfind('/') + 1)] = &file;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      UnitStatus& status = statuses_[i];
      if (const auto found = by_name.find(units_[i]); found != by_name.end()) {
        status.fragment = found->second->first;
        status.file_state = found->second->second;
      }
      if (!named(units_[i]).is_instance()) continue;
      const auto state = bus_.unit_file_state(units_[i]);
      if (!state && state.error().code != ErrorCode::not_found) return fail(state.error());
      status.file_state = state ? *state : "";  // without a template there is no state
    }
    return {};
  }

  Result<void> read_properties() {
    constexpr std::size_t each = 5;
    std::vector<Question> questions;
    for (const std::size_t i : loaded_) {
      const std::string object = systemd::unit_object(units_[i]);
      for (const char* property :
           {"FragmentPath", "NeedDaemonReload", "CanReload", "InactiveExitTimestamp", "LoadError"})
        questions.push_back({object, "Unit", property});
    }
    const auto answers = bus_.ask(questions, stop_);
    if (!answers) return fail(answers.error());
    for (std::size_t i = 0; i < loaded_.size(); ++i) {
      UnitStatus& status = statuses_[loaded_[i]];
      const Property* answer = &(*answers)[i * each];
      if (!answer[0].text.empty()) status.fragment = answer[0].text;
      if (answer[1].number != 0) status.definition = systemd::Definition::older_than_its_files;
      if (answer[2].number != 0) status.reloading = systemd::Reloading::possible;
      status.started_ms = answer[3].number / 1000;
      if (status.load != "not-found" && status.load != "masked") status.load_error = answer[4].text;
    }
    return {};
  }

  BusConnection& bus_;
  std::span<const std::string> units_;
  const std::stop_token& stop_;
  std::vector<UnitStatus> statuses_;
  std::vector<std::size_t> loaded_;  ///< indices of those that systemd can load
};

/// What waitid(2) calls CLD_EXITED is 1.
std::string ending_words(std::int64_t code, std::int64_t status) {
  if (code == 0) return "";
  if (code == 1) return "exit code " + std::to_string(status);
  const char* name = ::sigabbrev_np(static_cast<int>(status));
  return name != nullptr ? "ended by SIG" + std::string(name) : "ended by signal " + std::to_string(status);
}

std::string interface_of(const UnitName& unit) {
  std::string interface = unit.type;
  interface.front() = static_cast<char>(interface.front() - 'a' + 'A');
  return interface;
}

Result<std::vector<UnitHealth>> healths_of(BusConnection& bus, std::span<const std::string> units,
                                           const std::stop_token& stop) {
  constexpr std::size_t each = 9;
  std::vector<Question> questions;
  for (const std::string& unit : units) {
    const std::string object = systemd::unit_object(unit);
    for (const char* property : {"ActiveState", "SubState", "Conditions"})
      questions.push_back({object, "Unit", property});
    for (const char* property : {"Result", "NRestarts", "ExecMainCode", "ExecMainStatus", "Type", "RemainAfterExit"})
      questions.push_back({object, interface_of(named(unit)), property});
  }
  const auto answers = bus.ask(questions, stop);
  if (!answers) return fail(answers.error());
  std::vector<UnitHealth> healths;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Property* answer = &(*answers)[i * each];
    UnitHealth health;
    health.active = answer[0].text;
    health.sub = answer[1].text;
    if (health.active == "inactive") health.failed_condition = answer[2].text;
    if (!answer[3].text.empty()) health.result = answer[3].text;
    health.restarts = static_cast<std::uint32_t>(answer[4].number);
    health.ending = ending_words(answer[5].number, answer[6].number);
    health.type = answer[7].text;
    health.stays_without_process = answer[8].number != 0;
    healths.push_back(std::move(health));
  }
  return healths;
}

const char* method_of(Verb verb) {
  switch (verb) {
    case Verb::start: return "StartUnit";
    case Verb::stop: return "StopUnit";
    case Verb::restart: return "RestartUnit";
    case Verb::reload: return "ReloadUnit";
  }
  return "StartUnit";
}

Result<void> outcome_of(const Job& job, const std::string& result) {
  if (result == "done" || result == "skipped") return {};
  const std::string what = "the " + std::string(verb_name(job.verb)) + " of " + job.unit;
  if (result == "dependency")
    return fail(ErrorCode::conflict, what +
                                         " was given up because a unit that it requires did not start; `systemctl "
                                         "list-dependencies " +
                                         job.unit + "` shows which");
  if (result == "canceled" || result == "collected")
    return fail(ErrorCode::conflict, what + " was canceled, as somebody else told the unit something");
  if (result == "timeout") return fail(ErrorCode::failed, what + " took longer than its unit file allows");
  return fail(ErrorCode::failed, what + (result == "failed" ? " failed" : " ended with '" + result + "'"));
}

/// What could not even be told to the unit is not a failure of the unit.
Error refused(Error error) {
  if (error.code == ErrorCode::failed) error.code = ErrorCode::conflict;
  return error;
}

/// A batch of jobs on their way, each with its own deadline.
class Jobs {
 public:
  Jobs(BusConnection& bus, std::span<const Job> jobs, const std::stop_token& stop)
      : bus_(bus), jobs_(jobs), stop_(stop) {}

  std::vector<Result<void>> run() {
    outcomes_.resize(jobs_.size());
    paths_.resize(jobs_.size());
    for (std::size_t i = 0; i < jobs_.size(); ++i) begin(i);
    while (!paths_.empty() && std::ranges::any_of(paths_, [](const std::string& path) { return !path.empty(); })) {
      const auto waited = bus_.wait_until([&] { return take_results(); }, next_deadline(), stop_);
      if (!waited)
        end_all(waited.error());
      else if (!*waited)
        end_late();
    }
    return std::move(outcomes_);
  }

 private:
  void begin(std::size_t i) {
    // What is told to start on purpose is not kept from it by how often it failed before.
    if (jobs_[i].verb == Verb::start || jobs_[i].verb == Verb::restart) bus_.reset_failed(jobs_[i].unit);
    auto path = bus_.begin(method_of(jobs_[i].verb), jobs_[i].unit);
    deadlines_.push_back(Steady::now() + jobs_[i].timeout);
    if (path)
      paths_[i] = std::move(*path);
    else
      outcomes_[i] = fail(refused(std::move(path.error())));
  }

  /// Whether any job has ended since.
  bool take_results() {
    bool any = false;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      const std::string result = paths_[i].empty() ? "" : bus_.take_result(paths_[i]);
      if (result.empty()) continue;
      outcomes_[i] = outcome_of(jobs_[i], result);
      paths_[i].clear();
      any = true;
    }
    return any;
  }

  [[nodiscard]] Steady::time_point next_deadline() const {
    auto next = Steady::time_point::max();
    for (std::size_t i = 0; i < jobs_.size(); ++i)
      if (!paths_[i].empty()) next = std::min(next, deadlines_[i]);
    return next;
  }

  void end_late() {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (paths_[i].empty() || Steady::now() < deadlines_[i]) continue;
      const Job& job = jobs_[i];
      outcomes_[i] = fail(ErrorCode::timed_out, "the " + std::string(verb_name(job.verb)) + " of " + job.unit +
                                                    " is not done after " + std::to_string(job.timeout.count()) +
                                                    " s; systemd goes on with it");
      paths_[i].clear();
    }
  }

  void end_all(const Error& error) {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (!paths_[i].empty()) outcomes_[i] = fail(error);
      paths_[i].clear();
    }
  }

  BusConnection& bus_;
  std::span<const Job> jobs_;
  const std::stop_token& stop_;
  std::vector<Result<void>> outcomes_;
  std::vector<std::string> paths_;  ///< of the jobs that run; "" once one has ended
  std::vector<Steady::time_point> deadlines_;
};

/// What is started again soon looks as if nothing had been: how it ended is kept from an earlier look.
void keep_ending(const UnitHealth& earlier, UnitHealth& now) {
  if (now.ending.empty() && now.restarts > 0) now.ending = earlier.ending;
  if (now.result == "success" && now.restarts > 0) now.result = earlier.result;
}

/// Whether more time would change nothing of what is said about it.
bool is_settled(const UnitHealth& health) { return health.active == "failed" || health.restarts > 0; }

}  // namespace

Result<BusConnection*> BusManager::connect() {
  if (connection_ && connection_->is_open()) return connection_.get();
  auto opened = BusConnection::open();
  if (!opened) return fail(std::move(opened.error()));
  connection_ = std::move(*opened);
  return connection_.get();
}

std::vector<Result<UnitStatus>> BusManager::look(std::span<const std::string> units, std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  if (units.empty()) return {};
  if (stop.stop_requested())
    return all_fail<UnitStatus>(units.size(), {ErrorCode::canceled, "the run was stopped", {}});
  const auto bus = connect();
  if (!bus) return all_fail<UnitStatus>(units.size(), bus.error());
  auto statuses = Look(**bus, units, stop).run();
  if (!statuses) return all_fail<UnitStatus>(units.size(), statuses.error());
  return {std::make_move_iterator(statuses->begin()), std::make_move_iterator(statuses->end())};
}

Result<void> BusManager::enable(const std::string& unit) {
  const std::lock_guard lock(mutex_);
  const auto bus = connect();
  if (!bus) return fail(bus.error());
  const auto carries = (*bus)->enable(unit);
  if (!carries) return fail(carries.error());
  if (*carries) return {};
  return fail(ErrorCode::unsupported, unit + " cannot be enabled because it has no [Install] section");
}

Result<void> BusManager::disable(const std::string& unit) {
  const std::lock_guard lock(mutex_);
  const auto bus = connect();
  if (!bus) return fail(bus.error());
  auto done = (*bus)->disable(unit, BusConnection::Lasting::for_good);
  return done ? (*bus)->disable(unit, BusConnection::Lasting::until_boot) : done;
}

Result<void> BusManager::reload(std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  if (stop.stop_requested()) return fail(ErrorCode::canceled, "the run was stopped");
  const auto bus = connect();
  return bus ? (*bus)->reload() : fail(bus.error());
}

std::vector<Result<void>> BusManager::run(std::span<const Job> jobs, std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  const auto bus = connect();
  if (!bus) return all_fail<void>(jobs.size(), bus.error());
  return Jobs(**bus, jobs, stop).run();
}

std::vector<Result<UnitHealth>> BusManager::watch(std::span<const std::string> units, std::chrono::milliseconds window,
                                                  std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  const auto bus = connect();
  if (!bus) return all_fail<UnitHealth>(units.size(), bus.error());
  const auto deadline = Steady::now() + window;
  (*bus)->listen_to({units.begin(), units.end()});
  std::vector<UnitHealth> earlier(units.size());
  while (true) {
    auto healths = healths_of(**bus, units, stop);
    if (!healths) return all_fail<UnitHealth>(units.size(), healths.error());
    for (std::size_t i = 0; i < units.size(); ++i) keep_ending(earlier[i], (*healths)[i]);
    earlier = *healths;
    const bool over = Steady::now() >= deadline || std::ranges::all_of(*healths, is_settled);
    if (over) {
      (*bus)->listen_to({});
      return {healths->begin(), healths->end()};
    }
    const auto waited = (*bus)->wait_until([&] { return (*bus)->take_changed(); }, deadline, stop);
    if (!waited) return all_fail<UnitHealth>(units.size(), waited.error());
  }
}

}  // namespace converge
