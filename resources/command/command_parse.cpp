// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>

#include "resources/command/command.h"

namespace converge {
namespace {

constexpr std::int64_t longest_timeout = 30 * 24 * 3600;
constexpr std::size_t shortest_secret = 4;  // masking shorter ones would only garble the output

/// Reads the attributes one by one; what is absent, or was refused by the
/// schema before, is passed over.
class Reader {
 public:
  Reader(const Value& attributes, Diagnostics& diagnostics) : attributes_(attributes), diagnostics_(diagnostics) {}

  /// The value of an attribute, or nullptr where there is none to look at.
  [[nodiscard]] const Value* find(std::string_view name) const {
    const Value* value = attributes_.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  void refuse(const Value& value, std::string message, std::string fix) const {
    diagnostics_.error(value.span(), "command: " + std::move(message), std::move(fix));
  }
  [[nodiscard]] const Value& attributes() const { return attributes_; }

  [[nodiscard]] std::optional<std::string> path(std::string_view name) const;
  [[nodiscard]] std::optional<CommandLine> line(std::string_view name) const;
  [[nodiscard]] CommandSetting setting() const;
  [[nodiscard]] std::set<int> success() const;
  [[nodiscard]] OutputUse output() const;
  [[nodiscard]] Disruption interrupts() const;

 private:
  void add_variable(const Entry& entry, CommandSetting& setting) const;

  const Value& attributes_;
  Diagnostics& diagnostics_;
};

/// Whether a value, or any item of a list, may not be shown.
bool is_secret(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return true;
  return value.is_list() && std::any_of(value.items().begin(), value.items().end(), is_secret);
}

std::optional<std::string> Reader::path(std::string_view name) const {
  const Value* value = find(name);
  return value != nullptr ? std::optional(value->text()) : std::nullopt;
}

/// A list is run as it is, a string by the shell. Arguments show up in /proc for
/// everybody to read, so a secret is refused here rather than hidden too late.
std::optional<CommandLine> Reader::line(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (is_secret(*value)) {
    refuse(*value, "a secret in `" + std::string(name) + "` would show up in the list of processes",
           "hand it over by `env` or `stdin`");
  }
  if (!value->is_list()) return CommandLine{CommandLine::Form::shell, {value->text()}};
  CommandLine line;
  for (const Value& item : value->items()) line.words.push_back(item.text());
  if (line.words.empty()) return std::nullopt;
  if (line.words.front().empty()) refuse(*value, "the name of the program is empty", "");
  return line;
}

/// Remembers what must not be shown: the whole text and, as output comes in
/// lines, each of its lines.
void add_secret(std::vector<std::string>& secrets, std::string_view text) {
  const auto add = [&](std::string_view part) {
    if (part.size() >= shortest_secret) secrets.emplace_back(part);
  };
  while (text.ends_with('\n')) text.remove_suffix(1);
  add(text);
  if (text.find('\n') == std::string_view::npos) return;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    add(text.substr(at, end - at));
    at = end + 1;
  }
}

/// A scalar as the text that every reader of the file agrees on; nothing where
/// it may be read in two ways, as 0644 or 1.10.
std::optional<std::string> plain_text(const Value& value) {
  std::string canonical;
  if (value.is_string()) return value.text();
  if (value.type() == Type::boolean)
    canonical = value.as_boolean() ? "true" : "false";
  else if (value.type() == Type::integer)
    canonical = std::to_string(value.as_integer());
  else
    return std::nullopt;
  const bool agrees = value.style() == Style::computed || value.text() == canonical;
  return agrees ? std::optional(canonical) : std::nullopt;
}

/// Names that every shell can read; the kernel would take others.
bool is_variable_name(std::string_view name) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  const bool starts_with_digit = !name.empty() && name.front() >= '0' && name.front() <= '9';
  return !name.empty() && !starts_with_digit && name.find_first_not_of(letters) == std::string_view::npos;
}

/// One variable of `env`: its name, its value, and whether that must be masked.
void Reader::add_variable(const Entry& entry, CommandSetting& setting) const {
  if (!is_variable_name(entry.key)) {
    Value place;
    place.set_span(entry.key_span);
    refuse(place, "'" + entry.key + "' cannot be the name of an environment variable",
           "use letters, digits and '_', and no digit first");
    return;
  }
  if (auto text = plain_text(entry.value)) {
    if (is_secret(entry.value)) add_secret(setting.secrets, *text);
    setting.environment.emplace_back(entry.key, std::move(*text));
    return;
  }
  refuse(entry.value, "the environment variable " + entry.key + " is " + std::string(type_phrase(entry.value.type())),
         "write its value as a string in quotes");
}

CommandSetting Reader::setting() const {
  CommandSetting setting;
  setting.cwd = path("cwd").value_or("/");
  if (const Value* timeout = find("timeout")) {
    setting.timeout = std::chrono::seconds(timeout->as_integer());
    if (timeout->as_integer() < 1 || timeout->as_integer() > longest_timeout) {
      refuse(*timeout, "a timeout is at least 1 second and at most 30 days", "write for instance 5m");
    }
  }
  if (const Value* env = find("env")) {
    if (!env->is_map())
      refuse(*env, "`env` is a map of variables, not " + std::string(type_phrase(env->type())),
             "write `env: {NAME: value}`");
    else
      for (const Entry& entry : env->entries()) add_variable(entry, setting);
  }
  if (const Value* input = find("stdin"); input != nullptr && is_secret(*input))
    add_secret(setting.secrets, input->text());
  // Longest first, so that a secret within another does not leave the rest of it bare.
  std::sort(setting.secrets.begin(), setting.secrets.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  return setting;
}

/// Exit codes are a byte; a number beyond could never come.
std::set<int> Reader::success() const {
  const Value* list = find("success");
  if (list == nullptr) return {0};
  std::set<int> codes;
  for (const Value& item : list->items()) {
    int code = -1;
    const std::string& text = item.text();
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), code);
    const bool whole = error == std::errc{} && stop == text.data() + text.size();
    if (whole && code >= 0 && code <= 255)
      codes.insert(code);
    else
      refuse(item, "'" + text + "' is not an exit code", "write numbers from 0 to 255");
  }
  if (list->items().empty()) refuse(*list, "without an exit code that means success it could only fail", "write [0]");
  return codes;
}

Disruption Reader::interrupts() const {
  const Value* choice = find("interrupts");
  return choice == nullptr ? Disruption::none : parse_disruption(choice->text()).value_or(Disruption::none);
}

OutputUse Reader::output() const {
  const Value* choice = find("output");
  if (choice == nullptr || choice->text() == "always") return OutputUse::always;
  return choice->text() == "never" ? OutputUse::never : OutputUse::on_failure;
}

/// A command without a question can never be planned: nobody could tell
/// whether it is needed, and it would run every time.
void check_guards(const Reader& reader, const CommandDesired& want) {
  const bool has_guard = want.creates || want.removes || want.only_if || want.unless;
  if (!has_guard && want.occasion == Occasion::every_run) {
    const Value* run = reader.find("run");
    reader.refuse(run != nullptr ? *run : reader.attributes(),
                  "nothing says when it has to run, so it would run every time and no plan could tell whether it is "
                  "needed",
                  "add `creates: PATH`, `removes: PATH`, `unless: COMMAND` or `only_if: COMMAND`; or `when_notified: "
                  "true` to run it when another resource changes");
  }
  if (want.creates && want.creates == want.removes) {
    reader.refuse(*reader.find("removes"), "`creates` and `removes` name the same path, so it would never run",
                  "drop one of them");
  }
}

}  // namespace

std::optional<CommandDesired> Command::parse(const Value& attributes, Diagnostics& diagnostics) {
  // Everything is read even after an error, so that all of them are reported at once.
  const std::size_t before = diagnostics.error_count();
  const Reader reader(attributes, diagnostics);
  Desired want;
  auto line = reader.line("run");
  if (line) want.run.line = std::move(*line);
  want.creates = reader.path("creates");
  want.removes = reader.path("removes");
  want.only_if = reader.line("only_if");
  want.unless = reader.line("unless");
  const Value* notified = reader.find("when_notified");
  if (notified != nullptr && notified->as_boolean()) want.occasion = Occasion::when_notified;
  want.run.setting = reader.setting();
  const Value* input = reader.find("stdin");
  if (input != nullptr) want.run.input = input->text();
  want.run.success = reader.success();
  want.run.output = reader.output();
  want.run.interrupts = reader.interrupts();
  check_guards(reader, want);
  if (!line || diagnostics.error_count() > before) return std::nullopt;
  return want;
}

}  // namespace converge
