// SPDX-License-Identifier: MIT
// filters_path.cpp: paths as text; nothing here looks at a file system.
#include <algorithm>

#include "engine/template/registry.h"

namespace converge::templates {

namespace {

std::string_view basename_of(std::string_view path) {
  return path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
}

Operand apply_dirname(Bound& in) {
  const std::string& path = in.text();
  std::string head = path.substr(0, path.size() - basename_of(path).size());
  const std::size_t last = head.find_last_not_of('/');
  if (last != std::string::npos) head.resize(last + 1);
  return Operand::string(std::move(head));
}

Operand apply_splitext(Bound& in) {
  const std::string& path = in.text();
  const std::string_view base = basename_of(path);
  const std::size_t first = base.find_first_not_of('.');
  const std::size_t dot = first == std::string_view::npos ? std::string_view::npos : base.rfind('.');
  const std::size_t cut = dot == std::string_view::npos || dot < first ? path.size() : path.size() - base.size() + dot;
  return Operand::tuple({Operand::string(path.substr(0, cut)), Operand::string(path.substr(cut))});
}

Operand apply_path_join(Bound& in) {
  if (in.value.is_string()) return in.value;
  const Operands& parts = in.value.items("path_join");
  if (parts.empty()) in.fail("needs at least one part");
  std::string out;
  for (const Operand& part : parts) {
    const std::string& text = part.text("path_join");
    if (text.starts_with('/'))
      out = text;
    else
      out += (out.empty() || out.ends_with('/') ? "" : "/") + text;
  }
  return Operand::string(std::move(out));
}

/// The parts of a path without "", "." and "..".
std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part == ".." && !out.empty())
      out.pop_back();
    else if (!part.empty() && part != "." && part != "..")
      out.push_back(part);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return out;
}

Operand apply_relpath(Bound& in) {
  const std::string start = in.text(0, "");
  if (!in.text().starts_with('/') || !start.starts_with('/'))
    in.fail("needs two absolute paths", "relative ones depend on where converge runs");
  const auto from = parts_of(start);
  const auto to = parts_of(in.text());
  const auto split = std::mismatch(from.begin(), from.end(), to.begin(), to.end());
  std::string out;
  for (auto at = split.first; at != from.end(); ++at) out += out.empty() ? ".." : "/..";
  for (auto at = split.second; at != to.end(); ++at) (out += out.empty() ? "" : "/") += *at;
  return Operand::string(out.empty() ? "." : out);
}

constexpr Filter table[] = {
    {"basename", "", [](Bound& in) { return Operand::string(std::string(basename_of(in.text()))); },
     "What stands after the last slash."},
    {"dirname", "", apply_dirname, "What stands before the last slash."},
    {"splitext", "", apply_splitext, "The path without its extension, and the extension."},
    {"path_join", "", apply_path_join, "The parts of a list as one path."},
    {"relpath", "start", apply_relpath, "The way from one absolute path to another."},
};

}  // namespace

std::span<const Filter> path_filters() { return table; }

}  // namespace converge::templates
