// SPDX-License-Identifier: MIT
// From normalised attributes to a wish, and what they cannot mean together.
#include <algorithm>
#include <tuple>

#include "resources/systemd/install_section.h"
#include "resources/systemd/systemd_kind.h"

namespace converge {

using systemd::Desired;
using systemd::DropIn;
using systemd::FileText;
using systemd::InstallSection;
using systemd::OnChange;
using systemd::State;
using systemd::Switch;

namespace {

constexpr std::string_view absent_word = "absent";
constexpr std::int64_t longest_wait = 24 * 3600;

/// Reads the attributes one by one; what is not given, or was refused by the schema before, is passed over.
class Reader {
 public:
  Reader(const Value& attributes, Diagnostics& diagnostics) : attributes_(attributes), diagnostics_(diagnostics) {}

  [[nodiscard]] const Value* find(std::string_view name) const {
    const Value* value = attributes_.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  void refuse(const Value& value, std::string message, std::string fix) const {
    diagnostics_.error(value.span(), "systemd: " + std::move(message), std::move(fix));
  }
  [[nodiscard]] std::optional<systemd::UnitName> unit() const;
  [[nodiscard]] std::optional<FileText> content() const;
  [[nodiscard]] std::vector<DropIn> drop_ins() const;
  [[nodiscard]] std::optional<Switch> on_off(std::string_view name) const;
  [[nodiscard]] std::optional<State> state() const;
  [[nodiscard]] OnChange on_change() const;
  [[nodiscard]] std::chrono::seconds wait(std::string_view name, std::chrono::seconds fallback) const;

 private:
  [[nodiscard]] std::optional<FileText> text(const Value& value, const std::string& what) const;
  void add_drop_in(const Entry& entry, std::vector<DropIn>& drop_ins) const;

  const Value& attributes_;
  Diagnostics& diagnostics_;
};

std::optional<systemd::UnitName> Reader::unit() const {
  const Value* value = find("unit");
  if (value == nullptr) return std::nullopt;
  auto name = systemd::parse_unit_name(value->text());
  if (!name) {
    const bool pattern = value->text().find_first_of("*?[") != std::string::npos;
    refuse(*value, "'" + value->text() + "' cannot be the name of a unit",
           pattern ? "name each unit: a list of names is several resources"
                   : "write for instance app.service or app@one.service");
  }
  return name;
}

/// A unit file without a section says nothing to systemd, so the word for "no file" cannot be one.
std::optional<FileText> Reader::text(const Value& value, const std::string& what) const {
  if (!value.is_string()) {
    refuse(value, what + " is " + std::string(type_phrase(value.type())) + " where a text is expected",
           "write the lines of the file below `|`, or `absent`");
    return std::nullopt;
  }
  if (value.text() == absent_word) return FileText{};
  if (!systemd::has_section(value.text())) {
    refuse(value, what + " has no section, so systemd would pass over all of it",
           "begin it with a line such as [Service]");
    return std::nullopt;
  }
  return FileText{value.text()};
}

std::optional<FileText> Reader::content() const {
  const Value* value = find("content");
  return value == nullptr ? std::nullopt : text(*value, "`content`");
}

void Reader::add_drop_in(const Entry& entry, std::vector<DropIn>& drop_ins) const {
  std::string name = entry.key.ends_with(".conf") ? entry.key : entry.key + ".conf";
  Value place;
  place.set_span(entry.key_span);
  if (name == ".conf" || name.starts_with('.') || name.find('/') != std::string::npos) {
    return refuse(place, "'" + entry.key + "' cannot be the name of a drop-in",
                  "write a file name such as 10-limits.conf");
  }
  const bool twice = std::ranges::any_of(drop_ins, [&](const DropIn& each) { return each.name == name; });
  if (twice) return refuse(place, "the drop-in " + name + " is there twice", "keep one of them");
  if (auto wanted = text(entry.value, "the drop-in " + name)) drop_ins.push_back({std::move(name), std::move(*wanted)});
}

std::vector<DropIn> Reader::drop_ins() const {
  std::vector<DropIn> drop_ins;
  const Value* value = find("drop_in");
  if (value == nullptr) return drop_ins;
  if (!value->is_map()) {
    refuse(*value,
           "`drop_in` is " + std::string(type_phrase(value->type())) + " where a map of names to texts is expected",
           "write `drop_in: {10-limits: TEXT}`");
    return drop_ins;
  }
  for (const Entry& entry : value->entries()) add_drop_in(entry, drop_ins);
  std::ranges::sort(drop_ins, {}, &DropIn::name);
  return drop_ins;
}

std::optional<Switch> Reader::on_off(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  return value->as_boolean() ? Switch::on : Switch::off;
}

std::optional<State> Reader::state() const {
  const Value* value = find("state");
  if (value == nullptr) return std::nullopt;
  if (value->text() == systemd::state_name(State::absent)) return State::absent;
  return value->text() == systemd::state_name(State::stopped) ? State::stopped : State::running;
}

OnChange Reader::on_change() const {
  const Value* value = find("on_change");
  for (const OnChange each : {OnChange::reload, OnChange::nothing})
    if (value != nullptr && value->text() == systemd::on_change_name(each)) return each;
  return OnChange::restart;
}

std::chrono::seconds Reader::wait(std::string_view name, std::chrono::seconds fallback) const {
  const Value* value = find(name);
  if (value == nullptr) return fallback;
  const bool zero_is_fine = name == "settle";
  if (value->as_integer() > longest_wait || (value->as_integer() == 0 && !zero_is_fine)) {
    refuse(*value, "`" + std::string(name) + "` is at " + (value->as_integer() == 0 ? "least a second" : "most a day"),
           "write for instance " + std::to_string(fallback.count()) + "s");
  }
  return std::chrono::seconds(value->as_integer());
}

/// What is said of one unit has to be possible at once.
void refuse_contradictions(const Reader& reader, const Desired& want) {
  const bool text = want.content && want.content->text;
  if (want.masked == Switch::on) {
    if (want.state == State::running)
      reader.refuse(*reader.find("state"), "a masked unit cannot run", "drop one of `masked` and `state`");
    if (want.enabled == Switch::on)
      reader.refuse(*reader.find("enabled"), "a masked unit cannot be enabled", "drop one of `masked` and `enabled`");
    if (text)
      reader.refuse(*reader.find("content"), "the link that masks a unit stands where its file would be",
                    "drop one of `masked` and `content`");
  }
  if (want.state == State::absent) {
    if (text) reader.refuse(*reader.find("content"), "a unit that is to be absent has no file", "drop `content`");
    if (want.enabled == Switch::on)
      reader.refuse(*reader.find("enabled"), "a unit that is to be absent cannot be enabled", "drop `enabled`");
    if (want.masked == Switch::on)
      reader.refuse(*reader.find("masked"), "the link that masks a unit is a file of it",
                    "write `state: stopped` with `masked: true`");
  }
}

/// A template is a file and nothing that runs.
void refuse_running_template(const Reader& reader, const Desired& want) {
  if (!want.unit.is_template()) return;
  for (const std::string_view name : {"state", "enabled"}) {
    const Value* value = reader.find(name);
    const bool fine = value == nullptr || want.state == State::absent;
    if (fine) continue;
    reader.refuse(*value, want.unit.text + " is a template, of which only instances run",
                  "name an instance, such as " + want.unit.prefix + "@NAME." + want.unit.type);
  }
}

/// What only systemd can make, or stop.
void refuse_foreign_types(const Reader& reader, const Desired& want) {
  const bool foreign = want.unit.type == "device" || want.unit.type == "scope";
  const bool asks = want.enabled || want.masked || want.content || want.state == State::running;
  if (foreign && asks)
    reader.refuse(*reader.find("unit"),
                  "a " + want.unit.type + " is made by " +
                      (want.unit.type == "device" ? "udev" : "the program that asks for it") +
                      " and can neither be started nor enabled",
                  "name the unit that needs it");
}

/// With its whole file at hand it can be told beforehand whether enabling does anything.
void refuse_enabling_nothing(const Reader& reader, const Desired& want) {
  if (want.enabled != Switch::on || !want.content || !want.content->text) return;
  InstallSection section;
  systemd::read_install_section(*want.content->text, section);
  for (const DropIn& each : want.drop_ins) systemd::read_install_section(each.wanted.text.value_or(""), section);
  if (section.enables_itself()) return;
  reader.refuse(*reader.find("enabled"),
                want.unit.text + " cannot be enabled because " +
                    (section.also.empty() ? "it has no [Install] section that says when it starts"
                                          : "its [Install] section only names other units (Also=)"),
                "add to `content`: [Install] with WantedBy=multi-user.target, or drop `enabled`");
}

}  // namespace

std::string_view systemd::state_name(State state) {
  switch (state) {
    case State::running: return "running";
    case State::stopped: return "stopped";
    case State::absent: return "absent";
  }
  return "running";
}

std::string_view systemd::on_change_name(OnChange on_change) {
  switch (on_change) {
    case OnChange::restart: return "restart";
    case OnChange::reload: return "reload";
    case OnChange::nothing: return "nothing";
  }
  return "restart";
}

bool Desired::operator==(const Desired& other) const {
  const auto plain = [](const Desired& d) {
    return std::tie(d.unit.text, d.content, d.drop_ins, d.enabled, d.masked, d.state, d.on_change, d.timeout, d.settle,
                    d.before);
  };
  return plain(*this) == plain(other);
}

std::string Desired::file() const { return std::string(unit_folder) + unit.text; }

std::string Desired::drop_in_file(const DropIn& drop_in) const { return file() + ".d/" + drop_in.name; }

std::optional<Desired> systemd::parse_desired(const Value& attributes, Diagnostics& diagnostics) {
  // Everything is read even after an error, so that all of them are reported at once.
  const std::size_t before = diagnostics.error_count();
  const Reader reader(attributes, diagnostics);
  auto unit = reader.unit();
  Desired want;
  if (unit) want.unit = std::move(*unit);
  want.content = reader.content();
  want.drop_ins = reader.drop_ins();
  want.enabled = reader.on_off("enabled");
  want.masked = reader.on_off("masked");
  want.state = reader.state();
  want.on_change = reader.on_change();
  want.timeout = reader.wait("timeout", want.timeout);
  want.settle = reader.wait("settle", want.settle);
  if (reader.find("$veil") != nullptr) want.before = Sensitivity::secret;
  if (unit) {
    refuse_contradictions(reader, want);
    refuse_running_template(reader, want);
    refuse_foreign_types(reader, want);
    refuse_enabling_nothing(reader, want);
  }
  if (diagnostics.error_count() > before) return std::nullopt;
  return want;
}

std::optional<Desired> SystemdKind::parse(const Value& attributes, Diagnostics& diagnostics) {
  return systemd::parse_desired(attributes, diagnostics);
}

}  // namespace converge
