// SPDX-License-Identifier: MIT
#include "state/bundle.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <map>
#include <thread>

#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "tests/unit/state/contents.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;

class BundleTest : public ::testing::Test {
 protected:
  /// The bytes of a bundle.
  static std::string written(const MemoryContents& contents, const Value& header = Value::map(),
                             const std::string& catalog = "{\"catalog\":1}") {
    std::string bytes;
    const auto sink = [&bytes](std::string_view piece) -> Result<void> {
      bytes += piece;
      return {};
    };
    const auto done = write_bundle(sink, header, catalog, contents, contents.refs());
    EXPECT_TRUE(done) << done.error().text();
    return bytes;
  }

  /// Sends the bytes through a pipe.
  [[nodiscard]] Result<Bundle> read(const std::string& bytes, const BundleBounds& bounds = {}) const {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const Descriptor out(ends[0]);
    std::thread writer([&bytes, in = Descriptor(ends[1])] { (void)write_all(in.get(), bytes); });
    auto bundle = read_bundle(out.get(), temporary_.path(), bounds);
    std::array<char, 65536> rest{};  // lets a refused writer end
    for (auto count = read_some(out.get(), rest); count && *count > 0;) count = read_some(out.get(), rest);
    writer.join();
    return bundle;
  }

  [[nodiscard]] Error refused(const std::string& bytes, const BundleBounds& bounds = {}) const {
    const auto bundle = read(bytes, bounds);
    EXPECT_FALSE(bundle) << bytes.substr(0, 200);
    return bundle ? Error{} : bundle.error();
  }

  static std::string text_of(const Bundle& bundle, const ContentRef& ref) {
    return read_all(*bundle.contents, ref, 64 << 20).value_or("(not readable)");
  }

  TemporaryFolder temporary_;
};

TEST_F(BundleTest, CarriesHeaderCatalogAndContents) {
  MemoryContents contents;
  const ContentRef hello = contents.add("hello\n");
  const ContentRef empty = contents.add("");
  const ContentRef binary = contents.add(std::string("\0\n\xff", 3));
  Value header = Value::map();
  header.set("command", Value::string("apply"));
  const auto bundle = read(written(contents, header));
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ(bundle->header.find("command")->text(), "apply");
  EXPECT_EQ(bundle->catalog, "{\"catalog\":1}");
  EXPECT_EQ(text_of(*bundle, hello), "hello\n");
  EXPECT_EQ(text_of(*bundle, empty), "");
  EXPECT_EQ(text_of(*bundle, binary), std::string("\0\n\xff", 3));
  EXPECT_EQ(bundle->contents->open({sha256("other"), 5}).error().code, ErrorCode::not_found);
  EXPECT_EQ(bundle->rest, "");
}

TEST_F(BundleTest, StartsWithOneLineOfCanonicalJson) {
  MemoryContents contents;
  contents.add("x");
  const std::string bytes = written(contents, Value::map(), "{}");
  EXPECT_EQ(bytes, "{\"catalog_bytes\":2,\"catalog_sha256\":\"" + sha256("{}") + "\",\"contents\":[{\"sha256\":\"" +
                       sha256("x") + "\",\"size\":1}],\"converge\":\"bundle\",\"version\":1}\n{}x");
}

TEST_F(BundleTest, GivesBackWhatFollowsIt) {
  MemoryContents contents;
  contents.add("hello\n");
  const auto bundle = read(written(contents) + "{\"go\":true}\n");
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->rest, "{\"go\":true}\n");
}

TEST_F(BundleTest, WritesAContentOnce) {
  MemoryContents contents;
  const ContentRef ref = contents.add("hello\n");
  std::string bytes;
  const std::vector<ContentRef> twice = {ref, ref};
  ASSERT_TRUE(write_bundle([&](std::string_view piece) -> Result<void> { return bytes += piece, Result<void>(); },
                           Value::map(), "{}", contents, twice));
  EXPECT_TRUE(bytes.ends_with("}\n{}hello\n"));
}

TEST_F(BundleTest, LargeContentsGoThroughAFileWithoutAName) {
  MemoryContents contents;
  const std::string large(3 << 20, 'l');
  const ContentRef ref = contents.add(large);
  const auto bundle = read(written(contents));
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_TRUE(std::filesystem::is_empty(temporary_.path()));
  EXPECT_EQ(text_of(*bundle, ref), large);
}

TEST_F(BundleTest, SpoolsWhereTheFolderSays) {
  MemoryContents contents;
  contents.add(std::string(3 << 20, 'l'));
  std::filesystem::permissions(temporary_.path(), std::filesystem::perms::owner_all);
  const std::string bytes = written(contents);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const Descriptor out(ends[0]);
  { (void)write_all(ends[1], bytes.substr(0, 1000)); }
  ::close(ends[1]);
  const auto bundle = read_bundle(out.get(), temporary_ / "missing");
  ASSERT_FALSE(bundle);
  EXPECT_THAT(bundle.error().text(), HasSubstr(temporary_ / "missing"));
}

TEST_F(BundleTest, AContentThatIsNotAsPromisedStopsTheWriter) {
  MemoryContents contents;
  ContentRef ref = contents.add("hello\n");
  for (const std::uint64_t size : {5U, 7U}) {
    contents.promise(ref.sha256, size);
    const auto done =
        write_bundle([](std::string_view) { return Result<void>(); }, Value::map(), "{}", contents, contents.refs());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::conflict);
  }
}

TEST_F(BundleTest, TheBundlesOwnKeysCannotBeGiven) {
  Value header = Value::map();
  header.set("contents", Value::list());
  const auto done = write_bundle([](std::string_view) { return Result<void>(); }, header, "{}", MemoryContents(), {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::invalid);
}

TEST_F(BundleTest, EveryTruncationIsRefused) {
  MemoryContents contents;
  contents.add("hello\n");
  contents.add("world\n");
  const std::string bytes = written(contents);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_EQ(refused(bytes.substr(0, length)).code, ErrorCode::invalid) << length;
  }
}

TEST_F(BundleTest, EveryChangedByteOfCatalogAndContentsIsRefused) {
  MemoryContents contents;
  contents.add("hello\n");
  const std::string bytes = written(contents);
  for (std::size_t at = bytes.find('\n') + 1; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    const Error error = refused(damaged);
    EXPECT_EQ(error.code, ErrorCode::invalid) << at;
    EXPECT_THAT(error.text(), HasSubstr("damaged bundle")) << at;
  }
}

TEST_F(BundleTest, AnotherVersionIsNamed) {
  std::string bytes = written(MemoryContents());
  bytes.replace(bytes.find("\"version\":1"), 11, "\"version\":9");
  const Error error = refused(bytes);
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_THAT(error.text(), HasSubstr("version 9"));
}

struct Hostile {
  const char* name;
  std::string line;
  std::string says;
};

class HostileBundleTest : public BundleTest, public ::testing::WithParamInterface<Hostile> {};

TEST_P(HostileBundleTest, IsRefused) {
  const Error error = refused(GetParam().line + "\n{}");
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_THAT(error.text(), HasSubstr(GetParam().says));
}

std::string hostile_line(const std::string& catalog_bytes, const std::string& contents) {
  return R"({"converge":"bundle","version":1,"catalog_sha256":")" + sha256("{}") + R"(","catalog_bytes":)" +
         catalog_bytes + R"(,"contents":)" + contents + "}";
}
const std::string item = R"({"sha256":")" + sha256("x") + R"(","size":1})";

INSTANTIATE_TEST_SUITE_P(
    Lines, HostileBundleTest,
    ::testing::Values(Hostile{"NotJson", "hello", "first line"}, Hostile{"Empty", "", "first line"},
                      Hostile{"List", "[]", "not a bundle"},
                      Hostile{"NotABundle", R"({"converge":"catalog"})", "not a bundle"},
                      Hostile{"NoVersion", R"({"converge":"bundle"})", "version"},
                      Hostile{"HugeCatalog", hostile_line("9223372036854775807", "[]"), "catalog_bytes"},
                      Hostile{"NegativeCatalog", hostile_line("-1", "[]"), "catalog_bytes"},
                      Hostile{"TextCatalog", hostile_line("\"2\"", "[]"), "catalog_bytes"},
                      Hostile{"NoList", hostile_line("2", "{}"), "contents"},
                      Hostile{"ItemNoMap", hostile_line("2", "[1]"), "contents"},
                      Hostile{"BadDigest", hostile_line("2", R"([{"sha256":"../../x","size":1}])"), "sha256"},
                      Hostile{"HugeContent",
                              hostile_line("2", R"([{"sha256":")" + sha256("x") + R"(","size":99999999999999}])"),
                              "size"},
                      Hostile{"NoSize", hostile_line("2", R"([{"sha256":")" + sha256("x") + R"("}])"), "size"},
                      Hostile{"Twice", hostile_line("2", "[" + item + "," + item + "]"), "twice"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(BundleTest, ContentsAreBoundedTogether) {
  MemoryContents contents;
  contents.add(std::string(600, 'a'));
  contents.add(std::string(600, 'b'));
  BundleBounds bounds;
  bounds.contents = 1000;
  EXPECT_EQ(refused(written(contents), bounds).code, ErrorCode::invalid);
  bounds.contents = 1200;
  EXPECT_TRUE(read(written(contents), bounds));
}

TEST_F(BundleTest, AFirstLineWithoutEndIsGivenUp) {
  BundleBounds bounds;
  bounds.header = 100'000;
  EXPECT_THAT(refused(std::string(1 << 20, '{'), bounds).text(), HasSubstr("does not end"));
}

TEST_F(BundleTest, IsReadFromAFileInPlace) {
  MemoryContents contents;
  const ContentRef ref = contents.add("hello\n");
  const std::string path = temporary_ / "bundle";
  write_file(path, written(contents) + "tail");
  const auto open = [&path] { return std::make_shared<const Descriptor>(open_descriptor(path, O_RDONLY).value()); };
  const auto bundle = read_bundle_file(open(), path);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ(bundle->rest, "tail");
  EXPECT_EQ(text_of(*bundle, ref), "hello\n");

  std::string damaged = written(contents);
  damaged.back() = '!';
  write_file(path, damaged);
  const auto noticed = read_bundle_file(open(), path);
  ASSERT_TRUE(noticed);
  EXPECT_EQ(read_all(*noticed->contents, ref, 100).error().code, ErrorCode::invalid);

  write_file(path, written(contents).substr(0, damaged.size() - 1));
  EXPECT_THAT(read_bundle_file(open(), path).error().text(), HasSubstr("cut short"));
  write_file(path, written(contents) + std::string(5000, 'x'));
  EXPECT_THAT(read_bundle_file(open(), path).error().text(), HasSubstr("goes on"));
}

}  // namespace
}  // namespace converge
