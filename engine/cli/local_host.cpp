// SPDX-License-Identifier: MIT
#include "engine/cli/local_host.h"

#include <sys/random.h>

#include "state/private_folder.h"
#include "state/run_switch.h"

namespace converge {

namespace {

std::string default_folder(const std::string& root) {
  return root == "/" ? std::string(default_state_folder) : root + std::string(default_state_folder);
}

}  // namespace

LocalHost::LocalHost(std::string state_folder)
    : state_folder_(std::move(state_folder)), store_(state_folder_ + "/content"), journal_(state_folder_) {}

Result<std::unique_ptr<LocalHost>> LocalHost::open(const std::string& root, const std::string& state_folder) {
  std::unique_ptr<LocalHost> host(new LocalHost(state_folder.empty() ? default_folder(root) : state_folder));
  auto kinds = BuiltinKinds::open(root, host->contents_, &host->store_);
  if (!kinds) return fail(std::move(kinds.error()));
  host->kinds_ = std::move(*kinds);
  return host;
}

Result<RunLock> LocalHost::lock(const std::string& command, std::chrono::milliseconds timeout, std::stop_token stop) const {
  const auto off = disabled(state_folder_);
  if (!off) return fail(off.error());
  if (*off) return fail(ErrorCode::busy, "runs are " + (*off)->text() + "; `converge enable` allows them again");
  return RunLock::acquire(state_folder_, {command, "", timeout, std::move(stop)});
}

// getrandom(2) rather than std::random_device, whose static copy needs a glibc
// that is newer than some machines have.
std::string LocalHost::new_run_id() const {
  std::uint32_t random = 0;
  if (::getrandom(&random, sizeof random, 0) != sizeof random) random = static_cast<std::uint32_t>(clock_.unix_ms());
  return make_run_id(clock_.unix_ms(), random);
}

}  // namespace converge
