// SPDX-License-Identifier: MIT
#include "inventory/facts/system_facts.h"

#include <sys/utsname.h>

#include <cerrno>

#include "inventory/facts/host_name.h"
#include "inventory/facts/os_release.h"
#include "inventory/facts/text_file.h"
#include "inventory/facts/texts.h"

namespace converge {

namespace {

/// A key of os-release, which may lie in either of two places.
Result<Value> read_os_release(const FactPlace& place, std::string_view key) {
  Result<std::string> text = read_text(place, "/etc/os-release");
  if (!text && text.error().code == ErrorCode::not_found) text = read_text(place, "/usr/lib/os-release");
  if (!text) return fail(std::move(text.error()));
  const auto value = os_release_value(*text, key);
  if (!value) return fail(ErrorCode::not_found, "os-release has no " + std::string(key));
  return Value::string(*value);
}

/// The kernel's name of the host, or that of /etc/hostname for a folder.
Result<std::string> read_host_name(const FactPlace& place) {
  utsname names{};
  if (place.is_running())
    return uname(&names) == 0 ? Result<std::string>(names.nodename) : fail(system_error(errno, "uname"));
  const Result<std::string> text = read_text(place, "/etc/hostname");
  if (!text) return text;
  const std::string_view name = hostname_of(*text);
  if (name.empty()) return fail(ErrorCode::not_found, "/etc/hostname is empty");
  return std::string(name);
}

}  // namespace

Result<Value> read_os(const FactPlace& place) { return read_os_release(place, "ID"); }
Result<Value> read_release(const FactPlace& place) { return read_os_release(place, "VERSION_ID"); }
Result<Value> read_codename(const FactPlace& place) { return read_os_release(place, "VERSION_CODENAME"); }

Result<Value> read_kernel(const FactPlace& place) {
  const Result<std::string> word = read_word(place, "/proc/sys/kernel/osrelease");
  return word ? Result<Value>(Value::string(*word)) : fail(word.error());
}

Result<Value> read_boot_id(const FactPlace& place) {
  const Result<std::string> word = read_word(place, "/proc/sys/kernel/random/boot_id");
  return word ? Result<Value>(Value::string(*word)) : fail(word.error());
}

/// Images carry an empty file or the word "uninitialized" (machine-id(5)).
Result<Value> read_machine_id(const FactPlace& place) {
  const Result<std::string> word = read_word(place, "/etc/machine-id");
  if (!word) return fail(word.error());
  const bool set = word->size() == 32 && word->find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!set) return fail(ErrorCode::not_found, "/etc/machine-id is not set; the first boot sets it");
  return Value::string(*word);
}

Result<Value> read_hostname(const FactPlace& place) {
  const Result<std::string> name = read_host_name(place);
  if (!name) return fail(name.error());
  return Value::string(std::string(short_name(*name)));
}

/// No getaddrinfo(3): it asks name servers, and a dead one holds it up for minutes.
Result<Value> read_fqdn(const FactPlace& place) {
  const Result<std::string> name = read_host_name(place);
  if (!name) return fail(name.error());
  const Result<std::string> hosts = read_text(place, "/etc/hosts");
  if (!hosts && hosts.error().code != ErrorCode::not_found) return fail(hosts.error());
  const auto full = full_name(hosts.value_or(""), *name);
  if (!full)
    return fail(ErrorCode::not_found, "neither the host's name nor /etc/hosts tells the domain of '" + *name + "'");
  return Value::string(*full);
}

/// /run/systemd/system is what sd_booted(3) asks for. In a folder nothing runs: what /sbin/init is counts.
Result<Value> read_init(const FactPlace& place) {
  if (place.is_running()) {
    if (exists(place, "/run/systemd/system")) return Value::string("systemd");
    const Result<std::string> command = read_word(place, "/proc/1/comm");
    return command ? Result<Value>(Value::string(*command)) : fail(command.error());
  }
  const Result<std::string> target = read_link(place, "/sbin/init");
  if (target) return Value::string(target->substr(target->rfind('/') + 1));
  if (exists(place, "/sbin/init")) return Value::string("init");
  return fail(ErrorCode::not_found, "there is no /sbin/init");
}

}  // namespace converge
