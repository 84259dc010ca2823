// SPDX-License-Identifier: MIT
// state/run_switch.cpp: `converge disable` and `enable`.
#include "state/run_switch.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "engine/core/clock.h"
#include "engine/core/json.h"
#include "state/private_folder.h"
#include "state/run_lock.h"

namespace converge {

namespace {

std::string switch_path(const std::string& folder) { return folder + "/disabled"; }

/// The login name of who asked, also behind sudo.
std::string asker() {
  if (const char* behind_sudo = std::getenv("SUDO_USER"); behind_sudo != nullptr && *behind_sudo != '\0') {
    return behind_sudo;
  }
  std::array<char, 4096> buffer{};
  struct passwd entry {};
  struct passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return "uid " + std::to_string(::getuid());
}

std::string word(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value != nullptr ? value->text() : "";
}

}  // namespace

std::string Disabled::text() const {
  std::string text = "disabled";
  if (!who.empty()) text += " by " + who;
  if (since_ms != 0) text += " since " + utc_text(since_ms);
  return reason.empty() ? text : text + ": " + reason;
}

Result<std::optional<Disabled>> disabled(const std::string& folder) {
  const auto text = read_whole(switch_path(folder), 64 << 10);
  if (!text && text.error().code == ErrorCode::not_found) return std::nullopt;
  if (!text) return fail(text.error());
  const auto map = parse_json(*text);
  // Whoever touched this file by hand wanted runs to stop.
  if (!map || !map->is_map()) return Disabled{*text, "", 0};
  Disabled found{word(*map, "reason"), word(*map, "who"), 0};
  const Value* since = map->find("since_ms");
  if (since != nullptr && since->type() == Type::integer) found.since_ms = since->as_integer();
  return found;
}

Result<void> disable(const std::string& folder, const std::string& reason) {
  if (auto made = make_private_folder(folder); !made) return made;
  Value map = Value::map();
  map.set("reason", Value::string(reason));
  map.set("who", Value::string(asker()));
  map.set("since_ms", Value::integer(unix_now_ms()));
  return write_private_file(switch_path(folder), to_json(map) + "\n");
}

Result<void> enable(const std::string& folder) {
  const std::string path = switch_path(folder);
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return fail(system_error(errno, "removing " + path));
  }
  return sync_folder(folder);
}

}  // namespace converge
