// SPDX-License-Identifier: MIT
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

using Keys = std::vector<Key>;

TEST(CommandClaims, ProvidesAndObservesWhatItCreates) {
  const Claims claims = Command::claims(command(R"({"run":["make"],"creates":"/opt/x/done"})"));
  EXPECT_EQ(claims.provides, (Keys{{"path", "/opt/x/done"}}));
  EXPECT_EQ(claims.observes, (Keys{{"path", "/opt/x/done"}, {"below", "/opt/x"}, {"below", "/opt"}}));
  EXPECT_EQ(claims.needs, Keys{});
  EXPECT_EQ(claims.owns, Keys{});
  EXPECT_EQ(claims.sees, Reach::keys);
  EXPECT_EQ(claims.affects, Reach::machine);
}

TEST(CommandClaims, ObservesWhatItRemovesWithoutProvidingIt) {
  const Claims claims = Command::claims(command(R"({"run":["clean"],"removes":"/opt/old"})"));
  EXPECT_EQ(claims.provides, Keys{});
  EXPECT_EQ(claims.observes, (Keys{{"path", "/opt/old"}, {"below", "/opt"}}));
  EXPECT_EQ(claims.sees, Reach::keys);
}

TEST(CommandClaims, AProgramMaySeeAnything) {
  EXPECT_EQ(Command::claims(command(R"({"run":["a"],"unless":["b"]})")).sees, Reach::machine);
  EXPECT_EQ(Command::claims(command(R"({"run":["a"],"only_if":"b","creates":"/c"})")).sees, Reach::machine);
  EXPECT_EQ(Command::claims(command(R"({"run":["a"],"when_notified":true})")).sees, Reach::keys);
}

TEST(CommandClaims, NeedsItsProgramsAndItsFolderNearestFirst) {
  const Claims claims =
      Command::claims(command(R"({"run":["/opt/x/run","/etc/y"],"unless":["/opt/x/ask"],"cwd":"/srv/work"})"));
  EXPECT_EQ(claims.needs, (Keys{{"path", "/opt/x/run"},
                                {"path", "/opt/x"},
                                {"path", "/opt"},
                                {"path", "/opt/x/ask"},
                                {"path", "/srv/work"},
                                {"path", "/srv"}}));
}

TEST(CommandClaims, ReadsNothingOutOfAShellLine) {
  EXPECT_EQ(Command::claims(command(R"({"run":"/opt/x/run && true","creates":"/c"})")).needs, Keys{});
}

TEST(CommandClaims, DoesNotWaitForWhatItMakes) {
  const Claims claims = Command::claims(command(R"({"run":["/opt/x/install"],"creates":"/opt/x"})"));
  EXPECT_EQ(claims.needs, (Keys{{"path", "/opt/x/install"}, {"path", "/opt"}}));
}

}  // namespace
}  // namespace converge
