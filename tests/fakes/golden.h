// SPDX-License-Identifier: MIT
// tests/fakes/golden.h: expected texts that live in files.
#pragma once

#include <string>

namespace converge {

/// Expects a text to be that of tests/golden/PATH. With CONVERGE_ACCEPT=1 in the
/// environment the file is written instead, and the test fails all the same: a
/// run that accepts never counts as a run that checks.
void expect_golden(const std::string& path_under_tests_golden, const std::string& actual);

}  // namespace converge
