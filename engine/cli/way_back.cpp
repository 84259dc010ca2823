// SPDX-License-Identifier: MIT
#include "engine/cli/way_back.h"

#include <algorithm>
#include <set>

namespace converge {

namespace {

/// Resources of one run that own the same thing are put back together.
struct Group {
  OutcomeRecord newest;  ///< what the run left is what this one left
  OutcomeRecord oldest;  ///< what was there before is what this one found
  std::vector<Told> told;
  std::set<std::string> keys;
  std::vector<std::string> lost;  ///< see Inverse
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
      if (const Result<void> added = add(group); !added) return fail(added.error());
    for (const OutcomeRecord& record : without_) tell_impossible(record);
    return std::move(back_);
  }

 private:
  void collect(OutcomeRecord record) {
    if (!record.inverse) return;
    if (!can_be_put_back(record)) return without_.push_back(std::move(record));
    std::set<std::string> keys = keys_of(record);
    for (Group& group : groups_) {
      if (std::ranges::none_of(keys, [&](const std::string& key) { return group.keys.contains(key); })) continue;
      group.told.insert(group.told.end(), record.inverse->told.begin(), record.inverse->told.end());
      group.keys.merge(keys);
      group.lost.insert(group.lost.end(), record.inverse->lost.begin(), record.inverse->lost.end());
      group.oldest = std::move(record);
      return;
    }
    const std::vector<Told> told = record.inverse->told;
    const std::vector<std::string> lost = record.inverse->lost;
    groups_.push_back({record, std::move(record), told, std::move(keys), lost});
  }

  /// What the resource would own on its way back.
  [[nodiscard]] std::set<std::string> keys_of(const OutcomeRecord& record) const {
    std::set<std::string> keys;
    const Kind* kind = host_.kinds().find(record.finished.resource.kind);
    Diagnostics ignored;  // what cannot be read is reported when it is bound
    const auto want = kind == nullptr ? std::nullopt : kind->parse(*record.inverse->attributes, ignored);
    if (!want) return keys;
    const Claims claims = kind->claims(*want);
    for (const Key& key : claims.owns) keys.insert(key.text());
    return keys;
  }

  Result<void> add(const Group& group) {
    const ResourceId& id = group.newest.finished.resource;
    Value attributes = *group.oldest.inverse->attributes;
    if (overwrite_ == Overwrite::refuse) {
      const Result<std::string> why = moved_since(group);
      if (!why) return fail(why.error());
      if (!why->empty()) return refuse(id, *why + std::string(forcing));
    } else {
      forget_left(attributes);
    }
    if (!pin_contents(attributes)) return refuse(id, "its former content is no longer kept");
    if (const std::string why = survey(id, attributes); !why.empty()) return refuse(id, why);
    for (const std::string& each : group.lost) refuse(id, each);
    Resource resource;
    resource.id = id;
    resource.attributes = std::move(attributes);
    resource.origin = group.newest.finished.origin;
    const auto node = static_cast<std::uint32_t>(back_.catalog.resources.size());
    // Soft: one that cannot be put back does not keep the others from it.
    if (node > 0) back_.catalog.edges.push_back({node - 1, node, EdgeType::soft, "undone in reverse order"});
    back_.catalog.resources.push_back(std::move(resource));
    if (!group.told.empty()) back_.told[id] = group.told;
    return {};
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

  Result<void> refuse(const ResourceId& id, const std::string& why) {
    back_.impossible.push_back(id.text() + ": " + why);
    return {};
  }

  /// Who else has been there since the run, or "".
  Result<std::string> moved_since(const Group& group) {
    const ResourceId& id = group.newest.finished.resource;
    const Result<std::string> later = changed_later(host_.journal(), id, group.newest.run);
    if (!later) return fail(later.error());
    if (!later->empty()) return "run " + *later + " changed it again";
    if (!group.newest.inverse->left) return std::string();
    const std::string moved = "it is no longer as the run left it";
    Kind* kind = host_.kinds().find(id.kind);
    Diagnostics ignored;
    const auto left = kind == nullptr ? std::nullopt : kind->parse(*group.newest.inverse->left, ignored);
    if (!left) return std::string();
    const Boxed* wants = &*left;
    const Result<Boxed> found = std::move(kind->probe({&wants, 1}, {}).front());
    if (found && kind->diff(*left, *found, Refresh::no).empty()) return std::string();
    return is_as_before(*kind, *group.oldest.inverse->attributes) ? std::string() : moved;
  }

  /// Nothing is lost where there is nothing to put back.
  static bool is_as_before(Kind& kind, const Value& attributes) {
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
  std::vector<Group> groups_;
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
