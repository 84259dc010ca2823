// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_machine.h"

#include <utility>

namespace converge {

void FakeMachine::set(const std::string& name, const std::string& value) {
  const std::lock_guard lock(mutex_);
  values_[name] = value;
}

void FakeMachine::erase(const std::string& name) {
  const std::lock_guard lock(mutex_);
  values_.erase(name);
}

std::optional<std::string> FakeMachine::get(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = values_.find(name);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> FakeMachine::started(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = started_.find(name);
  return found == started_.end() ? std::nullopt : std::optional(found->second);
}

void FakeMachine::start(const std::string& name, std::int64_t unix_ms) {
  const std::lock_guard lock(mutex_);
  started_[name] = unix_ms;
}

void FakeMachine::note(std::string line) {
  const std::lock_guard lock(mutex_);
  log_.push_back(std::move(line));
}

std::vector<std::string> FakeMachine::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

std::vector<std::string> FakeMachine::log_of(const std::string& verb) const {
  std::vector<std::string> lines;
  for (const std::string& line : log())
    if (line.starts_with(verb + " ")) lines.push_back(line.substr(verb.size() + 1));
  return lines;
}

void FakeMachine::forget_log() {
  const std::lock_guard lock(mutex_);
  log_.clear();
}

namespace {

struct Want {
  std::string name;
  std::string value;
  std::string unless;
  Disruption disrupts = Disruption::none;
  Claims claims;
  std::vector<Key> moves;
  std::string bar;
  std::vector<Key> clears;
  std::string veil;  ///< what the engine says of secrets; the row of a change shows it in the place of what was found
  std::string defers = {};
  Refresh owes = Refresh::no;
};

struct Have {
  std::string value;    ///< "absent" where there is nothing
  bool barred = false;  ///< the thing that stands in the way is there
  std::optional<std::int64_t> started = {};
};

/// A refresh is a change of its own: it leaves nothing behind that a probe could see.
struct Move {
  std::string name;
  std::string before;
  std::string after;
  Refresh refresh = Refresh::no;
  Disruption disrupts = Disruption::none;
  std::string marks;  ///< what an action leaves behind
  std::vector<Key> moves = {};
  Refresh owes = Refresh::no;
};

template <typename T>
const T& get(const Boxed& boxed) {
  return *std::any_cast<T>(&boxed);
}

Key key_of(const std::string& text) {
  const std::size_t space = text.find(' ');
  return {text.substr(0, space), text.substr(space + 1)};
}

std::string text_of(const Value& attributes, std::string_view key) {
  const Value* value = attributes.find(key);
  return value == nullptr ? "" : value->text();
}

std::vector<Key> keys_of(const Value& attributes, std::string_view key) {
  std::vector<Key> keys;
  const Value* list = attributes.find(key);
  if (list == nullptr) return keys;
  for (const Value& item : list->items()) keys.push_back(key_of(item.text()));
  return keys;
}

Reach reach_of(const std::string& word) {
  if (word == "machine") return Reach::machine;
  return word == "keys" ? Reach::keys : Reach::own;
}

Schema schema_of(const std::string& name) {
  Schema schema;
  schema.kind = name;
  schema.summary = "A thing of a fake machine.";
  schema.main = "name";
  schema.fields = {
      {"name", FieldType::text, "Which one."},
      {"value", FieldType::text, "What is wanted."},
      {"unless", FieldType::text, "An action runs unless this thing is there."},
      {"provides", FieldType::text_list, ""},
      {"needs", FieldType::text_list, ""},
      {"owns", FieldType::text_list, ""},
      {"shares", FieldType::text_list, ""},
      {"observes", FieldType::text_list, ""},
      {"moves", FieldType::text_list, ""},
      {"bar", FieldType::text, ""},
      {"clears", FieldType::text_list, ""},
      {.name = "sees", .type = FieldType::choice, .doc = "", .choices = {"own", "keys", "machine"}},
      {.name = "affects", .type = FieldType::choice, .doc = "", .choices = {"own", "keys", "machine"}},
      {"defers", FieldType::text, ""},
      {.name = "owes", .type = FieldType::choice, .doc = "", .choices = {"no", "reload", "restart"}},
      {"when_notified", FieldType::boolean, ""},
      {"sweeps", FieldType::text, ""},
      {"removes", FieldType::text, ""},
      {"closes", FieldType::text_list, ""},
      {.name = "disrupts", .type = FieldType::choice, .doc = "", .choices = {"none", "reload", "restart", "reboot"}},
      {.name = "content",
       .type = FieldType::content,
       .doc = "A content.",
       .inline_with = "merge",
       .typed_when = "json",
       .secrets = Secrets::allowed},
      {"merge", FieldType::text, "The content stays in the catalog; with `json` its types count."},
      {"source", FieldType::source, "A file of the repository."},
      {"url", FieldType::url, "An address."},
      {"sha256", FieldType::text, "Its digest."}};
  return schema;
}

}  // namespace

FakeKind::FakeKind(FakeMachine& machine, Traits traits)
    : machine_(machine), traits_(std::move(traits)), schema_(schema_of(traits_.name)) {
  schema_.kind = traits_.name;
}

std::optional<Boxed> FakeKind::parse(const Value& attributes, Diagnostics& diagnostics) const {
  Want want{text_of(attributes, "name"),
            text_of(attributes, "value"),
            text_of(attributes, "unless"),
            Disruption::none,
            {},
            {},
            text_of(attributes, "bar"),
            keys_of(attributes, "clears"),
            text_of(attributes, "$veil"),
            text_of(attributes, "defers"),
            parse_refresh(text_of(attributes, "owes")).value_or(Refresh::no)};
  if (want.value == "refused") {
    diagnostics.error({}, traits_.name + "[" + want.name + "]: 'refused' is refused", "write another value");
    return std::nullopt;
  }
  want.disrupts = parse_disruption(text_of(attributes, "disrupts")).value_or(Disruption::none);
  Claims& claims = want.claims;
  claims.provides = keys_of(attributes, "provides");
  claims.needs = keys_of(attributes, "needs");
  claims.owns = keys_of(attributes, "owns");
  claims.shares = keys_of(attributes, "shares");
  claims.observes = keys_of(attributes, "observes");
  want.moves = keys_of(attributes, "moves");
  claims.sees = reach_of(text_of(attributes, "sees"));
  claims.affects = reach_of(text_of(attributes, "affects"));
  if (traits_.law == KindLaw::state) claims.activation = Activation::refreshed_too;
  const Value* notified = attributes.find("when_notified");
  if (notified != nullptr && notified->as_boolean()) claims.activation = Activation::when_refreshed;
  claims.sweeps = text_of(attributes, "sweeps");
  claims.removes = text_of(attributes, "removes");
  if (const Value* closes = attributes.find("closes"))
    for (const Value& path : closes->items()) claims.closes.push_back(path.text());
  return Boxed(std::move(want));
}

Claims FakeKind::claims(const Boxed& want) const { return get<Want>(want).claims; }

std::vector<Boxed> FakeKind::diff(const Boxed& want, const Boxed& have, Refresh refresh) const {
  const Want& wanted = get<Want>(want);
  const std::string& found = get<Have>(have).value;
  std::vector<Boxed> changes;
  if (wanted.claims.activation == Activation::when_refreshed && refresh == Refresh::no) return changes;
  if (traits_.law == KindLaw::action) {
    if (found == "absent")
      changes.emplace_back(Move{wanted.name, "unless " + wanted.unless + ": missing", "run: " + wanted.value,
                                Refresh::no, wanted.disrupts, wanted.unless});
    return changes;
  }
  if (found != wanted.value)
    changes.emplace_back(Move{wanted.name, wanted.veil.empty() ? found : "veiled: " + wanted.veil, wanted.value,
                              Refresh::no, wanted.disrupts, "", wanted.moves, wanted.owes});
  if (refresh != Refresh::no)
    changes.emplace_back(
        Move{wanted.name, "running", std::string(refresh_name(refresh)) + "ed", refresh, wanted.disrupts, ""});
  return changes;
}

Step FakeKind::describe(const Boxed& change) const {
  const Move& step = get<Move>(change);
  const std::string attribute = traits_.law == KindLaw::action ? "run"
                                : step.refresh == Refresh::no  ? "value"
                                                               : "active";
  return {{attribute, step.before, step.after, Sensitivity::open}, step.disrupts};
}

std::vector<Key> FakeKind::moves(const Boxed& change) const { return get<Move>(change).moves; }

std::vector<Obstacle> FakeKind::obstacles(const Boxed& want, const Boxed& have) const {
  const Want& wanted = get<Want>(want);
  if (!get<Have>(have).barred) return {};
  return {{Error{ErrorCode::conflict, wanted.bar + " is in the way", {}}, wanted.clears}};
}

std::string FakeKind::defers(const Boxed& want, const Boxed& have) const {
  static_cast<void>(have);
  return get<Want>(want).defers;
}

std::optional<std::int64_t> FakeKind::refreshed_ms(const Boxed& have) const { return get<Have>(have).started; }

Refresh FakeKind::owes(const Boxed& change) const { return get<Move>(change).owes; }

std::vector<Observation> FakeKind::observe(const Boxed& want, const Boxed& have) const {
  static_cast<void>(want);
  return {{"value", get<Have>(have).value}};
}

Inverse FakeKind::inverse(const Boxed& want, const Boxed& have) const {
  if (traits_.law == KindLaw::action) return {std::nullopt, "an action cannot be undone"};
  Value attributes = Value::map();
  attributes.set("name", Value::string(get<Want>(want).name));
  attributes.set("value", Value::string(get<Have>(have).value));
  return {std::move(attributes), ""};
}

std::vector<Result<Boxed>> FakeKind::probe(std::span<const Boxed* const> wants, std::stop_token stop) {
  std::vector<Result<Boxed>> answers;
  for (const Boxed* boxed : wants) {
    const Want& want = get<Want>(*boxed);
    machine_.note("probe " + want.name);
    const auto script = machine_.scripts.find(want.name);
    if (stop.stop_requested()) {
      answers.emplace_back(fail(ErrorCode::canceled, "stopped"));
    } else if (script != machine_.scripts.end() && script->second.probe_error) {
      answers.emplace_back(fail(*script->second.probe_error));
    } else if (traits_.law == KindLaw::action) {
      answers.emplace_back(Boxed(Have{want.unless.empty() ? "absent" : machine_.get(want.unless).value_or("absent"), false}));
    } else {
      answers.emplace_back(Boxed(Have{machine_.get(want.name).value_or("absent"), machine_.get(want.bar).has_value(),
                                      machine_.started(want.name)}));
    }
  }
  return answers;
}

std::vector<Result<Forecast>> FakeKind::forecast(std::span<const std::vector<Boxed>* const> work,
                                                 std::stop_token stop) {
  static_cast<void>(stop);
  return std::vector<Result<Forecast>>(work.size(), Forecast{"a diff\n", {}});
}

Result<Applied> FakeKind::apply_one(const std::vector<Boxed>& changes) {
  const Move& first = get<Move>(changes.front());
  const auto script = machine_.scripts.find(first.name);
  const FakeMachine::Script usual;
  const FakeMachine::Script& how = script == machine_.scripts.end() ? usual : script->second;
  machine_.note("apply " + first.name);
  if (how.during_apply) how.during_apply();
  const bool effect = !how.lies && (!how.apply_error || how.effect_before_error);
  for (const Boxed& boxed : changes) {
    const Move& step = get<Move>(boxed);
    if (!effect) continue;
    if (step.refresh != Refresh::no)
      machine_.note(std::string(refresh_name(step.refresh)) + " " + step.name);
    else if (traits_.law == KindLaw::state)
      machine_.set(step.name, step.after);
    else if (!step.marks.empty())
      machine_.set(step.marks, "there");
  }
  if (effect)
    for (const auto& [name, value] : how.also_sets) machine_.set(name, value);
  if (how.apply_error) return fail(*how.apply_error);
  return Applied{traits_.law == KindLaw::action ? "ran " + first.name + "\n" : ""};
}

std::vector<Result<Applied>> FakeKind::apply(std::span<const std::vector<Boxed>* const> work, std::stop_token stop) {
  std::vector<Result<Applied>> outcomes;
  for (const std::vector<Boxed>* changes : work) {
    if (stop.stop_requested())
      outcomes.emplace_back(fail(ErrorCode::canceled, "stopped"));
    else
      outcomes.push_back(apply_one(*changes));
  }
  return outcomes;
}

}  // namespace converge
