// SPDX-License-Identifier: MIT
#include "state/rooted_folder.h"

#include <gmock/gmock.h>

#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

struct RootedFolder : testing::Test {
  TemporaryFolder temporary;
  std::string root = temporary / "root";
  RootedFolder() { fs::create_directories(root); }
  [[nodiscard]] std::string find() const {
    const auto found = folder_in_root(root, "/var/lib/converge");
    return found ? *found : "error: " + found.error().text();
  }
};

TEST_F(RootedFolder, WhatIsMissingIsAppended) {
  EXPECT_EQ(find(), root + "/var/lib/converge");
  fs::create_directories(root + "/var/lib");
  EXPECT_EQ(find(), root + "/var/lib/converge");
  fs::create_directories(root + "/var/lib/converge");
  EXPECT_EQ(find(), root + "/var/lib/converge");
}

TEST_F(RootedFolder, LinksAreFollowedAsTheSystemInsideWould) {
  fs::create_directories(root + "/var");
  fs::create_directories(root + "/srv/lib");
  fs::create_symlink("/srv/lib", root + "/var/lib");
  EXPECT_EQ(find(), root + "/srv/lib/converge");
}

TEST_F(RootedFolder, NoLinkLeadsOut) {
  fs::create_directories(temporary / "outside");
  fs::create_directories(root + "/var");
  for (const std::string& target : {temporary / "outside", std::string("../../outside"), std::string("/proc/self/cwd")}) {
    fs::create_symlink(target, root + "/var/lib");
    EXPECT_THAT(find(), HasSubstr("error: ")) << target;
    EXPECT_THAT(find(), HasSubstr("neither a folder nor a link to one")) << target;
    fs::remove(root + "/var/lib");
  }
}

TEST_F(RootedFolder, AFileInTheWayIsNamed) {
  write_file(root + "/var", "");
  EXPECT_THAT(find(), HasSubstr("error: "));
  EXPECT_THAT(find(), HasSubstr("/var"));
}

TEST_F(RootedFolder, ARootThatIsNotThereIsNotFound) {
  EXPECT_EQ(folder_in_root(temporary / "none", "/var").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace converge
