// SPDX-License-Identifier: MIT
// Which unit a path defines, and that the file comes before it.
#include "resources/file/unit_claims.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "resources/file/file_kind.h"

namespace converge {
namespace {

TEST(UnitClaims, paths_and_the_units_that_they_define) {
  const std::pair<const char*, const char*> cases[] = {
      {"/etc/systemd/system/app.service", "app.service"},
      {"/usr/lib/systemd/system/app@.service", "app@.service"},
      {"/lib/systemd/system/app@one.service", "app@one.service"},
      {"/run/systemd/system/app.timer", "app.timer"},
      {"/usr/local/lib/systemd/system/a.b.socket", "a.b.socket"},
      {"/etc/systemd/system/app.service.d/limits.conf", "app.service"},
      {"/etc/systemd/system/app-.service.d/limits.conf", "app-.service"},
      {"/etc/systemd/system/service.d/limits.conf", "service"},
      {"/etc/systemd/system/app.service.d/limits.txt", ""},
      {"/etc/systemd/system/app.service.d/sub/limits.conf", ""},
      {"/etc/systemd/system/multi-user.target.wants/app.service", ""},
      {"/etc/systemd/system/README", ""},
      {"/etc/systemd/system/service", ""},
      {"/etc/systemd/system/.service", ""},
      {"/etc/systemd/system.conf", ""},
      {"/etc/systemd/user/app.service", ""},
      {"/etc/app.service", ""},
  };
  for (const auto& [path, unit] : cases) EXPECT_EQ(file::unit_defined_by(path), unit) << path;
}

bool provides(const Claims& claims, const std::string& unit) {
  return std::ranges::find(claims.provides, Key{"unit file", unit}) != claims.provides.end();
}

TEST(UnitClaims, a_file_that_defines_a_unit_provides_it_also_where_it_goes) {
  file::Desired want;
  want.path = "/etc/systemd/system/app.service.d/limits.conf";
  EXPECT_TRUE(provides(FileKind::claims(want), "app.service"));
  want.state = file::State::absent;
  EXPECT_TRUE(provides(FileKind::claims(want), "app.service"));
}

TEST(UnitClaims, a_folder_of_unit_files_provides_each) {
  file::Desired want;
  want.path = "/etc/systemd/system";
  want.state = file::State::directory;
  want.tree = std::vector<file::TreeEntry>(2);
  (*want.tree)[0].path = "app.service.d";
  (*want.tree)[0].type = file::NodeType::directory;
  (*want.tree)[1].path = "app.service.d/limits.conf";
  EXPECT_TRUE(provides(FileKind::claims(want), "app.service"));
}

}  // namespace
}  // namespace converge
