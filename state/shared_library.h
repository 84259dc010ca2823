// SPDX-License-Identifier: MIT
// state/shared_library.h: a library that is loaded when it is first used, or missed by name.
#pragma once

#include <initializer_list>
#include <string>

#include "engine/core/result.h"

namespace converge {

/// A loaded library. It stays loaded until the process ends.
class SharedLibrary {
 public:
  /// Loads the first of `names` that there is; otherwise unsupported, naming
  /// the Debian `package` that has it.
  static Result<SharedLibrary> load(std::initializer_list<const char*> names, const std::string& package);

  /// Looks up the function that `pointer` is to point to; its type is the header's.
  /// A name that is missing is remembered for missing().
  template <typename Function>
  SharedLibrary& bind(Function*& pointer, const char* name) {
    pointer = reinterpret_cast<Function*>(find(name));
    return *this;
  }
  /// The first name that bind() did not find, or "".
  [[nodiscard]] const std::string& missing() const { return missing_; }

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}
  void* find(const char* name);
  void* handle_;
  std::string missing_;
};

}  // namespace converge
