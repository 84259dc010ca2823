// SPDX-License-Identifier: MIT
// engine/cli/commands.h: one function a command; each answers the exit code.
#pragma once

#include "engine/cli/options.h"
#include "engine/cli/session.h"

namespace converge {

/// `converge apply`: YAML, or a saved plan, on to the machine.
int run_apply(const Options& options, const StopSignals& signals);
/// `converge plan`: what apply would do; also shows a saved plan again.
int run_plan(const Options& options, const StopSignals& signals);
/// `converge undo RUN`: the way back, shown first and asked about.
int run_undo(const Options& options, const StopSignals& signals);
/// `converge lint`: every finding about the files, without a look at any machine.
int run_lint(const Options& options, const StopSignals& signals);
/// `converge graph`: the order, and the reason of each edge.
int run_graph(const Options& options, const StopSignals& signals);
/// `converge inventory`: hosts, groups and variables, in the forms of ansible-inventory.
int run_inventory(const Options& options);
/// `converge why RESOURCE`: all that is known about one resource.
int run_why(const Options& options, const StopSignals& signals);
/// `converge why --var NAME HOST`: where a variable of a host comes from.
int run_why_variable(const Options& options, const StopSignals& signals);
/// `converge history [RUN]`: past runs and what is owed, or one of them whole.
int run_history(const Options& options);
/// `converge facts [NAME...]`: what the machine, or a folder, tells of itself.
int run_facts(const Options& options);
/// `converge explain [KIND]`: the attributes of a kind, from its schema.
int run_explain(const Options& options);
/// `converge schema`: the JSON Schema of playbooks.
int run_schema(const Options& options);
/// `converge disable REASON`: no run starts on this host from now on.
int run_disable(const Options& options);
/// `converge enable`: runs are allowed again.
int run_enable(const Options& options);
/// `converge secret ACTION`: encrypts a value, edits an encrypted file, or checks a repository.
int run_secret(const Options& options, const StopSignals& signals);
/// `converge forget RESOURCE`: what is owed to it has been done by hand.
int run_forget(const Options& options, const StopSignals& signals);
/// `converge version`: of the program and of the libraries inside it.
int run_version(const Options& options);
/// `converge completion SHELL` and `converge man`: made from the same options that are parsed.
int run_completion(const Options& options);
int run_manual(const Options& options);

}  // namespace converge
