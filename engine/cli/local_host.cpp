// SPDX-License-Identifier: MIT
#include "engine/cli/local_host.h"

#include <sys/random.h>

#include "state/private_folder.h"
#include "state/rooted_folder.h"
#include "state/run_switch.h"

namespace converge {

Result<std::string> LocalHost::state_folder_of(const std::string& root, const std::string& named) {
  if (!named.empty()) return named;
  return root == "/" ? std::string(default_state_folder) : folder_in_root(root, default_state_folder);
}

LocalHost::LocalHost(std::string state_folder)
    : state_folder_(std::move(state_folder)), store_(state_folder_ + "/content"), journal_(state_folder_) {}

Result<std::unique_ptr<LocalHost>> LocalHost::open(const std::string& root, const std::string& state_folder) {
  auto folder = state_folder_of(root, state_folder);
  if (!folder) return fail(std::move(folder.error()));
  std::unique_ptr<LocalHost> host(new LocalHost(std::move(*folder)));
  auto kinds = BuiltinKinds::open(root, host->contents_, &host->store_);
  if (!kinds) return fail(std::move(kinds.error()));
  host->kinds_ = std::move(*kinds);
  return host;
}

namespace {

Result<void> refuse_where_disabled(const std::string& state_folder) {
  const auto off = disabled(state_folder);
  if (!off) return fail(off.error());
  if (*off) return fail(ErrorCode::busy, "runs are " + (*off)->text() + "; `converge enable` allows them again");
  return {};
}

}  // namespace

Result<RunLock> LocalHost::lock(const std::string& command, std::chrono::milliseconds timeout, std::stop_token stop) const {
  if (auto off = refuse_where_disabled(state_folder_); !off) return fail(std::move(off.error()));
  Result<RunLock> lock = RunLock::acquire(state_folder_, {command, "", timeout, std::move(stop)});
  if (!lock) return lock;
  // Somebody may have disabled runs while this one waited.
  if (auto off = refuse_where_disabled(state_folder_); !off) return fail(std::move(off.error()));
  return lock;
}

// getrandom(2) rather than std::random_device, whose static copy needs a glibc
// that is newer than some machines have.
std::string LocalHost::new_run_id() const {
  std::uint32_t random = 0;
  if (::getrandom(&random, sizeof random, 0) != sizeof random) random = static_cast<std::uint32_t>(clock_.unix_ms());
  return make_run_id(clock_.unix_ms(), random);
}

}  // namespace converge
