// SPDX-License-Identifier: MIT
#include "tests/fakes/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace converge {

namespace {

void accept(const std::filesystem::path& file, const std::string& actual) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << actual;
  ADD_FAILURE() << "accepted " << file.string() << "\nRead the difference, then run again without CONVERGE_ACCEPT.";
}

}  // namespace

void expect_golden(const std::string& path_under_tests_golden, const std::string& actual) {
  const std::filesystem::path file =
      std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests" / "golden" / path_under_tests_golden;
  const char* accepting = std::getenv("CONVERGE_ACCEPT");
  if (accepting != nullptr && std::string_view(accepting) == "1") return accept(file, actual);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    ADD_FAILURE() << "there is no " << file.string() << "; CONVERGE_ACCEPT=1 writes it. The text:\n" << actual;
    return;
  }
  const std::string expected{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  EXPECT_EQ(expected, actual) << "differs from tests/golden/" << path_under_tests_golden
                              << "; if the new text is right, CONVERGE_ACCEPT=1 writes it.";
}

}  // namespace converge
