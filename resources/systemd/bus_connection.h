// SPDX-License-Identifier: MIT
// resources/systemd/bus_connection.h: what bus_manager says to systemd and hears from
// it, without a word of D-Bus.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"

namespace converge::systemd {

/// Whether systemd runs this machine, and not another process 1 or that of a container.
bool is_systemd_running();

/// The object of a unit, by its name.
std::string unit_object(const std::string& unit);

/// One property to ask for, e.g. of unit_object("app.service") and "Unit" the "ActiveState".
struct Question {
  std::string object;
  std::string interface;
  std::string property;
};

/// Its value. Truths are 0 and 1; of an error the text, of conditions the first that does not hold, "ConditionX=y".
struct Property {
  std::string text;
  std::int64_t number = 0;
};

/// A connection to systemd. Serves one thread at a time; at the end of each call it is as good as new, or is_open() is
/// false.
class BusConnection {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// As root over systemd's own socket, as systemctl does, so that no message bus is needed; else over the system bus.
  static Result<std::unique_ptr<BusConnection>> open();
  ~BusConnection();
  BusConnection(const BusConnection&) = delete;
  BusConnection& operator=(const BusConnection&) = delete;

  [[nodiscard]] bool is_open() const;
  /// Asks all at once. Element i answers questions[i]; what this systemd does not have is empty.
  Result<std::vector<Property>> ask(const std::vector<Question>& questions, const std::stop_token& stop);
  /// The rows of the units, one each and in their order: name, description, load, active and sub state.
  Result<std::vector<std::vector<std::string>>> list_units(const std::vector<std::string>& units);
  /// Path and state of the files of those units that have one.
  Result<std::vector<std::pair<std::string, std::string>>> list_unit_files(const std::vector<std::string>& units);
  /// The state of one unit file, that of an instance too; not_found without one.
  Result<std::string> unit_file_state(const std::string& unit);
  /// EnableUnitFiles: makes the links; answers how many [Install] sections had a say.
  Result<bool> enable(const std::string& unit);
  /// DisableUnitFiles, for good or until the next boot.
  enum class Lasting { for_good, until_boot };
  Result<void> disable(const std::string& unit, Lasting lasting);
  Result<void> reload();
  /// Forgets that it failed, and how often it was started of late; fine if it is not loaded.
  void reset_failed(const std::string& unit);
  /// StartUnit, StopUnit, RestartUnit or ReloadUnit: answers the path of the job.
  Result<std::string> begin(const char* method, const std::string& unit);
  /// How a job ended: "done", "failed", ...; "" while it runs. Told once.
  std::string take_result(const std::string& job);
  /// Takes in what systemd sends until something holds; false if it does not by the deadline.
  Result<bool> wait_until(const std::function<bool()>& holds, Time deadline, const std::stop_token& stop);
  /// From now on a change of one of these units makes the answer to take_changed() true.
  void listen_to(const std::vector<std::string>& units);
  bool take_changed();

 private:
  struct Wire;
  explicit BusConnection(std::unique_ptr<Wire> wire);
  std::unique_ptr<Wire> wire_;
};

}  // namespace converge::systemd
