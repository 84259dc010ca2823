// SPDX-License-Identifier: MIT
#include "resources/systemd/unit_folders.h"

#include <algorithm>
#include <array>

#include "resources/systemd/desired.h"

namespace converge::systemd {

using file::NodeType;

namespace {

constexpr std::array<std::string_view, 3> link_folders = {".wants", ".requires", ".upholds"};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_in_run(const std::string& path) { return path.starts_with("/run/"); }

/// A link to /dev/null or, as systemd has it too, an empty file.
bool masks(const file::Node& node) {
  return (node.type == NodeType::link && node.target == mask_target) ||
         (node.type == NodeType::regular && node.size == 0);
}

/// Where the text of a unit file is: one outside of the folders is linked into them.
std::string text_path(const FoundUnit& found) {
  if (found.node.type != NodeType::link) return found.path;
  if (found.node.target.starts_with('/')) return found.node.target;
  return found.path.substr(0, found.path.rfind('/') + 1) + found.node.target;
}

/// The name of another unit is not taken away from it.
bool may_become_link_to(const file::Node& there, const UnitName& unit) {
  if (there.type == NodeType::absent) return true;
  const std::string_view target = base_name(there.target);
  return there.type == NodeType::link &&
         (target == unit.text || (unit.is_instance() && target == unit.template_name()));
}

Error add_unit(Error error, const UnitName& unit) { return std::move(error).while_doing("enabling " + unit.text); }

}  // namespace

const std::vector<std::string>& search_path() {
  static const std::vector<std::string> folders = {"/etc/systemd/system/", "/run/systemd/system/",
                                                   "/usr/local/lib/systemd/system/", "/usr/lib/systemd/system/",
                                                   "/lib/systemd/system/"};
  return folders;
}

Result<file::Node> UnitFolders::look(const std::string& path) {
  const file::Look look{path, file::Reading::metadata, ""};
  return std::move(files_->look(std::span(&look, 1), {}).front());
}

Result<FoundUnit> UnitFolders::find(const UnitName& unit) {
  std::vector<std::string> names = {unit.text};
  if (unit.is_instance()) names.push_back(unit.template_name());
  for (const std::string& name : names) {
    for (const std::string& folder : search_path()) {
      auto node = look(folder + name);
      if (!node) return fail(std::move(node.error()));
      if (node->type == NodeType::regular || node->type == NodeType::link) return FoundUnit{folder + name, *node};
    }
  }
  return FoundUnit{};
}

Result<InstallSection> UnitFolders::install_section(const UnitName& unit, const FoundUnit& found) {
  InstallSection section;
  std::vector<std::string> paths = {text_path(found)};
  for (const std::string& name : unit.definitions()) {
    for (const std::string& folder : search_path()) {
      const auto listed = files_->list(folder + name + ".d");
      if (!listed) return fail(listed.error());
      for (const file::Listed& each : *listed)
        if (each.path.ends_with(".conf") && each.path.find('/') == std::string::npos && each.type == NodeType::regular)
          paths.push_back(folder + name + ".d/" + each.path);
    }
  }
  for (const auto& node : texts_.read(paths, {})) {
    if (!node) return fail(node.error());
    read_install_section(node->text.value_or(""), section);
  }
  return section;
}

Result<std::vector<std::string>> UnitFolders::links_of(const UnitName& unit, const InstallSection& section) {
  std::vector<std::string> links;
  const std::string etc(unit_folder);
  const std::pair<const std::vector<std::string>&, std::string> wishes[] = {
      {section.wanted_by, ".wants/"}, {section.required_by, ".requires/"}, {section.upheld_by, ".upholds/"}};
  for (const auto& [owners, ending] : wishes) {
    for (const std::string& owner : owners) {
      auto name = expand_specifiers(owner, unit);
      if (!name) return fail(std::move(name.error()));
      links.push_back(etc + *name + ending + unit.text);
    }
  }
  for (const std::string& alias : section.aliases) {
    auto name = expand_specifiers(alias, unit);
    if (!name) return fail(std::move(name.error()));
    if (*name != unit.text) links.push_back(etc + *name);
  }
  return links;
}

Result<std::vector<std::string>> UnitFolders::links_to(const UnitName& unit) {
  const std::string etc(unit_folder);
  const auto listed = files_->list(etc.substr(0, etc.size() - 1));
  if (!listed) return fail(listed.error());
  std::vector<std::string> links;
  for (const file::Listed& each : *listed) {
    if (each.type != NodeType::link) continue;
    const std::size_t slash = each.path.find('/');
    if (slash == std::string::npos) {
      const auto node = look(etc + each.path);
      if (!node) return fail(node.error());
      const bool other_name = each.path != unit.text && base_name(node->target) == unit.text;
      if (other_name) links.push_back(etc + each.path);
      continue;
    }
    const std::string_view folder = std::string_view(each.path).substr(0, slash);
    const bool wants = std::ranges::any_of(link_folders, [&](std::string_view end) { return folder.ends_with(end); });
    if (wants && each.path.substr(slash + 1) == unit.text) links.push_back(etc + each.path);
  }
  return links;
}

Result<std::string> UnitFolders::file_state(const UnitName& unit) {
  const auto found = find(unit);
  if (!found) return fail(found.error());
  if (found->path.empty()) return std::string();
  if (masks(found->node)) return std::string(is_in_run(found->path) ? "masked-runtime" : "masked");
  if (found->node.type == NodeType::link) {
    const std::string target(base_name(found->node.target));
    const bool same = target == unit.text || (unit.is_instance() && target == unit.template_name());
    if (!same) return std::string("alias");
  }
  const auto links = links_to(unit);
  if (!links) return fail(links.error());
  if (!links->empty()) return std::string("enabled");
  if (found->node.type == NodeType::link) return std::string("linked");
  const auto section = install_section(unit, *found);
  if (!section) return fail(section.error());
  if (section->enables_itself()) return std::string("disabled");
  return std::string(section->also.empty() ? "static" : "indirect");
}

Result<void> UnitFolders::enable(const UnitName& unit) {
  Seen seen;
  return enable(unit, seen);
}

Result<void> UnitFolders::enable(const UnitName& unit, Seen& seen) {
  if (!seen.insert(unit.text).second) return {};
  const auto found = find(unit);
  if (!found) return fail(add_unit(found.error(), unit));
  if (found->path.empty()) return fail(ErrorCode::not_found, "there is no unit file of " + unit.text);
  if (masks(found->node)) return fail(ErrorCode::conflict, unit.text + " is masked by " + found->path);
  const auto section = install_section(unit, *found);
  if (!section) return fail(add_unit(section.error(), unit));
  const bool asked_for = seen.size() == 1;  // one that is only enabled along may have none
  if (asked_for && !section->enables_itself() && section->also.empty())
    return fail(ErrorCode::unsupported, unit.text + " cannot be enabled because it has no [Install] section");
  const auto links = links_of(unit, *section);
  if (!links) return fail(add_unit(links.error(), unit));
  for (const std::string& link : *links) {
    const auto there = look(link);
    if (!there) return fail(add_unit(there.error(), unit));
    if (!may_become_link_to(*there, unit)) {
      const std::string what =
          there->type == NodeType::link ? "link to " + there->target : "" + std::string(node_type_name(there->type));
      return fail(ErrorCode::conflict,
                  link + " is a " + what + ", where enabling " + unit.text + " has to put a link; move it away");
    }
    if (auto made = texts_.link(link, found->path); !made) return fail(add_unit(made.error(), unit));
  }
  for (const std::string& other : section->also) {
    const auto name = expand_specifiers(other, unit);
    const auto parsed = name ? parse_unit_name(*name) : std::nullopt;
    if (!parsed) return fail(ErrorCode::invalid, "Also=" + other + " of " + unit.text + " is not the name of a unit");
    if (auto done = enable(*parsed, seen); !done) return done;
  }
  return {};
}

Result<void> UnitFolders::disable(const UnitName& unit) {
  Seen seen;
  return disable(unit, seen);
}

Result<void> UnitFolders::disable(const UnitName& unit, Seen& seen) {
  if (!seen.insert(unit.text).second) return {};
  const auto links = links_to(unit);
  if (!links) return fail(links.error());
  for (const std::string& link : *links)
    if (auto removed = texts_.remove(link); !removed) return removed;
  const auto found = find(unit);
  if (!found) return fail(found.error());
  if (found->path.empty() || masks(found->node)) return {};
  const auto section = install_section(unit, *found);
  if (!section) return fail(section.error());
  for (const std::string& other : section->also) {
    const auto name = expand_specifiers(other, unit);
    const auto parsed = name ? parse_unit_name(*name) : std::nullopt;
    if (!parsed) continue;
    if (auto done = disable(*parsed, seen); !done) return done;
  }
  return {};
}

}  // namespace converge::systemd
