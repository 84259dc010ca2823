// SPDX-License-Identifier: MIT
#include "engine/report/man_page.h"

#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

/// A text in which roff finds nothing to do: dashes stay dashes, and no line
/// starts with a request.
std::string roff(std::string_view text) {
  std::string out;
  for (const std::string_view line : lines_of(text)) {
    if (!out.empty()) out += "\n";
    if (line.starts_with('.') || line.starts_with('\'')) out += "\\&";
    for (const char character : line) {
      if (character == '\\')
        out += "\\e";
      else if (character == '-')
        out += "\\-";
      else if (character == '\'')
        out += "\\(aq";
      else if (character == '`')
        out += "\\(ga";
      else if (character == '^')
        out += "\\(ha";
      else if (character == '~')
        out += "\\(ti";
      else
        out += character;
    }
  }
  return out;
}

std::string in_capitals(std::string text) {
  for (char& character : text)
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
  return text;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string option_entry(const OptionSpec& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(bold(name));
  std::string out = ".TP\n" + join(names, ", ");
  if (!option.value_name.empty()) out += " " + italic(option.value_name);
  out += "\n" + roff(option.doc) + "\n";
  if (!option.choices.empty()) out += "One of: " + roff(join(option.choices, ", ")) + ".\n";
  return out;
}

std::string positional_entry(const PositionalSpec& positional) {
  std::string out = ".TP\n" + italic(positional.name) + "\n" + roff(positional.doc) + "\n";
  if (!positional.choices.empty()) out += "One of: " + roff(join(positional.choices, ", ")) + ".\n";
  return out;
}

std::string arguments(const CommandSpec& command) {
  std::string out;
  for (const PositionalSpec& positional : command.positionals) out += positional_entry(positional);
  for (const OptionSpec& option : command.options) out += option_entry(option);
  return out;
}

/// "converge plan [OPTION]... [PLAYBOOK]"
std::string synopsis_line(const CommandSpec& command, const std::string& path) {
  std::string out = bold(path);
  if (!command.options.empty()) out += " [" + italic("OPTION") + "]...";
  for (const PositionalSpec& positional : command.positionals) out += " [" + italic(positional.name) + "]";
  return out;
}

/// Each command under the words that one types; one that only groups others
/// has nothing to say by itself.
void add_commands(std::string& out, const CommandSpec& command, const std::string& path) {
  for (const CommandSpec& sub : command.subcommands) {
    const std::string name = path + " " + sub.name;
    if (sub.subcommands.empty() || !sub.options.empty() || !sub.positionals.empty())
      out += ".SS " + synopsis_line(sub, name) + "\n" + roff(sub.summary) + "\n" + arguments(sub);
    add_commands(out, sub, name);
  }
}

std::string section_text(const ManSection& section) {
  std::string out = ".SH " + roff(section.title) + "\n";
  for (const std::string& paragraph : section.paragraphs) {
    if (paragraph.starts_with("  "))
      out += ".PP\n.nf\n" + roff(paragraph) + "\n.fi\n";
    else
      out += ".PP\n" + roff(paragraph) + "\n";
  }
  return out;
}

}  // namespace

std::string man_page(const CommandSpec& command, const std::string& version, const std::vector<ManSection>& sections) {
  std::string out = ".\\\" Generated from the command line's own description.\n";
  out += ".TH " + roff(in_capitals(command.name)) + " 1 \"\" \"" + roff(command.name + " " + version) + "\"\n";
  out += ".SH NAME\n" + roff(command.name) + " \\- " + roff(command.summary) + "\n.SH SYNOPSIS\n";
  out += synopsis_line(command, command.name) + "\n";
  if (!command.subcommands.empty())
    out += ".br\n" + bold(command.name) + " " + italic("COMMAND") + " [" + italic("OPTION") + "]...\n";
  out += ".SH OPTIONS\n";
  if (!command.subcommands.empty()) out += "These may be given with every command.\n";
  out += arguments(command);
  if (!command.subcommands.empty()) out += ".SH COMMANDS\n";
  add_commands(out, command, command.name);
  for (const ManSection& section : sections) out += section_text(section);
  return out;
}

}  // namespace converge
