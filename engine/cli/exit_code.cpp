// SPDX-License-Identifier: MIT
#include "engine/cli/exit_code.h"

namespace converge {

int exit_code_of(const Plan& plan) {
  if (plan.count(Decision::unknown) != 0) return exit_code::failed;
  return plan.in_sync() ? exit_code::ok : exit_code::differences;
}

int exit_code_of(const RunFinished& totals, ExitDetail detail) {
  std::size_t failed = totals.failed + totals.not_converged + totals.canceled + totals.timed_out;
  std::size_t held = totals.deferred + totals.owed;
  (failed != 0 ? failed : held) += totals.skipped;  // where nothing failed, they wait for what is held back
  if (detail == ExitDetail::plain) return failed + held == 0 ? exit_code::ok : exit_code::failed;
  return (totals.changed != 0 ? 2 : 0) + (failed != 0 ? 4 : 0) + (held != 0 ? 8 : 0);
}

int exit_code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::busy: return exit_code::locked;
    case ErrorCode::not_found:
    case ErrorCode::denied:
    case ErrorCode::unsupported:
    case ErrorCode::io: return exit_code::unavailable;
    case ErrorCode::invalid: return exit_code::bad_input;
    default: return exit_code::failed;
  }
}

}  // namespace converge
