// SPDX-License-Identifier: MIT
// Replacing files: what is kept, and what happens when it cannot be done.
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "resources/file/posix/temporary.h"
#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

class PosixWriteTest : public FileFixture {
 protected:
  [[nodiscard]] std::string xattr(const std::string& path, const char* name) const {
    std::string value(4096, '\0');
    const ssize_t size = ::lgetxattr(real(path).c_str(), name, value.data(), value.size());
    value.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return value;
  }
  [[nodiscard]] bool set_xattr(const std::string& path, const char* name, const std::string& value) const {
    return ::lsetxattr(real(path).c_str(), name, value.data(), value.size(), 0) == 0;
  }
};

TEST_F(PosixWriteTest, KeepsExtendedAttributes) {
  put("/a", "old");
  if (!set_xattr("/a", "user.origin", "vendor")) GTEST_SKIP() << "no user attributes on this file system";
  const std::string large(3000, 'x');
  ASSERT_TRUE(set_xattr("/a", "user.large", large));
  expect_converges(desired("/a", {{"content", text("new")}}));
  EXPECT_EQ(xattr("/a", "user.origin"), "vendor");
  EXPECT_EQ(xattr("/a", "user.large"), large);
}

TEST_F(PosixWriteTest, KeepsFileCapabilities) {
  put("/tool", "old", 0755);
  const std::string net_raw("\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 20);
  if (!set_xattr("/tool", "security.capability", net_raw)) GTEST_SKIP() << "may not set capabilities here";
  expect_converges(desired("/tool", {{"content", text("new")}}));
  EXPECT_EQ(xattr("/tool", "security.capability"), net_raw);
}

/// user::rw- user:1000:r-- group::r-- mask::r-- other::---
const std::string& acl_of_a_friend() {
  static const std::string acl(
      "\x02\x00\x00\x00"
      "\x01\x00\x06\x00\xff\xff\xff\xff"
      "\x02\x00\x04\x00\xe8\x03\x00\x00"
      "\x04\x00\x04\x00\xff\xff\xff\xff"
      "\x10\x00\x04\x00\xff\xff\xff\xff"
      "\x20\x00\x00\x00\xff\xff\xff\xff",
      44);
  return acl;
}

TEST_F(PosixWriteTest, KeepsTheAccessAcl) {
  put("/a", "old");
  if (!set_xattr("/a", "system.posix_acl_access", acl_of_a_friend())) GTEST_SKIP() << "no ACLs on this file system";
  const unsigned mode = mode_of("/a");
  expect_converges(desired("/a", {{"content", text("new")}}));
  EXPECT_EQ(xattr("/a", "system.posix_acl_access"), acl_of_a_friend());
  EXPECT_EQ(mode_of("/a"), mode);
}

TEST_F(PosixWriteTest, ADefaultAclOfTheFolderDoesNotCreepIntoOldFiles) {
  put("/d/a", "old", 0640);
  if (!set_xattr("/d", "system.posix_acl_default", acl_of_a_friend())) GTEST_SKIP() << "no ACLs on this file system";
  expect_converges(desired("/d/a", {{"content", text("new")}}));
  EXPECT_EQ(xattr("/d/a", "system.posix_acl_access"), "");
  EXPECT_EQ(mode_of("/d/a"), 0640U);
}

TEST_F(PosixWriteTest, NothingChangesWhereTheContentIsNotWhatWasPromised) {
  put("/a", "old");
  auto want = desired("/a", {{"content", text("x")}});
  struct Liar final : ContentSource {
    Result<std::unique_ptr<ContentReader>> open(const ContentRef&) const override { return read_bytes("lies"); }
  } liar;
  FileKind kind(FilePorts{*files_, *accounts_, liar, runner_, nullptr});
  const auto changes = plan(want);
  const std::span<const file::Change> work[] = {changes};
  const auto applied = std::move(kind.apply(work, {}).front());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::conflict);
  EXPECT_EQ(get("/a"), "old");
  EXPECT_EQ(names_in("/"), std::vector<std::string>{"a"});
}

TEST_F(PosixWriteTest, AFailingValidatorLeavesTheOldFile) {
  put("/sudoers", "old");
  runner_.answer({"visudo", "-cf", temporary("/sudoers")}, 1, "syntax error near line 1");
  const auto want = desired(
      "/sudoers", {{"content", text("bad")}, {"validate", Value::list({text("visudo"), text("-cf"), text("%s")})}});
  const auto applied = converge(want);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::failed);
  EXPECT_NE(applied.error().message.find("syntax error near line 1"), std::string::npos);
  EXPECT_EQ(get("/sudoers"), "old");
  EXPECT_EQ(names_in("/"), std::vector<std::string>{"sudoers"});
  EXPECT_FALSE(contents_.holds("old")) << "nothing was replaced, so nothing is kept";
}

TEST_F(PosixWriteTest, AValidatorSeesTheWholeNewFile) {
  std::string seen;
  unsigned seen_mode = 0;
  runner_.act({"check", temporary("/conf")}, [&](const ProcessSpec&) -> Result<ProcessEnd> {
    seen = get(temporary("/conf"));
    seen_mode = mode_of(temporary("/conf"));
    return ProcessEnd{};
  });
  expect_converges(desired(
      "/conf",
      {{"content", text("good")}, {"mode", text("0440")}, {"validate", Value::list({text("check"), text("%s")})}}));
  EXPECT_EQ(seen, "good");
  EXPECT_EQ(seen_mode, 0440U);
}

TEST_F(PosixWriteTest, AMergeLosesNothingThatWasWrittenWhileItWasValidated) {
  const Value content = Value::map({{"mine", Value::integer(1), {}}});
  const Value validate = Value::list({text("check"), text("%s")});
  const auto want = desired("/f", {{"merge", text("json")}, {"content", content}, {"validate", validate}});
  const std::string theirs = "{\"theirs\": 2}\n";
  runner_.act({"check", temporary("/f")}, [&](const ProcessSpec&) -> Result<ProcessEnd> {
    put("/f", theirs);
    return ProcessEnd{};
  });
  for (const bool there : {false, true}) {
    std::filesystem::remove(real("/f"));
    if (there) put("/f", "{\"theirs\": 1}\n");
    const auto applied = converge(want);
    ASSERT_FALSE(applied) << there;
    EXPECT_EQ(applied.error().code, ErrorCode::conflict);
    EXPECT_NE(applied.error().message.find("run again"), std::string::npos);
    EXPECT_EQ(get("/f"), theirs);
    EXPECT_EQ(names_in("/"), std::vector<std::string>{"f"}) << "no temporary file stays";
  }
  runner_.answer({"check", temporary("/f")}, 0);
  expect_converges(want);
  EXPECT_NE(get("/f").find("theirs"), std::string::npos);
}

/// Whether files without a name are to be had here.
bool has_nameless(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_WRONLY, 0600);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

TEST_F(PosixWriteTest, AKilledRunLeavesNothingOfWhatItHadPrepared) {
  if (!has_nameless(real("/"))) GTEST_SKIP() << "this file system has no files without a name";
  std::vector<file::Staging> stagings;
  const std::string body = "secret";
  for (int i = 0; i < 200; ++i) {
    const auto open = [&]() -> Result<std::unique_ptr<ContentReader>> { return read_bytes(body); };
    stagings.push_back({"/f" + std::to_string(i), open, sha256(body), {}, 0644, std::nullopt});
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const auto staged = files_->stage(stagings, {});
    if (staged.size() == 200 && staged.front()) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "everything was prepared when it was killed";
  EXPECT_EQ(names_in("/"), std::vector<std::string>{});
}

TEST_F(PosixWriteTest, MoreThanCanBeHeldOpenIsWrittenAsWell) {
  std::vector<file::Staging> stagings;
  const std::string body = "x";
  for (int i = 0; i < 300; ++i) {
    const auto open = [&]() -> Result<std::unique_ptr<ContentReader>> { return read_bytes(body); };
    stagings.push_back({"/f" + std::to_string(i), open, sha256(body), {}, 0644, std::nullopt});
  }
  auto staged = files_->stage(stagings, {});
  for (std::size_t i = 0; i < staged.size(); ++i) {
    ASSERT_TRUE(staged[i]) << staged[i].error().text();
    if (i % 2 == 0)
      ASSERT_TRUE(files_->commit(*staged[i]));
    else
      files_->discard(*staged[i]);
  }
  EXPECT_EQ(names_in("/").size(), 150U) << "what is discarded leaves nothing, named or not";
}

TEST_F(PosixWriteTest, APathByAnotherLinkHasAnotherTemporaryName) {
  EXPECT_NE(file::temporary_name("/real/x"), file::temporary_name("/lnk/x"));
  EXPECT_LE(file::temporary_name("/" + std::string(255, 'n')).size(), 255U);
}

TEST_F(PosixWriteTest, AFullStoreDoesNotStandInTheWayButABrokenOneDoes) {
  put("/a", "old");
  contents_.keep_error = Error{ErrorCode::unsupported, "too large", {}};
  expect_converges(desired("/a", {{"content", text("new")}}));
  contents_.keep_error = Error{ErrorCode::io, "disk on fire", {}};
  const auto applied = converge(desired("/a", {{"content", text("newer")}}));
  ASSERT_FALSE(applied);
  EXPECT_EQ(get("/a"), "new");
}

TEST_F(PosixWriteTest, ASecretLeavesNoCopy) {
  put("/key", "old secret");
  Value secret = text("new secret");
  secret.set_sensitivity(Sensitivity::secret);
  expect_converges(desired("/key", {{"content", secret}, {"mode", text("0600")}}));
  EXPECT_EQ(get("/key"), "new secret");
  EXPECT_FALSE(contents_.holds("old secret"));
}

TEST_F(PosixWriteTest, WhatWasOrStandsBesideASecretLeavesNoCopy) {
  put("/once", "old secret");
  expect_converges(desired("/once", {{"content", text("open")}, {"$veil", text("former")}}));
  put("/gone", "old secret");
  expect_converges(desired("/gone", {{"state", text("absent")}, {"$veil", text("former")}}));
  put("/link", "old secret");
  expect_converges(desired("/link", {{"target", text("x")}, {"$veil", text("former")}}));
  EXPECT_FALSE(contents_.holds("old secret"));
  put("/shared", "password\n");
  expect_converges(desired("/shared", {{"merge", text("lines")}, {"content", text("open\n")}, {"$veil", text("others")}}));
  EXPECT_EQ(get("/shared"), "password\nopen\n");
  EXPECT_FALSE(contents_.holds("password\n"));
}

TEST_F(PosixWriteTest, AMergeDoesNotOverwriteWhatCameInBetween) {
  put("/d.json", "{\"a\": 1}");
  Value content = Value::map();
  content.set("b", Value::integer(2));
  const auto changes = plan(desired("/d.json", {{"merge", text("json")}, {"content", content}}));
  put("/d.json", "{\"a\": 2}");
  const std::span<const file::Change> work[] = {changes};
  const auto applied = std::move(kind_->apply(work, {}).front());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::conflict);
  EXPECT_EQ(get("/d.json"), "{\"a\": 2}");
}

TEST_F(PosixWriteTest, UnparsableTextIsAnErrorOfTheProbe) {
  put("/d.json", "{\"a\": \n oops}");
  Value content = Value::map();
  content.set("b", Value::integer(2));
  const auto actual = probe(desired("/d.json", {{"merge", text("json")}, {"content", content}}));
  ASSERT_FALSE(actual);
  EXPECT_EQ(actual.error().code, ErrorCode::invalid);
}

TEST_F(PosixWriteTest, AFullDiskLeavesTheOldFileAndNoLeftover) {
  ASSERT_EQ(::mkdir(real("/small").c_str(), 0755), 0);
  if (::mount("tmpfs", real("/small").c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "may not mount a tmpfs";
  put("/small/a", "old");
  const auto applied = converge(desired("/small/a", {{"content", text(std::string(200 * 1024, 'x'))}}));
  const std::string after = get("/small/a");
  const auto names = names_in("/small");
  ::umount(real("/small").c_str());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::io);
  EXPECT_EQ(after, "old");
  EXPECT_EQ(names, std::vector<std::string>{"a"});
}

/// A folder with a mount point and something that is not one.
struct MountTest : PosixWriteTest {
  void SetUp() override {
    PosixWriteTest::SetUp();
    for (const char* folder : {"/d", "/d/s", "/d/s/mounted"}) ASSERT_EQ(::mkdir(real(folder).c_str(), 0755), 0);
    put("/d/a", "a");
    put("/other", "o");
    if (::mount("tmpfs", point_.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "may not mount a tmpfs";
    put("/d/s/mounted/precious", "x");
  }
  void TearDown() override {
    ::umount(point_.c_str());
    PosixWriteTest::TearDown();
  }

  /// What a plan says stands in the way, in words.
  std::vector<std::string> obstacles(const file::Desired& want) {
    const auto actual = probe(want);
    EXPECT_TRUE(actual);
    std::vector<std::string> words;
    for (const Obstacle& each : FileKind::obstacles(want, *actual)) {
      EXPECT_EQ(each.error.code, ErrorCode::busy);
      words.push_back(each.error.message.substr(0, each.error.message.find(',')));
    }
    return words;
  }

  const std::string point_ = real("/d/s/mounted");
  const std::vector<std::string> named_{"/d/s/mounted is a mount point"};
};

TEST_F(MountTest, ARemovalDoesNotBegin) {
  const auto removal = desired("/d", {{"state", text("absent")}, {"recursive", Value::boolean(true)}});
  EXPECT_EQ(obstacles(removal), named_);
  const auto applied = converge(removal);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::busy);
  EXPECT_EQ(get("/d/s/mounted/precious"), "x");
  EXPECT_EQ(get("/d/a"), "a") << "whole or not at all";
}

TEST_F(MountTest, TheMountPointItselfDoesNotGo) {
  const auto removal = desired("/d/s/mounted", {{"state", text("absent")}, {"recursive", Value::boolean(true)}});
  EXPECT_EQ(obstacles(removal), named_);
  ASSERT_FALSE(converge(removal));
}

TEST_F(MountTest, WhatIsToBecomeAFileOrALinkIsNotCleared) {
  EXPECT_EQ(obstacles(desired("/d", {{"content", text("x")}, {"recursive", Value::boolean(true)}})), named_);
  EXPECT_EQ(obstacles(desired("/d", {{"target", text("x")}, {"recursive", Value::boolean(true)}})), named_);
}

TEST_F(MountTest, APurgeNamesIt) {
  EXPECT_EQ(obstacles(desired("/d", {{"state", text("directory")}, {"purge", Value::boolean(true)}})), named_);
  EXPECT_EQ(obstacles(desired("/d/s", {{"state", text("directory")}, {"purge", Value::boolean(true)}})), named_);
}

TEST_F(MountTest, APurgeKeepsWhatAnotherResourceNames) {
  file::Desired purge = desired("/d", {{"state", text("directory")}, {"purge", Value::boolean(true)}});
  purge.keep = {"/d/s/mounted"};
  EXPECT_EQ(obstacles(purge), std::vector<std::string>{});
  ASSERT_TRUE(converge(purge));
  EXPECT_EQ(get("/d/s/mounted/precious"), "x");
  EXPECT_FALSE(std::filesystem::exists(real("/d/a")));
}

TEST_F(MountTest, AFileThatIsMountedOnIsNamedAsWell) {
  put("/d/bound", "b");
  ASSERT_EQ(::mount(real("/other").c_str(), real("/d/bound").c_str(), nullptr, MS_BIND, nullptr), 0);
  const auto found = obstacles(desired("/d", {{"state", text("absent")}, {"recursive", Value::boolean(true)}}));
  ::umount(real("/d/bound").c_str());
  EXPECT_EQ(found, (std::vector<std::string>{"/d/bound is a mount point", "/d/s/mounted is a mount point"}));
}

long peak_memory_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

/// Gives a number of zeros without holding them.
class Zeros final : public ContentSource {
 public:
  explicit Zeros(std::uint64_t size) : size_(size) {}
  Result<std::unique_ptr<ContentReader>> open(const ContentRef&) const override {
    return std::unique_ptr<ContentReader>(std::make_unique<Reader>(size_));
  }

 private:
  class Reader final : public ContentReader {
   public:
    explicit Reader(std::uint64_t left) : left_(left) {}
    Result<std::size_t> read(std::span<char> buffer) override {
      const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer.size()));
      std::fill_n(buffer.begin(), count, '\0');
      left_ -= count;
      return count;
    }

   private:
    std::uint64_t left_;
  };
  std::uint64_t size_;
};

TEST_F(PosixWriteTest, AGigabyteIsReadInBoundedMemory) {
  constexpr std::uint64_t size = 1ULL << 30U;
  put("/large", "");
  ASSERT_EQ(::truncate(real("/large").c_str(), size), 0);
  const auto want = desired("/large", {{"content", text("small")}});
  const long before = peak_memory_kib();
  const auto actual = probe(want);
  ASSERT_TRUE(actual);
  EXPECT_EQ(actual->node.size, size);
  EXPECT_FALSE(actual->node.text);
  EXPECT_LT(peak_memory_kib() - before, 8 * 1024);
}

TEST_F(PosixWriteTest, ALargeContentIsWrittenInBoundedMemory) {
  constexpr std::uint64_t size = 64ULL << 20U;
  const Zeros zeros(size);
  Sha256 hasher;
  const std::string piece(1U << 20U, '\0');
  for (int i = 0; i < 64; ++i) hasher.update(piece);
  file::Desired want;
  want.path = "/large";
  want.content = ContentRef{hasher.finish(), size};
  FileKind kind(FilePorts{*files_, *accounts_, zeros, runner_, nullptr});
  const auto changes = plan(want);
  const std::span<const file::Change> work[] = {changes};
  const long before = peak_memory_kib();
  const auto applied = std::move(kind.apply(work, {}).front());
  ASSERT_TRUE(applied) << applied.error().text();
  EXPECT_LT(peak_memory_kib() - before, 8 * 1024);
  EXPECT_TRUE(plan(want).empty());
}

TEST_F(PosixWriteTest, ALongNameHasATemporaryOneToo) {
  const std::string path = "/" + std::string(255, 'n');
  expect_converges(desired(path, {{"content", text("x")}}));
  EXPECT_EQ(get(path), "x");
}

TEST_F(PosixWriteTest, AStoppedRunWritesNothing) {
  std::stop_source stop;
  stop.request_stop();
  const auto changes = plan(desired("/a", {{"content", text("x")}}));
  const std::span<const file::Change> work[] = {changes};
  const auto applied = std::move(kind_->apply(work, stop.get_token()).front());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::canceled);
  EXPECT_FALSE(exists("/a"));
}

}  // namespace
}  // namespace converge
