// SPDX-License-Identifier: MIT
// tests/unit/resources/process/process_test_support.h: what the tests of the runner share.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <string>

#include "resources/process/posix_process_runner.h"

namespace converge {

/// Short enough that a test does not dawdle; nothing is decided by their length.
inline constexpr Patience short_patience{std::chrono::milliseconds{200}, std::chrono::milliseconds{100}};

inline ProcessSpec shell(std::string line) {
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", std::move(line)};
  return spec;
}

inline ProcessSpec program(std::vector<std::string> argv) {
  ProcessSpec spec;
  spec.argv = std::move(argv);
  return spec;
}

/// Whether a process runs: a zombie that nobody has waited for does not.
inline bool is_alive(pid_t pid) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(stream, text);
  const auto state = text.rfind(") ");
  return state != std::string::npos && text[state + 2] != 'Z' && text[state + 2] != 'X';
}

/// A folder of its own for each test, removed with all that is in it.
class ProcessTest : public testing::Test {
 protected:
  ProcessTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "converge-process-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ProcessTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& text, int mode) const {
    std::ofstream(path(name)) << text;
    std::filesystem::permissions(path(name), static_cast<std::filesystem::perms>(mode));
    return path(name);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream stream(path(name));
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  PosixProcessRunner runner_{"/", short_patience};
  std::filesystem::path folder_;
};

}  // namespace converge
