// SPDX-License-Identifier: MIT
// state/git_source.cpp: desired state in Git; the only translation unit that knows libgit2.
#include "state/git_source.h"

#include <git2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>

#include "state/shared_library.h"
#include "state/source_path.h"

namespace converge {

namespace {

/// The functions that we use, loaded at first use.
struct Git {
  decltype(&::git_libgit2_init) init = nullptr;
  decltype(&::git_error_last) error_last = nullptr;
  decltype(&::git_repository_open_ext) repository_open_ext = nullptr;
  decltype(&::git_repository_free) repository_free = nullptr;
  decltype(&::git_repository_odb) repository_odb = nullptr;
  decltype(&::git_repository_is_shallow) repository_is_shallow = nullptr;
  decltype(&::git_odb_free) odb_free = nullptr;
  decltype(&::git_odb_read_header) odb_read_header = nullptr;
  decltype(&::git_revparse_single) revparse_single = nullptr;
  decltype(&::git_object_peel) object_peel = nullptr;
  decltype(&::git_object_id) object_id = nullptr;
  decltype(&::git_object_free) object_free = nullptr;
  decltype(&::git_oid_tostr_s) oid_tostr_s = nullptr;
  decltype(&::git_tree_lookup) tree_lookup = nullptr;
  decltype(&::git_tree_free) tree_free = nullptr;
  decltype(&::git_tree_entrycount) tree_entrycount = nullptr;
  decltype(&::git_tree_entry_byindex) tree_entry_byindex = nullptr;
  decltype(&::git_tree_entry_bypath) tree_entry_bypath = nullptr;
  decltype(&::git_tree_entry_free) tree_entry_free = nullptr;
  decltype(&::git_tree_entry_name) tree_entry_name = nullptr;
  decltype(&::git_tree_entry_id) tree_entry_id = nullptr;
  decltype(&::git_tree_entry_filemode) tree_entry_filemode = nullptr;
  decltype(&::git_blob_lookup) blob_lookup = nullptr;
  decltype(&::git_blob_free) blob_free = nullptr;
  decltype(&::git_blob_rawsize) blob_rawsize = nullptr;
  decltype(&::git_blob_rawcontent) blob_rawcontent = nullptr;
};

Result<Git> load_git() {
  auto library =
      SharedLibrary::load({"libgit2.so.1.5", "libgit2.so.1.9", "libgit2.so.1.8", "libgit2.so.1.7", "libgit2.so.1.1"},
                          "libgit2-1.5 (or the libgit2-1.x of this release)");
  if (!library) return fail(std::move(library.error()));
  Git git;
  library->bind(git.init, "git_libgit2_init").bind(git.error_last, "git_error_last");
  library->bind(git.repository_open_ext, "git_repository_open_ext").bind(git.repository_free, "git_repository_free");
  library->bind(git.repository_odb, "git_repository_odb").bind(git.odb_free, "git_odb_free");
  library->bind(git.repository_is_shallow, "git_repository_is_shallow");
  library->bind(git.odb_read_header, "git_odb_read_header").bind(git.revparse_single, "git_revparse_single");
  library->bind(git.object_peel, "git_object_peel").bind(git.object_id, "git_object_id");
  library->bind(git.object_free, "git_object_free").bind(git.oid_tostr_s, "git_oid_tostr_s");
  library->bind(git.tree_lookup, "git_tree_lookup").bind(git.tree_free, "git_tree_free");
  library->bind(git.tree_entrycount, "git_tree_entrycount").bind(git.tree_entry_byindex, "git_tree_entry_byindex");
  library->bind(git.tree_entry_bypath, "git_tree_entry_bypath").bind(git.tree_entry_free, "git_tree_entry_free");
  library->bind(git.tree_entry_name, "git_tree_entry_name").bind(git.tree_entry_id, "git_tree_entry_id");
  library->bind(git.tree_entry_filemode, "git_tree_entry_filemode");
  library->bind(git.blob_lookup, "git_blob_lookup").bind(git.blob_free, "git_blob_free");
  library->bind(git.blob_rawsize, "git_blob_rawsize").bind(git.blob_rawcontent, "git_blob_rawcontent");
  if (!library->missing().empty()) {
    return fail(ErrorCode::unsupported, "this libgit2 is too old: it has no " + library->missing());
  }
  git.init();
  return git;
}

const Result<Git>& git_library() {
  static const Result<Git> loaded = load_git();
  return loaded;
}

template <typename T>
using Handle = std::unique_ptr<T, std::function<void(T*)>>;

Error error_of(const Git& git, int code, const std::string& what) {
  const ::git_error* last = git.error_last();
  const std::string why = last != nullptr && last->message != nullptr ? last->message : "no reason given";
  ErrorCode kind = ErrorCode::io;
  if (code == GIT_ENOTFOUND) kind = ErrorCode::not_found;
  if (code == GIT_EAMBIGUOUS || code == GIT_EINVALIDSPEC) kind = ErrorCode::invalid;
  return Error{kind, what + ": " + why, {}};
}

/// Of an object that a tree names. That it is not there does not mean that the
/// file is not: the clone is partial or damaged.
Error object_error(const Git& git, int code, const std::string& what) {
  Error error = error_of(git, code, what);
  if (error.code != ErrorCode::not_found) return error;
  error.code = ErrorCode::io;
  error.message += "; this clone lacks the object: fetch it with 'git fetch --refetch', or clone without a filter";
  return error;
}

/// An open repository; readers share it with their source.
struct Repository {
  const Git& git;
  std::string path;
  Handle<git_repository> handle;
  Handle<git_odb> objects;
};

class BlobReader final : public ContentReader {
 public:
  BlobReader(std::shared_ptr<const Repository> repository, Handle<git_blob> blob)
      : repository_(std::move(repository)), blob_(std::move(blob)) {
    const auto* bytes = static_cast<const char*>(repository_->git.blob_rawcontent(blob_.get()));
    rest_ = {bytes, static_cast<std::size_t>(repository_->git.blob_rawsize(blob_.get()))};
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), rest_.size());
    std::copy_n(rest_.begin(), count, buffer.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::shared_ptr<const Repository> repository_;  // outlives the blob
  Handle<git_blob> blob_;
  std::string_view rest_;
};

bool is_lfs_pointer(std::string_view bytes) {
  return bytes.size() < 1024 && bytes.starts_with("version https://git-lfs.github.com/spec/");
}

class GitSource final : public Source {
 public:
  GitSource(std::shared_ptr<const Repository> repository, git_oid tree, std::string revision)
      : repository_(std::move(repository)), tree_(tree), revision_(std::move(revision)) {}

  Result<std::string> read(const std::string& path) const override {
    auto reader = open(path);
    if (!reader) return fail(std::move(reader.error()));
    return read_source(**reader, path);
  }

  Result<std::unique_ptr<ContentReader>> open(const std::string& path) const override {
    const auto found = find(path);
    if (!found) return fail(found.error());
    if (found->mode == GIT_FILEMODE_TREE) return fail(ErrorCode::unsupported, shown(path) + " is a folder, not a file");
    if (found->mode == GIT_FILEMODE_COMMIT) return submodule(path);
    if (found->mode == GIT_FILEMODE_LINK) {
      return fail(ErrorCode::unsupported, shown(path) + " is a symbolic link, which is not followed in Git; name the " +
                                              "file that it points to");
    }
    auto reader = blob(found->id, path);
    if (!reader) return fail(std::move(reader.error()));
    if (is_lfs_pointer((*reader)->rest())) {
      return fail(ErrorCode::unsupported, shown(path) +
                                              " is a Git LFS pointer; its content is not in the repository. " +
                                              "Use `url` and `sha256` for it, or commit the file itself");
    }
    return std::move(*reader);
  }

  Result<SourceEntry> stat(const std::string& path) const override {
    const auto found = find(path);
    if (!found) return fail(found.error());
    return entry_of(*found, path);
  }

  Result<std::vector<SourceEntry>> list(const std::string& path) const override {
    const auto found = find(path);
    if (!found) return fail(found.error());
    if (found->mode == GIT_FILEMODE_COMMIT) return submodule(path);
    if (found->mode != GIT_FILEMODE_TREE) return fail(ErrorCode::not_found, shown(path) + " is not a folder");
    const Git& git = repository_->git;
    auto tree = lookup(found->id, path);
    if (!tree) return fail(std::move(tree.error()));
    std::vector<SourceEntry> entries;
    for (std::size_t i = 0; i < git.tree_entrycount(tree->get()); ++i) {
      const git_tree_entry* each = git.tree_entry_byindex(tree->get(), i);
      auto entry = entry_of({git.tree_entry_name(each), *git.tree_entry_id(each), git.tree_entry_filemode(each)}, path);
      if (!entry) return fail(std::move(entry.error()));
      entries.push_back(std::move(*entry));
    }
    std::ranges::sort(entries, {}, &SourceEntry::name);  // Git sorts "a/" after "a.b"
    return entries;
  }

  [[nodiscard]] std::string revision() const override { return revision_; }
  [[nodiscard]] std::string describe() const override { return repository_->path; }

 private:
  struct Found {
    std::string name;
    git_oid id;
    git_filemode_t mode;
  };

  [[nodiscard]] std::string shown(const std::string& path) const {
    return path + " (commit " + revision_.substr(0, 12) + " of " + repository_->path + ")";
  }
  [[nodiscard]] tl::unexpected<Error> submodule(const std::string& path) const {
    return fail(ErrorCode::unsupported, shown(path) + " is a Git submodule, whose files are in another repository; " +
                                            "copy what is needed into this one");
  }

  [[nodiscard]] Result<Handle<git_tree>> lookup(const git_oid& id, const std::string& path) const {
    const Git& git = repository_->git;
    git_tree* tree = nullptr;
    const int code = git.tree_lookup(&tree, repository_->handle.get(), &id);
    if (code != 0) return fail(object_error(git, code, "reading the folder " + shown(path)));
    return Handle<git_tree>(tree, git.tree_free);
  }

  /// Walks down tree by tree, so that a tree which is missing from the clone is
  /// told from a name that is missing from a tree.
  [[nodiscard]] Result<Found> find(const std::string& path) const {
    const auto clean = source_path(path);
    if (!clean) return fail(clean.error());
    Found here{"", tree_, GIT_FILEMODE_TREE};
    for (std::size_t at = 0; at < clean->size();) {
      const std::size_t end = std::min(clean->find('/', at), clean->size());
      const std::string above = clean->substr(0, at == 0 ? 0 : at - 1);
      if (here.mode == GIT_FILEMODE_COMMIT) return submodule(above);
      if (here.mode != GIT_FILEMODE_TREE) return fail(ErrorCode::not_found, "there is no " + shown(*clean));
      const auto tree = lookup(here.id, above);
      if (!tree) return fail(tree.error());
      auto next = entry_of_tree(tree->get(), clean->substr(at, end - at));
      if (!next) return fail(ErrorCode::not_found, "there is no " + shown(*clean));
      here = std::move(*next);
      at = end + 1;
    }
    return here;
  }

  [[nodiscard]] std::optional<Found> entry_of_tree(const git_tree* tree, const std::string& name) const {
    const Git& git = repository_->git;
    git_tree_entry* entry = nullptr;
    if (git.tree_entry_bypath(&entry, tree, name.c_str()) != 0) return std::nullopt;
    const Handle<git_tree_entry> owned(entry, git.tree_entry_free);
    return Found{git.tree_entry_name(entry), *git.tree_entry_id(entry), git.tree_entry_filemode(entry)};
  }

  [[nodiscard]] Result<std::unique_ptr<BlobReader>> blob(const git_oid& id, const std::string& path) const {
    const Git& git = repository_->git;
    git_blob* found = nullptr;
    const int code = git.blob_lookup(&found, repository_->handle.get(), &id);
    if (code != 0) return fail(object_error(git, code, "reading " + shown(path)));
    return std::make_unique<BlobReader>(repository_, Handle<git_blob>(found, git.blob_free));
  }

  [[nodiscard]] Result<SourceEntry> entry_of(const Found& found, const std::string& path) const {
    SourceEntry entry;
    entry.name = found.name;
    entry.executable = found.mode == GIT_FILEMODE_BLOB_EXECUTABLE;
    if (found.mode == GIT_FILEMODE_TREE || found.mode == GIT_FILEMODE_COMMIT) {
      entry.type = SourceType::directory;
      return entry;
    }
    if (found.mode == GIT_FILEMODE_LINK) {
      const auto target = blob(found.id, path);
      if (!target) return fail(target.error());
      entry.type = SourceType::link;
      entry.target = (*target)->rest();
      return entry;
    }
    const Git& git = repository_->git;
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_ANY;
    const int code = git.odb_read_header(&size, &type, repository_->objects.get(), &found.id);
    if (code != 0) return fail(object_error(git, code, "looking at " + shown(path)));
    entry.size = size;
    return entry;
  }

  std::shared_ptr<const Repository> repository_;
  git_oid tree_;
  std::string revision_;
};

/// Whether a repository lies there that is somebody else's. libgit2 does not
/// say so in each of its versions: some answer that nothing is there.
bool is_anothers(const std::string& path) {
  for (const char* part : {"/.git", "/objects"}) {
    struct stat found {};
    if (::stat((path + part).c_str(), &found) == 0) return found.st_uid != ::geteuid();
  }
  return false;
}

Result<std::shared_ptr<Repository>> open_repository(const Git& git, const std::string& path) {
  git_repository* handle = nullptr;
  int code = git.repository_open_ext(&handle, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (code == GIT_EOWNER || (code == GIT_ENOTFOUND && is_anothers(path))) {
    return fail(ErrorCode::denied,
                "the repository " + path + " belongs to another user, and Git does not trust it; run " +
                    "as its owner, or trust it with: git config --global --add safe.directory " + path);
  }
  if (code == GIT_ENOTFOUND) {
    return fail(ErrorCode::not_found, path + " is not a Git repository; clone it first, then name the clone");
  }
  if (code != 0) return fail(error_of(git, code, "opening the repository " + path));
  auto repository =
      std::make_shared<Repository>(Repository{git, path, Handle<git_repository>(handle, git.repository_free), nullptr});
  git_odb* objects = nullptr;
  code = git.repository_odb(&objects, handle);
  if (code != 0) return fail(error_of(git, code, "opening the objects of " + path));
  repository->objects = Handle<git_odb>(objects, git.odb_free);
  return repository;
}

Result<Handle<git_object>> peel(const Git& git, git_object* object, git_object_t type, const std::string& what) {
  git_object* peeled = nullptr;
  const int code = git.object_peel(&peeled, object, type);
  if (code != 0) return fail(error_of(git, code, what));
  return Handle<git_object>(peeled, git.object_free);
}

Error no_revision(const Repository& repository, int code, const std::string& revision) {
  Error error = error_of(repository.git, code, "there is no revision '" + revision + "' in " + repository.path);
  const bool shallow = repository.git.repository_is_shallow(repository.handle.get()) == 1;
  error.message += shallow ? "; the clone is shallow: fetch more with 'git fetch --unshallow'"
                           : "; 'git -C " + repository.path + " branch -a' shows the branches";
  return error;
}

}  // namespace

Result<std::unique_ptr<Source>> open_git_source(const std::string& path, const std::string& revision) {
  const Result<Git>& loaded = git_library();
  if (!loaded) return fail(loaded.error());
  const Git& git = *loaded;
  auto repository = open_repository(git, path);
  if (!repository) return fail(std::move(repository.error()));
  git_object* named = nullptr;
  const int code = git.revparse_single(&named, (*repository)->handle.get(), revision.c_str());
  if (code != 0) return fail(no_revision(**repository, code, revision));
  const Handle<git_object> owned(named, git.object_free);
  const std::string what = "'" + revision + "' in " + path + " is not a commit";
  const auto commit = peel(git, named, GIT_OBJECT_COMMIT, what);
  if (!commit) return fail(commit.error());
  const auto tree = peel(git, commit->get(), GIT_OBJECT_TREE, what);
  if (!tree) return fail(tree.error());
  const std::string id = git.oid_tostr_s(git.object_id(commit->get()));
  return std::make_unique<GitSource>(std::move(*repository), *git.object_id(tree->get()), id);
}

}  // namespace converge
