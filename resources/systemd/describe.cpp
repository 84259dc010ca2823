// SPDX-License-Identifier: MIT
// Changes and actuals in words and rows.
#include "engine/core/hash.h"
#include "engine/core/text_diff.h"
#include "resources/systemd/systemd_kind.h"

namespace converge {

using systemd::Change;
using systemd::Switch;
using systemd::Verb;

namespace {

std::string yes_no(bool yes) { return yes ? "yes" : "no"; }

/// "content" for the unit file itself, "drop_in NAME" for what stands beside it.
std::string file_attribute(const Change& change) {
  const std::size_t folder = change.path.rfind(".d/");
  return folder == std::string::npos ? "content" : "drop_in " + change.path.substr(folder + 3);
}

std::string told_words(Verb verb) {
  switch (verb) {
    case Verb::start: return "running";
    case Verb::stop: return "stopped";
    case Verb::restart: return "restarted";
    case Verb::reload: return "reloaded";
  }
  return "running";
}

/// What it interrupts. To stop a service takes as much from those who use it as to restart it.
Disruption disruption_of(const systemd::Tell& tell) {
  switch (tell.verb) {
    case Verb::start: return Disruption::none;
    case Verb::reload: return Disruption::reload;
    case Verb::stop:
    case Verb::restart: return Disruption::restart;
  }
  return Disruption::none;
}

struct Describe {
  const Change& change;

  Step operator()(const systemd::WriteFile& write) const {
    const ContentRef after{sha256(write.text), write.text.size()};
    return {{file_attribute(change), write.before, file::content_words(after)}};
  }
  Step operator()(const systemd::RemoveFile& removal) const {
    return {{file_attribute(change), removal.before, "absent"}};
  }
  Step operator()(const systemd::SetMask& mask) const {
    return {{"masked", yes_no(mask.to == Switch::off), yes_no(mask.to == Switch::on)}};
  }
  Step operator()(const systemd::SetEnabled& enabled) const {
    return {{"enabled", enabled.before, enabled.to == Switch::on ? "enabled" : "disabled"}};
  }
  Step operator()(const systemd::ReloadDefinitions&) const {
    return {{"definition", "older than its files", "reloaded"}};
  }
  Step operator()(const systemd::Tell& tell) const {
    return {{"state", tell.before, told_words(tell.verb)}, disruption_of(tell)};
  }
};

/// A text that is as wanted is no secret, whatever stood there before.
std::string observed_file(const systemd::Desired& want, const std::optional<std::string>& wanted,
                          const file::Node& node) {
  const bool other = node.type == file::NodeType::regular && node.text != wanted;
  if (other && want.before == Sensitivity::secret) return std::string(systemd::secret_words);
  return node.type == file::NodeType::regular ? "sha256:" + node.sha256 : systemd::file_words(node);
}

}  // namespace

std::string_view systemd::verb_name(Verb verb) {
  switch (verb) {
    case Verb::start: return "start";
    case Verb::stop: return "stop";
    case Verb::restart: return "restart";
    case Verb::reload: return "reload";
  }
  return "start";
}

std::string systemd::state_words(const UnitStatus& status) {
  if (status.active == "active" || status.active == "refreshing") return "running";
  if (status.active == "inactive" || status.active.empty())
    return status.load == "not-found" || (status.load.empty() && status.file_state.empty()) ? "absent" : "stopped";
  if (status.active == "failed") return "failed";
  return status.active + (status.sub.empty() || status.sub == status.active ? "" : " (" + status.sub + ")");
}

std::string systemd::file_words(const file::Node& node) {
  if (is_mask(node)) return "masked";
  if (node.type == file::NodeType::link) return "link to " + node.target;
  if (node.type == file::NodeType::regular) return file::content_words({node.sha256, node.size});
  return std::string(node_type_name(node.type));
}

Step SystemdKind::describe(const Change& change) { return std::visit(Describe{change}, change.action); }

std::vector<Observation> SystemdKind::observe(const Desired& want, const Actual& have) {
  std::vector<Observation> rows;
  const std::string& file_state = have.status.file_state;
  if (want.state && have.nothing_runs.empty()) rows.push_back({"state", systemd::state_words(have.status)});
  if (want.enabled || want.state == systemd::State::absent)
    rows.push_back({"enabled", file_state.empty() ? "absent" : file_state});
  if (want.masked) rows.push_back({"masked", yes_no(systemd::is_mask(have.file) || file_state.starts_with("masked"))});
  const std::optional<std::string> text = want.content ? want.content->text : std::nullopt;
  if (want.content || want.state == systemd::State::absent)
    rows.push_back({"content", observed_file(want, text, have.file)});
  for (std::size_t i = 0; i < want.drop_ins.size(); ++i)
    rows.push_back(
        {"drop_in " + want.drop_ins[i].name, observed_file(want, want.drop_ins[i].wanted.text, have.drop_ins[i])});
  if (have.status.definition == systemd::Definition::older_than_its_files)
    rows.push_back({"definition", "older than its files"});
  return rows;
}

std::vector<Result<Forecast>> SystemdKind::forecast(std::span<const std::span<const Change>> work,
                                                    std::stop_token stop) {
  std::vector<Result<Forecast>> forecasts;
  for (const std::span<const Change> changes : work) {
    if (stop.stop_requested()) {
      forecasts.push_back(fail(ErrorCode::canceled, "the run was stopped"));
      continue;
    }
    Forecast forecast;
    for (const Change& change : changes) {
      const auto* write = std::get_if<systemd::WriteFile>(&change.action);
      if (write == nullptr) continue;
      if (write->before == systemd::secret_words) {
        forecast.text_diff += "The content of " + change.path + " was secret\n";
        continue;
      }
      forecast.text_diff += unified_diff(write->before_text.value_or(""), write->text,
                                         {write->before_text ? change.path : "/dev/null", change.path});
    }
    forecasts.emplace_back(std::move(forecast));
  }
  return forecasts;
}

}  // namespace converge
