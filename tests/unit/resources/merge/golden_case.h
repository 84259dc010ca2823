// SPDX-License-Identifier: MIT
// tests/unit/resources/merge/golden_case.h: one merge case, kept as a text file with sections.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "resources/file/merge/merge.h"

namespace converge {

/// A case: the request and the file before are written by hand, the rest is
/// what the merge makes of them. A section of the file starts with a line "=== NAME";
/// behind the name of a text may stand "(crlf)", "(no newline)" or both.
struct GoldenCase {
  std::string request;  ///< JSON: format, content, lists, absent, marker, comment
  std::string before;
  std::string after;   ///< "" where there is an error
  std::string deltas;  ///< "attribute: before -> after", one a line
  std::string error;   ///< the message, "" if there is none
};

/// The cases below tests/golden/merge, sorted.
std::vector<std::filesystem::path> golden_cases();

GoldenCase read_case(const std::filesystem::path& path);
std::string write_case(const GoldenCase& golden);

/// The request of a case; fails the test if it is not readable.
MergeRequest read_request(const std::string& json);

/// Runs the merge of a case: the case as it should be.
GoldenCase run_case(const GoldenCase& golden);

}  // namespace converge
