// SPDX-License-Identifier: MIT
// log.cpp: the one place that includes spdlog.
#include "engine/cli/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace converge {

namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> made = [] {
    auto log = spdlog::stderr_color_mt("converge");
    log->set_pattern("%H:%M:%S.%e %^%l%$ %v");
    log->set_level(spdlog::level::trace);
    return log;
  }();
  return *made;
}

}  // namespace

void log_step(int verbosity, const std::string& what, std::chrono::milliseconds elapsed) {
  if (verbosity >= 1) logger().info("{} ({} ms)", what, elapsed.count());
}

void log_detail(int verbosity, const std::string& what) {
  if (verbosity >= 2) logger().debug("{}", what);
}

std::string build_id() {
  struct stat status {};
  if (stat("/proc/self/exe", &status) != 0) return "";
  return std::to_string(status.st_size) + "." + std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace converge
