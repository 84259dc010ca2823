// SPDX-License-Identifier: MIT
// What a unit needs from others, owns alone, and what stands in its way.
#include <algorithm>

#include "resources/systemd/install_section.h"
#include "resources/systemd/systemd_kind.h"

namespace converge {

using systemd::Actual;
using systemd::Change;
using systemd::Desired;
using systemd::State;
using systemd::Switch;

namespace {

/// What defines the unit may come from files of other resources, which provide "unit file", or from other
/// units, which provide "unit": those that write no file of it come after those that do.
void claim_definitions(const Desired& want, Claims& claims) {
  for (std::string& name : want.unit.definitions()) {
    if (name != want.unit.text || !want.has_files()) claims.needs.push_back({"unit", name});
    claims.observes.push_back({"unit", name});
    claims.needs.push_back({"unit file", name});
    claims.observes.push_back({"unit file", std::move(name)});
  }
}

void claim_file(std::string path, Claims& claims) {
  claims.provides.push_back({"path", path});
  claims.owns.push_back({"file", std::move(path)});
}

/// A change of one of these may bring the unit. What a package holds is known once it is
/// there: a kind that installs some moves this key.
std::vector<Key> bringers(const Desired& want) {
  std::vector<Key> keys = {{"packages", "any"}};
  for (const std::string& name : want.unit.definitions()) {
    keys.push_back({"unit", name});
    keys.push_back({"unit file", name});
  }
  return keys;
}

bool brings_its_file(const Desired& want) { return want.content && want.content->text; }

Error missing(const Desired& want) {
  return {ErrorCode::not_found,
          "there is no unit " + want.unit.text +
              " on this machine; install the package that brings it before this resource, write its `content`, or "
              "correct the name",
          {}};
}

/// Whether the texts of this resource say what enabling does.
bool brings_install_section(const Desired& want) {
  systemd::InstallSection section;
  for (const systemd::DropIn& each : want.drop_ins)
    systemd::read_install_section(each.wanted.text.value_or(""), section);
  return section.enables_itself();
}

/// Why systemd would not enable a unit whose file is in this state, or "".
std::string why_not_enabled(const systemd::UnitStatus& status, const std::string& unit) {
  const std::string& state = status.file_state;
  if (state == "static")
    return unit +
           " cannot be enabled because it has no [Install] section: other units start it; drop `enabled`, or add "
           "such a section with `drop_in`";
  if (state == "indirect")
    return unit + " is enabled only through the units that its [Install] section names (Also=); enable one of these";
  if (state == "alias") {
    const bool known = !status.name.empty() && status.name != unit;
    return unit + " is another name of " + (known ? status.name : "a unit") + "; enable that one";
  }
  if (state == "generated")
    return unit +
           " is made by a generator when the system boots, as from /etc/fstab or /etc/init.d, and is switched there";
  if (state == "transient")
    return unit + " was made by a program and is gone with the next boot, so it cannot be enabled";
  if (state.starts_with("masked")) return unit + " is masked; add `masked: false`";
  return "";
}

Obstacle obstacle(const Desired& want, ErrorCode code, std::string message) {
  return {Error{code, std::move(message), {}}, bringers(want)};
}

void add_in_the_way_of_enabling(const Desired& want, const Actual& have, std::vector<Obstacle>& obstacles) {
  if (brings_its_file(want) || brings_install_section(want)) return;
  if (have.status.file_state.empty()) return obstacles.push_back({missing(want), bringers(want)});
  if (want.masked == Switch::off && have.status.file_state.starts_with("masked")) return;
  if (std::string why = why_not_enabled(have.status, want.unit.text); !why.empty())
    obstacles.push_back(obstacle(want, ErrorCode::unsupported, std::move(why)));
}

void add_in_the_way_of_starting(const Desired& want, const Actual& have, std::vector<Obstacle>& obstacles) {
  const systemd::UnitStatus& status = have.status;
  if (brings_its_file(want)) return;
  if (status.load == "not-found") return obstacles.push_back({missing(want), bringers(want)});
  if (status.load == "masked" && want.masked != Switch::off)
    return obstacles.push_back(obstacle(want, ErrorCode::conflict,
                                        want.unit.text + " is masked, so nothing can start it; add `masked: false`"));
  const bool broken = !status.load_error.empty() && !want.has_files();
  if (broken && status.definition == systemd::Definition::current)
    obstacles.push_back(
        obstacle(want, ErrorCode::failed, "systemd cannot load " + want.unit.text + ": " + status.load_error));
}

void add_in_the_way_of_a_mask(const Desired& want, const Actual& have, std::vector<Obstacle>& obstacles) {
  const bool free = have.file.type == file::NodeType::absent || have.file.type == file::NodeType::link;
  if (free || (want.content && !want.content->text)) return;
  obstacles.push_back({systemd::unit_file_in_the_way(want.file()), bringers(want)});
}

}  // namespace

Error systemd::unit_file_in_the_way(const std::string& path) {
  return {ErrorCode::conflict,
          path +
              " is the unit file itself, and the link that masks the unit would have to take its place; add "
              "`content: absent` to remove it, or write `state: absent`",
          {}};
}

Claims SystemdKind::claims(const Desired& want) {
  Claims claims;
  claims.activation = Activation::refreshed_too;
  claims.sees = Reach::keys;
  claim_definitions(want, claims);
  const std::string& unit = want.unit.text;
  if (want.has_files()) claims.provides.push_back({"unit", unit});
  if (want.content || want.masked == Switch::on || want.state == State::absent) claim_file(want.file(), claims);
  for (const systemd::DropIn& each : want.drop_ins) claim_file(want.drop_in_file(each), claims);
  if (want.state) claims.owns.push_back({"state of unit", unit});
  if (want.enabled || want.state == State::absent) claims.owns.push_back({"boot of unit", unit});
  if (want.masked) claims.owns.push_back({"mask of unit", unit});
  return claims;
}

std::vector<Obstacle> SystemdKind::obstacles(const Desired& want, const Actual& have) {
  std::vector<Obstacle> obstacles;
  for (const Change& change : systemd::diff_unit(want, have, Refresh::no)) {
    const auto* enabled = std::get_if<systemd::SetEnabled>(&change.action);
    const auto* tell = std::get_if<systemd::Tell>(&change.action);
    const auto* mask = std::get_if<systemd::SetMask>(&change.action);
    if (enabled != nullptr && enabled->to == Switch::on) add_in_the_way_of_enabling(want, have, obstacles);
    if (mask != nullptr && mask->to == Switch::on) add_in_the_way_of_a_mask(want, have, obstacles);
    if (tell != nullptr && tell->verb == systemd::Verb::start) add_in_the_way_of_starting(want, have, obstacles);
  }
  return obstacles;
}

std::string SystemdKind::defers(const Desired& want, const Actual& have) {
  if (have.nothing_runs.empty() || want.state != State::running) return "";
  return "state: running waits for the boot (image): " + have.nothing_runs;
}

}  // namespace converge
