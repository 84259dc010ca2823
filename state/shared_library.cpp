// SPDX-License-Identifier: MIT
// state/shared_library.cpp: a library that is loaded when it is first used.
#include "state/shared_library.h"

#include <dlfcn.h>

namespace converge {

Result<SharedLibrary> SharedLibrary::load(std::initializer_list<const char*> names, const std::string& package) {
  for (const char* name : names) {
    if (void* handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return SharedLibrary(handle);
  }
  return fail(ErrorCode::unsupported,
              "the library " + std::string(*names.begin()) + " is not installed; install the package " + package);
}

void* SharedLibrary::find(const char* name) {
  void* symbol = ::dlsym(handle_, name);
  if (symbol == nullptr && missing_.empty()) missing_ = name;
  return symbol;
}

}  // namespace converge
