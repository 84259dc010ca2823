// SPDX-License-Identifier: MIT
// state/content_file.cpp: content that lies in a file, checked against its digest as it is read.
#include "state/content_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "engine/core/hash.h"

namespace converge {

namespace {

class FileReader final : public ContentReader {
 public:
  FileReader(std::shared_ptr<const Descriptor> file, std::uint64_t offset, ContentRef ref, std::string where)
      : file_(std::move(file)), offset_(offset), left_(ref.size), ref_(std::move(ref)), where_(std::move(where)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (left_ == 0) return finish();
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left_));
    auto count = read_at(file_->get(), buffer.first(wanted), offset_);
    if (!count) return fail(std::move(count.error()).while_doing("reading " + where_));
    if (*count == 0) return damaged("it ends " + std::to_string(left_) + " bytes too early");
    digest_.update({buffer.data(), *count});
    offset_ += *count;
    left_ -= *count;
    // The caller must not act on a last piece that turns out to be wrong.
    if (left_ == 0) {
      if (auto checked = finish(); !checked) return checked;
    }
    return count;
  }

 private:
  Result<std::size_t> finish() {
    if (checked_) return std::size_t{0};
    const std::string found = digest_.finish();
    if (found != ref_.sha256) return damaged("its SHA-256 is " + found);
    checked_ = true;
    return std::size_t{0};
  }
  tl::unexpected<Error> damaged(const std::string& how) const {
    return fail(ErrorCode::invalid, where_ + " is damaged: it should be content " + ref_.sha256 + ", but " + how);
  }

  std::shared_ptr<const Descriptor> file_;
  std::uint64_t offset_;
  std::uint64_t left_;
  ContentRef ref_;
  std::string where_;
  Sha256 digest_;
  bool checked_ = false;
};

}  // namespace

std::unique_ptr<ContentReader> read_content(std::shared_ptr<const Descriptor> file, std::uint64_t offset,
                                            ContentRef ref, std::string where) {
  return std::make_unique<FileReader>(std::move(file), offset, std::move(ref), std::move(where));
}

Result<std::unique_ptr<ContentReader>> open_content_file(const std::string& path, const ContentRef& ref) {
  auto file = open_descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file) return fail(std::move(file.error()));
  struct stat found {};
  if (::fstat(file->get(), &found) != 0) return fail(system_error(errno, "looking at " + path));
  const auto size = static_cast<std::uint64_t>(found.st_size);
  const bool any_size = ref.size == 0 && ref.sha256 != sha256("");
  if (!S_ISREG(found.st_mode) || (!any_size && size != ref.size)) {
    return fail(ErrorCode::invalid, path + " is damaged: it has " + std::to_string(size) + " bytes instead of " +
                                        std::to_string(ref.size) + "; remove it");
  }
  return read_content(std::make_shared<const Descriptor>(std::move(*file)), 0, {ref.sha256, size}, path);
}

std::string content_path(const std::string& folder, const std::string& sha256) {
  return folder + "/" + sha256.substr(0, 2) + "/" + sha256;
}

}  // namespace converge
