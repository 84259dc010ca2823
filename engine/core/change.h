// SPDX-License-Identifier: MIT
// engine/core/change.h: the words of a plan that every kind shares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/resource_id.h"
#include "engine/core/value.h"

namespace converge {

/// What a change interrupts, mildest first. Restart and above are gated.
enum class Disruption : std::uint8_t { none, reload, restart, gpu_reset, reboot };
/// The word for a disruption in YAML and JSON.
std::string_view disruption_name(Disruption disruption);
/// The disruption of a word; nothing for another word.
std::optional<Disruption> parse_disruption(std::string_view name);

/// What a resource is asked to do beyond its state because something it
/// subscribes to changes in this run, or is owed from an earlier one. Strongest wins.
enum class Refresh : std::uint8_t { no, reload, restart };
/// "no", "reload" or "restart".
std::string_view refresh_name(Refresh refresh);
/// The refresh of a word; nothing for another word.
std::optional<Refresh> parse_refresh(std::string_view name);

/// One row of a plan or a report: an attribute and its two values in words.
struct Delta {
  std::string attribute;
  std::string before;  ///< "absent" where there is nothing yet
  std::string after;   ///< "absent" where it is to be removed
  Sensitivity sensitivity = Sensitivity::open;
  bool operator==(const Delta&) const = default;
};

/// What one change means for people: its row, and what it interrupts.
struct Step {
  Delta delta;
  Disruption disruption = Disruption::none;
  bool operator==(const Step&) const = default;
};

/// Something on the machine: {"path", "/etc/modprobe.d/nvidia.conf"}, or all that
/// lies below a path: {"below", "/etc/modprobe.d"}.
struct Key {
  std::string space;
  std::string value;
  auto operator<=>(const Key&) const = default;
  [[nodiscard]] std::string text() const { return space + " " + value; }
};

/// What a resource takes for granted about a thing that it shares: "is JSON".
struct Agreement {
  Key about;
  std::string word;
  bool operator==(const Agreement&) const = default;
};

/// How much of the rest of the run can change what a probe of this resource finds.
enum class Reach : std::uint8_t {
  own,      ///< only what the resource itself owns
  keys,     ///< what is named in `observes`
  machine,  ///< anything (a guard that runs a program)
};

/// When a resource has anything to do at all.
enum class Activation : std::uint8_t {
  always,          ///< whenever its diff says so; a refresh is nothing to it, and to notify it is refused
  refreshed_too,   ///< likewise, and in a run in which something notifies it
  when_refreshed,  ///< only in a run in which something notifies it
};

/// What a resource has to do with the things of the machine. The compiler
/// draws an edge from who provides a key to each that needs it, and refuses two
/// resources that own one.
struct Claims {
  std::vector<Key> provides;
  std::vector<Key> needs;     ///< in falling order of nearness; all that are provided count
  std::vector<Key> owns;      ///< by this resource alone
  std::vector<Key> shares;    ///< with others that share it, not with one that owns it
  std::vector<Agreement> agrees;  ///< what all who speak of a thing must say alike
  std::vector<Key> observes;  ///< read by its probe; a planned change there makes the answer provisional
  Reach sees = Reach::own;
  Reach affects = Reach::own;  ///< `machine`: what it does cannot be told in advance
  Activation activation = Activation::always;
  std::string removes;         ///< a path that is to be gone, with all below it: who manages a file there is refused
  std::vector<std::string> closes;  ///< paths that it makes something other than a folder: likewise
  std::string sweeps;          ///< a folder whose unnamed entries it removes; the compiler answers with "$keep"
};

}  // namespace converge
