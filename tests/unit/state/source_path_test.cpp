// SPDX-License-Identifier: MIT
#include "state/source_path.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace converge {
namespace {

using ::testing::HasSubstr;

TEST(SourcePath, IsMadeCanonical) {
  EXPECT_EQ(source_path("").value(), "");
  EXPECT_EQ(source_path(".").value(), "");
  EXPECT_EQ(source_path("./a//b/./c/").value(), "a/b/c");
  EXPECT_EQ(source_path("a..b/..c").value(), "a..b/..c") << "dots within a name are fine";
}

TEST(SourcePath, NeverLeavesTheTop) {
  for (const std::string path : {"/etc/passwd", "..", "a/..", "a/../b", "./..", "../a", "a/b/../../.."}) {
    const auto clean = source_path(path);
    ASSERT_FALSE(clean) << path;
    EXPECT_EQ(clean.error().code, ErrorCode::denied) << path;
    EXPECT_THAT(clean.error().text(), HasSubstr("'" + path + "'"));
  }
  EXPECT_FALSE(source_path(std::string_view("a\0b", 3)));
}

TEST(SourcePath, NamesTheLastPart) {
  EXPECT_EQ(name_of("a/b"), "b");
  EXPECT_EQ(name_of("b"), "b");
  EXPECT_EQ(name_of(""), "");
}

class EndlessReader final : public ContentReader {
 public:
  Result<std::size_t> read(std::span<char> buffer) override {
    std::ranges::fill(buffer, 'x');
    return buffer.size();
  }
};

TEST(ReadSource, IsBounded) {
  EndlessReader reader;
  const auto text = read_source(reader, "big.bin");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::unsupported);
  EXPECT_THAT(text.error().text(), HasSubstr("big.bin"));
}

}  // namespace
}  // namespace converge
