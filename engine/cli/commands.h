// SPDX-License-Identifier: MIT
// engine/cli/commands.h: one function a command; each answers the exit code.
#pragma once

#include "engine/cli/options.h"
#include "engine/cli/session.h"

namespace converge {

int run_apply(const Options& options, const StopSignals& signals);
int run_plan(const Options& options, const StopSignals& signals);
int run_undo(const Options& options, const StopSignals& signals);
int run_lint(const Options& options);
int run_graph(const Options& options);
int run_why(const Options& options, const StopSignals& signals);
int run_history(const Options& options);
int run_explain(const Options& options);
int run_schema(const Options& options);
int run_disable(const Options& options);
int run_enable(const Options& options);
/// `converge forget RESOURCE`: what is owed to it has been done by hand.
int run_forget(const Options& options, const StopSignals& signals);
int run_version(const Options& options);
/// `converge completion SHELL` and `converge man`: made from the same options that are parsed.
int run_completion(const Options& options);
int run_manual(const Options& options);

}  // namespace converge
