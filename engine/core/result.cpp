// SPDX-License-Identifier: MIT
#include "engine/core/result.h"

#include <cerrno>
#include <system_error>

namespace converge {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::denied: return "denied";
    case ErrorCode::busy: return "busy";
    case ErrorCode::timed_out: return "timed_out";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::canceled: return "canceled";
    case ErrorCode::io: return "io";
    case ErrorCode::failed: return "failed";
  }
  return "io";
}

std::optional<ErrorCode> parse_error_code(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::failed); ++i)
    if (error_code_name(static_cast<ErrorCode>(i)) == name) return static_cast<ErrorCode>(i);
  return std::nullopt;
}

Error Error::while_doing(std::string what) && {
  context.push_back(std::move(what));
  return std::move(*this);
}

std::string Error::text() const {
  std::string out;
  for (auto step = context.rbegin(); step != context.rend(); ++step) out += *step + ": ";
  return out + message;
}

namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::denied;
    case EBUSY:
    case EAGAIN:
    case ETXTBSY: return ErrorCode::busy;
    case ETIMEDOUT: return ErrorCode::timed_out;
    case ENOSYS:
    case EOPNOTSUPP: return ErrorCode::unsupported;
    case ECANCELED: return ErrorCode::canceled;
    default: return ErrorCode::io;
  }
}

}  // namespace

Error system_error(int number, std::string what) {
  return Error{code_of(number), std::move(what) + ": " + std::generic_category().message(number), {}};
}

}  // namespace converge
