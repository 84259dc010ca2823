// SPDX-License-Identifier: MIT
#include "tests/scenario/fake_host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "engine/compile/compiler.h"
#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "resources/command/command.h"
#include "resources/file/file_kind.h"
#include "tests/fakes/fake_knowledge.h"
#include "tests/fakes/fake_tree.h"

namespace converge {

Result<ContentRef> ReplacedContents::keep(ContentReader& reader) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = reader.read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) break;
    text.append(buffer.data(), *got);
  }
  ContentRef ref{sha256(text), text.size()};
  texts_[ref.sha256] = std::move(text);
  return ref;
}

Result<std::unique_ptr<ContentReader>> ReplacedContents::open(const ContentRef& ref) const {
  const auto found = texts_.find(ref.sha256);
  if (found == texts_.end()) return fail(ErrorCode::not_found, "no content " + ref.sha256);
  return read_bytes(found->second);
}

FakeHost::FakeHost(const Value& machine, const Value* programs) : contents_(std::make_unique<Contents>(source_)) {
  if (machine.is_map()) files_.load(machine);
  kinds_.add(erase(FileKind({files_, accounts_, *this, programs_, &replaced_})));
  kinds_.add(erase(Command(programs_, paths_)));
  if (programs == nullptr) return;
  for (const Value& program : programs->items()) add_program(program);
}

void FakeHost::add_program(const Value& program) {
  const Value* makes = program.find("makes");
  const Value* removes = program.find("removes");
  const Value* exit = program.find("exit");
  const Value* needs = program.find("needs");
  const FakeTree made = makes == nullptr ? FakeTree{} : fake_tree_of(*makes);
  const std::string gone = removes == nullptr ? "" : removes->text();
  const std::string needed = needs == nullptr ? "" : needs->text();
  const int code = exit == nullptr ? 0 : static_cast<int>(exit->as_integer());
  programs_.act(shell_argv(program.find("run")->text()), [=, this](const ProcessSpec&) -> Result<ProcessEnd> {
    if (!needed.empty() && !files_.get(needed)) return ProcessEnd{code == 0 ? 1 : code, 0, needed + " is missing\n"};
    for (const auto& [path, thing] : made)
      if (makes != nullptr && !files_.get(path)) files_.put(path, thing);
    if (!gone.empty()) files_.erase(gone);
    return ProcessEnd{needed.empty() ? code : 0, 0, ""};
  });
}

void FakeHost::move(const Value& changes) {
  for (const Entry& entry : changes.entries()) {
    if (entry.value.is_null()) {
      files_.erase(entry.key);
      continue;
    }
    Value one = Value::map();
    one.set(entry.key, entry.value);
    files_.put(entry.key, fake_tree_of(one).at(entry.key));
  }
}

Result<std::unique_ptr<ContentReader>> FakeHost::open(const ContentRef& ref) const {
  auto reader = contents_->open(ref);
  return reader ? std::move(reader) : replaced_.open(ref);
}

std::string FakeHost::apply(const std::string& playbook, const Value& files, const std::string& run) {
  source_.files = {{"site.yaml", playbook}};
  if (files.is_map())
    for (const Entry& entry : files.entries()) source_.files[entry.key] = entry.value.text();
  contents_ = std::make_unique<Contents>(source_);  // it belongs to one compilation
  Diagnostics diagnostics;
  YamlFiles yaml(source_, "", kinds_, diagnostics);
  ParsedTemplates parsed(source_, "");
  const FakeKnowledge knowledge;
  const Playbook loaded = load_playbook(yaml, "site.yaml", diagnostics);
  const CompileTarget target{{"fake", &knowledge, {}, {}}, "scenario", [](const Spelled&) { return true; }};
  catalog_ = compile_host(loaded, target, {kinds_, yaml, parsed, *contents_, diagnostics});
  for (const Diagnostic& each : diagnostics.all()) ADD_FAILURE() << each.span.text() << ": " << each.message;
  // What is run is what crosses to an agent.
  auto crossed = parse_catalog(to_json(catalog_));
  if (!crossed) return crossed.error().text();
  catalog_ = std::move(*crossed);
  return run_catalog(catalog_, run);
}

std::string FakeHost::undo(const std::string& run, const std::string& by) {
  Catalog back;
  back.host = "fake";
  auto past = journal_.outcomes(run);
  std::reverse(past->begin(), past->end());
  for (const OutcomeRecord& each : *past) {
    if (!each.inverse || !each.inverse->attributes) continue;
    Resource resource;
    resource.id = each.finished.resource;
    resource.attributes = *each.inverse->attributes;
    if (!back.resources.empty()) {
      const auto last = static_cast<std::uint32_t>(back.resources.size());
      back.edges.push_back({last - 1, last, EdgeType::hard, "undone in reverse"});
    }
    back.resources.push_back(std::move(resource));
  }
  return run_catalog(back, by);
}

namespace {

std::string words(const ResourcePlanned& e) {
  std::string text = "plan    " + e.resource.text() + " " + std::string(decision_name(e.planned.decision));
  for (const Reason reason : e.planned.reasons) text += " " + std::string(reason_name(reason));
  return text + (e.planned.cause.empty() ? "" : " by " + e.planned.cause) + "\n";
}

std::string words(const ResourceFinished& e) {
  std::string text = "end     " + e.resource.text() + " " + std::string(outcome_name(e.outcome));
  if (!e.cause.empty()) text += ": " + e.cause;
  if (e.error) text += ": " + e.error->text();
  text += "\n";
  for (const Delta& delta : e.deltas)
    text += "          " + delta.attribute + ": " + delta.before + " -> " + delta.after + "\n";
  return text;
}

std::string words(const TriggerOwed& e) {
  return "owed    " + e.resource.text() + " " + std::string(refresh_name(e.refresh)) + "\n";
}
std::string words(const TriggerFired& e) { return "fired   " + e.resource.text() + "\n"; }
std::string words(const ResourceStarted& e) { return "start   " + e.resource.text() + "\n"; }
std::string words(const RunStarted& e) { return "run     " + e.run + "\n"; }
std::string words(const PlanFinished&) { return ""; }

std::string words(const RunFinished& e) {
  std::string text =
      "totals  unchanged " + std::to_string(e.unchanged) + ", changed " + std::to_string(e.changed) + ", other " +
      std::to_string(e.failed + e.not_converged + e.skipped + e.deferred + e.canceled + e.timed_out) + "\n";
  for (const OwedTrigger& trigger : e.owed_triggers)
    text += "left    " + trigger.resource.text() + " " + std::string(refresh_name(trigger.refresh)) + " because of " +
            trigger.cause.text() + "\n";
  return text;
}

}  // namespace

std::string FakeHost::run_catalog(const Catalog& catalog, const std::string& run) {
  RunRequest request;
  request.run = run;
  request.gate = Gate::open;
  std::string text;
  const auto report = apply_host(catalog, {kinds_, journal_, clock_}, request, [&](const Event& event) {
    text += std::visit([](const auto& each) { return words(each); }, event);
  });
  if (!report) return text + "error   " + report.error().text() + "\n";
  totals_ = report->totals;
  const Value tree = files_.save();
  for (const Entry& entry : tree.entries()) text += "machine " + entry.key + " " + to_json(entry.value) + "\n";
  return text;
}

}  // namespace converge
