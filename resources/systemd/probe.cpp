// SPDX-License-Identifier: MIT
// Reading: all units in one batch, then the files that their resources keep.
#include "resources/file/text_files.h"
#include "resources/systemd/systemd_kind.h"

namespace converge {

using systemd::Actual;
using systemd::Desired;

namespace {

/// Takes the next `count` nodes; the first error is that of all.
Result<std::vector<file::Node>> take(std::span<Result<file::Node>>& nodes, std::size_t count) {
  std::vector<file::Node> taken;
  for (Result<file::Node>& node : nodes.first(count)) {
    if (!node) return fail(std::move(node.error()));
    taken.push_back(std::move(*node));
  }
  return taken;
}

}  // namespace

std::vector<Result<Actual>> SystemdKind::probe(std::span<const Desired* const> wants, std::stop_token stop) {
  std::vector<std::string> units;
  units.reserve(wants.size());
  std::vector<std::string> paths;
  for (const Desired* want : wants) {
    units.push_back(want->unit.text);
    paths.push_back(want->file());
    for (const systemd::DropIn& each : want->drop_ins) paths.push_back(want->drop_in_file(each));
  }
  std::vector<Result<systemd::UnitStatus>> statuses = ports_.units.look(units, stop);
  std::vector<Result<file::Node>> nodes = file::TextFiles(ports_.files).read(paths, stop);
  std::span<Result<file::Node>> rest = nodes;
  std::vector<Result<Actual>> actuals;
  for (std::size_t i = 0; i < wants.size(); ++i) {
    const std::size_t count = 1 + wants[i]->drop_ins.size();
    auto files = take(rest, count);
    rest = rest.subspan(count);
    if (!statuses[i] || !files) {
      Error& error = !statuses[i] ? statuses[i].error() : files.error();
      actuals.push_back(fail(std::move(error).while_doing("looking at " + units[i])));
      continue;
    }
    Actual actual;
    actual.nothing_runs = ports_.units.why_nothing_runs();
    actual.status = std::move(*statuses[i]);
    actual.file = std::move(files->front());
    actual.drop_ins.assign(std::make_move_iterator(files->begin() + 1), std::make_move_iterator(files->end()));
    actuals.push_back(std::move(actual));
  }
  return actuals;
}

}  // namespace converge
