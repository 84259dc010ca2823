// SPDX-License-Identifier: MIT
// filters_address.cpp: the everyday part of ansible.utils.ipaddr.
#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/template/address.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

Address address_of(const Bound& in) {
  const auto address = parse_address(in.text());
  if (!address)
    in.fail("needs an IP address or network", "the tests 'is ip', 'is ipv4' and 'is ipv6' tell whether it is one");
  return *address;
}

Operand text(std::string value) { return Operand::string(std::move(value)); }

/// Whether the ends of the network are kept for itself: in IPv4, but in none of one or two addresses.
bool keeps_ends(const Address& address) { return address.width == 32 && address.prefix < 31; }

Address first_usable(const Address& address) {
  return address.at(address.network().bits + (keeps_ends(address) ? 1 : 0));
}
Address last_usable(const Address& address) {
  return address.at(address.broadcast().bits - (keeps_ends(address) ? 1 : 0));
}

/// The address at a place of the network, from the end if it is negative.
Address nth(const Bound& in, const Address& address, std::int64_t index) {
  const Bits128 room = address.broadcast().bits - address.network().bits;
  const Bits128 distance = index < 0 ? static_cast<Bits128>(-(index + 1)) : static_cast<Bits128>(index);
  if (distance > room) in.fail("has no address at that place of the network");
  return address.at(index < 0 ? address.broadcast().bits - distance : address.network().bits + distance);
}

std::string reverse_name(const Address& address) {
  std::string out;
  const unsigned step = address.width == 32 ? 8 : 4;
  for (unsigned shift = 0; shift < address.width; shift += step) {
    const auto digit = static_cast<unsigned>(address.bits >> shift) & (step == 8 ? 0xFFU : 0xFU);
    out += step == 8 ? std::to_string(digit) : std::string(1, "0123456789abcdef"[digit]);
    out += '.';
  }
  return out + (address.width == 32 ? "in-addr.arpa." : "ip6.arpa.");
}

Operand netmask(const Address& address) { return text(address.at(address.mask()).text()); }

Operand network_size(const Bound& in, const Address& address) {
  const auto size = address.size();
  if (!size) in.fail("has no size of that network: it needs more than 64 bits");
  return Operand::integer(static_cast<std::int64_t>(*size));
}

Operand answer(const Bound& in, const Address& address, const std::string& query) {
  if (query.empty()) return text(address.has_prefix ? address.text_with_prefix() : address.text());
  if (query == "address" || query == "ip") return text(address.text());
  if (query == "host" || query == "address/prefix" || query == "host/prefix") return text(address.text_with_prefix());
  if (query == "network" || query == "network_id") return text(address.network().text());
  if (query == "subnet" || query == "network/prefix" || query == "net" || query == "cidr")
    return text(address.network().text_with_prefix());
  if (query == "netmask") return netmask(address);
  if (query == "wildcard" || query == "hostmask") return text(address.at(address.broadcast().bits - address.network().bits).text());
  if (query == "prefix") return Operand::integer(address.prefix);
  if (query == "broadcast") return text(address.broadcast().text());
  if (query == "size") return network_size(in, address);
  if (query == "first_usable") return text(first_usable(address).text());
  if (query == "last_usable") return text(last_usable(address).text());
  if (query == "range_usable") return text(first_usable(address).text() + "-" + last_usable(address).text());
  if (query == "network/netmask" || query == "network_netmask")
    return text(address.network().text() + " " + address.at(address.mask()).text());
  if (query == "revdns") return text(reverse_name(address));
  if (query == "version") return Operand::integer(address.width == 32 ? 4 : 6);
  in.fail("knows no " + quoted(query),
          "use address, network, netmask, hostmask, prefix, broadcast, subnet, host, size, first_usable, last_usable, revdns, "
          "version or a number");
}

/// ipaddr('1'): a place as text, as Ansible's documentation writes it.
std::optional<std::int64_t> parse_place(std::string_view text) {
  std::int64_t place = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), place);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return place;
}

/// A list is filtered: what is no address goes. `width` 0 takes both families.
Operand apply_family(Bound& in, unsigned width) {
  if (in.value.is_sequence()) {
    Operands out;
    for (const Operand& item : in.value.items("")) {
      const auto address = item.is_string() ? parse_address(item.text("")) : std::nullopt;
      if (!address || (width != 0 && address->width != width)) continue;
      Bound one = in;
      one.value = item;
      out.push_back(apply_family(one, width));
    }
    return Operand::sequence(std::move(out));
  }
  const Address address = address_of(in);
  if (width != 0 && address.width != width) in.fail("needs an address of the other family");
  if (in.has(0) && in.at(0).is_integral()) {
    const Address found = nth(in, address, in.number(0, 0));
    return text(found.text_with_prefix());
  }
  const std::string query = in.has(0) ? in.text(0, "") : "";
  if (const auto place = parse_place(query)) return text(nth(in, address, *place).text_with_prefix());
  return answer(in, address, query);
}

/// 10.0.0.0/16 | ipsubnet(24, 3): the fourth network of that size within.
Operand apply_ipsubnet(Bound& in) {
  Address address = address_of(in).network();
  const std::int64_t prefix = in.number(0, 0);
  if (prefix < static_cast<std::int64_t>(address.prefix) || prefix > static_cast<std::int64_t>(address.width))
    in.fail("needs a prefix between that of the network and " + std::to_string(address.width));
  const Bits128 last = address.broadcast().bits;
  const Bits128 step = prefix == 0 ? 0 : Bits128{1} << (address.width - static_cast<unsigned>(prefix));
  const unsigned more = static_cast<unsigned>(prefix) - address.prefix;
  address.prefix = static_cast<unsigned>(prefix);
  if (!in.has(1)) {
    if (more > 62) in.fail("has more such networks than 64 bits can count");
    return Operand::integer(static_cast<std::int64_t>(std::uint64_t{1} << more));
  }
  const std::int64_t index = in.number(1, 0);
  const Bits128 distance = index < 0 ? static_cast<Bits128>(-(index + 1)) : static_cast<Bits128>(index);
  if (more < 63 && distance >= (Bits128{1} << more)) in.fail("has no network of that size at that place");
  const Bits128 bits = index < 0 ? (last & address.mask()) - distance * step : address.bits + distance * step;
  return text(address.at(bits).text_with_prefix());
}

Operand apply_ipmath(Bound& in) {
  const Address address = address_of(in);
  const std::int64_t by = in.number(0, 0);
  const Bits128 moved = address.bits + static_cast<Bits128>(by);
  const bool left = by < 0 ? moved > address.bits : moved < address.bits;
  if (left || (address.width == 32 && moved > 0xFFFFFFFF)) in.fail("leaves the range of addresses");
  return text(address.at(moved).text());
}

Operand apply_ipwrap(Bound& in) {
  const auto address = in.value.is_string() ? parse_address(in.text()) : std::nullopt;
  if (!address || address->width == 32) return in.value;
  return text("[" + address->text() + "]" + (address->has_prefix ? "/" + std::to_string(address->prefix) : ""));
}

constexpr Filter table[] = {
    {"ipaddr", "query?", [](Bound& in) { return apply_family(in, 0); },
     "An address, or what is asked of it: network, netmask, prefix, broadcast, ..."},
    {"ipv4", "query?", [](Bound& in) { return apply_family(in, 32); }, "As ipaddr, for IPv4."},
    {"ipv6", "query?", [](Bound& in) { return apply_family(in, 128); }, "As ipaddr, for IPv6."},
    {"ipsubnet", "prefix index?", apply_ipsubnet, "A network within a network, or how many there are."},
    {"ipmath", "amount", apply_ipmath, "An address so many further."},
    {"ipwrap", "", apply_ipwrap, "IPv6 addresses in [], all else as it is."},
};

}  // namespace

std::span<const Filter> address_filters() { return table; }

}  // namespace converge::templates
