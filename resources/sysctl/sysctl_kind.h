// SPDX-License-Identifier: MIT
// resources/sysctl/sysctl_kind.h: the kind `sysctl`: settings of the kernel, now and at each boot.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "engine/core/kind.h"
#include "resources/file/filesystem.h"
#include "resources/sysctl/kernel_settings.h"
#include "resources/sysctl/settings_files.h"

namespace converge {

namespace sysctl {

/// What `state:` asks for.
enum class State : std::uint8_t { present, absent };

/// One setting. With `absent`, the value is what the running kernel goes back to.
struct Desired {
  std::string path;  ///< net/ipv4/ip_forward
  std::optional<std::string> value;
  State state = State::present;
  int priority = 90;
  Sensitivity before = Sensitivity::open;  ///< of what is in its file until now; the engine says so in `$veil`
  bool operator==(const Desired&) const = default;

  /// "90-net.ipv4.ip_forward.conf"
  [[nodiscard]] std::string file_name() const;
  /// The same with its folder.
  [[nodiscard]] std::string file() const;
  /// What the file says, where it is to be there.
  [[nodiscard]] std::string text() const;
};

/// What was found of one setting.
struct Actual {
  std::string no_kernel;             ///< see KernelSettings::why_none()
  std::optional<std::string> value;  ///< of the running kernel; nothing where it has no such setting
  file::Node file;                   ///< at the place of the resource's own file
  std::optional<Shadow> shadow;      ///< what is read after that file
  bool operator==(const Actual&) const = default;
};

/// Tells the running kernel.
struct SetValue {
  std::string before;  ///< "absent" where it has no such setting
  std::string value;
  bool operator==(const SetValue&) const = default;
};
/// Puts the file in place.
struct WriteFile {
  std::string before;  ///< the value in it, or "absent"
  std::string value;
  std::string text;
  file::Version seen;
  bool operator==(const WriteFile&) const = default;
};
/// Takes the file away.
struct RemoveFile {
  std::string before;
  bool operator==(const RemoveFile&) const = default;
};
/// Another file has the last word at boot. Nothing that this kind does could change that.
struct Shadowed {
  Shadow by;
  std::string value;
  bool operator==(const Shadowed&) const = default;
};

/// One step.
struct Change {
  std::string setting;
  std::string file;
  std::variant<SetValue, WriteFile, RemoveFile, Shadowed> action;
  bool operator==(const Change&) const = default;
};

/// The error of a file that has the last word over the resource's own.
Error shadowed(const Change& change, const Shadowed& shadow);

}  // namespace sysctl

/// What the kind reaches the machine through; borrowed.
struct SysctlPorts {
  KernelSettings& kernel;
  FileSystem& files;
};

/// Manages what a setting is, in the running kernel and, by a file of its own in /etc/sysctl.d, at boot.
class SysctlKind {
 public:
  using Desired = sysctl::Desired;
  using Actual = sysctl::Actual;
  using Change = sysctl::Change;
  static constexpr KindLaw law = KindLaw::state;
  static constexpr Rank rank = Rank::module;
  static constexpr Lane lane = {};

  explicit SysctlKind(const SysctlPorts& ports) : ports_(ports) {}

  static const Schema& schema();
  static std::optional<Desired> parse(const Value& attributes, Diagnostics& diagnostics);
  static Claims claims(const Desired& want);
  static std::vector<Change> diff(const Desired& want, const Actual& have, Refresh refresh);
  static Step describe(const Change& change);
  static std::vector<Obstacle> obstacles(const Desired& want, const Actual& have);
  static std::string defers(const Desired& want, const Actual& have);
  static std::vector<Observation> observe(const Desired& want, const Actual& have);
  static Inverse inverse(const Desired& want, const Actual& have);

  std::vector<Result<Actual>> probe(std::span<const Desired* const> wants, std::stop_token stop);
  std::vector<Result<Forecast>> forecast(std::span<const std::span<const Change>> work, std::stop_token stop);
  std::vector<Result<Applied>> apply(std::span<const std::span<const Change>> work, std::stop_token stop);

 private:
  SysctlPorts ports_;
};

}  // namespace converge
