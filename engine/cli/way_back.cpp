// SPDX-License-Identifier: MIT
#include "engine/cli/way_back.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/cli/reverse_order.h"

namespace converge {

namespace {

/// What one resource of the run did, and what it would own on its way back.
struct Done {
  OutcomeRecord record;
  std::set<std::string> keys;
};

/// Resources of one run that own the same thing are put back together: what the
/// newest left is looked for, what the oldest found comes back.
struct Group {
  std::vector<Done> all;  ///< the newest first
  std::set<std::string> keys;
  std::string torn;  ///< a key of several of which the oldest does not bring back what the others changed; or ""
};

constexpr std::string_view forcing = "; --force puts back what was there before the run all the same";

bool can_be_put_back(const OutcomeRecord& record) { return record.inverse && record.inverse->attributes; }

/// The newest later run that changed a resource, or "".
Result<std::string> changed_later(Journal& journal, const ResourceId& resource, const std::string& run) {
  const auto outcomes = journal.outcomes_of(resource, 100);
  if (!outcomes) return fail(outcomes.error());
  for (const OutcomeRecord& record : *outcomes) {
    if (record.run == run) return std::string();
    if (record.inverse) return record.run;
  }
  return std::string();
}

class Builder {
 public:
  Builder(LocalHost& host, Overwrite overwrite) : host_(host), overwrite_(overwrite) {}

  Result<WayBack> run(const std::string& run) {
    auto outcomes = host_.journal().outcomes(run);
    if (!outcomes) return fail(outcomes.error());
    back_.catalog.host = "localhost";
    back_.catalog.owner = "undo " + run;
    std::ranges::reverse(*outcomes);  // what was done last is put back first
    for (OutcomeRecord& record : *outcomes) collect(std::move(record));
    for (const Group& group : groups_)
      if (const Result<void> added = group.all.empty() ? Result<void>() : add(group); !added) return fail(added.error());
    // Soft: one that cannot be put back does not keep the others from it.
    back_.catalog.edges = reverse_order(touched_);
    for (const OutcomeRecord& record : without_) tell_impossible(record);
    return std::move(back_);
  }

 private:
  void collect(OutcomeRecord record) {
    if (!record.inverse) return;
    if (!can_be_put_back(record)) return without_.push_back(std::move(record));
    std::set<std::string> keys = keys_of(record);
    Done oldest{std::move(record), std::move(keys)};
    std::set<std::size_t> met;
    for (const std::string& key : oldest.keys)
      if (const auto found = group_of_.find(key); found != group_of_.end()) met.insert(found->second);
    const std::size_t place = met.empty() ? groups_.size() : *met.begin();
    if (met.empty()) groups_.emplace_back();
    Group& mine = groups_[place];
    for (const std::size_t each : met) {
      Group& other = groups_[each];
      const bool covers = std::ranges::includes(oldest.keys, other.keys);
      if (mine.torn.empty()) mine.torn = !other.torn.empty() || covers ? other.torn : first_in_both(other.keys, oldest.keys);
      if (each != place) absorb(mine, std::move(other));
    }
    mine.keys.insert(oldest.keys.begin(), oldest.keys.end());
    mine.all.push_back(std::move(oldest));
    for (const std::string& key : mine.keys) group_of_[key] = place;
  }

  static void absorb(Group& mine, Group other) {
    std::ranges::move(other.all, std::back_inserter(mine.all));
    mine.keys.merge(other.keys);
  }

  static std::string first_in_both(const std::set<std::string>& some, const std::set<std::string>& others) {
    const auto met = std::ranges::find_if(some, [&](const std::string& key) { return others.contains(key); });
    return met == some.end() ? std::string() : *met;
  }

  [[nodiscard]] Claims claims_of(const std::string& kind_name, const Value& attributes) const {
    const Kind* kind = host_.kinds().find(kind_name);
    Diagnostics ignored;  // what cannot be read is reported when it is bound
    const auto want = kind == nullptr ? std::nullopt : kind->parse(attributes, ignored);
    return want ? kind->claims(*want) : Claims{};
  }

  [[nodiscard]] std::set<std::string> keys_of(const OutcomeRecord& record) const {
    std::set<std::string> keys;
    for (const Key& key : claims_of(record.finished.resource.kind, *record.inverse->attributes).owns)
      keys.insert(key.text());
    return keys;
  }

  Result<void> add(const Group& group) {
    const ResourceId& id = group.all.front().record.finished.resource;
    if (overwrite_ == Overwrite::refuse) {
      const Result<std::string> why = group.torn.empty() ? moved_since(group) : Result<std::string>(torn_words(group));
      if (!why) return fail(why.error());
      if (!why->empty()) {
        refuse(id, *why + std::string(forcing));
        return {};
      }
    }
    if (group.torn.empty()) {
      put_back(group, id, *group.all.back().record.inverse->attributes);
      return {};
    }
    for (const Done& each : group.all) {
      const Group alone{{each}, each.keys, ""};
      put_back(alone, each.record.finished.resource, *each.record.inverse->attributes);
    }
    return {};
  }

  /// What the oldest has to bring back is not all that the others changed.
  static std::string torn_words(const Group& group) {
    std::string names;
    for (std::size_t i = 1; i < group.all.size(); ++i)
      names += (i == 1 ? "" : ", ") + group.all[i].record.finished.resource.text();
    return "that run changed " + group.torn.substr(group.torn.find(' ') + 1) + " by way of it and of " + names + ", and each changed more than that";
  }

  /// Adds the step that puts `attributes` in the place of what the group did, or says why it cannot be.
  void put_back(const Group& group, const ResourceId& id, Value attributes) {
    if (overwrite_ == Overwrite::force) forget_left(attributes);
    if (!pin_contents(attributes)) return refuse(id, "its former content is no longer kept");
    if (const std::string why = survey(id, attributes); !why.empty()) return refuse(id, why);
    Touched& touched = touched_.emplace_back(Touched{id.kind, {}});
    std::vector<Told> told;
    for (const Done& each : group.all) {
      const Inverse& inverse = *each.record.inverse;
      for (const std::string& lost : inverse.lost) refuse(id, lost);
      touch(each.record, touched.paths);
      told.insert(told.end(), inverse.told.begin(), inverse.told.end());
    }
    Resource resource;
    resource.id = id;
    resource.attributes = std::move(attributes);
    resource.origin = group.all.front().record.finished.origin;
    back_.catalog.resources.push_back(std::move(resource));
    if (!told.empty()) back_.told[id] = std::move(told);
  }

  /// The paths of what a change left, and of what it found.
  void touch(const OutcomeRecord& record, std::set<std::string>& paths) const {
    const Inverse& inverse = *record.inverse;
    for (const auto* attributes : {&inverse.attributes, &inverse.left}) {
      if (!*attributes) continue;
      const Claims claims = claims_of(record.finished.resource.kind, **attributes);
      for (const auto* keys : {&claims.provides, &claims.owns, &claims.shares})
        for (const Key& key : *keys)
          if (key.space == "path" || key.space == "file") paths.insert(key.value);
      if (!claims.removes.empty()) paths.insert(claims.removes);
    }
  }

  /// Completes the attributes with what is known of this undo so far, and looks
  /// what will be left as it is. Answers why nothing can be done, or "".
  std::string survey(const ResourceId& id, Value& attributes) {
    Value* gone = attributes.is_map() ? attributes.find("$goes") : nullptr;
    if (gone != nullptr)
      for (const std::string& path : goes_) gone->push_back(Value::string(path));
    Kind* kind = host_.kinds().find(id.kind);
    if (kind == nullptr) return "this program does not know the kind '" + id.kind + "'";
    Diagnostics diagnostics;
    const auto want = kind->parse(attributes, diagnostics);
    if (!want) return diagnostics.empty() ? "its attributes are malformed" : diagnostics.all().front().message;
    const Boxed* wants = &*want;
    const Result<Boxed> found = std::move(kind->probe({&wants, 1}, {}).front());
    // Others may still be put out of the way before its turn, but not out of a folder of which all that goes is known.
    if (!found) return gone != nullptr && found.error().code == ErrorCode::conflict ? found.error().text() : "";
    tell_left(id, attributes, *kind, kind->leaves(*want, *found), *found);
    for (const Boxed& change : kind->diff(*want, *found, Refresh::no))
      for (const Key& key : kind->moves(change))
        if (key.space == "path") goes_.push_back(key.value);
    return "";
  }

  /// What stays also under --force is no failure: it was never the run's.
  void tell_left(const ResourceId& id, Value attributes, Kind& kind, const std::vector<std::string>& words,
                 const Boxed& found) {
    if (words.empty()) return;
    forget_left(attributes);
    Diagnostics ignored;
    const auto forced = kind.parse(attributes, ignored);
    const std::vector<std::string> stays = forced ? kind.leaves(*forced, found) : words;
    for (const std::string& each : words) {
      if (std::ranges::find(stays, each) != stays.end())
        back_.left.push_back(id.text() + ": " + each);
      else
        refuse(id, each + std::string(forcing));
    }
  }

  /// See Inverse: without it, what others did is overwritten. The keys of a file's own content are not ours.
  static void forget_left(Value& value) {
    if (value.is_list())
      for (Value& item : value.items()) forget_left(item);
    if (!value.is_map()) return;
    std::erase_if(value.entries(), [](const Entry& each) { return each.key == "$left"; });
    for (Entry& each : value.entries())
      if (each.key != "content") forget_left(each.value);
  }

  void refuse(const ResourceId& id, const std::string& why) {
    back_.impossible.push_back(id.text() + ": " + why);
  }

  /// Who else has been there since the run, or "".
  Result<std::string> moved_since(const Group& group) {
    std::set<std::string> newer;
    for (const Done& each : group.all) {
      const ResourceId& id = each.record.finished.resource;
      const Result<std::string> later = changed_later(host_.journal(), id, each.record.run);
      if (!later) return fail(later.error());
      if (!later->empty()) return "run " + *later + " changed it again";
      const bool is_newest = first_in_both(newer, each.keys).empty();
      if (is_newest && !is_as_left(each.record, *group.all.back().record.inverse->attributes))
        return std::string("it is no longer as the run left it");
      newer.insert(each.keys.begin(), each.keys.end());
    }
    return std::string();
  }

  /// Whether a resource is as the run left it, or as it was before: then nothing is lost.
  bool is_as_left(const OutcomeRecord& record, const Value& before) {
    if (!record.inverse->left) return true;
    Kind* kind = host_.kinds().find(record.finished.resource.kind);
    if (kind == nullptr) return true;
    Diagnostics ignored;
    const bool can_be_read = kind->parse(*record.inverse->left, ignored).has_value();
    return !can_be_read || is_there(*kind, *record.inverse->left) || is_there(*kind, before);
  }

  static bool is_there(Kind& kind, const Value& attributes) {
    Diagnostics ignored;
    const auto want = kind.parse(attributes, ignored);
    if (!want) return false;
    const Boxed* wants = &*want;
    const Result<Boxed> found = std::move(kind.probe({&wants, 1}, {}).front());
    return found && kind.diff(*want, *found, Refresh::no).empty();
  }

  /// False if the store has dropped one of them in the meantime.
  bool pin_contents(const Value& value) {
    if (const auto ref = content_ref(value)) return pin(ref->sha256, ref->size);
    if (value.is_list()) return std::ranges::all_of(value.items(), [&](const Value& item) { return pin_contents(item); });
    if (!value.is_map()) return true;
    const Value* digest = value.find("sha256");
    const Value* size = value.find("size");
    const bool entry = digest != nullptr && size != nullptr && value.find("path") != nullptr && size->type() == Type::integer;
    if (entry && !pin(digest->text(), static_cast<std::uint64_t>(size->as_integer()))) return false;
    return std::ranges::all_of(value.entries(), [&](const Entry& each) { return pin_contents(each.value); });
  }

  bool pin(const std::string& sha256, std::uint64_t size) {
    host_.store().pin(sha256);
    return host_.store().open({sha256, size}).has_value();
  }

  /// An action that ran because it was told to is owed again; nothing else of it could be undone.
  void tell_impossible(const OutcomeRecord& record) {
    const ResourceId& id = record.finished.resource;
    const bool owed = std::ranges::any_of(back_.told, [&](const auto& each) {
      return std::ranges::any_of(each.second, [&](const Told& told) { return told.resource == id; });
    });
    if (!owed) back_.impossible.push_back(id.text() + ": " + record.inverse->reason);
  }

  LocalHost& host_;
  Overwrite overwrite_;
  std::vector<Group> groups_;                       ///< one that went into another is empty
  std::map<std::string, std::size_t> group_of_;     ///< by key
  std::vector<Touched> touched_;        ///< by each resource of the catalog
  std::vector<std::string> goes_;       ///< paths that are taken away so far
  std::vector<OutcomeRecord> without_;  ///< changed, and cannot be put back
  WayBack back_;
};

}  // namespace

Result<RunRecord> find_run(Journal& journal, const std::string& wanted) {
  const auto runs = journal.runs(10'000);
  if (!runs) return fail(runs.error());
  for (const RunRecord& run : *runs) {
    if (run.run == wanted) return run;
    if (wanted != "last") continue;
    const auto outcomes = journal.outcomes(run.run);
    if (!outcomes) return fail(outcomes.error());
    if (std::ranges::any_of(*outcomes, [](const OutcomeRecord& record) { return record.inverse.has_value(); }))
      return run;
  }
  if (wanted == "last") return fail(ErrorCode::not_found, "no run of this host has changed anything");
  return fail(ErrorCode::not_found, "there is no run '" + wanted + "'; `converge history` lists them");
}

Result<WayBack> way_back(LocalHost& host, const std::string& run, Overwrite overwrite) {
  return Builder(host, overwrite).run(run);
}

}  // namespace converge
