// SPDX-License-Identifier: MIT
#include "inventory/address.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace converge {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
/// Letters of other scripts are bytes above 127.
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
bool all_hex(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_hex); }

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(mark);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::int64_t> number_of(std::string_view digits) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} && stop == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

enum class Digits { decimal, hexadecimal };

/// What stands between the brackets of "[1:9:2]".
bool is_range(std::string_view inside, Digits digits) {
  const std::vector<std::string_view> parts = split(inside, ':');
  if (parts.size() < 2 || parts.size() > 3 || (parts.size() == 3 && !all_digits(parts[2]))) return false;
  if (digits == Digits::hexadecimal) return all_hex(parts[0]) && all_hex(parts[1]);
  const auto one_letter = [](std::string_view part) { return part.size() == 1 && is_letter(part[0]); };
  return (all_digits(parts[0]) && all_digits(parts[1])) || (one_letter(parts[0]) && one_letter(parts[1]));
}

/// The length of a bracketed range that the text starts with; 0 if there is none.
std::size_t range_front(std::string_view text, Digits digits) {
  const std::size_t close = text.find(']');
  if (!text.starts_with('[') || close == std::string_view::npos) return 0;
  return is_range(text.substr(1, close - 1), digits) ? close + 1 : 0;
}

/// "web[01:20]-a": no '-' in front, neither '-' nor '_' at the end.
bool is_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-' || label.back() == '_') return false;
  while (!label.empty()) {
    const bool plain = is_word(label.front()) || label.front() == '-';
    const std::size_t length = plain ? 1 : range_front(label, Digits::decimal);
    if (length == 0) return false;
    label.remove_prefix(length);
  }
  return true;
}

bool is_hostname(std::string_view name) { return std::ranges::all_of(split(name, '.'), is_label); }

/// Cuts an IPv6 address at its colons, but not inside ranges.
std::vector<std::string_view> ipv6_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t at = 0, depth = 0; at <= text.size(); ++at) {
    if (at < text.size() && text[at] == '[') ++depth;
    if (at < text.size() && text[at] == ']' && depth > 0) --depth;
    if (at < text.size() && (text[at] != ':' || depth > 0)) continue;
    parts.push_back(text.substr(start, at - start));
    start = at + 1;
  }
  return parts;
}

bool is_ipv6_part(std::string_view part) {
  return (part.size() <= 4 && all_hex(part)) || (!part.empty() && range_front(part, Digits::hexadecimal) == part.size());
}

/// Eight parts, or fewer with one "::" between them; the last may be an IPv4 address, which is two.
bool is_ipv6(std::string_view text) {
  std::vector<std::string_view> parts = ipv6_parts(text);
  if (parts.size() < 3) return false;
  std::size_t count = 0;
  if (split(parts.back(), '.').size() == 4 && is_hostname(parts.back())) {
    parts.pop_back();
    count = 2;
  }
  if (text.starts_with("::")) parts.erase(parts.begin());
  if (text.ends_with("::")) parts.pop_back();
  const auto gaps = std::ranges::count_if(parts, [](std::string_view part) { return part.empty(); });
  const bool sound = std::ranges::all_of(parts, [](std::string_view part) { return part.empty() || is_ipv6_part(part); });
  count += parts.size() - static_cast<std::size_t>(gaps);
  return sound && ((gaps == 0 && count == 8) || (gaps == 1 && count <= 7));
}

/// The place of the colon before a port; npos if there is no port. No colon may
/// be left before it but inside brackets.
std::size_t port_colon(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !all_digits(text.substr(colon + 1))) return std::string_view::npos;
  std::size_t at = 0;
  while (at < colon) {
    if (text[at] == ':' || text[at] == ']') return std::string_view::npos;
    const std::size_t close = text[at] == '[' ? text.find(']', at) : at;
    if (close == std::string_view::npos) return close;
    at = close + 1;
  }
  return at == colon ? colon : std::string_view::npos;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  Address address;
  std::string_view name = text;
  const std::size_t bracket = text.rfind("]:");
  const bool bracketed = text.starts_with('[') && bracket != std::string_view::npos && bracket > 1 && all_digits(text.substr(bracket + 2));
  if (bracketed) {
    address.port = number_of(text.substr(bracket + 2));
    name = text.substr(1, bracket - 1);
  }
  if (!bracketed || (!is_ipv6(name) && !is_hostname(name))) {
    name = text;
    const std::size_t colon = port_colon(text);
    address.port = colon == std::string_view::npos ? std::nullopt : number_of(text.substr(colon + 1));
    name = text.substr(0, colon);
  }
  if (!is_hostname(name) && !is_ipv6(name)) return std::nullopt;
  address.name = name;
  return address;
}

namespace {

/// The bounds of one range, read.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t step = 1;
  std::size_t width = 0;  ///< digits to fill up to; 0 for none
  bool letters = false;
};

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

tl::unexpected<Error> bad_range(const std::string& why) { return fail(ErrorCode::invalid, why); }

Result<Range> read_numbers(std::string_view first, std::string_view last, Range range) {
  const auto begin = number_of(first);
  const auto end = number_of(last);
  if (!all_digits(first) || !all_digits(last) || !begin || !end) return bad_range("a range goes from number to number, or from letter to letter");
  range.first = *begin;
  range.last = *end;
  if (first.size() > 1 && first[0] == '0') range.width = first.size();
  if (range.width != 0 && last.size() != range.width) return bad_range("both ends of a range with leading zeros have the same number of digits");
  return range;
}

/// Reads what stands between the brackets, and refuses what would give no host.
Result<Range> read_range(std::string_view inside) {
  const std::vector<std::string_view> parts = split(inside, ':');
  if (parts.size() < 2 || parts.size() > 3) return bad_range("a range is [FIRST:LAST] or [FIRST:LAST:STEP]");
  Range range;
  if (parts.size() == 3) range.step = all_digits(parts[2]) ? number_of(parts[2]).value_or(0) : 0;
  if (range.step < 1) return bad_range("the step of a range is a number from 1 up");
  const std::string_view first = parts[0].empty() ? "0" : parts[0];
  const std::string_view last = parts[1];
  if (last.empty()) return bad_range("a range has a last element");
  range.letters = first.size() == 1 && last.size() == 1 && is_letter(first[0]) && is_letter(last[0]);
  if (range.letters) {
    range.first = static_cast<std::int64_t>(alphabet.find(first[0]));
    range.last = static_cast<std::int64_t>(alphabet.find(last[0]));
  } else {
    Result<Range> numbers = read_numbers(first, last, range);
    if (!numbers) return numbers;
    range = *numbers;
  }
  if (range.first > range.last) return bad_range("a range counts up, so its last element is not below its first");
  return range;
}

std::string element(const Range& range, std::int64_t at) {
  if (range.letters) return std::string(1, alphabet[static_cast<std::size_t>(at)]);
  std::string text = std::to_string(at);
  if (text.size() < range.width) text.insert(0, range.width - text.size(), '0');
  return text;
}

/// Writes out the first range of `rest`, and the others behind each of its elements.
Result<void> expand_into(const std::string& head, std::string_view rest, std::vector<std::string>& out) {
  const std::size_t open = rest.find('[');
  if (open == std::string_view::npos) {
    if (out.size() >= most_expanded_hosts) return bad_range("it stands for more than " + std::to_string(most_expanded_hosts) + " hosts");
    out.push_back(head + std::string(rest));
    return {};
  }
  const std::size_t close = rest.find(']', open);
  if (close == std::string_view::npos) return bad_range("a range ends with ]");
  const Result<Range> range = read_range(rest.substr(open + 1, close - open - 1));
  if (!range) return fail(range.error());
  const std::string start = head + std::string(rest.substr(0, open));
  for (std::int64_t at = range->first; at <= range->last; at += range->step) {
    if (Result<void> done = expand_into(start + element(*range, at), rest.substr(close + 1), out); !done) return done;
    if (at > range->last - range->step) break;  // the next step may not fit into the type
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> expand_ranges(std::string_view name) {
  std::vector<std::string> names;
  // Each range multiplies; more of them than a name has use for only serve to exhaust memory.
  if (std::ranges::count(name, '[') > 8) return bad_range("it has more than 8 ranges");
  if (Result<void> done = expand_into("", name, names); !done) return fail(done.error());
  return names;
}

Result<NamedHosts> parse_hosts(std::string_view text) {
  NamedHosts hosts;
  std::string name(text);
  if (const std::optional<Address> address = parse_address(text)) {
    name = address->name;
    hosts.port = address->port;
    if (hosts.port && (*hosts.port < 1 || *hosts.port > 65535)) return bad_range("a port is a number from 1 to 65535");
  } else if (text.find_first_of(" \t,!&*?{}()\"'=;#") != std::string_view::npos || text.starts_with('~')) {
    return bad_range("a host's name has none of the characters of patterns, no spaces and no quotes");
  } else if (text.find('[') == std::string_view::npos && text.find(':') != std::string_view::npos) {
    return bad_range("after the colon comes a port, a number");
  }
  auto names = expand_ranges(name);
  if (!names) return fail(names.error());
  hosts.names = std::move(*names);
  return hosts;
}

}  // namespace converge
