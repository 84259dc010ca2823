// SPDX-License-Identifier: MIT
// The doors: the running kernel and the files that count at boot.
#include "resources/file/text_files.h"
#include "resources/sysctl/sysctl_kind.h"

namespace converge {

using sysctl::Actual;
using sysctl::Change;
using sysctl::Desired;

namespace {

/// Takes one step.
class Taker {
 public:
  Taker(const SysctlPorts& ports, const Change& change) : ports_(ports), texts_(ports.files), change_(change) {}

  Result<void> operator()(const sysctl::SetValue& set) { return ports_.kernel.write(change_.setting, set.value); }
  Result<void> operator()(const sysctl::WriteFile& write) { return texts_.write(change_.file, write.text, write.seen); }
  Result<void> operator()(const sysctl::RemoveFile&) { return texts_.remove(change_.file); }
  Result<void> operator()(const sysctl::Shadowed& shadow) { return fail(sysctl::shadowed(change_, shadow)); }

 private:
  const SysctlPorts& ports_;
  file::TextFiles texts_;
  const Change& change_;
};

Result<void> take_all(const SysctlPorts& ports, std::span<const Change> changes, const std::stop_token& stop) {
  if (stop.stop_requested()) return fail(ErrorCode::canceled, "the run was stopped before this change");
  for (const Change& change : changes)
    if (auto done = std::visit(Taker(ports, change), change.action); !done) return done;
  return {};
}

}  // namespace

std::vector<Result<Actual>> SysctlKind::probe(std::span<const Desired* const> wants, std::stop_token stop) {
  std::vector<Result<Actual>> actuals;
  const auto files = sysctl::read_settings_files(ports_.files, stop);
  std::vector<std::string> paths;
  paths.reserve(wants.size());
  for (const Desired* want : wants) paths.push_back(want->file());
  std::vector<Result<file::Node>> nodes = file::TextFiles(ports_.files).read(paths, stop);
  for (std::size_t i = 0; i < wants.size(); ++i) {
    auto value = ports_.kernel.read(wants[i]->path);
    if (!files || !nodes[i] || !value) {
      const Error& error = !files ? files.error() : !nodes[i] ? nodes[i].error() : value.error();
      actuals.push_back(fail(Error(error).while_doing("looking at " + sysctl::shown_name(wants[i]->path))));
      continue;
    }
    actuals.emplace_back(Actual{ports_.kernel.why_none(), std::move(*value), std::move(*nodes[i]),
                                sysctl::shadow_of(*files, wants[i]->file_name(), wants[i]->path)});
  }
  return actuals;
}

std::vector<Result<Forecast>> SysctlKind::forecast(std::span<const std::span<const Change>> work,
                                                   std::stop_token stop) {
  static_cast<void>(stop);  // the rows say all
  return std::vector<Result<Forecast>>(work.size(), Forecast{});
}

std::vector<Result<Applied>> SysctlKind::apply(std::span<const std::span<const Change>> work, std::stop_token stop) {
  std::vector<Result<Applied>> outcomes;
  for (const std::span<const Change> changes : work) {
    auto done = take_all(ports_, changes, stop);
    if (done)
      outcomes.emplace_back(Applied{});
    else
      outcomes.push_back(fail(std::move(done.error())));
  }
  return outcomes;
}

}  // namespace converge
