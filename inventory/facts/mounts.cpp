// SPDX-License-Identifier: MIT
#include "inventory/facts/mounts.h"

#include <sys/statfs.h>

#include <algorithm>
#include <array>

#include "inventory/facts/text_file.h"
#include "inventory/facts/texts.h"

namespace converge {

namespace {

/// A list of what is local, for a list of what is not would miss the next one.
constexpr std::array<std::string_view, 20> local_types{
    "bcachefs", "btrfs", "devtmpfs", "erofs", "exfat", "ext2",     "ext3",  "ext4", "f2fs", "iso9660",
    "jfs",      "msdos", "nilfs2",   "ntfs3", "ramfs", "squashfs", "tmpfs", "vfat", "xfs",  "zfs"};

/// Of the kernel itself: local, without a size worth telling, and on the way to others.
constexpr std::array<std::string_view, 13> kernel_types{"bpf",        "cgroup",   "cgroup2", "configfs", "debugfs",
                                                        "devpts",     "efivarfs", "mqueue",  "proc",     "pstore",
                                                        "securityfs", "sysfs",    "tracefs"};

template <std::size_t size>
bool is_one_of(std::string_view type, const std::array<std::string_view, size>& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

/// Three digits, as the kernel writes them behind a backslash.
bool is_octal(std::string_view digits) {
  return digits.size() == 3 && digits.find_first_not_of("01234567") == std::string_view::npos;
}

/// The kernel writes blanks, tabs, newlines and backslashes as \ and three octal digits.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view digits = text.substr(i + 1, 3);
    if (text[i] == '\\' && is_octal(digits)) {
      out += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// "rw" stands in both lists of a line, and once in the answer.
void add_options(std::vector<std::string>& options, std::string_view text) {
  while (!text.empty()) {
    const std::string_view option = text.substr(0, text.find(','));
    text.remove_prefix(std::min(option.size() + 1, text.size()));
    const std::string name = unescaped(option);
    if (std::find(options.begin(), options.end(), name) == options.end()) options.push_back(name);
  }
}

/// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
bool parse_line(std::string_view line, Mount& mount) {
  const auto words = cut_words(line);
  const auto dash = std::find(words.begin() + std::min<std::ptrdiff_t>(6, std::ssize(words)), words.end(), "-");
  if (std::distance(dash, words.end()) < 3) return false;
  mount.path = unescaped(words[4]);
  mount.type = unescaped(dash[1]);
  mount.source = unescaped(dash[2]);
  add_options(mount.options, words[5]);
  if (std::distance(dash, words.end()) > 3) add_options(mount.options, dash[3]);
  return true;
}

/// Whether the way to `path` leads through `above`, or ends there.
bool leads_through(std::string_view path, std::string_view above) {
  return above == "/" || (path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/'));
}

/// The size of a file system that is asked about; one that is gone by now has none.
void add_size(Value& value, const std::string& path) {
  struct statfs status {};
  if (statfs(path.c_str(), &status) != 0 || status.f_blocks == 0) return;
  const auto block = static_cast<std::uint64_t>(status.f_frsize != 0 ? status.f_frsize : status.f_bsize);
  value.set("size", Value::integer(static_cast<std::int64_t>(status.f_blocks * block)));
  value.set("free", Value::integer(static_cast<std::int64_t>(status.f_bavail * block)));
}

Value value_of(const Mount& mount) {
  Value options = Value::list();
  for (const std::string& option : mount.options) options.push_back(Value::string(option));
  Value value = Value::map();
  value.set("path", Value::string(mount.path));
  value.set("source", Value::string(mount.source));
  value.set("type", Value::string(mount.type));
  value.set("options", std::move(options));
  return value;
}

}  // namespace

Result<std::vector<Mount>> parse_mountinfo(std::string_view text) {
  std::vector<Mount> mounts;
  for (const std::string_view line : cut_lines(text)) {
    Mount mount;
    if (!parse_line(line, mount)) return fail(ErrorCode::invalid, "/proc/self/mountinfo has a line of another form");
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

bool may_be_asked(const std::vector<Mount>& mounts, const Mount& mount) {
  if (!is_one_of(mount.type, local_types)) return false;
  return std::all_of(mounts.begin(), mounts.end(), [&](const Mount& other) {
    const bool passes =
        other.type == "overlay" && other.path != mount.path;  // walking through one asks its layers' caches only
    return !leads_through(mount.path, other.path) || passes || is_one_of(other.type, local_types) ||
           is_one_of(other.type, kernel_types);
  });
}

/// The table is that of this process: what is mounted in another namespace is not ours to see.
Result<Value> read_mounts() {
  const Result<std::string> text = read_text({}, "/proc/self/mountinfo");
  if (!text) return fail(text.error());
  const Result<std::vector<Mount>> mounts = parse_mountinfo(*text);
  if (!mounts) return fail(mounts.error());
  Value list = Value::list();
  for (const Mount& mount : *mounts) {
    Value value = value_of(mount);
    if (may_be_asked(*mounts, mount)) add_size(value, mount.path);
    list.push_back(std::move(value));
  }
  return list;
}

}  // namespace converge
