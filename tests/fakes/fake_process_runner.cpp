// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_process_runner.h"

#include <memory>

namespace converge {

void FakeProcessRunner::answer(const Argv& argv, std::vector<Result<ProcessEnd>> ends) {
  const auto next = std::make_shared<std::size_t>(0);
  act(argv, [ends = std::move(ends), next](const ProcessSpec&) -> Result<ProcessEnd> {
    const std::size_t now = *next;
    if (now + 1 < ends.size()) ++*next;
    return ends.at(now);
  });
}

void FakeProcessRunner::answer(const Argv& argv, int exit_code, std::string output) {
  answer(argv, {ProcessEnd{exit_code, 0, std::move(output)}});
}

void FakeProcessRunner::act(const Argv& argv, Body body) {
  const std::lock_guard lock(mutex_);
  bodies_[argv] = std::move(body);
}

Result<ProcessEnd> FakeProcessRunner::run(const ProcessSpec& spec, std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  if (stop.stop_requested()) return fail(ErrorCode::canceled, "the run was stopped");
  calls_.push_back(spec);
  const auto body = bodies_.find(spec.argv);
  if (body == bodies_.end()) return fail(ErrorCode::not_found, "there is no program '" + spec.argv.front() + "'");
  return body->second(spec);
}

std::vector<ProcessSpec> FakeProcessRunner::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace converge
