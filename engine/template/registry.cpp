// SPDX-License-Identifier: MIT
#include "engine/template/registry.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/core/diagnostic.h"

namespace converge::templates {

std::string Bound::text(std::size_t index, std::string_view fallback) const {
  return has(index) ? at(index).text(std::string(who) + "()") : std::string(fallback);
}

std::int64_t Bound::number(std::size_t index, std::int64_t fallback) const {
  return has(index) ? at(index).number(std::string(who) + "()") : fallback;
}

bool Bound::flag(std::size_t index, bool fallback) const { return has(index) ? truth(at(index)) : fallback; }

void Bound::fail(const std::string& why, std::string fix) const {
  throw Failure(std::string(who) + " " + why, std::move(fix));
}

namespace {

template <typename Entry>
std::vector<const Entry*> sorted(std::initializer_list<std::span<const Entry>> tables) {
  std::vector<const Entry*> out;
  for (const auto table : tables)
    for (const Entry& entry : table) out.push_back(&entry);
  std::sort(out.begin(), out.end(), [](const Entry* a, const Entry* b) { return a->name < b->name; });
  return out;
}

template <typename Entry>
const Entry* find(const std::vector<const Entry*>& all, std::string_view name) {
  const auto at =
      std::lower_bound(all.begin(), all.end(), name, [](const Entry* e, std::string_view n) { return e->name < n; });
  return at != all.end() && (*at)->name == name ? *at : nullptr;
}

const std::vector<const Filter*>& filters() {
  static const std::vector<const Filter*> all = sorted<Filter>(
      {text_filters(), list_filters(), selection_filters(), set_filters(), map_filters(), number_filters(),
       data_filters(), digest_filters(), regex_filters(), path_filters(), address_filters()});
  return all;
}

const std::vector<const Test*>& tests() {
  static const std::vector<const Test*> all = sorted<Test>({value_tests(), match_tests()});
  return all;
}

/// Why a filter or test that Ansible's users know has no place here.
struct Hint {
  std::string_view name, instead;
};
constexpr std::string_view no_chance = "a result must be the same in every run: write the value down";
constexpr std::string_view no_clock =
    "a result must not depend on when it is computed: hand the time over as a variable";
constexpr std::string_view no_machine =
    "templates do not look at the machine that compiles them: write the path as it is on the host";
constexpr std::string_view no_register = "there is no register: a resource says in its plan what it changes";
constexpr std::array<Hint, 36> filter_hints = {
    {{"lookup", "lookups are not known: use variables, or `contents` of a file"},
     {"json_query", "use selectattr(), map(attribute=...) and attributes"},
     {"random", no_chance},
     {"shuffle", no_chance},
     {"random_mac", no_chance},
     {"strftime", no_clock},
     {"to_datetime", no_clock},
     {"expanduser", no_machine},
     {"expandvars", no_machine},
     {"realpath", no_machine},
     {"fileglob", no_machine},
     {"win_basename", "hosts are Debian and Ubuntu: use basename"},
     {"win_dirname", "hosts are Debian and Ubuntu: use dirname"},
     {"win_splitdrive", "hosts are Debian and Ubuntu"},
     {"vault", "write !vault or !age values; converge secret encrypts them"},
     {"unvault", "!vault and !age values are decrypted when they are read"},
     {"escape", "nothing is escaped here: use quote, to_json or replace()"},
     {"e", "nothing is escaped here: use quote, to_json or replace()"},
     {"forceescape", "nothing is escaped here: use quote, to_json or replace()"},
     {"safe", "nothing is escaped here, so nothing needs to be marked safe: drop it"},
     {"xmlattr", "write the attributes out"},
     {"striptags", "use regex_replace('<[^>]+>', '')"},
     {"urlize", "there is no HTML here"},
     {"pprint", "use to_nice_json or to_nice_yaml"},
     {"attr", "write .name or ['name']"},
     {"permutations", "write a loop within a loop"},
     {"combinations", "write a loop within a loop"},
     {"from_yaml_all", "use from_yaml on one document"},
     {"from_csv", "keep the data as YAML"},
     {"parse_cli", "templates do not read the output of programs"},
     {"xml_to_json", "keep the data as YAML"},
     {"k8s_config_resource_name", "it belongs to a collection that is not here"},
     {"type_debug", "use the tests: is string, is mapping, is sequence"},
     {"filesizeformat", "use human_readable"},
     {"community.general.json_query", "use selectattr(), map(attribute=...) and attributes"},
     {"to_nice_xml", "write the document as a template"}}};
constexpr std::array<Hint, 20> test_hints = {
    {{"failed", no_register},
     {"failure", no_register},
     {"succeeded", no_register},
     {"success", no_register},
     {"changed", no_register},
     {"change", no_register},
     {"skipped", no_register},
     {"skip", no_register},
     {"finished", no_register},
     {"started", no_register},
     {"reachable", no_register},
     {"unreachable", no_register},
     {"exists", no_machine},
     {"file", no_machine},
     {"directory", no_machine},
     {"link", no_machine},
     {"link_exists", no_machine},
     {"mount", no_machine},
     {"vault_encrypted", "!vault values are decrypted when they are read"},
     {"filter", "which filters there are does not change: converge explain filters"}}};

template <typename Entry, std::size_t size>
Failure unknown(std::string_view what, std::string_view name, const std::vector<const Entry*>& known,
                const std::array<Hint, size>& hints) {
  const std::string message = "there is no " + std::string(what) + " " + quoted(name);
  for (const Hint& hint : hints)
    if (hint.name == name) return Failure(message, std::string(hint.instead));
  std::vector<std::string_view> names;
  names.reserve(known.size());
  for (const Entry* entry : known) names.push_back(entry->name);
  const std::string near = nearest(name, names);
  return Failure(message, near.empty() ? "" : "did you mean " + quoted(near) + "?");
}

/// One word of `parameters`.
struct Parameter {
  std::string_view name;
  bool optional = false;
};
struct Signature {
  std::vector<Parameter> parameters;
  bool takes_rest = false;
  bool takes_named = false;
};

Signature read_signature(std::string_view words) {
  Signature out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    std::string_view word = words.substr(0, end);
    words.remove_prefix(std::min(end + 1, words.size()));
    if (word.starts_with("**")) {
      out.takes_named = true;
    } else if (word.starts_with('*')) {
      out.takes_rest = true;
    } else {
      const bool optional = word.ends_with('?');
      out.parameters.push_back({word.substr(0, word.size() - (optional ? 1 : 0)), optional});
    }
  }
  return out;
}

/// Puts arguments to their parameters; too many, too few and unknown names are failures.
Bound bind(std::string_view who, std::string_view parameters, const Operand& value, const Operands& plain,
           const Mapping& named) {
  const Signature signature = read_signature(parameters);
  Bound bound;
  bound.who = who;
  bound.value = value;
  bound.given.resize(signature.parameters.size(), nullptr);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i < bound.given.size())
      bound.given[i] = &plain[i];
    else if (signature.takes_rest)
      bound.rest.push_back(plain[i]);
    else
      bound.fail("takes at most " + std::to_string(bound.given.size()) + " arguments");
  }
  for (const auto& entry : named.all()) {
    const std::string& name = entry.first;
    const Operand& argument = entry.second;
    const auto at = std::find_if(signature.parameters.begin(), signature.parameters.end(),
                                 [&](const Parameter& p) { return p.name == name; });
    const auto index = static_cast<std::size_t>(at - signature.parameters.begin());
    if (at == signature.parameters.end() && !signature.takes_named)
      bound.fail("has no argument " + (argument.tainted() ? "of that name" : quoted(name)),
                 parameters.empty() ? "" : "it takes: " + std::string(parameters));
    else if (at == signature.parameters.end())
      bound.named.set(name, argument);
    else if (bound.given[index] != nullptr)
      bound.fail("is given " + quoted(name) + " twice");
    else
      bound.given[index] = &argument;
  }
  for (std::size_t i = 0; i < bound.given.size(); ++i)
    if (bound.given[i] == nullptr && !signature.parameters[i].optional)
      bound.fail("needs the argument " + quoted(signature.parameters[i].name));
  return bound;
}

/// Whether an argument makes a result secret.
struct Inputs {
  bool secret = false;
  bool tainted = false;
  void add(const Operand& operand) {
    secret = secret || operand.secret();
    tainted = tainted || operand.tainted();
  }
};

Inputs inspect(const Bound& bound, const Operands& plain, const Mapping& named, UndefinedInput undefined) {
  Inputs out;
  if (undefined == UndefinedInput::refused) bound.value.defined();
  out.add(bound.value);
  for (const Operand& operand : plain) out.add(operand.defined());
  for (const auto& entry : named.all()) out.add(entry.second.defined());
  return out;
}

}  // namespace

std::vector<const Filter*> known_filters() { return filters(); }
std::vector<const Test*> known_tests() { return tests(); }
const Filter* find_filter(std::string_view name) { return find(filters(), name); }
const Test* find_test(std::string_view name) { return find(tests(), name); }
Failure unknown_filter(std::string_view name) { return unknown("filter", name, filters(), filter_hints); }
Failure unknown_test(std::string_view name) { return unknown("test", name, tests(), test_hints); }

Operand apply_filter(const Filter& filter, const Operand& value, const Operands& plain, const Mapping& named,
                     const Hooks& hooks) {
  Bound bound = bind(filter.name, filter.parameters, value, plain, named);
  bound.hooks = &hooks;
  const Inputs inputs = inspect(bound, plain, named, filter.undefined);
  const Operand out =
      with_candor(inputs.tainted ? Candor::guarded : Candor::open, filter.name, [&] { return filter.apply(bound); });
  return out.with_secret(filter.secrecy == Secrecy::whole ? inputs.tainted : inputs.secret);
}

Operand apply_test(const Test& test, const Operand& value, const Operands& plain, const Mapping& named,
                   const Hooks& hooks) {
  Bound bound = bind(test.name, test.parameters, value, plain, named);
  bound.hooks = &hooks;
  const Inputs inputs = inspect(bound, plain, named, test.undefined);
  // Whether something is there at all is no secret.
  const bool secret = test.undefined == UndefinedInput::refused && inputs.tainted;
  const bool holds =
      with_candor(inputs.tainted ? Candor::guarded : Candor::open, test.name, [&] { return test.holds(bound); });
  return Operand::boolean(holds).with_secret(secret);
}

}  // namespace converge::templates
