// SPDX-License-Identifier: MIT
#include "engine/report/run_text.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/report/columns.h"
#include "engine/report/plan_rows.h"
#include "engine/report/plan_text.h"
#include "engine/report/words.h"

namespace converge {

namespace {

constexpr std::size_t output_tail = 10;  ///< lines of a failed program that are shown

struct OutcomeWords {
  std::string_view line;     ///< at the front of a resource's line
  std::string_view summary;  ///< after its count
  Ink ink;
};

/// In the order of Outcome.
constexpr std::array<OutcomeWords, 8> outcome_words = {{{"unchanged", "unchanged", Ink::dim},
                                                        {"changed", "changed", Ink::green},
                                                        {"failed", "failed", Ink::red},
                                                        {"not converged", "not converged", Ink::red},
                                                        {"skipped", "skipped", Ink::yellow},
                                                        {"deferred", "deferred", Ink::yellow},
                                                        {"canceled", "canceled", Ink::yellow},
                                                        {"timed out", "timed out", Ink::red}}};

const OutcomeWords& words_of(Outcome outcome) { return outcome_words[static_cast<std::size_t>(outcome)]; }

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// What an error has to say beyond its first line: a program's last words.
std::string rest_of(const std::string& text) {
  const std::size_t end = text.find('\n');
  return end == std::string::npos ? "" : lines_below(std::string_view(text).substr(end + 1), "    | ");
}

/// What happened, in one line: the rows, the error, and on whom it waits.
std::string what_happened(const ResourceFinished& event) {
  std::vector<std::string> parts;
  if (event.error) parts.push_back(printable(first_line(event.error->text())));
  if (event.outcome == Outcome::not_converged && !event.error) parts.emplace_back("a fresh probe still differs");
  std::vector<std::string> rows;
  for (const Delta& delta : event.deltas) rows.push_back(delta_text(delta));
  if (!rows.empty()) parts.push_back(join(rows, ", "));
  if (!event.cause.empty())
    parts.push_back((event.outcome == Outcome::skipped ? "waits for " : "") + printable(event.cause));
  return join(parts, "; ");
}

/// Whether somebody has to go to the YAML or the machine because of it.
bool needs_care(Outcome outcome) {
  return outcome == Outcome::failed || outcome == Outcome::not_converged || outcome == Outcome::timed_out;
}

std::string tail_of(const std::string& output) {
  const auto lines = lines_of(output);
  const std::size_t first = lines.size() - std::min(lines.size(), output_tail);
  std::string out;
  if (first > 0) out += "    | ... " + count_of(first, "earlier line") + "\n";
  for (std::size_t i = first; i < lines.size(); ++i) out += "    | " + show_line(lines[i]).text + "\n";
  return out;
}

std::size_t total_of(const RunFinished& event) {
  return event.unchanged + event.changed + event.failed + event.not_converged + event.skipped + event.deferred +
         event.canceled + event.timed_out;
}

/// The counts that are not zero: what was done, what went wrong, what is left.
std::string counts_text(const RunFinished& event, Colour colour) {
  const std::pair<Outcome, std::size_t> counts[] = {{Outcome::changed, event.changed},
                                                    {Outcome::failed, event.failed},
                                                    {Outcome::not_converged, event.not_converged},
                                                    {Outcome::timed_out, event.timed_out},
                                                    {Outcome::skipped, event.skipped},
                                                    {Outcome::deferred, event.deferred},
                                                    {Outcome::canceled, event.canceled},
                                                    {Outcome::unchanged, event.unchanged}};
  std::vector<std::string> parts;
  for (const auto& [outcome, number] : counts) {
    if (number == 0) continue;
    parts.push_back(
        paint(colour, words_of(outcome).ink, std::to_string(number) + " " + std::string(words_of(outcome).summary)));
  }
  return join(parts, ", ");
}

}  // namespace

std::string RunText::lines_for(const Event& event) {
  return std::visit([this](const auto& each) { return lines(each); }, event);
}

std::string RunText::lines(const RunStarted& event) {
  host_ = event.host;
  orphans_.clear();
  diffs_.clear();
  return "";
}

std::string RunText::lines(const ResourcePlanned& event) {
  if (std::string rows = diff_rows(event.planned, style_); !rows.empty()) diffs_[event.resource] = std::move(rows);
  return "";
}

std::string RunText::lines(const PlanFinished& event) {
  orphans_ = event.orphans;
  return "";
}

std::string RunText::lines(const ResourceFinished& event) {
  if (event.outcome == Outcome::unchanged) return "";
  const OutcomeWords& words = words_of(event.outcome);
  std::string word(words.line);
  word.resize(std::max<std::size_t>(word.size(), 8), ' ');
  std::string out = paint(style_.colour, words.ink, word) + " " + printable(event.resource.text());
  if (const std::string what = what_happened(event); !what.empty()) out += "  " + what;
  const bool care = needs_care(event.outcome);
  if (care && event.origin.known()) out += "  (" + printable(event.origin.text()) + ")";
  if (event.outcome == Outcome::changed || care)
    out += paint(style_.colour, Ink::dim, "  (" + duration_text(event.elapsed) + ")");
  out += "\n";
  const auto diff = diffs_.find(event.resource);
  if (diff != diffs_.end() && !event.deltas.empty()) out += diff->second;
  if (event.outcome == Outcome::changed) changed_.insert(event.resource);
  if (!care) return out;
  // A failed program's error quotes its last lines already.
  const std::string rest = event.error ? rest_of(event.error->text()) : "";
  return out + (rest.empty() ? tail_of(event.output) : rest);
}

/// A refresh that was carried out shows in the row of its resource.
std::string RunText::lines(const TriggerFired& event) {
  if (changed_.contains(event.resource)) return "";
  return paint(style_.colour, Ink::dim, "settled ") + " " + printable(event.resource.text()) +
         "  the refresh that it was owed is not needed: there is nothing for it to do\n";
}

std::string RunText::lines(const RunFinished& event) const {
  const std::size_t total = total_of(event);
  if (event.unchanged == total && event.owed == 0) return in_sync_text(host_, total, event.elapsed) + "\n";
  return owed_text(event) + host_ + ": " + counts_text(event, style_.colour) + " in " + duration_text(event.elapsed) +
         " (run " + printable(event.run) + ")\n";
}

std::string RunText::owed_text(const RunFinished& event) const {
  if (event.owed == 0) return "";
  std::map<ResourceId, std::vector<const OwedTrigger*>> owed;
  for (const OwedTrigger& trigger : event.owed_triggers) owed[trigger.resource].push_back(&trigger);
  for (const Orphan& orphan : orphans_) owed.erase(orphan.resource);
  std::string out = count_of(event.owed, "refresh is owed", "refreshes are owed") + ":\n";
  for (const auto& [resource, triggers] : owed) {
    Refresh strongest = Refresh::reload;
    std::vector<std::string> causes;
    for (const OwedTrigger* trigger : triggers) {
      strongest = std::max(strongest, trigger->refresh);
      std::string cause = printable(trigger->cause.text());
      if (std::ranges::find(causes, cause) == causes.end()) causes.push_back(std::move(cause));
    }
    out += "  " + std::string(refresh_name(strongest)) + " " + printable(resource.text()) + ", because " +
           join(causes, ", ") + " changed; the next apply makes up for it\n";
  }
  for (const Orphan& orphan : orphans_)
    out += "  " + printable(orphan.resource.text()) + ", because " + printable(orphan.cause) + " changed in run " +
           printable(orphan.run) + "; it is no longer in the YAML: put it back, or refresh it by hand and then `converge forget` it\n";
  return out;
}

}  // namespace converge
