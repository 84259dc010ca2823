// SPDX-License-Identifier: MIT
// why_variable.cpp: `converge why --var NAME HOST`: where a variable of a host comes from.
#include <algorithm>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/variable_pass.h"

namespace converge {

namespace {

int refuse(const std::string& what, const std::string& fix) {
  print_error("converge: error: " + what + "\n  = fix: " + fix + "\n");
  return exit_code::usage;
}

std::string guess_among(const std::string& word, const std::vector<std::string>& names, const std::string& otherwise) {
  const std::string guess = nearest(word, {names.begin(), names.end()});
  return guess.empty() ? otherwise : "did you mean '" + guess + "'?";
}

int no_such_variable(const Options& options, const std::vector<std::string>& names) {
  const std::size_t dot = options.variable.find_first_of(".[");
  const std::string whole = options.variable.substr(0, dot);
  const bool is_part = dot != std::string::npos && std::ranges::find(names, whole) != names.end();
  return refuse("no variable is called '" + options.variable + "' on " + options.words.front(),
                is_part ? "ask for the whole variable: --var " + whole
                        : guess_among(options.variable, names, "`converge inventory --host " + options.words.front() + "` lists those of the inventory"));
}

}  // namespace

int run_why_variable(const Options& options, const StopSignals& signals) {
  const std::string& host = options.words.front();
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  VariableAnswer answer;
  std::vector<std::string> names;
  const auto look = [&](const HostSight& sight) {
    answer = explain_variable(sight, options.variable);
    names = variable_names(sight);
  };
  const Result<HostLook> looked = look_at_host(options.desired, compile_options(options, signals.stop(), signals.stop()), (*opened)->kinds(), host, look);
  if (!looked) return report_unavailable(looked.error());
  if (report_findings(looked->diagnostics, looked->texts, Output::text)) return exit_code::bad_input;
  if (!looked->found) return refuse("no host is called '" + host + "'", guess_among(host, looked->hosts, "`converge inventory --graph` shows all hosts"));
  if (answer.sights.empty() && answer.narrow.empty()) return no_such_variable(options, names);
  print_out(variable_text(answer, stdout_style()));
  return exit_code::ok;
}

}  // namespace converge
