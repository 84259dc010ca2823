// SPDX-License-Identifier: MIT
// engine/core/result.h: what a door to the machine answers: a value or an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace converge {

/// The reasons we tell apart when reacting. Messages are for people and are never matched.
enum class ErrorCode {
  not_found,    ///< the thing asked about is not there
  denied,       ///< the system refused for want of rights
  busy,         ///< somebody else holds it
  timed_out,    ///< a deadline passed
  unsupported,  ///< this machine or this version cannot do it
  invalid,      ///< data that we were given is malformed
  conflict,     ///< the machine is not as we were told to expect
  canceled,     ///< the run was asked to stop
  io,           ///< the system call failed for another reason
  failed,       ///< a program that we ran said no
};
/// The word for a code in JSON; messages are for people.
std::string_view error_code_name(ErrorCode code);
/// The code of a word; nothing for another word.
std::optional<ErrorCode> parse_error_code(std::string_view name);

/// What went wrong at the machine: why, and the steps that led there (innermost first).
struct Error {
  ErrorCode code = ErrorCode::io;
  std::string message;
  std::vector<std::string> context;

  /// Adds what was being done, e.g. "writing /etc/motd".
  Error while_doing(std::string what) &&;
  /// "writing /etc/motd: No space left on device"
  [[nodiscard]] std::string text() const;
  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// An error as the return value of a function that answers a Result.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message), {}});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The error behind an errno value, with the code that fits it.
Error system_error(int number, std::string what);

}  // namespace converge
