// SPDX-License-Identifier: MIT
#include "engine/cli/saved_plan.h"

#include <fcntl.h>
#include <unistd.h>

#include "engine/cli/session.h"
#include "state/bundle.h"
#include "state/descriptor.h"
#include "state/rooted_folder.h"

namespace converge {

namespace {

/// "" for a system that has none, such as an empty folder.
std::string machine_id_of(const std::string& root) {
  constexpr std::uint64_t longest = 64;
  const auto folder = folder_in_root(root, "/etc");
  const auto text = folder ? read_whole(*folder + "/machine-id", longest) : fail(folder.error());
  return text ? text->substr(0, text->find('\n')) : "";
}

Error another_system(const std::string& what, const std::string& planned, const std::string& here) {
  return {ErrorCode::unsupported, "this plan is for another system: " + what + " " + planned + ", not " + here +
                                          "; make a plan of this one with `converge plan --out`", {}};
}

}  // namespace

// A playbook is a list and cannot start with a brace.
bool is_saved_plan(const std::string& path) {
  if (path.empty()) return false;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return false;
  char first = '\0';
  const bool json = read(file, &first, 1) == 1 && first == '{';
  close(file);
  return json;
}

bool is_bundle(const std::string& path) { return read_bundle_file(path).has_value(); }

PlanTarget target_of(const Options& options) { return {options.root, options.state_folder, machine_id_of(options.root)}; }

std::optional<Error> refuse_other_root(const Options& options, const PlanTarget& target) {
  if (!options.root_is_named || options.root == target.root) return std::nullopt;
  return another_system("its root is", target.root, options.root);
}

Result<OpenedPlan> open_saved_plan(Options& options, const CompileOptions& downloads) {
  Result<SavedPlan> saved = read_plan_file(options.desired.playbook);
  if (!saved) return fail(std::move(saved.error()));
  const PlanTarget& target = saved->target;
  if (auto other = refuse_other_root(options, target)) return fail(std::move(*other));
  options.root = target.root;
  if (options.state_folder.empty()) options.state_folder = target.state_folder;
  if (const std::string id = machine_id_of(target.root); id != target.machine_id) {
    const auto shown = [](const std::string& each) { return each.empty() ? std::string("none") : each; };
    return fail(another_system("the machine-id of " + target.root + " was", shown(target.machine_id), shown(id)));
  }
  auto host = LocalHost::open(options.root, options.state_folder);
  if (!host) return fail(std::move(host.error()));
  (*host)->add_contents(saved->contents);
  std::vector<const Catalog*> catalogs;
  for (const SavedHost& each : saved->hosts) catalogs.push_back(&each.catalog);
  if (auto fetched = downloads_of(catalogs, downloads)) (*host)->add_contents(std::move(fetched));
  return OpenedPlan{std::move(*saved), std::move(*host)};
}

bool refuse_selection(const Options& options) {
  if (options.selecting.empty()) return false;
  print_error("converge: error: a saved plan is taken as it is, and " + options.selecting.front() +
              " cannot change it\n  = fix: leave the option out, or make a new plan with it\n");
  return true;
}

}  // namespace converge
