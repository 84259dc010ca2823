// SPDX-License-Identifier: MIT
#include <cerrno>
#include <string_view>

#include "resources/process/child.h"
#include "resources/process/shell_quote.h"

namespace converge::process {
namespace {

/// Where we looked, if that is not the obvious place.
std::string inside(const std::string& root) { return root == "/" ? "" : " inside " + root; }

/// The PATH that was searched: additions win over the base.
std::string path_of(const ProcessSpec& spec, const Environment& base) {
  for (const auto& [name, value] : spec.environment)
    if (name == "PATH") return value;
  for (const auto& [name, value] : base)
    if (name == "PATH") return value;
  return "";
}

/// EPERM has one cause here, and telling it saves a search.
Error root_error(int number, const std::string& root) {
  if (number == EPERM) {
    return Error{ErrorCode::denied,
                 "running a program inside " + root + " needs root rights (CAP_SYS_CHROOT); run converge as root",
                 {}};
  }
  return system_error(number, "entering the root folder " + root);
}

Error missing_program(const ProcessSpec& spec, const Environment& base, const std::string& root) {
  const std::string& program = spec.argv.front();
  if (program.find('/') != std::string::npos) {
    return Error{ErrorCode::not_found, "there is no program " + program + inside(root) + "; install it first", {}};
  }
  return Error{ErrorCode::not_found,
               "there is no program '" + program + "' in PATH (" + path_of(spec, base) + ")" + inside(root) +
                   "; install it first, or write its whole path",
               {}};
}

/// What execve(2) said, in words that lead to a fix.
Error program_error(int number, const ProcessSpec& spec, const Environment& base, const std::string& root) {
  const std::string program = "'" + spec.argv.front() + "'" + inside(root);
  switch (number) {
    case ENOENT: return missing_program(spec, base, root);
    case EACCES:
      return Error{ErrorCode::denied,
                   program + " may not be executed; check its mode (0755?) and that its file system is not noexec",
                   {}};
    case ENOEXEC:
      return Error{ErrorCode::unsupported,
                   program + " is no program for this machine: a script needs a first line such as #!/bin/sh",
                   {}};
    default: return system_error(number, "executing " + program);
  }
}

}  // namespace

Error explain(const StartFailure& failure, const ProcessSpec& spec, const Environment& base, const std::string& root) {
  switch (failure.stage) {
    case StartStage::root: return root_error(failure.number, root);
    case StartStage::folder:
      return system_error(failure.number, "entering the working folder " + spec.cwd + inside(root));
    case StartStage::program: return program_error(failure.number, spec, base, root);
    case StartStage::interpreter:
      return Error{
          ErrorCode::not_found,
          "'" + spec.argv.front() + "'" + inside(root) +
              " is there, but not the interpreter that its first line names, or its loader; install that first",
          {}};
    case StartStage::setup: break;
  }
  return system_error(failure.number, "preparing to run " + shell_quote(spec.argv.front()));
}

}  // namespace converge::process
