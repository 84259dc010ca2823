// SPDX-License-Identifier: MIT
// methods.cpp: the methods of strings, lists and maps that only look; values never change.
#include <algorithm>
#include <array>

#include "engine/core/diagnostic.h"
#include "engine/template/arithmetic.h"
#include "engine/template/characters.h"
#include "engine/template/evaluator.h"
#include "engine/template/keys.h"
#include "engine/template/registry.h"
#include "engine/template/wrap.h"

namespace converge::templates {

namespace {

/// One call: the arguments and the name, for messages.
struct MethodCall {
  std::string_view name;
  const Operands& plain;
  const Mapping& named;

  [[nodiscard]] bool has(std::size_t at) const { return at < plain.size() && !plain[at].is_none(); }
  [[nodiscard]] const std::string& text(std::size_t at) const { return plain[at].text(std::string(name) + "()"); }
  [[nodiscard]] std::int64_t number(std::size_t at, std::int64_t fallback) const {
    return has(at) ? plain[at].number(std::string(name) + "()") : fallback;
  }
  [[noreturn]] void fail(const std::string& why) const { throw Failure(std::string(name) + "() " + why); }
};

/// A method with the least and the most arguments it takes.
template <typename Object>
struct Method {
  std::string_view name;
  std::size_t least, most;
  Operand (*call)(const Object&, const MethodCall&);
};

Operand text_of(std::string_view text) { return Operand::string(std::string(text)); }

template <typename Accepts>
Operand all_are(const std::string& text, Accepts accepts) {
  const Characters all(text);
  return Operand::boolean(all.size() != 0 && std::all_of(all.begin(), all.end(), accepts));
}

bool is_alnum(std::string_view one) {
  return is_letter(one) || is_digit(one[0]) || (one.size() > 1 && code_point(one) >= 0x4E00);
}

/// str.title(): a capital after each character that is no letter.
Operand title(const std::string& text, const MethodCall&) {
  std::string out;
  bool begins = true;
  for (const std::string_view one : Characters(text)) {
    out += begins ? upper(one) : lower(one);
    begins = !is_letter(one);
  }
  return Operand::string(std::move(out));
}

/// One text, or one of a tuple of them, at an end.
template <typename Fits>
Operand any_fits(const MethodCall& in, Fits fits) {
  if (!in.plain[0].is_tuple()) return Operand::boolean(fits(in.text(0)));
  const Operands& all = in.plain[0].items("");
  return Operand::boolean(
      std::any_of(all.begin(), all.end(), [&](const Operand& one) { return fits(one.text("an ending")); }));
}

/// Where a text is found, in characters, within [start, end); -1 if it is not.
std::int64_t find_in(const std::string& text, const MethodCall& in, bool last) {  // NOLINT: find or rfind
  const Operand part = slice(Operand::string(text), std::nullopt,
                             in.has(2) ? std::optional(in.number(2, 0)) : std::nullopt, std::nullopt);
  const std::string& within = part.text("");
  const auto size = static_cast<std::int64_t>(character_count(text));
  const std::int64_t asked = in.number(1, 0);
  const std::int64_t from = asked < 0 ? std::max<std::int64_t>(0, asked + size) : asked;
  if (from > static_cast<std::int64_t>(character_count(within))) return -1;
  std::size_t offset = 0;
  for (std::int64_t i = 0; i < from; ++i) offset += Characters(std::string_view(within).substr(offset, 4))[0].size();
  const std::size_t found = last ? within.rfind(in.text(0)) : within.find(in.text(0), offset);
  if (found == std::string::npos || found < offset) return -1;
  return static_cast<std::int64_t>(character_count(std::string_view(within).substr(0, found)));
}

Operand index_in(const std::string& text, const MethodCall& in, bool last) {  // NOLINT: index or rindex
  const std::int64_t at = find_in(text, in, last);
  if (at < 0) in.fail("finds nothing");
  return Operand::integer(at);
}

Operand count_in(const std::string& whole, const MethodCall& in) {
  const auto bound = [&](std::size_t at) { return in.has(at) ? std::optional(in.number(at, 0)) : std::nullopt; };
  const Operand within = slice(Operand::string(whole), bound(1), bound(2), std::nullopt);
  const std::string& text = within.text("");
  const std::string& part = in.text(0);
  const bool beyond = in.number(1, 0) > static_cast<std::int64_t>(character_count(whole));
  if (part.empty()) return Operand::integer(beyond ? 0 : static_cast<std::int64_t>(character_count(text)) + 1);
  std::int64_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return Operand::integer(count);
}

/// The arguments of split() and rsplit(): by place, or sep= and maxsplit=.
struct Cuts {
  std::optional<std::string> separator;
  std::int64_t most = -1;
};

Cuts cuts_of(const MethodCall& in) {
  Cuts out;
  if (in.has(0)) out.separator = in.text(0);
  out.most = in.number(1, -1);
  for (const auto& [name, value] : in.named.all()) {
    if (name == "maxsplit")
      out.most = value.number("maxsplit");
    else if (name != "sep")
      in.fail("has no argument " + quoted(name));
    else if (!value.is_none())
      out.separator = value.text("sep");
  }
  return out;
}

Operand split(const std::string& text, const MethodCall& in) {
  const Cuts cuts = cuts_of(in);
  return split_text(text, cuts.separator, cuts.most);
}

Operand rsplit(const std::string& text, const MethodCall& in) {
  const auto [by, most] = cuts_of(in);
  const Operands all = split_text(text, by, -1).items("");
  const auto extra = static_cast<std::int64_t>(all.size()) - 1 - most;
  if (most < 0 || extra < 0) return Operand::sequence(all);
  // What is left over at the front is one part: the text without the parts that were cut off.
  std::size_t end = text.size();
  const std::string separator = by.value_or("");
  for (std::size_t i = all.size(); i-- > static_cast<std::size_t>(extra) + 1;) {
    if (separator.empty()) end = strip_right(std::string_view(text).substr(0, end)).size();
    end -= all[i].text("").size();
    if (!separator.empty()) end -= separator.size();
  }
  std::string_view head = std::string_view(text).substr(0, end);
  if (separator.empty()) head = strip_right(head);
  Operands out = {text_of(head)};
  out.insert(out.end(), all.begin() + static_cast<std::ptrdiff_t>(extra) + 1, all.end());
  return Operand::sequence(std::move(out));
}

Operand splitlines(const std::string& text, const MethodCall& in) {
  const bool keep = !in.plain.empty() && truth(in.plain[0]);
  Operands out;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const char* end = i + 1 < lines.size() ? lines[i + 1].data() : text.data() + text.size();
    out.push_back(keep ? text_of({lines[i].data(), static_cast<std::size_t>(end - lines[i].data())})
                       : text_of(lines[i]));
  }
  return Operand::sequence(std::move(out));
}

enum class Sides : std::uint8_t { left = 1, right = 2, both = 3 };

Operand strip_sides(const std::string& text, const MethodCall& in, Sides sides) {
  const std::string characters = in.has(0) ? in.text(0) : std::string(" \t\n\r\v\f\x1c\x1d\x1e\x1f");
  const std::string whole = call_text_strip(text, characters).text("");
  if (sides == Sides::both) return Operand::string(whole);
  if (whole.empty()) return Operand::string("");
  const std::size_t at = text.find(whole);
  // The stripped text begins where the first character stands that is not stripped, so its first place is the right
  // one.
  return sides == Sides::left ? text_of(std::string_view(text).substr(at))
                              : text_of(std::string_view(text).substr(0, at + whole.size()));
}

Operand join(const std::string& separator, const MethodCall& in) {
  std::string out;
  bool first = true;
  for (const Operand& item : each(in.plain[0], "join()")) {
    if (!first) out += separator;
    first = false;
    out += item.text("join()");
    check_text(out.size());
  }
  return Operand::string(std::move(out));
}

Operand pad(const std::string& text, const MethodCall& in, char align) {
  const std::int64_t width = in.number(0, 0);
  const std::string fill = in.has(1) ? in.text(1) : " ";
  if (character_count(fill) != 1) in.fail("fills with one character");
  const auto size = static_cast<std::int64_t>(character_count(text));
  if (width <= size) return Operand::string(text);
  check_text(static_cast<std::uint64_t>(width) * fill.size());
  const std::int64_t missing = width - size;
  const std::int64_t left = align == '<' ? 0 : align == '>' ? missing : missing / 2 + (missing & width & 1);
  std::string out;
  for (std::int64_t i = 0; i < left; ++i) out += fill;
  out += text;
  for (std::int64_t i = left; i < missing; ++i) out += fill;
  return Operand::string(std::move(out));
}

Operand zfill(const std::string& text, const MethodCall& in) {
  const std::int64_t width = in.number(0, 0);
  check_text(static_cast<std::uint64_t>(std::max<std::int64_t>(0, width)));
  const auto size = static_cast<std::int64_t>(character_count(text));
  const std::string zeros(static_cast<std::size_t>(std::max<std::int64_t>(0, width - size)), '0');
  const bool has_sign = text.starts_with('-') || text.starts_with('+');
  return Operand::string(has_sign ? text.substr(0, 1) + zeros + text.substr(1) : zeros + text);
}

Operand partition(const std::string& text, const MethodCall& in, bool last) {  // NOLINT: partition or rpartition
  const std::string& by = in.text(0);
  if (by.empty()) in.fail("needs a separator that is not empty");
  const std::size_t at = last ? text.rfind(by) : text.find(by);
  if (at == std::string::npos)
    return last ? Operand::tuple({text_of(""), text_of(""), text_of(text)})
                : Operand::tuple({text_of(text), text_of(""), text_of("")});
  return Operand::tuple({text_of(text.substr(0, at)), text_of(by), text_of(text.substr(at + by.size()))});
}

using Text = std::string;
using In = MethodCall;
constexpr Method<Text> text_methods[] = {
    {"upper", 0, 0, [](const Text& s, const In&) { return Operand::string(upper(s)); }},
    {"lower", 0, 0, [](const Text& s, const In&) { return Operand::string(lower(s)); }},
    {"casefold", 0, 0, [](const Text& s, const In&) { return Operand::string(replace_all(lower(s), "ß", "ss")); }},
    {"title", 0, 0, title},
    {"capitalize", 0, 0,
     [](const Text& s, const In&) {
       const std::string_view first = s.empty() ? std::string_view() : Characters(std::string_view(s).substr(0, 4))[0];
       return Operand::string(upper(first) + lower(std::string_view(s).substr(first.size())));
     }},
    {"swapcase", 0, 0,
     [](const Text& s, const In&) {
       std::string out;
       for (const std::string_view one : Characters(s)) out += is_upper(one) ? lower(one) : upper(one);
       return Operand::string(std::move(out));
     }},
    {"strip", 0, 1, [](const Text& s, const In& in) { return strip_sides(s, in, Sides::both); }},
    {"lstrip", 0, 1, [](const Text& s, const In& in) { return strip_sides(s, in, Sides::left); }},
    {"rstrip", 0, 1, [](const Text& s, const In& in) { return strip_sides(s, in, Sides::right); }},
    {"split", 0, 2, split},
    {"rsplit", 0, 2, rsplit},
    {"splitlines", 0, 1, splitlines},
    {"join", 1, 1, join},
    {"replace", 2, 3,
     [](const Text& s, const In& in) {
       return Operand::string(replace_all(s, in.text(0), in.text(1), in.number(2, -1)));
     }},
    {"startswith", 1, 1,
     [](const Text& s, const In& in) { return any_fits(in, [&](const Text& t) { return s.starts_with(t); }); }},
    {"endswith", 1, 1,
     [](const Text& s, const In& in) { return any_fits(in, [&](const Text& t) { return s.ends_with(t); }); }},
    {"find", 1, 3, [](const Text& s, const In& in) { return Operand::integer(find_in(s, in, false)); }},
    {"rfind", 1, 3, [](const Text& s, const In& in) { return Operand::integer(find_in(s, in, true)); }},
    {"index", 1, 3, [](const Text& s, const In& in) { return index_in(s, in, false); }},
    {"rindex", 1, 3, [](const Text& s, const In& in) { return index_in(s, in, true); }},
    {"count", 1, 3, count_in},
    {"format", 0, 1000,
     [](const Text& s, const In& in) { return Operand::string(format_braces(s, in.plain, in.named)); }},
    {"ljust", 1, 2, [](const Text& s, const In& in) { return pad(s, in, '<'); }},
    {"rjust", 1, 2, [](const Text& s, const In& in) { return pad(s, in, '>'); }},
    {"center", 1, 2, [](const Text& s, const In& in) { return pad(s, in, '^'); }},
    {"zfill", 1, 1, zfill},
    {"partition", 1, 1, [](const Text& s, const In& in) { return partition(s, in, false); }},
    {"rpartition", 1, 1, [](const Text& s, const In& in) { return partition(s, in, true); }},
    {"removeprefix", 1, 1,
     [](const Text& s, const In& in) { return text_of(s.starts_with(in.text(0)) ? s.substr(in.text(0).size()) : s); }},
    {"removesuffix", 1, 1,
     [](const Text& s, const In& in) {
       return text_of(s.ends_with(in.text(0)) ? s.substr(0, s.size() - in.text(0).size()) : s);
     }},
    {"isdigit", 0, 0,
     [](const Text& s, const In&) { return all_are(s, [](std::string_view c) { return is_digit(c[0]); }); }},
    {"isdecimal", 0, 0,
     [](const Text& s, const In&) { return all_are(s, [](std::string_view c) { return is_digit(c[0]); }); }},
    {"isnumeric", 0, 0,
     [](const Text& s, const In&) { return all_are(s, [](std::string_view c) { return is_digit(c[0]); }); }},
    {"isalpha", 0, 0,
     [](const Text& s, const In&) {
       return all_are(s, [](std::string_view c) { return is_alnum(c) && !is_digit(c[0]); });
     }},
    {"isalnum", 0, 0, [](const Text& s, const In&) { return all_are(s, is_alnum); }},
    {"isspace", 0, 0,
     [](const Text& s, const In&) { return all_are(s, [](std::string_view c) { return is_space(c[0]); }); }},
    {"isupper", 0, 0,
     [](const Text& s, const In&) {
       const Characters all(s);
       return Operand::boolean(std::any_of(all.begin(), all.end(), is_letter) &&
                               std::none_of(all.begin(), all.end(), is_lower));
     }},
    {"islower", 0, 0,
     [](const Text& s, const In&) {
       const Characters all(s);
       return Operand::boolean(std::any_of(all.begin(), all.end(), is_letter) &&
                               std::none_of(all.begin(), all.end(), is_upper));
     }},
};

constexpr Method<Operands> list_methods[] = {
    {"index", 1, 3,
     [](const Operands& all, const In& in) {
       if (in.plain.size() > 1) in.fail("takes one value");
       const auto at =
           std::find_if(all.begin(), all.end(), [&](const Operand& one) { return equal(one, in.plain[0]); });
       if (at == all.end()) in.fail("finds nothing");
       return Operand::integer(at - all.begin());
     }},
    {"count", 1, 1,
     [](const Operands& all, const In& in) {
       return Operand::integer(
           std::count_if(all.begin(), all.end(), [&](const Operand& one) { return equal(one, in.plain[0]); }));
     }},
    {"copy", 0, 0, [](const Operands& all, const In&) { return Operand::sequence(all); }},
};

Operand pairs(const Mapping& map) {
  Operands out;
  for (const auto& [key, value] : map.all()) out.push_back(Operand::tuple({Operand::string(key), value}));
  return Operand::sequence(std::move(out));
}

constexpr Method<Mapping> map_methods[] = {
    {"items", 0, 0, [](const Mapping& map, const In&) { return pairs(map); }},
    {"keys", 0, 0,
     [](const Mapping& map, const In&) {
       Operands out;
       for (const auto& entry : map.all()) out.push_back(Operand::string(entry.first));
       return Operand::sequence(std::move(out));
     }},
    {"values", 0, 0,
     [](const Mapping& map, const In&) {
       Operands out;
       for (const auto& entry : map.all()) out.push_back(entry.second);
       return Operand::sequence(std::move(out));
     }},
    {"get", 1, 2,
     [](const Mapping& map, const In& in) {
       const Operand* found = in.plain[0].defined().is_string() ? map.find(in.text(0)) : nullptr;
       return found != nullptr ? *found : in.plain.size() > 1 ? in.plain[1] : Operand();
     }},
    {"copy", 0, 0, [](const Mapping& map, const In&) { return Operand::mapping(map); }},
};

constexpr std::array<std::string_view, 11> mutating = {"append",  "extend", "insert", "remove",     "pop",    "sort",
                                                       "reverse", "clear",  "update", "setdefault", "popitem"};

[[noreturn]] void no_method(const Operand& object, std::string_view name, const std::vector<std::string_view>& known) {
  const std::string who(object.phrase());
  if (!object.is_string() && std::find(mutating.begin(), mutating.end(), name) != mutating.end())
    throw Failure(who + " cannot be changed with " + std::string(name) + "()",
                  object.is_mapping() ? "make a new one: {% set m = m | combine({...}) %}"
                                      : "make a new one: {% set l = l + [...] %}");
  const std::string near = nearest(name, known);
  throw Failure(who + " has no method " + quoted(name), near.empty() ? "" : "did you mean " + quoted(near) + "?");
}

template <typename Object, std::size_t size>
Operand call_one(const Method<Object> (&methods)[size], const Operand& whole, const Object& object,
                 const MethodCall& in) {
  const auto* found =
      std::find_if(std::begin(methods), std::end(methods), [&](const auto& m) { return m.name == in.name; });
  if (found == std::end(methods)) {
    std::vector<std::string_view> known;
    for (const auto& method : methods) known.push_back(method.name);
    no_method(whole, in.name, known);
  }
  if (in.plain.size() < found->least || in.plain.size() > found->most)
    in.fail("takes " + std::to_string(found->least) +
            (found->least == found->most ? "" : " to " + std::to_string(found->most)) + " arguments");
  if (!in.named.empty() && in.name != "format" && in.name != "split" && in.name != "rsplit")
    in.fail("takes no arguments by name");
  return found->call(object, in);
}

}  // namespace

std::vector<std::string> known_methods() {
  std::vector<std::string> out;
  for (const auto& method : text_methods) out.push_back("string." + std::string(method.name));
  for (const auto& method : list_methods) out.push_back("list." + std::string(method.name));
  for (const auto& method : map_methods) out.push_back("map." + std::string(method.name));
  std::sort(out.begin(), out.end());
  return out;
}

bool is_map_method(std::string_view name) {
  return std::any_of(std::begin(map_methods), std::end(map_methods), [&](const auto& m) { return m.name == name; });
}

Operand call_method(const Operand& object, std::string_view name, const Operands& plain, const Mapping& named) {
  bool secret = object.secret();
  bool tainted = object.tainted();
  for (const Operand& operand : plain) {
    operand.defined();
    secret = secret || operand.secret();
    tainted = tainted || operand.tainted();
  }
  for (const auto& entry : named.all()) tainted = tainted || entry.second.defined().tainted();
  const MethodCall in{name, plain, named};
  if (object.is_string()) {
    const Candor candor = tainted ? Candor::guarded : Candor::open;
    return with_candor(candor, name, [&] { return call_one(text_methods, object, object.text(""), in); })
        .with_secret(tainted);
  }
  if (object.is_sequence())
    return call_one(list_methods, object, object.items(""), in).with_secret(name == "copy" ? secret : tainted);
  if (object.is_mapping()) return call_one(map_methods, object, object.entries(""), in).with_secret(secret);
  throw Failure(std::string(object.defined().phrase()) + " has no method " + quoted(name));
}

}  // namespace converge::templates
