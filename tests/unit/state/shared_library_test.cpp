// SPDX-License-Identifier: MIT
#include "state/shared_library.h"

#include <gmock/gmock.h>
#include <link.h>

#include <string>
#include <vector>

namespace converge {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SharedLibrary, AMissingLibraryNamesItsPackage) {
  const auto library = SharedLibrary::load({"libnowhere.so.1", "libnowhere.so.2"}, "libnowhere1");
  ASSERT_FALSE(library);
  EXPECT_EQ(library.error().code, ErrorCode::unsupported);
  EXPECT_THAT(library.error().text(), AllOf(HasSubstr("libnowhere.so.1"), HasSubstr("package libnowhere1")));
}

TEST(SharedLibrary, TakesTheFirstThatThereIs) {
  auto library = SharedLibrary::load({"libnowhere.so.1", "libm.so.6"}, "libc6");
  ASSERT_TRUE(library) << library.error().text();
  double (*cosine)(double) = nullptr;
  library->bind(cosine, "cos");
  ASSERT_NE(cosine, nullptr);
  EXPECT_EQ(cosine(0.0), 1.0);
  EXPECT_EQ(library->missing(), "");
}

TEST(SharedLibrary, RemembersTheFirstMissingFunction) {
  auto library = SharedLibrary::load({"libm.so.6"}, "libc6");
  ASSERT_TRUE(library);
  void (*nothing)() = nullptr;
  library->bind(nothing, "no_such_function").bind(nothing, "nor_this_one");
  EXPECT_EQ(nothing, nullptr);
  EXPECT_EQ(library->missing(), "no_such_function");
}

/// The names of the libraries that this program is linked with.
std::vector<std::string> linked_libraries() {
  const char* strings = nullptr;
  for (const ElfW(Dyn)* entry = _DYNAMIC; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_STRTAB) strings = reinterpret_cast<const char*>(entry->d_un.d_ptr);
  }
  std::vector<std::string> names;
  for (const ElfW(Dyn)* entry = _DYNAMIC; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_NEEDED) names.emplace_back(strings + entry->d_un.d_val);
  }
  return names;
}

TEST(SharedLibrary, NeitherCurlNorGitIsLinked) {
  const std::vector<std::string> names = linked_libraries();
  EXPECT_THAT(names, Contains(HasSubstr("libc.so")));
  EXPECT_THAT(names, Not(Contains(HasSubstr("curl"))));
  EXPECT_THAT(names, Not(Contains(HasSubstr("git2"))));
}

}  // namespace
}  // namespace converge
