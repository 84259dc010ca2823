// SPDX-License-Identifier: MIT
#include "engine/variable_pass.h"

#include <algorithm>
#include <set>

#include "engine/compile/expansion.h"
#include "engine/compile/role.h"
#include "inventory/precedence.h"

namespace converge {

namespace {

constexpr std::size_t deepest_use = 8;
constexpr std::string_view role_defaults = "role defaults";
constexpr std::string_view play_vars = "vars of the play";
constexpr std::string_view role_parameters = "parameters of the role";
constexpr std::string_view known = "what converge sets itself";

/// Stands for the playbook where there is none.
const Play no_play{};
const Section no_section{};

/// A place where variables are looked up: a role of a play, or its own resources.
struct Spot {
  const Play& play = no_play;
  const Section& section = no_section;

  [[nodiscard]] std::string text() const {
    const std::string name = "play " + (play.name.empty() ? "at " + play.hosts.span.text() : play.name);
    return section.role.empty() ? name : "role " + section.role + " of " + name;
  }
};

std::vector<Spot> spots_of(const HostSight& sight) {
  std::vector<Spot> spots;
  for (const Play* play : sight.plays)
    for (const Section& section : play->sections) spots.push_back({*play, section});
  if (spots.empty()) spots.push_back({});
  return spots;
}

const Span& place_of(const Entry& entry) { return entry.key_span.known() ? entry.key_span : entry.value.span(); }

/// The values of one variable at one spot, rank by rank, low to high; as variables_at() has them.
class Ranking {
 public:
  Ranking(const HostSight& sight, const Spot& spot, std::string_view name) : sight_(sight), spot_(spot), name_(name) {}

  std::vector<GivenValue> rank() {
    for (const Value& defaults : spot_.section.defaults) add_from(defaults, role_defaults);
    add_inventory();
    add_from(spot_.play.variables, play_vars);
    add_from(spot_.section.parameters, role_parameters);
    for (const VariableLayer& layer : sight_.scope.extra) add_from(*layer.map, "-e");
    add_known();
    return std::move(given_);
  }

 private:
  void add(std::string source, const Span& span, const Value& value, std::string reason) {
    given_.push_back({std::move(source), span, value, given_.empty() ? "" : std::move(reason)});
  }

  void add_from(const Value& map, std::string_view source) {
    const auto found = std::ranges::find(map.entries(), name_, &Entry::key);
    if (found == map.entries().end()) return;
    const bool is_equal = !given_.empty() && given_.back().source == source;
    add(std::string(source), place_of(*found), found->value,
        is_equal ? "the role's own over those of a dependency" : std::string(source) + " over " + rank_below());
  }

  void add_inventory() {
    const std::vector<Candidate> all = sight_.inventory.candidates(sight_.host, name_);
    for (std::size_t i = 0; i < all.size(); ++i)
      add(source_of(sight_.inventory, all[i]), place_of(*all[i].entry), all[i].entry->value,
          i == 0 ? "the inventory over role defaults" : reason_over(sight_.inventory, all[i], all[i - 1]));
  }

  void add_known() {
    if (name_ == "facts") return add(std::string(known), {}, Value::string("see `converge facts`"), "");
    if (name_ == "hostvars") return add(std::string(known), {}, Value::string("see `converge inventory --list`"), "");
    const Value* of_role = spot_.section.known.find(name_);
    if (const Value* value = of_role != nullptr ? of_role : sight_.scope.knowledge->find(name_)) add(std::string(known), {}, *value, "");
  }

  /// The rank that the last value belongs to.
  [[nodiscard]] std::string rank_below() const {
    if (given_.empty()) return "";
    const std::string& source = given_.back().source;
    return source == role_defaults || source == play_vars || source == role_parameters ? source : "the inventory";
  }

  const HostSight& sight_;
  const Spot& spot_;
  std::string_view name_;
  std::vector<GivenValue> given_;
};

/// Follows what a value is made of.
class Uses {
 public:
  Uses(const HostSight& sight, const Spot& spot, const Variables& variables, std::string_view name)
      : sight_(sight), spot_(spot), variables_(variables), seen_{std::string(name)} {}

  void follow(const Value& value, std::size_t depth) {
    for_each_template(value, [&](const Value& text) {
      const ParsedTemplates::Parsed& parsed = sight_.parsed.text(text);
      if (!parsed) return;
      for (const std::string& name : parsed->free_variables()) add(name, depth);
    });
  }
  std::vector<UsedVariable> take() { return std::move(uses_); }

 private:
  void add(const std::string& name, std::size_t depth) {
    if (!seen_.insert(name).second) return;
    std::vector<GivenValue> given = Ranking(sight_, spot_, name).rank();
    uses_.push_back({name, depth, given.empty() ? std::nullopt : std::optional(std::move(given.back()))});
    const auto variable = variables_.find(name);
    if (variable && variable->content == templates::Content::templated && depth < deepest_use) follow(*variable->value, depth + 1);
  }

  const HostSight& sight_;
  const Spot& spot_;
  const Variables& variables_;
  std::set<std::string> seen_;
  std::vector<UsedVariable> uses_;
};

bool has_templates(const Value& value) {
  bool found = false;
  for_each_template(value, [&](const Value&) { found = true; });
  return found;
}

VariableSight look_from(const HostSight& sight, const Spot& spot, std::string_view name) {
  VariableSight seen;
  seen.given = Ranking(sight, spot, name).rank();
  const Variables variables = variables_at(sight.scope, spot.play, spot.section);
  const auto winner = variables.find(name);
  if (!winner || winner->content == templates::Content::literal || !has_templates(*winner->value)) return seen;
  Diagnostics findings;
  Rendering rendering("", variables, sight.parsed, spot.section.template_folders, findings);
  seen.resolved = rendering.render(*winner->value);
  if (!seen.resolved && !findings.empty()) seen.trouble = findings.sorted().front().span.text() + ": " + findings.sorted().front().message;
  Uses uses(sight, spot, variables, name);
  uses.follow(*winner->value, 0);
  seen.uses = uses.take();
  return seen;
}

bool agree(const VariableSight& a, const VariableSight& b) {
  return a.given == b.given && a.resolved == b.resolved && a.trouble == b.trouble && a.uses == b.uses;
}

/// Loops and includes that set the variable for what they make.
void add_narrow(const Value& written, std::string_view name, std::vector<NarrowSetting>& out) {
  const auto add = [&](std::string source, const Span& span) {
    NarrowSetting setting{std::move(source), span};
    if (std::ranges::find(out, setting) == out.end()) out.push_back(std::move(setting));
  };
  const Value* vars = written.find("include") != nullptr ? written.find("vars") : nullptr;
  if (vars != nullptr && vars->is_map())
    for (const Entry& entry : vars->entries())
      if (entry.key == name) add("vars of an include", entry.key_span);
  if (const Value* value = written.find("loop")) {
    Diagnostics reported;  // when the item was read
    const Loop loop = read_loop(*value, reported);
    if (loop.item_name == name || loop.index_name == name) add("a loop", value->span());
  }
}

}  // namespace

VariableAnswer explain_variable(const HostSight& sight, std::string_view name) {
  VariableAnswer answer{sight.host.name, std::string(name), {}, {}};
  const std::vector<Spot> spots = spots_of(sight);
  bool is_everywhere = true;
  for (const Spot& spot : spots) {
    VariableSight seen = look_from(sight, spot, name);
    is_everywhere = is_everywhere && !seen.given.empty();
    const auto visit = [&](const Value& written) { add_narrow(written, name, answer.narrow); };
    read_includes(spot.section, spot.play.policy, sight.files, visit);
    if (seen.given.empty()) continue;
    const auto same = std::ranges::find_if(answer.sights, [&](const VariableSight& other) { return agree(other, seen); });
    VariableSight& told = same != answer.sights.end() ? *same : answer.sights.emplace_back(std::move(seen));
    const std::string place = spot.text();
    if (&spot.play != &no_play && std::ranges::find(told.places, place) == told.places.end()) told.places.push_back(place);
  }
  if (is_everywhere && answer.sights.size() == 1) answer.sights.front().places.clear();
  return answer;
}

std::vector<std::string> variable_names(const HostSight& sight) {
  std::set<std::string> names;
  for (const Spot& spot : spots_of(sight))
    for (const std::string_view name : variables_at(sight.scope, spot.play, spot.section).names()) names.emplace(name);
  return {names.begin(), names.end()};
}

}  // namespace converge
