// SPDX-License-Identifier: MIT
// facts.cpp: `converge facts [NAME...]`: what this machine, or a folder, tells of itself.
#include "engine/cli/commands.h"
#include "engine/core/json.h"
#include "engine/report/value_text.h"
#include "inventory/facts/fact_document.h"

namespace converge {

namespace {

/// A name that the table does not have is a slip of the fingers, not of the machine.
std::string unknown_name(const FactReader& reader, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const std::string_view word = std::string_view(name).substr(name.starts_with("facts.") ? 6 : 0);
    const std::string whole(word.substr(0, word.find('.')));
    if (reader.find(whole) != nullptr) continue;
    const std::string guess = nearest(whole, reader.names());
    return "converge: error: there is no fact '" + whole + "'\n" +
           (guess.empty() ? "  = fix: `converge facts` lists them\n" : "  = fix: did you mean '" + guess + "'?\n");
  }
  return "";
}

}  // namespace

int run_facts(const Options& options) {
  FactReader reader(options.root);
  if (const std::string why = unknown_name(reader, options.words); !why.empty()) {
    print_error(why);
    return exit_code::usage;
  }
  const FactDocument document = read_facts(reader, options.words);
  if (options.output == Output::json) {
    print_out(to_json(document.value) + "\n");
  } else {
    const Value& facts = *document.value.find("facts");
    if (!facts.entries().empty()) print_out(value_text(facts));
    for (const auto* list : {&document.errors, &document.not_there})
      for (const Error& error : *list) print_error("converge: " + error.text() + "\n");
  }
  return document.falls_short ? exit_code::failed : exit_code::ok;
}

}  // namespace converge
