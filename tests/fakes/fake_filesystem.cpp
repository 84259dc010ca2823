// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_filesystem.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "engine/core/hash.h"
#include "tests/fakes/fake_tree.h"

namespace converge {

using file::Listed;
using file::Look;
using file::Metadata;
using file::Node;
using file::NodeType;
using file::Staged;
using file::Staging;

namespace {

void set(FakeFileSystem::Thing& thing, const Metadata& metadata) {
  if (metadata.mode) thing.mode = *metadata.mode;
  if (metadata.uid) thing.uid = *metadata.uid;
  if (metadata.gid) thing.gid = *metadata.gid;
}

/// What is there stands for when it was put there.
file::Version version_of(const FakeFileSystem::Thing& thing) {
  return {1, std::hash<std::string>{}(thing.content + '\0' + thing.target), thing.content.size(),
          static_cast<std::int64_t>(thing.type), static_cast<std::int64_t>(thing.mode) << 32 | thing.uid};
}

/// Owns its text, unlike read_bytes().
class OwningReader final : public ContentReader {
 public:
  explicit OwningReader(std::string text) : text_(std::move(text)), reader_(read_bytes(text_)) {}
  Result<std::size_t> read(std::span<char> buffer) override { return reader_->read(buffer); }

 private:
  std::string text_;
  std::unique_ptr<ContentReader> reader_;
};

Result<std::string> drain(const Staging& staging) {
  auto reader = staging.open();
  if (!reader) return fail(std::move(reader.error()));
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = (*reader)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) return text;
    text.append(buffer.data(), *got);
  }
}

std::string child_prefix(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

}  // namespace

FakeFileSystem::FakeFileSystem() { things_["/"] = {NodeType::directory, 0755, 0, 0, "", ""}; }

void FakeFileSystem::load(const Value& tree) {
  const std::lock_guard lock(mutex_);
  things_ = fake_tree_of(tree);
}

Value FakeFileSystem::save() const {
  const std::lock_guard lock(mutex_);
  return value_of(things_);
}

void FakeFileSystem::put(const std::string& path, Thing thing) {
  const std::lock_guard lock(mutex_);
  things_[path] = std::move(thing);
}

void FakeFileSystem::erase(const std::string& path) {
  const std::lock_guard lock(mutex_);
  std::erase_if(things_, [&](const auto& entry) { return entry.first == path || entry.first.starts_with(path + "/"); });
}

std::optional<FakeFileSystem::Thing> FakeFileSystem::get(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = things_.find(path);
  return found == things_.end() ? std::nullopt : std::optional<Thing>(found->second);
}

void FakeFileSystem::fail_operation(std::size_t k, int number) {
  const std::lock_guard lock(mutex_);
  failure_ = {operations_ + k, number};
}

std::size_t FakeFileSystem::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

Result<void> FakeFileSystem::operate(const std::string& what) {
  ++operations_;
  if (failure_ && failure_->first == operations_) return fail(system_error(failure_->second, what));
  return {};
}

Result<std::string> FakeFileSystem::resolve(const std::string& path, int depth) const {
  if (depth > 40) return fail(ErrorCode::conflict, path + " has too many links on its way");
  if (path == "/") return path;
  auto parent = resolve(std::string(parent_folder(path)), depth);
  if (!parent) return parent;
  const auto found = things_.find(*parent);
  if (found == things_.end()) return fail(system_error(ENOENT, "opening " + path));
  if (found->second.type == NodeType::link) {
    const std::string& target = found->second.target;
    const std::string base = target.starts_with('/') ? "" : child_prefix(std::string(parent_folder(*parent)));
    return resolve(base + target + path.substr(path.rfind('/')), depth + 1);
  }
  if (found->second.type != NodeType::directory) return fail(system_error(ENOTDIR, "opening " + path));
  return child_prefix(*parent) + path.substr(path.rfind('/') + 1);
}

FakeFileSystem::Thing* FakeFileSystem::find(const std::string& resolved) {
  const auto found = things_.find(resolved);
  return found == things_.end() ? nullptr : &found->second;
}

bool FakeFileSystem::has_children(const std::string& resolved) const {
  const std::string prefix = child_prefix(resolved);
  const auto next = things_.upper_bound(prefix);
  return next != things_.end() && next->first.starts_with(prefix);
}

Result<Node> FakeFileSystem::look_one(const Look& look) {
  if (auto fine = operate("reading " + look.path); !fine) return fail(std::move(fine.error()));
  const auto path = resolve(look.path);
  if (!path && path.error().code == ErrorCode::not_found) return Node{};
  if (!path) return fail(path.error());
  const Thing* thing = find(*path);
  if (thing == nullptr) return Node{};
  Node node{thing->type, thing->mode, thing->uid, thing->gid, thing->content.size(), "", std::nullopt, thing->target};
  node.version = version_of(*thing);
  if (thing->type != NodeType::regular || look.reading == file::Reading::metadata) return node;
  node.sha256 = sha256(thing->content);
  const bool binary = thing->content.find('\0') != std::string::npos;
  if (look.reading == file::Reading::text && binary) return fail(ErrorCode::invalid, look.path + " is binary");
  const bool differs = look.reading == file::Reading::difference && node.sha256 != look.expected;
  if (!binary && (differs || look.reading == file::Reading::text)) node.text = thing->content;
  return node;
}

std::vector<Result<Node>> FakeFileSystem::look(std::span<const Look> looks, std::stop_token) {
  const std::lock_guard lock(mutex_);
  std::vector<Result<Node>> nodes;
  for (const Look& look : looks) nodes.push_back(look_one(look));
  return nodes;
}

Result<std::vector<Listed>> FakeFileSystem::list(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  if (auto fine = operate("reading the folder " + folder); !fine) return fail(std::move(fine.error()));
  std::vector<Listed> found;
  const std::string prefix = child_prefix(folder);
  for (const auto& [path, thing] : things_) {
    if (path.size() > prefix.size() && path.starts_with(prefix))
      found.push_back({path.substr(prefix.size()), thing.type});
  }
  return found;
}

file::Folder FakeFileSystem::find_folder(const std::string& path) const {
  file::Folder folder{"/", "", "", NodeType::directory};
  std::string rest = path.substr(1);
  for (int steps = 0; !rest.empty() && steps < 1000; ++steps) {
    const std::size_t slash = rest.find('/');
    const std::string next = child_prefix(folder.real) + rest.substr(0, slash);
    rest = slash == std::string::npos ? "" : rest.substr(slash + 1);
    const auto thing = things_.find(next);
    if (thing != things_.end() && thing->second.type == NodeType::link) {
      if (folder.link.empty()) folder.link = next;
      const std::string& target = thing->second.target;
      if (target.starts_with('/')) folder.real = "/";
      rest = target.substr(target.starts_with('/') ? 1 : 0) + (rest.empty() ? "" : "/" + rest);
      continue;
    }
    folder.real = next;
    if (thing != things_.end() && thing->second.type == NodeType::directory) continue;
    folder.lacks = next;
    folder.found = thing == things_.end() ? NodeType::absent : thing->second.type;
    if (!rest.empty()) folder.real += "/" + rest;
    break;
  }
  return folder;
}

Error FakeFileSystem::explain(const Error& error, const std::string& path) const {
  return error.code == ErrorCode::not_found ? file::lacking_folder(find_folder(std::string(parent_folder(path))), path)
                                            : error;
}

std::vector<Result<file::Folder>> FakeFileSystem::find_folders(std::span<const std::string> paths, std::stop_token) {
  const std::lock_guard lock(mutex_);
  std::vector<Result<file::Folder>> folders;
  for (const std::string& path : paths) folders.emplace_back(find_folder(path));
  return folders;
}

Result<std::unique_ptr<ContentReader>> FakeFileSystem::open(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (auto fine = operate("reading " + path); !fine) return fail(std::move(fine.error()));
  const auto resolved = resolve(path);
  const Thing* thing = resolved ? find(*resolved) : nullptr;
  if (thing == nullptr) return fail(system_error(ENOENT, "reading " + path));
  if (thing->type != NodeType::regular) return fail(system_error(ELOOP, "reading " + path));
  return std::unique_ptr<ContentReader>(std::make_unique<OwningReader>(thing->content));
}

Result<Staged> FakeFileSystem::stage_one(const Staging& staging) {
  if (auto fine = operate("writing " + staging.path); !fine) return fail(std::move(fine.error()));
  const auto path = resolve(staging.path);
  if (!path) return fail(explain(path.error(), staging.path));
  auto text = drain(staging);
  if (!text) return fail(std::move(text.error()));
  if (sha256(*text) != staging.sha256) return fail(ErrorCode::conflict, "not the content that was promised");
  Thing fresh{NodeType::regular, staging.fresh_mode, 0, 0, std::move(*text), ""};
  if (const Thing* old = find(*path); old != nullptr && old->type == NodeType::regular) {
    set(fresh, {old->mode, old->uid, old->gid});
  }
  set(fresh, staging.metadata);
  const std::string folder = child_prefix(std::string(parent_folder(*path)));
  const std::string temporary = folder + "." + path->substr(folder.size()) + ".converge-tmp";
  things_[temporary] = std::move(fresh);
  return Staged{staging.path, temporary, staging.expects, {}};
}

std::vector<Result<Staged>> FakeFileSystem::stage(std::span<const Staging> files, std::stop_token) {
  const std::lock_guard lock(mutex_);
  std::vector<Result<Staged>> staged;
  for (const Staging& staging : files) staged.push_back(stage_one(staging));
  return staged;
}

Result<void> FakeFileSystem::commit(const Staged& staged) {
  const std::lock_guard lock(mutex_);
  const auto path = resolve(staged.path);
  auto moved = things_.extract(staged.temporary);
  if (auto fine = operate("replacing " + staged.path); !fine) return fine;
  if (!path || moved.empty()) return fail(system_error(ENOENT, "replacing " + staged.path));
  const Thing* now = find(*path);
  const file::Version version = now == nullptr ? file::Version{} : version_of(*now);
  if (staged.expects && *staged.expects != version) return fail(file::moved_meanwhile(staged.path));
  if (const Thing* old = find(*path); old != nullptr && old->type == NodeType::directory) {
    return fail(system_error(EISDIR, "replacing " + staged.path));
  }
  things_[*path] = std::move(moved.mapped());
  return {};
}

void FakeFileSystem::discard(const Staged& staged) {
  const std::lock_guard lock(mutex_);
  things_.erase(staged.temporary);
}

Result<void> FakeFileSystem::make_directory(const std::string& path, const Metadata& metadata) {
  const std::lock_guard lock(mutex_);
  if (auto fine = operate("making the folder " + path); !fine) return fine;
  const auto resolved = resolve(path);
  if (!resolved) return fail(explain(resolved.error(), path));
  if (find(*resolved) != nullptr) return fail(system_error(EEXIST, "making the folder " + path));
  Thing fresh{NodeType::directory, 0755, 0, 0, "", ""};
  set(fresh, metadata);
  things_[*resolved] = std::move(fresh);
  return {};
}

Result<void> FakeFileSystem::make_link(const std::string& path, const std::string& target, const Metadata& metadata) {
  const std::lock_guard lock(mutex_);
  if (auto fine = operate("making the link " + path); !fine) return fine;
  const auto resolved = resolve(path);
  if (!resolved) return fail(explain(resolved.error(), path));
  const Thing* old = find(*resolved);
  if (old != nullptr && old->type == NodeType::directory) return fail(system_error(EISDIR, "making the link " + path));
  Thing fresh{NodeType::link, 0777, 0, 0, "", target};
  set(fresh, metadata);
  things_[*resolved] = std::move(fresh);
  return {};
}

Result<void> FakeFileSystem::set_metadata(const std::string& path, const Metadata& metadata) {
  const std::lock_guard lock(mutex_);
  if (auto fine = operate("setting the mode or owner of " + path); !fine) return fine;
  const auto resolved = resolve(path);
  Thing* thing = resolved ? find(*resolved) : nullptr;
  if (thing == nullptr) return fail(system_error(ENOENT, "opening " + path));
  set(*thing, metadata);
  return {};
}

Result<void> FakeFileSystem::remove(const std::string& path, file::Recursion recursion) {
  const std::lock_guard lock(mutex_);
  if (auto fine = operate("removing " + path); !fine) return fine;
  const auto resolved = resolve(path);
  if (!resolved || find(*resolved) == nullptr) return {};
  if (recursion == file::Recursion::single && has_children(*resolved)) {
    return fail(file::full_folder(path));
  }
  const std::string prefix = child_prefix(*resolved);
  std::erase_if(things_,
                [&](const auto& entry) { return entry.first == *resolved || entry.first.starts_with(prefix); });
  return {};
}

Result<void> FakeFileSystem::sync_folders(std::span<const std::string> folders) {
  const std::lock_guard lock(mutex_);
  for (const std::string& folder : folders) {
    if (auto fine = operate("making " + folder + " durable"); !fine) return fine;
  }
  return {};
}

Result<std::optional<std::uint32_t>> FakeAccounts::find(const Table& table, const std::string& name) const {
  if (error) return fail(*error);
  const auto found = table.find(name);
  return found == table.end() ? std::nullopt : std::optional<std::uint32_t>(found->second);
}

Result<std::string> FakeAccounts::name(const Table& table, std::uint32_t id) const {
  if (error) return fail(*error);
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.second == id; });
  return found == table.end() ? std::to_string(id) : found->first;
}

}  // namespace converge
