// SPDX-License-Identifier: MIT
#include "inventory/ini_reader.h"

#include <map>

#include "engine/core/utf8.h"
#include "inventory/address.h"
#include "inventory/document.h"
#include "inventory/ini_literal.h"
#include "inventory/ini_words.h"

namespace converge {

namespace {

constexpr std::string_view spaces = " \t\r\v\f";

/// A piece of a line that knows where it stands.
struct Piece {
  std::string_view text;
  std::size_t offset = 0;  ///< in the line
};

Piece trimmed(Piece piece) {
  const std::size_t start = piece.text.find_first_not_of(spaces);
  if (start == std::string_view::npos) return {"", piece.offset};
  const std::size_t end = piece.text.find_last_not_of(spaces);
  return {piece.text.substr(start, end - start + 1), piece.offset + start};
}

/// Cuts "name  # remark" behind the name; the rest is blank or a comment, or there is no name.
std::string_view bare_name(std::string_view text) {
  const std::size_t end = text.find_first_of(" \t:]");
  const std::string_view name = text.substr(0, end);
  if (end == std::string_view::npos) return name;
  const std::size_t rest = text.find_first_not_of(spaces, end);
  return rest == std::string_view::npos || text[rest] == '#' ? name : "";
}

enum class Section { hosts, vars, children };

class IniReader {
 public:
  IniReader(std::string_view file, InventoryBuilder& builder, Diagnostics& diagnostics)
      : file_(intern_file(file)), builder_(builder), diagnostics_(diagnostics), group_(builder.group("ungrouped", {})) {}

  void read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      ++line_;
      read_line(trimmed({text.substr(0, end), 0}));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    end_section();
    refuse_unknown_groups();
  }

 private:
  [[nodiscard]] Span at(std::size_t offset, std::size_t length) const {
    const auto bounded = [](std::size_t number) { return static_cast<std::uint16_t>(std::min<std::size_t>(number, 0xffff)); };
    return Span{file_, line_, bounded(offset + 1), bounded(length)};
  }
  [[nodiscard]] Span at(const Piece& piece) const { return at(piece.offset, piece.text.size()); }

  /// A line is one thing alone; what is wrong with it does not touch the next.
  void read_line(const Piece& line) {
    if (line.text.empty() || line.text[0] == '#' || line.text[0] == ';') return;
    if (!is_utf8(line.text)) {
      diagnostics_.error(at(line), "the line is not UTF-8", "save the file as UTF-8");
    } else if (line.text[0] == '[' && read_section(line)) {
      return;
    } else if (section_ == Section::hosts) {
      read_host(line);
    } else if (section_ == Section::vars) {
      read_variable(line);
    } else {
      read_child(line);
    }
  }

  // [group], [group:vars], [group:children]

  /// Whether the line is a section, sound or not; "[::1]:22" is a host.
  bool read_section(const Piece& line) {
    const std::size_t close = line.text.find(']');
    const std::string_view inside = close == std::string_view::npos ? "" : line.text.substr(1, close - 1);
    const std::size_t colon = inside.find(':');
    const std::string_view name = inside.substr(0, colon);
    const std::string_view rest = close == std::string_view::npos ? "" : trimmed({line.text.substr(close + 1), 0}).text;
    const bool is_alone = close != std::string_view::npos && (rest.empty() || rest[0] == '#');
    const std::string_view word = colon == std::string_view::npos ? "" : inside.substr(colon + 1);
    if (!is_alone || name.empty() || name.find_first_of(spaces) != std::string_view::npos || word.find_first_of(" \t:") != std::string_view::npos) {
      if (is_alone || line.text.ends_with(']')) {
        refuse_section(line);
        return true;
      }
      return false;
    }
    end_section();
    open_section(Piece{name, line.offset + 1}, colon == std::string_view::npos ? "hosts" : word);
    return true;
  }

  void refuse_section(const Piece& line) {
    end_section();
    diagnostics_.error(at(line), "this is not a section", "write [GROUP], [GROUP:vars] or [GROUP:children], without spaces");
  }

  void open_section(const Piece& name, std::string_view word) {
    const std::string group(name.text);
    if (word == "hosts") section_ = Section::hosts;
    else if (word == "vars") section_ = Section::vars;
    else if (word == "children") section_ = Section::children;
    else {
      const std::string guess = nearest(word, {"hosts", "vars", "children"});
      diagnostics_.error(at(name.offset + group.size() + 1, word.size()), "section of group " + group + ": unknown kind '" + std::string(word) + "'",
                         guess.empty() ? "a section is of hosts, vars or children" : "did you mean '" + guess + "'?");
      section_ = Section::hosts;
    }
    const bool known = builder_.has_group(group);
    group_ = builder_.group(group, at(name));
    if (section_ == Section::vars) {
      if (!known && !awaited_.contains(group)) undeclared_.emplace(group, at(name));
    } else {
      undeclared_.erase(group);
      adopt(group);
    }
  }

  /// Parents named a group before it was declared: now it is.
  void adopt(const std::string& group) {
    const auto found = awaited_.find(group);
    if (found == awaited_.end()) return;
    for (const auto& [parent, span] : found->second) builder_.add_child(parent, builder_.group(group, span), span);
    awaited_.erase(found);
  }

  /// All lines of a section of vars are one definition.
  void end_section() {
    if (!variables_.entries().empty()) {
      check_variables(variables_, Syntax::json, diagnostics_);
      builder_.add_group_variables(group_, variables_);
    }
    variables_ = Value::map();
  }

  // web[01:20]:2222 key=value key="two words"

  void read_host(const Piece& line) {
    const Result<IniWords> cut = split_ini_line(line.text);
    if (!cut) {
      diagnostics_.error(at(line), cut.error().message, "close the quote, or guard a lone one with a backslash");
      return;
    }
    if (cut->words.empty()) return;
    const IniWord& first = cut->words.front();
    if (cut->cut_a_word)
      diagnostics_.warning(at(line.offset + cut->words.back().offset, cut->words.back().length), "a # begins a comment here, inside a word", "put quotes around the value, or a space before the comment");
    const Result<NamedHosts> named = first.text == "---" ? fail(ErrorCode::invalid, "this looks like YAML") : parse_hosts(first.text);
    if (!named) {
      diagnostics_.error(at(line.offset + first.offset, first.length), "'" + first.text + "' is not a host's name: " + named.error().message, "write a name such as web1, web[01:20] or web1:2222");
      return;
    }
    const Value variables = read_host_variables(line, *cut);
    std::vector<HostIndex> hosts;
    for (const std::string& name : named->names) {
      hosts.push_back(builder_.host(name, at(line.offset + first.offset, first.length), named->port));
      builder_.add_host(group_, hosts.back());
    }
    builder_.add_host_variables(hosts, variables);
  }

  /// Words behind the name; quotes are gone from them, so places come from the line.
  Value read_host_variables(const Piece& line, const IniWords& cut) {
    Value variables = Value::map();
    for (std::size_t i = 1; i < cut.words.size(); ++i) {
      const IniWord& word = cut.words[i];
      const std::size_t equals = word.text.find('=');
      const std::size_t start = line.offset + word.offset;
      if (equals == std::string::npos || equals == 0) {
        diagnostics_.error(at(start, word.length), "a host's line goes on with NAME=VALUE, found '" + word.text + "'", equals == 0 ? "write the name directly before the =" : "write one host a line, and no spaces around =");
        continue;
      }
      const std::size_t written = line.text.find('=', word.offset) - word.offset;  // quotes may stand before it
      add(variables, word.text.substr(0, equals), at(start, equals), std::string_view(word.text).substr(equals + 1),
          at(start + written + 1, word.length - std::min(word.length, written + 1)));
    }
    check_variables(variables, Syntax::json, diagnostics_);
    return variables;
  }

  void add(Value& variables, const std::string& name, Span name_span, std::string_view text, Span span) {
    for (const Entry& entry : variables.entries()) {
      if (entry.key != name) continue;
      diagnostics_.error(name_span, "the variable `" + name + "` is written twice", "remove one of them").notes.push_back({entry.key_span, "first written here"});
      return;
    }
    Result<Value> value = read_ini_value(text, span);
    if (!value) {
      diagnostics_.error(span, name + ": " + value.error().message, "for text, quote it twice: " + name + "='\"...\"'");
      return;
    }
    variables.entries().push_back(Entry{name, std::move(*value), name_span});
  }

  /// NAME = VALUE, where the value goes to the end of the line.
  void read_variable(const Piece& line) {
    const std::size_t equals = line.text.find('=');
    const Piece name = trimmed({line.text.substr(0, equals), line.offset});
    if (equals == std::string_view::npos || name.text.empty()) {
      diagnostics_.error(at(line), "in a section of vars every line is NAME = VALUE", "write it so, or end the section with another");
      return;
    }
    const Piece value = trimmed({line.text.substr(equals + 1), line.offset + equals + 1});
    add(variables_, std::string(name.text), at(name), value.text, at(value));
  }

  /// A group that is not there yet is waited for until the end of the file.
  void read_child(const Piece& line) {
    const std::string name(bare_name(line.text));
    if (name.empty()) {
      diagnostics_.error(at(line), "in a section of children every line is the name of a group", "write one name a line; variables go into [GROUP:vars]");
      return;
    }
    const Span span = at(line.offset, name.size());
    if (builder_.has_group(name)) builder_.add_child(group_, builder_.group(name, span), span);
    else awaited_[name].emplace_back(group_, span);
  }

  void refuse_unknown_groups() {
    std::vector<std::string_view> names;
    for (const Group& group : builder_.so_far().groups()) names.push_back(group.name);
    const auto refuse = [&](const std::string& group, Span span, const std::string& what) {
      const std::string guess = nearest(group, names);
      diagnostics_.error(span, what + " group " + group + ", which is nowhere declared",
                         guess.empty() || guess == group ? "add a section [" + group + "]" : "add a section [" + group + "]; or did you mean '" + guess + "'?");
    };
    for (const auto& [group, span] : undeclared_) refuse(group, span, "these are variables of");
    for (const auto& [group, parents] : awaited_) refuse(group, parents.front().second, "this is a child:");
  }

  const std::string* file_;
  InventoryBuilder& builder_;
  Diagnostics& diagnostics_;
  std::uint32_t line_ = 0;
  GroupIndex group_;
  Section section_ = Section::hosts;
  Value variables_ = Value::map();  ///< of the section of vars that is being read
  std::map<std::string, Span> undeclared_;  ///< groups that only have a section of vars so far
  std::map<std::string, std::vector<std::pair<GroupIndex, Span>>> awaited_;  ///< children to be declared, with their parents
};

}  // namespace

void read_ini_inventory(std::string_view text, std::string_view file, InventoryBuilder& builder, Diagnostics& diagnostics) {
  IniReader(file, builder, diagnostics).read(text);
}

}  // namespace converge
