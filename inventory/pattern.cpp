// SPDX-License-Identifier: MIT
#include "inventory/pattern.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_set>

#include "inventory/address.h"
#include "inventory/name_match.h"

namespace converge {

namespace {

using Hosts = std::vector<const Host*>;

struct Part {
  std::string text;
  Span span;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t start = text.find_first_not_of(spaces);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(spaces) - start + 1);
}

/// Splits at colons and spaces outside brackets.
Result<std::vector<std::string>> split_at_colons(std::string_view pattern) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == ':' || c == ' ' || c == '\t') {
      parts.emplace_back();
    } else if (c == '[') {
      const std::size_t close = pattern.find(']', at);
      if (close == std::string_view::npos) return fail(ErrorCode::invalid, "a bracket is opened and not closed");
      parts.back() += pattern.substr(at, close - at + 1);
      at = close;
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::vector<std::string> split_at_commas(std::string_view pattern) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = pattern.find(',');
    parts.emplace_back(trimmed(pattern.substr(0, comma)));
    if (comma == std::string_view::npos) return parts;
    pattern.remove_prefix(comma + 1);
  }
}

/// [FIRST] or [FIRST:LAST], inclusive; LAST is -1 for the end.
struct Subscript {
  std::int64_t first = 0;
  std::optional<std::int64_t> last;
};

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// Cuts "[1:3]" from the end of a part.
std::optional<Subscript> cut_subscript(std::string& part) {
  const std::size_t open = part.rfind('[');
  if (part.starts_with('~') || !part.ends_with(']') || open == std::string::npos || open == 0) return std::nullopt;
  const std::string inside = part.substr(open + 1, part.size() - open - 2);
  const std::size_t mark = inside.find_first_of(":-", 1);
  const std::string first = inside.substr(0, mark);
  Subscript subscript{number_of(first), std::nullopt};
  if (mark == std::string::npos) {
    if (!all_digits(first.starts_with('-') ? first.substr(1) : first)) return std::nullopt;
  } else {
    const std::string last = inside.substr(mark + 1);
    if (!all_digits(first) || (!last.empty() && !all_digits(last))) return std::nullopt;
    subscript.last = last.empty() ? -1 : number_of(last);
  }
  part.resize(open);
  return subscript;
}

/// A colon that is neither in brackets nor in an address joins parts, which a comma elsewhere forbids.
bool joins_with_colons(const std::string& part) {
  std::string name = part.substr(part.starts_with('&') || part.starts_with('!') ? 1 : 0);
  cut_subscript(name);
  if (name.starts_with('~') || parse_address(name)) return false;
  const auto pieces = split_at_colons(part);
  return pieces && pieces->size() > 1 && part.find(':') != std::string::npos;
}

Result<std::vector<std::string>> split_pattern(std::string_view pattern) {
  std::vector<std::string> parts;
  std::string single(trimmed(pattern));
  cut_subscript(single);
  if (pattern.find(',') != std::string_view::npos) {
    parts = split_at_commas(pattern);
    for (const std::string& part : parts)
      if (joins_with_colons(part)) return fail(ErrorCode::invalid, "where there is a comma, colons join nothing: '" + part + "'");
  } else if (parse_address(single)) {
    parts.emplace_back(trimmed(pattern));
  } else {
    auto split = split_at_colons(pattern);
    if (!split) return split;
    parts = std::move(*split);
  }
  std::erase_if(parts, [](const std::string& part) { return part.empty(); });
  return parts;
}

/// Evaluates the parts of one pattern; findings about a part are at its span.
class Selection {
 public:
  Selection(const Inventory& inventory, Diagnostics& diagnostics) : inventory_(inventory), diagnostics_(diagnostics) {}

  Hosts select(const std::vector<Part>& parts) {
    const auto is_plain = [](const Part& part) { return !part.text.starts_with('&') && !part.text.starts_with('!'); };
    Hosts chosen;
    std::unordered_set<const Host*> seen;
    if (std::ranges::none_of(parts, is_plain)) chosen = inventory_.members(inventory_.groups().front());
    for (const Part& part : parts)
      if (is_plain(part))
        for (const Host* host : united(part))
          if (seen.insert(host).second) chosen.push_back(host);
    for (const char mark : {'&', '!'}) {
      for (const Part& part : parts) {
        if (!part.text.starts_with(mark)) continue;
        const Hosts hosts = named_by(part.text.substr(1), part.span);
        const std::unordered_set<const Host*> set(hosts.begin(), hosts.end());
        std::erase_if(chosen, [&](const Host* host) { return set.contains(host) != (mark == '&'); });
      }
    }
    return chosen;
  }

 private:
  /// A host wins over a group of its name, in a plain part only.
  Hosts united(const Part& part) {
    const Host* host = inventory_.find(part.text);
    return host != nullptr && host != inventory_.implicit(part.text) ? Hosts{host} : named_by(part.text, part.span);
  }

  /// A name, glob or expression with its subscript. Names nothing: reported.
  Hosts named_by(std::string text, Span span) {
    const std::string whole = text;
    if (text.empty()) {
      refuse_unknown(text, span);
      return {};
    }
    const std::optional<Subscript> subscript = cut_subscript(text);
    Hosts hosts = enumerate(text, span);
    return subscript ? apply(*subscript, std::move(hosts), whole, span) : hosts;
  }

  /// Ansible's rules: groups first; hosts where no group matched or the part has a character of globs.
  Hosts enumerate(const std::string& text, Span span) {
    if (text == "*") return inventory_.members(inventory_.groups().front());
    const auto fits = matcher(text, span);
    if (!fits) return {};
    Hosts hosts;
    std::unordered_set<const Host*> seen;
    const auto add = [&](const Host* host) {
      if (seen.insert(host).second) hosts.push_back(host);
    };
    bool any_group = false;
    for (const Group& group : inventory_.groups()) {
      if (!fits(group.name)) continue;
      any_group = true;
      for (const Host* host : inventory_.members(group)) add(host);
    }
    if (!any_group || text.starts_with('~') || text.find_first_of(".?*[") != std::string::npos)
      for (const Host& host : inventory_.hosts())
        if (fits(host.name)) add(&host);
    if (hosts.empty() && inventory_.implicit(text) != nullptr) return {inventory_.implicit(text)};
    if (hosts.empty() && !any_group && !failed_) refuse_unknown(text, span);
    return hosts;
  }

  /// How names are compared with a part; empty, and reported, for an expression that is none.
  std::function<bool(std::string_view)> matcher(const std::string& text, Span span) {
    failed_ = false;
    if (!text.starts_with('~')) {
      if (text.find_first_of("?*[") != std::string::npos) return [text](std::string_view name) { return glob_matches(text, name); };
      return [text](std::string_view name) { return name == text; };
    }
    const Result<NameRegex> regex = NameRegex::compile(text.substr(1));
    if (!regex) {
      diagnostics_.error(span, "the regular expression '" + text.substr(1) + "' is not one: " + regex.error().message, "mend it; ~ begins a regular expression");
      return {};
    }
    return [this, span, text, regex = *regex](std::string_view name) {
      if (failed_) return false;
      const Result<bool> fits = regex.matches(name);
      failed_ = !fits;
      if (failed_) diagnostics_.error(span, "the regular expression '" + text.substr(1) + "' is given up: " + fits.error().message, "write it without a repetition inside a repetition");
      return fits.value_or(false);
    };
  }

  /// Of an empty group every subscript is empty; beyond the end of another it is a mistake.
  Hosts apply(const Subscript& subscript, Hosts hosts, const std::string& text, Span span) {
    const auto count = static_cast<std::int64_t>(hosts.size());
    if (count == 0) return hosts;
    if (subscript.last) {
      const std::int64_t last = *subscript.last == -1 ? count - 1 : std::min(*subscript.last, count - 1);
      if (text.find('-', text.rfind('[')) != std::string::npos) {
        diagnostics_.error(span, "'" + text + "': a subscript is [FIRST:LAST], with a colon", "write a colon for the dash");
      } else if (*subscript.last != -1 && *subscript.last < subscript.first) {
        diagnostics_.error(span, "'" + text + "': the last element is before the first", "count up, or write [FIRST:] for all the rest");
      } else if (subscript.first <= last) {
        return {hosts.begin() + subscript.first, hosts.begin() + last + 1};
      }
      return {};
    }
    const std::int64_t at = subscript.first < 0 ? count + subscript.first : subscript.first;
    if (at >= 0 && at < count) return {hosts[static_cast<std::size_t>(at)]};
    diagnostics_.error(span, "'" + text + "': there are " + std::to_string(count) + " hosts, and the first is [0]", "write a number between 0 and " + std::to_string(count - 1));
    return {};
  }

  void refuse_unknown(const std::string& name, Span span) {
    std::vector<std::string_view> names;
    for (const Group& group : inventory_.groups()) names.push_back(group.name);
    for (const Host& host : inventory_.hosts()) names.push_back(host.name);
    const std::string guess = nearest(name, names);
    diagnostics_.error(span, "no host or group is called '" + name + "'",
                       guess.empty() ? "write `all`, or a host or group of the inventory" : "did you mean '" + guess + "'?");
  }

  const Inventory& inventory_;
  Diagnostics& diagnostics_;
  bool failed_ = false;  ///< the regular expression at hand was given up
};

std::vector<Part> parts_of(std::string_view pattern, Span span, Diagnostics& diagnostics) {
  const auto split = split_pattern(pattern);
  std::vector<Part> parts;
  if (!split) diagnostics.error(span, "the pattern '" + std::string(pattern) + "' cannot be read: " + split.error().message, "join parts with commas alone, and close brackets");
  else if (split->empty()) diagnostics.error(span, "the pattern names no host or group", "write `all`, or a host or group of the inventory");
  else
    for (const std::string& part : *split) parts.push_back({part, span});
  return parts;
}

/// The lines of a file, each of them a part; blank ones and comments left out.
void read_parts(const std::string& path, const ReadFile& read, Span span, std::vector<Part>& parts, Diagnostics& diagnostics) {
  const Result<std::string> text = read(path);
  if (!text) {
    diagnostics.error(span, text.error().text(), "name a file that has a host or group a line");
    return;
  }
  std::string_view rest(*text);
  for (std::uint32_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view part = trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!part.empty() && part[0] != '#') parts.push_back({std::string(part), Span{intern_file(path), line, 1, static_cast<std::uint16_t>(std::min<std::size_t>(part.size(), 0xffff))}});
  }
}

}  // namespace

std::vector<const Host*> select_hosts(const Inventory& inventory, std::string_view pattern, Span span, Diagnostics& diagnostics) {
  const std::vector<Part> parts = parts_of(pattern, span, diagnostics);
  return parts.empty() ? Hosts{} : Selection(inventory, diagnostics).select(parts);
}

std::vector<const Host*> limit_hosts(const Inventory& inventory, std::string_view limit, const ReadFile& read, Span span, Diagnostics& diagnostics) {
  std::vector<Part> parts;
  for (Part& part : parts_of(limit, span, diagnostics)) {
    if (part.text.starts_with('@')) read_parts(part.text.substr(1), read, span, parts, diagnostics);
    else parts.push_back(std::move(part));
  }
  return parts.empty() ? Hosts{} : Selection(inventory, diagnostics).select(parts);
}

}  // namespace converge
