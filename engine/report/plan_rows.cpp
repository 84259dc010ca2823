// SPDX-License-Identifier: MIT
#include "engine/report/plan_rows.h"

#include <algorithm>
#include <array>

#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

constexpr std::string_view absent = "absent";
constexpr std::size_t quoted_lines = 10;  ///< of a value with several lines

bool is_secret(const Step& step) { return step.delta.sensitivity == Sensitivity::secret; }

/// Kinds that can remove say so with `state: absent`.
bool wants_absence(const Resource& resource) {
  const Value* state = resource.attributes.is_map() ? resource.attributes.find("state") : nullptr;
  return state != nullptr && state->text() == absent;
}

/// Nothing of it is there: no row has a value before, and the probe found none.
bool starts_from_nothing(const PlannedResource& planned) {
  const auto fresh = [](const Step& step) { return is_secret(step) || step.delta.before == absent; };
  const auto gone = [](const Observation& each) { return each.value.empty() || each.value == absent; };
  return !planned.steps.empty() && !std::ranges::all_of(planned.steps, is_secret) &&
         std::ranges::all_of(planned.steps, fresh) && std::ranges::all_of(planned.observations, gone);
}

Ink ink_of(Sign sign) {
  constexpr std::array<Ink, 6> inks = {Ink::green, Ink::yellow, Ink::red, Ink::magenta, Ink::cyan, Ink::red};
  return inks[static_cast<std::size_t>(sign)];
}

std::string with_cause(std::string words, const std::string& cause) {
  return cause.empty() ? words : std::move(words) + ": " + printable(cause);
}

/// Why it is not in sync; a refresh has a row of its own that names who asks.
std::string reason_words(const PlannedResource& planned) {
  std::vector<std::string_view> words;
  for (const Reason reason : planned.reasons) {
    switch (reason) {
      case Reason::first_run: words.emplace_back("first run"); break;
      case Reason::pending: words.emplace_back("pending"); break;
      case Reason::drift: words.emplace_back("drift"); break;
      case Reason::owed: words.emplace_back("owed by an earlier run"); break;
      case Reason::action: words.emplace_back("will run"); break;
      case Reason::undone: words.emplace_back("undone"); break;
      case Reason::refresh: break;
    }
  }
  return join(words, ", ");
}

std::string decision_words(const PlannedResource& planned) {
  const std::string& cause = planned.cause.empty() && planned.error ? planned.error->message : planned.cause;
  switch (planned.decision) {
    case Decision::after_apply:
      return planned.cause.empty() ? "known only after apply" : "known only after " + printable(planned.cause);
    case Decision::deferred: return with_cause("deferred", cause);
    case Decision::blocked:
      if (planned.error) return with_cause("blocked", planned.error->text());
      return cause.empty() ? "blocked" : "blocked by " + printable(cause);
    case Decision::unsupported: return with_cause("unsupported", cause);
    case Decision::unknown: return with_cause("could not be read", planned.error ? planned.error->text() : cause);
    default: {
      const std::string words = reason_words(planned);
      return words + (words.empty() || planned.cause.empty() ? "" : "; ") + printable(planned.cause);
    }
  }
}

/// Builds the lines of one resource.
class Rows {
 public:
  Rows(const PlanTextOptions& options, Sign sign) : options_(options), sign_(sign) {}

  /// "~ file[/etc/motd] "the banner"  (site.yaml:5:7)  drift"
  void head(const Resource& resource, const PlannedResource& planned) {
    std::string text = ink(ink_of(sign_), std::string(1, sign_character(sign_)));
    text += " " + ink(Ink::bold, printable(resource.id.text()));
    if (!resource.label.empty()) text += " \"" + printable(resource.label) + "\"";
    if (resource.origin.known()) text += ink(Ink::dim, "  (" + printable(resource.origin.text()) + ")");
    if (const std::string words = decision_words(planned); !words.empty()) text += "  " + words;
    if (resource.importance >= Importance::high)
      text += "  [" + std::string(importance_name(resource.importance)) + "]";
    out_ += text + "\n";
  }

  void refresh(Refresh refresh, const std::vector<std::string>& notifiers) {
    if (refresh == Refresh::no || notifiers.empty()) return;
    row(std::string(refresh_name(refresh)) + " asked for by " + join(notifiers, ", "));
  }

  /// A row; what has lines of its own is quoted, and what does not fit takes two lines.
  void step(const Step& step) {
    const Delta& delta = step.delta;
    const bool quoted = !is_secret(step) && (delta.before + delta.after).find('\n') != std::string::npos;
    if (quoted) return quote(step);
    const std::string mark = disruption_mark(step.disruption);
    const std::string attribute = printable(delta.attribute) + ": ";
    const std::string text =
        sign_ == Sign::create && !is_secret(step) ? attribute + side_text(delta, delta.after) : delta_text(delta);
    if (columns(text) + 4 <= options_.style.width || is_secret(step) || sign_ == Sign::create) return row(text + mark);
    row(attribute + side_text(delta, delta.before));
    row(std::string(columns(attribute) - std::min<std::size_t>(columns(attribute), 3), ' ') + "-> " +
        side_text(delta, delta.after) + mark);
  }

  void diff(std::string_view text) {
    for (const std::string_view each : raw_lines_of(text)) row(ink(diff_ink(each), show_line(each).text));
  }

  std::string take() { return std::move(out_); }

 private:
  std::string ink(Ink ink, std::string_view text) const { return paint(options_.style.colour, ink, text); }
  void row(const std::string& text) { out_ += "    " + text + "\n"; }

  std::string disruption_mark(Disruption disruption) const {
    if (disruption == Disruption::none) return "";
    return "  " + ink(Ink::yellow, "(" + std::string(disruption_verb(disruption)) + ")");
  }

  void quote(const Step& step) {
    row(printable(step.delta.attribute) + ":" + disruption_mark(step.disruption));
    if (sign_ != Sign::create) quote_side(step.delta.before, "- ", Ink::red);
    quote_side(step.delta.after, "+ ", Ink::green);
  }

  void quote_side(std::string_view side, const std::string& mark, Ink colour) {
    const auto lines = raw_lines_of(side);
    const std::size_t shown = std::min(lines.size(), quoted_lines);
    for (std::size_t i = 0; i < shown; ++i) row("  " + ink(colour, mark + show_line(lines[i]).text));
    if (shown < lines.size()) row("  " + ink(colour, mark + "... " + count_of(lines.size() - shown, "more line")));
  }

  static Ink diff_ink(std::string_view line) {
    if (line.starts_with("+++") || line.starts_with("---")) return Ink::bold;
    if (line.starts_with("@@")) return Ink::cyan;
    if (line.starts_with('+')) return Ink::green;
    return line.starts_with('-') ? Ink::red : Ink::plain;
  }

  const PlanTextOptions& options_;
  Sign sign_;
  std::string out_;
};

/// The resources whose change in this run asks resource `index` for a refresh.
std::vector<std::string> notifiers_of(const Catalog& catalog, const Plan& plan, std::size_t index) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < catalog.resources.size(); ++i) {
    const Decision decision = plan.resources[i].decision;
    if (decision != Decision::change && decision != Decision::after_apply) continue;
    const auto& notify = catalog.resources[i].notify;
    const bool asks = std::ranges::any_of(notify, [&](const Notify& each) { return each.target == index; });
    if (asks) names.push_back(printable(catalog.resources[i].id.text()));
  }
  return names;
}

}  // namespace

Sign sign_of(const Resource& resource, const PlannedResource& planned) {
  if (planned.decision == Decision::after_apply) return Sign::after_apply;
  if (planned.decision != Decision::change) return Sign::held;
  if (std::ranges::count(planned.reasons, Reason::action) > 0) return Sign::run;
  if (wants_absence(resource)) return Sign::remove;
  return starts_from_nothing(planned) ? Sign::create : Sign::change;
}

char sign_character(Sign sign) { return "+~-!?="[static_cast<std::size_t>(sign)]; }

std::string plan_rows(const Catalog& catalog, const Plan& plan, std::size_t index, const PlanTextOptions& options) {
  const Resource& resource = catalog.resources[index];
  const PlannedResource& planned = plan.resources[index];
  Rows rows(options, sign_of(resource, planned));
  rows.head(resource, planned);
  if (planned.refresh != Refresh::no) rows.refresh(planned.refresh, notifiers_of(catalog, plan, index));
  for (const Step& step : planned.steps) rows.step(step);
  if (options.diffs == DiffRows::hidden) return rows.take();
  return rows.take() + diff_rows(planned, options.style);
}

std::string diff_rows(const PlannedResource& planned, TextStyle style) {
  if (std::ranges::any_of(planned.steps, is_secret)) return "";  // a diff would show what stands around it
  const PlanTextOptions options{style, DiffRows::shown, PlanPurpose::answer, std::nullopt};
  Rows rows(options, Sign::change);
  for (const std::string& diff : planned.diffs) rows.diff(diff);
  return rows.take();
}

}  // namespace converge
