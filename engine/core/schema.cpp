// SPDX-License-Identifier: MIT
#include "engine/core/schema.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/core/secret_value.h"

namespace converge {

const Field* Schema::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

namespace {

/// What a reader of one field needs: the field, how to name it, where to complain.
struct Place {
  const Field& field;
  std::string_view label;
  Diagnostics& diagnostics;

  /// Messages quote what they are about, which a secret must not be.
  Value refuse(const Value& value, std::string message, std::string fix) const {
    if (holds_secret(value)) {
      message = "the secret value is not what this attribute takes";
      fix = "correct it where it is encrypted";
    }
    diagnostics.error(value.span(), std::string(label) + ": " + std::move(message), std::move(fix));
    return {};
  }
  Value expected(const Value& value, std::string_view what) const {
    return refuse(value, "expected " + std::string(what) + ", found " + std::string(type_phrase(value.type())),
                  "write " + std::string(what));
  }
};

bool has_text(const Value& value) {
  return value.is_string() || (value.is_scalar() && value.style() == Style::plain && !value.is_null());
}

bool is_yaml11_boolean(std::string_view text) {
  static constexpr std::string_view words[] = {"yes", "Yes", "YES", "no", "No",  "NO",  "on", "On", "ON",
                                               "off", "Off", "OFF", "y",  "Y",   "n",   "N"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool means_true(std::string_view word) {
  return word.front() == 'y' || word.front() == 'Y' || word == "on" || word == "On" || word == "ON";
}

Value as_text(const Value& value) {
  Value text = Value::string(value.text(), value.span(), value.style());
  text.set_sensitivity(value.sensitivity());
  return text;
}

Value read_text(const Place& place, const Value& value) {
  return has_text(value) ? as_text(value) : place.expected(value, "a string");
}

Value read_path(const Place& place, const Value& value) {
  if (!has_text(value)) return place.expected(value, "a path");
  const std::string& raw = value.text();
  if (!raw.starts_with('/')) {
    return place.refuse(value, "'" + raw + "' is not an absolute path", "write the whole path, starting with '/'");
  }
  if (raw.find('\0') != std::string::npos) return place.refuse(value, "a path cannot hold a NUL character", "remove it");
  std::string clean;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = std::min(raw.find('/', at), raw.size());
    const std::string part = raw.substr(at, end - at);
    if (part == "..") {
      return place.refuse(value, "'" + raw + "' contains '..'", "write the path without going up");
    }
    if (!part.empty() && part != ".") clean += "/" + part;
    at = end + 1;
  }
  Value path = Value::string(clean.empty() ? "/" : clean, value.span(), value.style());
  path.set_sensitivity(value.sensitivity());
  return path;
}

Value read_boolean(const Place& place, const Value& value) {
  if (value.type() == Type::boolean) return Value::boolean(value.as_boolean(), value.span());
  if (value.style() == Style::plain && is_yaml11_boolean(value.text())) {
    const std::string word = means_true(value.text()) ? "true" : "false";
    return place.refuse(value, "'" + value.text() + "' is not a boolean in YAML 1.2", "write " + word);
  }
  if (value.is_string() && (value.text() == "true" || value.text() == "false")) {
    return place.refuse(value, "\"" + value.text() + "\" in quotes is a string", "write " + value.text() + " without quotes");
  }
  return place.expected(value, "true or false");
}

bool has_leading_zero(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

Value read_integer(const Place& place, const Value& value) {
  if (is_oversized(value)) return place.refuse(value, value.text() + " is beyond 64 bits", "write a smaller number");
  if (value.type() != Type::integer) return place.expected(value, "a whole number");
  if (value.style() == Style::plain && has_leading_zero(value.text())) {
    return place.refuse(value, value.text() + " is octal in YAML 1.1 and decimal in YAML 1.2",
                        "write " + std::to_string(value.as_integer()) + ", or 0o" + value.text().substr(1) + " for octal");
  }
  return Value::integer(value.as_integer(), value.span());
}

constexpr std::int64_t longest_seconds = 1'000'000'000;

/// "1h30m" in seconds; nothing if it is not of that form.
std::optional<std::int64_t> read_seconds(std::string_view text) {
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0 || number > longest_seconds) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    const char unit = text.empty() ? '\0' : text.front();
    if (unit == 's') total += number;
    else if (unit == 'm') total += number * 60;
    else if (unit == 'h') total += number * 3600;
    else if (unit == 'd') total += number * 86400;
    else return std::nullopt;
    text.remove_prefix(1);
  }
  return total;
}

Value read_duration(const Place& place, const Value& value) {
  const bool number = value.type() == Type::integer && !has_leading_zero(value.text());
  if (is_oversized(value) || (number && value.as_integer() > longest_seconds)) {
    return place.refuse(value, value.text() + " seconds are longer than any duration",
                        "write at most " + std::to_string(longest_seconds) + " seconds, which are 31 years");
  }
  if (number && value.as_integer() >= 0) return Value::integer(value.as_integer(), value.span());
  if (const auto seconds = value.is_string() ? read_seconds(value.text()) : std::nullopt) {
    return Value::integer(*seconds, value.span());
  }
  return place.refuse(value, "expected a duration", "write seconds, or a text such as 90s, 5m or 1h30m");
}

Value read_mode(const Place& place, const Value& value) {
  if (value.is_string() && !value.text().empty()) return as_text(value);
  if (value.type() == Type::integer && value.style() == Style::plain) {
    std::string_view digits = value.text();
    if (digits.starts_with("0o")) digits.remove_prefix(2);
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    const bool octal = digits.find_first_not_of("01234567") == std::string_view::npos;
    return place.refuse(value, "the number " + value.text() + " is read differently by YAML 1.1 and YAML 1.2",
                        octal ? "write \"0" + std::string(digits) + "\" in quotes"
                              : "write an octal mode in quotes, such as \"0644\"");
  }
  if (is_oversized(value)) {
    return place.refuse(value, value.text() + " is too large for a mode, which has at most four octal digits",
                        "write it in quotes, such as \"0644\"");
  }
  return place.refuse(value, "expected a mode", "write it in quotes, such as \"0644\" or \"u=rw,go=r\"");
}

Value read_choice(const Place& place, const Value& value) {
  const auto& choices = place.field.choices;
  if (has_text(value) && std::find(choices.begin(), choices.end(), value.text()) != choices.end()) return as_text(value);
  std::string words;
  for (const std::string_view choice : choices) words += (words.empty() ? "" : ", ") + std::string(choice);
  if (!has_text(value)) return place.expected(value, "one of " + words);
  const std::string guess = nearest(value.text(), choices);
  return place.refuse(value, "'" + value.text() + "' is not one of " + words, guess.empty() ? "write one of these" : "write '" + guess + "'");
}

Value read_text_list(const Place& place, const Value& value) {
  if (has_text(value)) return Value::list({as_text(value)}, value.span());
  if (!value.is_list()) return place.expected(value, "a list of strings");
  Value list = Value::list({}, value.span());
  for (const Value& item : value.items()) {
    if (has_text(item)) list.push_back(as_text(item));
    else place.expected(item, "a string in the list");
  }
  return list;
}

Value read_command(const Place& place, const Value& value) {
  const bool empty = value.is_list() ? value.items().empty() : value.text().empty();
  if (empty && (value.is_list() || has_text(value))) return place.refuse(value, "the command is empty", "write what to run, such as [touch, /tmp/done]");
  if (has_text(value)) return as_text(value);
  if (!value.is_list()) return place.expected(value, "a list of arguments or a shell string");
  return read_text_list(place, value);
}

Value read_arguments(const Place& place, const Value& value) {
  if (value.is_list()) return read_command(place, value);
  return place.refuse(value, "expected a list of arguments, found " + std::string(type_phrase(value.type())),
                      "write the program and each argument by itself, such as [program, --check, \"%s\"]");
}

Value read_content(const Place& place, const Value& value) {
  (void)place;
  return has_text(value) ? as_text(value) : value;
}

Value read_source(const Place& place, const Value& value) {
  if (!has_text(value) || value.text().empty()) return place.expected(value, "a path in the repository");
  const std::string& path = value.text();
  const bool climbs = path == ".." || path.starts_with("../") || path.ends_with("/..") || path.find("/../") != std::string::npos;
  if (path.starts_with('/') || climbs) {
    return place.refuse(value, "'" + path + "' leaves the repository", "write a path below the role's or playbook's files folder");
  }
  return as_text(value);
}

Value read_url(const Place& place, const Value& value) {
  if (!has_text(value)) return place.expected(value, "an http or https address");
  if (!value.text().starts_with("https://") && !value.text().starts_with("http://")) {
    return place.refuse(value, "'" + value.text() + "' is not an http or https address",
                        "write the whole address, such as https://example.org/file");
  }
  return as_text(value);
}

}  // namespace

namespace {

Value read_field(const Place& place, const Value& value) {
  switch (place.field.type) {
    case FieldType::text: return read_text(place, value);
    case FieldType::path: return read_path(place, value);
    case FieldType::boolean: return read_boolean(place, value);
    case FieldType::integer: return read_integer(place, value);
    case FieldType::duration: return read_duration(place, value);
    case FieldType::mode: return read_mode(place, value);
    case FieldType::choice: return read_choice(place, value);
    case FieldType::text_list: return read_text_list(place, value);
    case FieldType::command: return read_command(place, value);
    case FieldType::content: return read_content(place, value);
    case FieldType::source:
    case FieldType::template_file: return read_source(place, value);
    case FieldType::url: return read_url(place, value);
    case FieldType::any: return value;
    case FieldType::arguments: return read_arguments(place, value);
  }
  return value;
}

/// Keys are shown wherever their values are.
bool has_secret_keys(const Value& value) {
  if (value.is_map() && value.sensitivity() == Sensitivity::secret) return true;
  if (value.is_list()) return std::ranges::any_of(value.items(), has_secret_keys);
  return value.is_map() && std::ranges::any_of(value.entries(), [](const Entry& entry) { return has_secret_keys(entry.value); });
}

}  // namespace

Diagnostic* refuse_secret(const Field& field, const Value& value, std::string_view label, Diagnostics& diagnostics) {
  if (!holds_secret(value)) return nullptr;
  if (field.secrets == Secrets::refused)
    return &diagnostics.error(value.span(), std::string(label) + ": this value is secret, and would be shown in plans, process lists or the journal",
                              "hand a secret over where it stays one: in a file's `content` or `template`, in a command's `env` or `stdin`");
  if (!has_secret_keys(value)) return nullptr;
  return &diagnostics.error(value.span(), std::string(label) + ": the keys of this map are secret, and keys are shown in plans",
                            "write the map with its keys in YAML, and encrypt the values alone");
}

Value normalise_field(const Field& field, const Value& value, std::string_view label, Diagnostics& diagnostics) {
  if (refuse_secret(field, value, label, diagnostics) != nullptr) return {};
  Value out = read_field({field, label, diagnostics}, value);
  if (value.sensitivity() == Sensitivity::secret) out.set_sensitivity(Sensitivity::secret);
  return out;
}

namespace {

void refuse_unknown(const Schema& schema, const Entry& entry, std::string_view id, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const Field& field : schema.fields) names.push_back(field.name);
  const std::string guess = nearest(entry.key, names);
  diagnostics.error(entry.key_span, std::string(id) + ": unknown attribute '" + entry.key + "'",
                    guess.empty() ? "`converge explain " + std::string(schema.kind) + "` lists what can be written"
                                  : "did you mean '" + guess + "'?");
}

}  // namespace

Value normalise(const Schema& schema, const Value& attributes, std::string_view title, Span title_span,
                Diagnostics& diagnostics) {
  const std::string id = std::string(schema.kind) + "[" + std::string(title) + "]";
  Value out = Value::map({}, attributes.span());
  if (attributes.is_map()) {
    for (const Entry& entry : attributes.entries()) {
      const Field* field = schema.find(entry.key);
      if (field == nullptr) {
        refuse_unknown(schema, entry, id, diagnostics);
      } else if (!entry.value.is_null()) {
        Value value = normalise_field(*field, entry.value, id + "." + entry.key, diagnostics);
        out.entries().push_back(Entry{entry.key, std::move(value), entry.key_span});
      }
    }
  }
  const Field* main = schema.find(schema.main);
  if (main != nullptr && out.find(schema.main) == nullptr) {
    const Value from_title = Value::string(std::string(title), title_span, Style::quoted);
    out.set(schema.main, normalise_field(*main, from_title, id, diagnostics));
  }
  for (const Field& field : schema.fields) {
    if (field.presence == Presence::required && out.find(field.name) == nullptr) {
      diagnostics.error(title_span, id + ": '" + std::string(field.name) + "' is missing",
                        "add `" + std::string(field.name) + ":`; `converge explain " + std::string(schema.kind) + "` says what it means");
    }
  }
  return out;
}

}  // namespace converge
