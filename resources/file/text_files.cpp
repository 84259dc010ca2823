// SPDX-License-Identifier: MIT
#include "resources/file/text_files.h"

#include "engine/core/hash.h"

namespace converge::file {

std::vector<Result<Node>> TextFiles::read(std::span<const std::string> paths, const std::stop_token& stop) {
  std::vector<Look> looks;
  looks.reserve(paths.size());
  for (const std::string& path : paths) looks.push_back({path, Reading::text, ""});
  std::vector<Result<Node>> nodes = files_->look(looks, stop);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (!nodes[i]) nodes[i] = fail(std::move(nodes[i].error()).while_doing("reading " + paths[i]));
  return nodes;
}

Result<void> TextFiles::make_folder(const std::string& folder) {
  const auto found = std::move(files_->find_folders(std::span(&folder, 1), {}).front());
  if (!found) return fail(found.error());
  if (found->lacks.empty()) return {};
  if (found->found != NodeType::absent) return fail(lacking_folder(*found, folder));
  const std::string parent(parent_folder(folder));
  if (auto made = make_folder(parent); !made) return made;
  if (auto made = files_->make_directory(folder, {}); !made) return made;
  return files_->sync_folders(std::span(&parent, 1));
}

Result<void> TextFiles::write(const std::string& path, const std::string& text, const Version& seen) {
  if (auto made = make_folder(std::string(parent_folder(path))); !made) return made;
  const auto open = [&text]() -> Result<std::unique_ptr<ContentReader>> { return read_bytes(text); };
  const Staging staging{path, open, sha256(text), {}, 0644, seen};
  const auto staged = std::move(files_->stage(std::span(&staging, 1), {}).front());
  if (!staged) return fail(staged.error());
  if (auto done = files_->commit(*staged); !done) {
    files_->discard(*staged);
    return done;
  }
  return settle(path);
}

Result<void> TextFiles::link(const std::string& path, const std::string& target) {
  if (auto made = make_folder(std::string(parent_folder(path))); !made) return made;
  if (auto done = files_->make_link(path, target, {}); !done) return done;
  return settle(path);
}

Result<void> TextFiles::remove(const std::string& path) {
  const Look look{path, Reading::metadata, ""};
  const auto found = std::move(files_->look(std::span(&look, 1), {}).front());
  if (!found) return fail(found.error());
  if (found->type == NodeType::absent) return {};
  if (found->type == NodeType::directory) {
    return fail(ErrorCode::conflict,
                path + " is a directory where a file was expected; look what is in it, and move it away");
  }
  if (auto done = files_->remove(path, Recursion::single); !done) return done;
  return settle(path);
}

Result<void> TextFiles::settle(const std::string& path) {
  const std::string folder(parent_folder(path));
  return files_->sync_folders(std::span(&folder, 1));
}

}  // namespace converge::file
