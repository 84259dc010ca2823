// SPDX-License-Identifier: MIT
// resources/systemd/desired.h: what the YAML asks for of one unit.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"
#include "resources/systemd/unit_name.h"

namespace converge::systemd {

/// Where administrators, and so converge, keep unit files.
inline constexpr std::string_view unit_folder = "/etc/systemd/system/";
/// What a masked unit's file leads to.
inline constexpr std::string_view mask_target = "/dev/null";

/// What `state:` asks for.
enum class State : std::uint8_t { running, stopped, absent };
/// The word for a state in YAML.
std::string_view state_name(State state);

/// Something that is on or off.
enum class Switch : std::uint8_t { off, on };

/// What becomes of a unit that runs when its own definition changes.
enum class OnChange : std::uint8_t { restart, reload, nothing };
/// The word for it in YAML.
std::string_view on_change_name(OnChange on_change);

/// A file that defines the unit, or part of it: its text, or nothing where it must not be there.
struct FileText {
  std::optional<std::string> text;
  bool operator==(const FileText&) const = default;
};

/// A drop-in of the unit; the name ends in ".conf".
struct DropIn {
  std::string name;
  FileText wanted;
  bool operator==(const DropIn&) const = default;
};

/// One systemd resource. What is not given is not managed.
struct Desired {
  UnitName unit;
  std::optional<FileText> content;  ///< the whole unit file
  std::vector<DropIn> drop_ins;     ///< sorted by name
  std::optional<Switch> enabled;
  std::optional<Switch> masked;
  std::optional<State> state;
  OnChange on_change = OnChange::restart;
  std::chrono::seconds timeout{300};       ///< for each thing that the unit is told
  std::chrono::seconds settle{2};          ///< how long it is watched after its start
  Sensitivity before = Sensitivity::open;  ///< of what is in its files until now; the engine says so in `$veil`
  bool operator==(const Desired& other) const;

  /// "/etc/systemd/system/app.service"
  [[nodiscard]] std::string file() const;
  /// "/etc/systemd/system/app.service.d/NAME"
  [[nodiscard]] std::string drop_in_file(const DropIn& drop_in) const;
  /// Whether it says what is in files.
  [[nodiscard]] bool has_files() const { return content || !drop_ins.empty(); }
};

/// Reads normalised attributes; reports what cannot be meant.
std::optional<Desired> parse_desired(const Value& attributes, Diagnostics& diagnostics);

}  // namespace converge::systemd
