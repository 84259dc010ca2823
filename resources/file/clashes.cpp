// SPDX-License-Identifier: MIT
// Paths that meet behind a link: the rules by which the compiler refuses two
// resources, once more with the paths to which links on this machine lead.
#include <map>
#include <set>

#include "resources/file/file_kind.h"

namespace converge {

using file::Desired;
using file::Folder;

namespace {

/// A path as a resource writes it, and where that leads.
struct Led {
  std::size_t item = 0;
  std::string written;
  std::string real;
  std::string link;  ///< the first link on the way, "" for none
};

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) && (folder == "/" || path[folder.size()] == '/');
}

class Meeting {
 public:
  explicit Meeting(std::span<const Desired* const> wants) : clashes_(wants.size()) {
    for (std::size_t i = 0; i < wants.size(); ++i) collect(i, *wants[i]);
  }

  std::vector<std::optional<Clash>> find(FileSystem& files, const std::stop_token& stop) {
    const std::vector<std::string> paths(folders_.begin(), folders_.end());
    const std::vector<Result<Folder>> found = files.find_folders(paths, stop);
    std::map<std::string, Folder> led;
    for (std::size_t i = 0; i < paths.size(); ++i)
      if (found[i] && !found[i]->link.empty()) led.emplace(paths[i], *found[i]);
    if (led.empty()) return {};
    for (auto* all : {&managed_, &lids_})
      for (Led& each : *all) follow(each, led);
    meet_at_paths();
    meet_below_lids();
    return std::move(clashes_);
  }

 private:
  void collect(std::size_t item, const Desired& want) {
    const Claims claims = FileKind::claims(want);
    for (const auto* keys : {&claims.owns, &claims.shares})
      for (const Key& key : *keys)
        if (key.space == "file") add(managed_, item, key.value);
    for (const std::string& path : claims.closes) add(lids_, item, path);
    for (const std::string* path : {&claims.removes, &claims.sweeps})
      if (!path->empty()) add(lids_, item, *path);
    if (!claims.removes.empty()) removers_.insert(item);
  }

  void add(std::vector<Led>& to, std::size_t item, const std::string& path) {
    folders_.emplace(parent_folder(path));
    to.push_back({item, path, path, ""});
  }

  static void follow(Led& each, const std::map<std::string, Folder>& led) {
    const auto found = led.find(std::string(parent_folder(each.written)));
    if (found == led.end()) return;
    each.link = found->second.link;
    each.real = file::join_path(found->second.real, each.written.substr(each.written.rfind('/') + 1));
  }

  void meet_at_paths() {
    std::map<std::string, const Led*> first;
    for (const Led& each : managed_) {
      const auto [known, fresh] = first.try_emplace(each.real, &each);
      if (!fresh && known->second->written != each.written) {
        const std::string same = "which is managed by";
        clash(*known->second, each, same, same);
      }
    }
  }

  /// What is below in the words of the playbook was judged by the compiler, and is kept by a purge.
  void meet_below_lids() {
    std::multimap<std::string, const Led*> lids;
    for (const Led& lid : lids_) lids.emplace(lid.real, &lid);
    for (const Led& each : managed_) {
      if (removers_.count(each.item) != 0) continue;
      for (std::string_view above = parent_folder(each.real); above != "/"; above = parent_folder(above)) {
        const auto [begin, end] = lids.equal_range(std::string(above));
        for (auto lid = begin; lid != end; ++lid)
          if (!is_below(each.written, lid->second->written)) meet_below(*lid->second, each);
      }
    }
  }

  void meet_below(const Led& lid, const Led& below) {
    clash(lid, below, "so " + lid.written + " would hold " + below.written + " of",
          "so " + below.written + " would be in " + lid.written + " of");
  }

  /// Each of the two gets its own words, which end with the name of the other one.
  void clash(const Led& one, const Led& other, const std::string& for_one, const std::string& for_other) {
    if (one.item == other.item) return;
    const Led& led = other.link.empty() ? one : other;
    const std::string way = led.written + " leads through the link " + led.link + " to " + led.real + ", ";
    note(one.item, other.item, way + for_one);
    note(other.item, one.item, way + for_other);
  }

  void note(std::size_t item, std::size_t other, std::string words) {
    if (!clashes_[item]) clashes_[item] = Clash{other, std::move(words), "write the paths of both without the link"};
  }

  std::vector<Led> managed_;
  std::vector<Led> lids_;           ///< below which nothing of others can be, or only what was named
  std::set<std::size_t> removers_;  ///< they put nothing anywhere
  std::set<std::string> folders_;
  std::vector<std::optional<Clash>> clashes_;
};

}  // namespace

std::vector<std::optional<Clash>> FileKind::clashes(std::span<const Desired* const> wants, std::stop_token stop) {
  return Meeting(wants).find(ports_.files, stop);
}

}  // namespace converge
