// SPDX-License-Identifier: MIT
#include "tests/fakes/program.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace converge {

namespace {

std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char character : text) {
    if (character == '\'')
      out += "'\\''";
    else
      out += character;
  }
  return out + "'";
}

}  // namespace

ProgramEnd run_program(const std::vector<std::string>& arguments) {
  std::string command;
  for (const std::string& argument : arguments) command += shell_word(argument) + " ";
  FILE* stream = popen((command + "</dev/null 2>&1").c_str(), "r");
  if (stream == nullptr) throw std::runtime_error("popen failed");
  ProgramEnd end;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), stream))
    end.output.append(buffer.data(), size);
  const int status = pclose(stream);
  end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

bool has_program(const std::string& name) {
  return run_program({"sh", "-c", "command -v \"$1\" >/dev/null", "sh", name}).exit_code == 0;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "converge-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path file = path_ / name;
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

}  // namespace converge
