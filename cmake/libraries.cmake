# The libraries, all from Debian. Static archives where the agent needs them.
find_package(Threads REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBGIT2 REQUIRED libgit2)  # headers only: loaded when used
pkg_check_modules(LIBCURL REQUIRED libcurl)  # headers only: loaded when used
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(LIBSYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
find_library(CRYPT NAMES crypt REQUIRED)
find_library(SQLITECPP NAMES libSQLiteCpp.a REQUIRED)
