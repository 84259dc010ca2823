// SPDX-License-Identifier: MIT
#include "engine/compile/tags.h"

#include <algorithm>
#include <array>

namespace converge {

namespace {

bool has(const std::vector<std::string>& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

bool meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& word) { return has(b, word); });
}

bool is_named(const std::vector<std::string>& only, const std::vector<std::string>& tags) {
  const bool never = has(tags, "never");
  if (has(tags, "always") || meet(only, tags)) return true;
  if (has(only, "all") && !never) return true;
  return tags.empty() ? has(only, "untagged") : has(only, "tagged") && !never;
}

bool is_skipped(const std::vector<std::string>& skip, const std::vector<std::string>& tags) {
  if (has(skip, "all")) return !has(tags, "always") || has(skip, "always");
  if (meet(skip, tags)) return true;
  return tags.empty() ? has(skip, "untagged") : has(skip, "tagged");
}

}  // namespace

bool TagSelection::picks(const std::vector<std::string>& tags) const {
  const bool wanted = only.empty() ? has(tags, "always") || !has(tags, "never") : is_named(only, tags);
  return wanted && !is_skipped(skip, tags);
}

namespace {

std::vector<bool> picked_nodes(const Catalog& catalog, const TagSelection& selection) {
  std::vector<bool> picked(catalog.resources.size(), false);
  std::vector<std::uint32_t> open;
  const auto pick = [&](std::uint32_t node) {
    if (picked[node]) return;
    picked[node] = true;
    open.push_back(node);
  };
  for (std::uint32_t node = 0; node < catalog.resources.size(); ++node)
    if (selection.picks(catalog.resources[node].tags)) pick(node);
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    for (const Notify& notify : catalog.resources[node].notify) pick(notify.target);
  }
  return picked;
}

}  // namespace

void TagsInUse::add(const Catalog& catalog) {
  for (const Resource& resource : catalog.resources) tags_.insert(resource.tags.begin(), resource.tags.end());
}

void TagsInUse::report_strangers(const TagSelection& selection, Diagnostics& diagnostics) const {
  static constexpr std::array<std::string_view, 5> own_words = {"all", "always", "never", "tagged", "untagged"};
  std::string known;
  for (const std::string& tag : tags_) known += (known.empty() ? "" : ", ") + tag;
  if (known.empty()) known = "no tags at all";
  for (const std::vector<std::string>* words : {&selection.only, &selection.skip}) {
    for (const std::string& word : *words) {
      if (tags_.contains(word) || std::ranges::find(own_words, word) != own_words.end()) continue;
      const std::string guess = nearest(word, {tags_.begin(), tags_.end()});
      diagnostics.warning({}, std::string(words == &selection.only ? "--tags" : "--skip-tags") + ": no resource of the selected hosts has the tag '" + word + "'",
                          guess.empty() ? "there are: " + known : "did you mean '" + guess + "'?");
    }
  }
}

bool keep_picked(Catalog& catalog, const TagSelection& selection) {
  const std::vector<bool> picked = picked_nodes(catalog, selection);
  const auto count = static_cast<std::uint32_t>(std::ranges::count(picked, true));
  if (count == picked.size()) return false;
  // Resources that stay, then the barriers that were there, then those in the place of what goes.
  std::vector<std::uint32_t> place(catalog.node_count());
  std::uint32_t next = 0;
  for (std::uint32_t node = 0; node < picked.size(); ++node)
    if (picked[node]) place[node] = next++;
  for (std::size_t barrier = 0; barrier < catalog.barriers.size(); ++barrier) place[picked.size() + barrier] = next++;
  std::vector<Resource> kept;
  kept.reserve(count);
  for (std::uint32_t node = 0; node < picked.size(); ++node) {
    Resource& resource = catalog.resources[node];
    if (picked[node]) {
      kept.push_back(std::move(resource));
    } else {
      place[node] = next++;
      catalog.barriers.push_back("not picked by its tags: " + resource.id.text());
    }
  }
  catalog.resources = std::move(kept);
  for (Resource& resource : catalog.resources)
    for (Notify& notify : resource.notify) notify.target = place[notify.target];
  for (std::vector<Edge>* edges : {&catalog.edges, &catalog.dropped})
    for (Edge& edge : *edges) edge = {place[edge.from], place[edge.to], edge.type, std::move(edge.reason)};
  return true;
}

std::vector<std::string> split_tags(const std::vector<std::string>& options) {
  std::vector<std::string> words;
  for (const std::string& option : options) {
    for (std::size_t at = 0; at <= option.size();) {
      const std::size_t end = std::min(option.find(',', at), option.size());
      std::string word = option.substr(at, end - at);
      word.erase(0, word.find_first_not_of(' '));
      word.erase(word.find_last_not_of(' ') + 1);
      if (!word.empty() && !has(words, word)) words.push_back(std::move(word));
      at = end + 1;
    }
  }
  return words;
}

}  // namespace converge
