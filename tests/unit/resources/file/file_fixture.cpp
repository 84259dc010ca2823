// SPDX-License-Identifier: MIT
#include "tests/unit/resources/file/file_fixture.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "resources/file/posix/temporary.h"

namespace converge {

namespace {

class TextReader final : public ContentReader {
 public:
  explicit TextReader(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), text_.size() - at_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<ContentReader>> MemoryContents::open(const ContentRef& ref) const {
  const auto found = texts_.find(ref.sha256);
  if (found == texts_.end()) return fail(ErrorCode::not_found, "no content " + ref.sha256);
  return std::unique_ptr<ContentReader>(std::make_unique<TextReader>(found->second));
}

Result<ContentRef> MemoryContents::keep(ContentReader& reader) {
  if (keep_error) return fail(*keep_error);
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = reader.read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) return add(text);
    text.append(buffer.data(), *got);
  }
}

ContentRef MemoryContents::add(const std::string& text) {
  ContentRef ref{sha256(text), text.size()};
  texts_.emplace(ref.sha256, text);
  return ref;
}

bool MemoryContents::holds(const std::string& text) const { return texts_.count(sha256(text)) != 0; }

TemporaryFolder::TemporaryFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "converge-file-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) std::abort();
  ::chmod(path.c_str(), 0755);
  path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Value text(const std::string& value) { return Value::string(value); }

Value attributes_of(const Pairs& pairs) {
  Value attributes = Value::map();
  for (const auto& [key, value] : pairs) attributes.set(key, value);
  return attributes;
}

FileFixture::FileFixture() {
  auto files = PosixFileSystem::open_root(folder_.path());
  if (!files) std::abort();
  files_ = std::move(*files);
  accounts_ = std::make_unique<PosixAccounts>(*files_, "/");
  kind_ = std::make_unique<FileKind>(FilePorts{*files_, *accounts_, contents_, runner_, &contents_});
}

void FileFixture::put(const std::string& path, const std::string& content, unsigned mode) const {
  std::filesystem::create_directories(std::filesystem::path(real(path)).parent_path());
  std::ofstream(real(path), std::ios::binary) << content;
  ASSERT_EQ(::chmod(real(path).c_str(), mode), 0);
}

std::string FileFixture::get(const std::string& path) const {
  std::ifstream stream(real(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

unsigned FileFixture::mode_of(const std::string& path) const {
  struct stat seen {};
  return ::lstat(real(path).c_str(), &seen) == 0 ? seen.st_mode & 07777U : 0xFFFFU;
}

bool FileFixture::exists(const std::string& path) const {
  struct stat seen {};
  return ::lstat(real(path).c_str(), &seen) == 0;
}

std::vector<std::string> FileFixture::names_in(const std::string& path) const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(real(path))) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string FileFixture::temporary(const std::string& path) {
  return file::join_path(std::string(parent_folder(path)), file::temporary_name(path));
}

file::Desired FileFixture::desired(const std::string& path, Pairs pairs) {
  Value attributes = attributes_of(pairs);
  attributes.set("path", text(path));
  const Value* content = attributes.find("content");
  if (content != nullptr && content->is_string() && attributes.find("merge") == nullptr) {
    Value ref = content_value(contents_.add(content->text()));
    ref.set_sensitivity(content->sensitivity());
    attributes.set("content", std::move(ref));
  }
  Diagnostics diagnostics;
  auto want = FileKind::parse(attributes, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) ADD_FAILURE() << diagnostic.message;
  return want.value_or(file::Desired{});
}

Result<file::Actual> FileFixture::probe(const file::Desired& want) {
  const file::Desired* wants[] = {&want};
  return std::move(kind_->probe(wants, {}).front());
}

std::vector<file::Change> FileFixture::plan(const file::Desired& want) {
  const auto actual = probe(want);
  EXPECT_TRUE(actual) << (actual ? "" : actual.error().text());
  return actual ? FileKind::diff(want, *actual, Refresh::no) : std::vector<file::Change>{};
}

Result<Applied> FileFixture::converge(const file::Desired& want) {
  const auto actual = probe(want);
  if (!actual) return fail(actual.error());
  const auto changes = FileKind::diff(want, *actual, Refresh::no);
  const std::span<const file::Change> work[] = {changes};
  return std::move(kind_->apply(work, {}).front());
}

void FileFixture::expect_converges(const file::Desired& want) {
  const auto applied = converge(want);
  ASSERT_TRUE(applied) << applied.error().text();
  EXPECT_EQ(rows(want), std::vector<std::string>{});
}

std::vector<std::string> FileFixture::rows(const file::Desired& want) {
  std::vector<std::string> rows;
  for (const file::Change& change : plan(want)) {
    const Delta delta = FileKind::describe(change).delta;
    rows.push_back(delta.attribute + ": " + delta.before + " -> " + delta.after);
  }
  return rows;
}

}  // namespace converge
