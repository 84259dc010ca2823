# Warnings, hardening, sanitizers and the compiler cache, as one INTERFACE target.
add_library(converge_warnings INTERFACE)
target_compile_options(converge_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough -fstack-protector-strong
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wsuggest-override>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-unused-command-line-argument>)
option(CONVERGE_WERROR "Treat warnings as errors" OFF)
if(CONVERGE_WERROR)
  target_compile_options(converge_warnings INTERFACE -Werror)
endif()
# g++ 12 warns about code of its own library when it inlines it under -O2.
target_compile_options(converge_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-null-dereference -Wno-restrict -Wno-maybe-uninitialized>)

# The agent is linked statically and carries only what it uses.
add_compile_options(-ffunction-sections -fdata-sections)

set(CONVERGE_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined")
if(CONVERGE_SANITIZE)
  # What ships is instrumented; the tests that call it are not, which halves their build.
  set(CONVERGE_SANITIZE_OPTIONS -fsanitize=${CONVERGE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CONVERGE_SANITIZE})
endif()

# Precompiled standard and test headers, for the preset that CI builds; the
# other presets, which have none, notice a missing #include.
option(CONVERGE_PCH "Precompile standard headers" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
