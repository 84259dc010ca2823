// SPDX-License-Identifier: MIT
#include "engine/report/variable_text.h"

#include <algorithm>

#include "engine/core/json.h"
#include "engine/report/columns.h"

namespace converge {

namespace {

/// The value with a word in the place of each secret.
Value without_secrets(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return Value::string("(secret)");
  Value out = value;
  if (out.is_list())
    for (Value& item : out.items()) item = without_secrets(item);
  if (out.is_map())
    for (Entry& entry : out.entries()) entry.value = without_secrets(entry.value);
  return out;
}

/// On one line; text in quotes, and numbers as they are written.
std::string shown(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return "(secret)";
  const bool is_spelled = value.style() == Style::plain && value.is_scalar() && !value.is_string() && !value.text().empty();
  return printable(is_spelled ? value.text() : to_json(without_secrets(value)));
}

/// Likewise, where it stands among others.
std::string shown_short(const Value& value) { return cut_to(shown(value), 100); }

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, columns(text)), ' ');
}

std::size_t widest(const std::vector<GivenValue>& given, std::string (*text)(const GivenValue&)) {
  std::size_t width = 0;
  for (const GivenValue& each : given) width = std::max(width, columns(text(each)));
  return width;
}

std::string source_text(const GivenValue& given) { return printable(given.source); }
/// The words of -e have no place but their option.
std::string place_text(const GivenValue& given) { return given.span.text() == given.source ? "" : given.span.text(); }

/// Writes the answer place by place.
class VariableWriter {
 public:
  VariableWriter(const VariableAnswer& answer, const TextStyle& style) : answer_(answer), style_(style) {}

  std::string write() {
    for (const VariableSight& sight : answer_.sights) add(sight);
    if (answer_.sights.empty()) out_ = paint(style_.colour, Ink::bold, answer_.name) + " on " + answer_.host + " is set for single resources alone\n";
    if (answer_.narrow.empty()) return std::move(out_);
    out_ += paint(style_.colour, Ink::cyan, "set for single resources, above that") + "\n";
    for (const NarrowSetting& each : answer_.narrow) out_ += "  " + each.source + "  " + each.span.text() + "\n";
    return std::move(out_);
  }

 private:
  void add(const VariableSight& sight) {
    const Value& value = sight.resolved ? *sight.resolved : sight.given.back().value;
    const bool is_open = sight.trouble.empty();
    out_ += paint(style_.colour, Ink::bold, answer_.name) + " on " + answer_.host + (is_open ? " is " + shown(value) : " has no value") + "\n";
    for (const std::string& place : sight.places) out_ += "  in " + printable(place) + "\n";
    if (!is_open) out_ += "  " + paint(style_.colour, Ink::red, "why not") + ": " + printable(sight.trouble) + "\n";
    add_given(sight.given);
    add_uses(sight.uses);
  }

  void add_given(const std::vector<GivenValue>& given) {
    const std::size_t sources = widest(given, source_text);
    const std::size_t places = widest(given, place_text);
    for (std::size_t i = given.size(); i-- > 0;) {
      const bool wins = i + 1 == given.size();
      out_ += "  " + paint(style_.colour, wins ? Ink::green : Ink::dim, wins ? "wins" : "lost") + "  " +
              padded(source_text(given[i]), sources) + "  " + padded(place_text(given[i]), places) + "  " + shown_short(given[i].value) + "\n";
      if (!given[i].reason.empty()) out_ += "        over the next: " + given[i].reason + "\n";
    }
  }

  void add_uses(const std::vector<UsedVariable>& uses) {
    if (!uses.empty()) out_ += "  made of\n";
    for (const UsedVariable& use : uses) {
      out_ += std::string(4 + 2 * use.depth, ' ') + use.name;
      if (!use.given) out_ += ": undefined\n";
      else out_ += ": " + shown_short(use.given->value) + "  (" + source_text(*use.given) + place_after(*use.given) + ")\n";
    }
  }

  static std::string place_after(const GivenValue& given) {
    const std::string place = place_text(given);
    return place.empty() ? "" : ", " + place;
  }

  const VariableAnswer& answer_;
  const TextStyle& style_;
  std::string out_;
};

}  // namespace

std::string variable_text(const VariableAnswer& answer, const TextStyle& style) { return VariableWriter(answer, style).write(); }

}  // namespace converge
