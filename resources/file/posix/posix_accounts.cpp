// SPDX-License-Identifier: MIT
#include "resources/file/posix/posix_accounts.h"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <vector>

namespace converge {

namespace {

constexpr std::uint64_t longest_database = 64 * 1024 * 1024;

/// A line of passwd or group: "name:x:ID:...".
struct Account {
  std::string name;
  std::uint32_t id = 0;
};

std::optional<Account> parse_line(std::string_view line) {
  const std::size_t name_end = line.find(':');
  const std::size_t id_start = line.find(':', name_end + 1);
  if (name_end == std::string_view::npos || id_start == std::string_view::npos) return std::nullopt;
  Account account{std::string(line.substr(0, name_end)), 0};
  const std::string_view rest = line.substr(id_start + 1);
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), account.id);
  if (parsed.ec != std::errc{}) return std::nullopt;
  return account;
}

Result<std::string> read_database(FileSystem& files, const std::string& path) {
  auto reader = files.open(path);
  if (!reader && reader.error().code == ErrorCode::not_found) return std::string();  // a root without users
  if (!reader) return fail(std::move(reader.error()));
  std::string text;
  std::array<char, 16384> buffer{};
  while (true) {
    const auto got = (*reader)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) return text;
    text.append(buffer.data(), *got);
    if (text.size() > longest_database) return fail(ErrorCode::unsupported, path + " is too large to read");
  }
}

template <typename Matches>
Result<std::optional<Account>> find_account(FileSystem& files, const std::string& path, const Matches& matches) {
  const auto text = read_database(files, path);
  if (!text) return fail(text.error());
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    auto account = parse_line(rest.substr(0, end));
    if (account && matches(*account)) return account;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::optional<Account>();
}

/// Calls a getXXX_r function with a buffer that grows until the entry fits.
template <typename Entry, typename Call>
Result<std::optional<Account>> ask_system(const Call& call, Account (*read)(const Entry&)) {
  std::vector<char> buffer(1024);
  while (true) {
    Entry entry{};
    Entry* found = nullptr;
    const int number = call(&entry, buffer.data(), buffer.size(), &found);
    if (found != nullptr) return std::optional<Account>(read(*found));
    // Some services report an unknown name as one of these errors.
    if (number == 0 || number == ENOENT || number == ESRCH || number == EPERM) return std::optional<Account>();
    if (number != ERANGE) return fail(system_error(number, "asking the system for an account"));
    buffer.resize(buffer.size() * 4);
  }
}

Account read_user(const passwd& entry) { return {static_cast<const char*>(entry.pw_name), entry.pw_uid}; }
Account read_group(const group& entry) { return {static_cast<const char*>(entry.gr_name), entry.gr_gid}; }

Result<std::optional<std::uint32_t>> id_of(const Result<std::optional<Account>>& account) {
  if (!account) return fail(account.error());
  return *account ? std::optional<std::uint32_t>((*account)->id) : std::nullopt;
}

Result<std::string> name_of(const Result<std::optional<Account>>& account, std::uint32_t id) {
  if (!account) return fail(account.error());
  return *account ? (*account)->name : std::to_string(id);
}

}  // namespace

Result<std::optional<std::uint32_t>> PosixAccounts::find_user(const std::string& name) {
  if (!own_machine_) {
    return id_of(find_account(files_, "/etc/passwd", [&](const Account& account) { return account.name == name; }));
  }
  return id_of(ask_system<passwd>([&](auto... rest) { return ::getpwnam_r(name.c_str(), rest...); }, read_user));
}

Result<std::optional<std::uint32_t>> PosixAccounts::find_group(const std::string& name) {
  if (!own_machine_) {
    return id_of(find_account(files_, "/etc/group", [&](const Account& account) { return account.name == name; }));
  }
  return id_of(ask_system<group>([&](auto... rest) { return ::getgrnam_r(name.c_str(), rest...); }, read_group));
}

Result<std::string> PosixAccounts::user_name(std::uint32_t uid) {
  if (!own_machine_) {
    return name_of(find_account(files_, "/etc/passwd", [&](const Account& account) { return account.id == uid; }), uid);
  }
  return name_of(ask_system<passwd>([&](auto... rest) { return ::getpwuid_r(uid, rest...); }, read_user), uid);
}

Result<std::string> PosixAccounts::group_name(std::uint32_t gid) {
  if (!own_machine_) {
    return name_of(find_account(files_, "/etc/group", [&](const Account& account) { return account.id == gid; }), gid);
  }
  return name_of(ask_system<group>([&](auto... rest) { return ::getgrgid_r(gid, rest...); }, read_group), gid);
}

}  // namespace converge
