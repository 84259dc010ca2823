// SPDX-License-Identifier: MIT
#include "inventory/facts/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>

#include "inventory/facts/text_file.h"
#include "inventory/facts/texts.h"

namespace converge {

namespace {

/// The length of a netmask: its bits that are set.
template <std::size_t size>
int prefix_of(const std::uint8_t (&mask)[size]) {
  int bits = 0;
  for (const std::uint8_t byte : mask) bits += std::popcount(byte);
  return bits;
}

/// sockaddr is one of several structs; a copy reads it without a cast of the pointer.
template <typename Address>
Address as(const sockaddr* address) {
  Address out{};
  std::memcpy(&out, address, sizeof out);
  return out;
}

Value address_value(const char* family, const char* text, int prefix) {
  Value value = Value::map();
  value.set("address", Value::string(text));
  value.set("prefix", Value::integer(prefix));
  value.set("family", Value::string(family));
  return value;
}

/// Null for an address of another family.
Value value_of(const ifaddrs& entry) {
  char text[INET6_ADDRSTRLEN] = {};
  std::uint8_t mask4[4] = {};
  std::uint8_t mask6[16] = {};
  if (entry.ifa_addr == nullptr || entry.ifa_netmask == nullptr) return Value::null();
  if (entry.ifa_addr->sa_family == AF_INET) {
    const in_addr address = as<sockaddr_in>(entry.ifa_addr).sin_addr;
    const in_addr mask = as<sockaddr_in>(entry.ifa_netmask).sin_addr;
    std::memcpy(mask4, &mask, sizeof mask4);
    return address_value("inet", inet_ntop(AF_INET, &address, text, sizeof text), prefix_of(mask4));
  }
  if (entry.ifa_addr->sa_family != AF_INET6) return Value::null();
  const in6_addr address = as<sockaddr_in6>(entry.ifa_addr).sin6_addr;
  const in6_addr mask = as<sockaddr_in6>(entry.ifa_netmask).sin6_addr;
  std::memcpy(mask6, &mask, sizeof mask6);
  return address_value("inet6", inet_ntop(AF_INET6, &address, text, sizeof text), prefix_of(mask6));
}

/// Sets what /sys tells as a text, and leaves out what it does not.
void set_text(Value& value, std::string_view key, const std::string& path) {
  const Result<std::string> word = read_word({}, path);
  if (word && !word->empty()) value.set(key, Value::string(*word));
}

/// The speed is an error for an interface that is down, and -1 where the driver does not know.
void set_number(Value& value, std::string_view key, const std::string& path) {
  const Result<std::string> word = read_word({}, path);
  const auto number = word ? number_of(*word) : std::nullopt;
  if (number && *number > 0) value.set(key, Value::integer(*number));
}

/// An interface may go while it is read: what is missing then is left out.
Value read_interface(const std::string& name, const ifaddrs* addresses) {
  const std::string folder = "/sys/class/net/" + name + "/";
  Value value = Value::map();
  value.set("name", Value::string(name));
  set_text(value, "mac", folder + "address");
  set_number(value, "mtu", folder + "mtu");
  set_text(value, "state", folder + "operstate");
  set_number(value, "speed", folder + "speed");
  Value list = Value::list();
  for (const ifaddrs* entry = addresses; entry != nullptr; entry = entry->ifa_next)
    if (name == entry->ifa_name)
      if (Value address = value_of(*entry); !address.is_null()) list.push_back(std::move(address));
  value.set("addresses", std::move(list));
  return value;
}

}  // namespace

Result<Value> read_interfaces() {
  const Result<std::vector<std::string>> names = names_in("/sys/class/net");
  if (!names) return fail(names.error());
  ifaddrs* addresses = nullptr;
  if (getifaddrs(&addresses) != 0) return fail(system_error(errno, "getifaddrs"));
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(addresses, freeifaddrs);
  Value list = Value::list();
  for (const std::string& name : *names)  // "bonding_masters" is a file among the interfaces
    if (exists({}, "/sys/class/net/" + name + "/address")) list.push_back(read_interface(name, addresses));
  return list;
}

}  // namespace converge
