// SPDX-License-Identifier: MIT
#include "inventory/facts/hardware.h"

#include <set>
#include <string>

#include "inventory/facts/texts.h"

namespace converge {

namespace {

/// "key : value" of a line of /proc/cpuinfo.
bool split(std::string_view line, std::string_view& key, std::string_view& value) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  key = trimmed(line.substr(0, colon));
  value = trimmed(line.substr(colon + 1));
  return true;
}

Value count_of(std::size_t count) { return Value::integer(static_cast<std::int64_t>(count)); }

}  // namespace

Result<Value> cpus_of(std::string_view cpuinfo) {
  std::size_t count = 0;
  std::set<std::string> sockets;
  std::set<std::string> cores;  // "socket/core": the ids of cores repeat on each socket
  std::string socket;
  std::string model;
  for (const std::string_view line : cut_lines(cpuinfo)) {
    std::string_view key;
    std::string_view value;
    if (!split(line, key, value)) continue;
    if (key == "processor" && number_of(value)) ++count;
    if (key == "physical id") sockets.insert(socket = value);
    if (key == "core id") cores.insert(socket + "/" + std::string(value));
    if (key == "model name" && model.empty()) model = value;
  }
  if (count == 0) return fail(ErrorCode::invalid, "/proc/cpuinfo names no processor");
  Value cpus = Value::map();
  cpus.set("count", count_of(count));
  if (!sockets.empty()) cpus.set("sockets", count_of(sockets.size()));
  if (!cores.empty()) cpus.set("cores", count_of(cores.size()));
  if (!model.empty()) cpus.set("model", Value::string(model));
  return cpus;
}

Result<Value> memory_of(std::string_view meminfo) {
  const auto total = field_of(meminfo, "MemTotal");
  const auto words = cut_words(total.value_or(""));
  const auto kibibytes = words.size() == 2 && words[1] == "kB" ? number_of(words[0]) : std::nullopt;
  constexpr std::int64_t most = std::int64_t{1} << 50U;
  if (!kibibytes || *kibibytes < 0 || *kibibytes > most)
    return fail(ErrorCode::invalid, "/proc/meminfo has no MemTotal in kB");
  return Value::integer(*kibibytes * 1024);
}

}  // namespace converge
