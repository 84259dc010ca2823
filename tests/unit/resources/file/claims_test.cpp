// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/yaml/document.h"
#include "resources/file/file_kind.h"
#include "tests/unit/resources/file/golden_values.h"

namespace converge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

Claims claims_of(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto want = FileKind::parse(compiled_attributes(parse_yaml(yaml, "f", diagnostics)), diagnostics);
  EXPECT_TRUE(want) << yaml;
  return want ? FileKind::claims(*want) : Claims{};
}

TEST(FileClaims, AFileNeedsItsFoldersNearestFirst) {
  const Claims claims = claims_of("{path: /etc/app/a.conf, content: x}");
  EXPECT_THAT(claims.needs, ElementsAre(Key{"path", "/etc/app"}, Key{"path", "/etc"}));
  EXPECT_THAT(claims.provides, ElementsAre(Key{"path", "/etc/app/a.conf"}));
  EXPECT_THAT(claims.owns, ElementsAre(Key{"file", "/etc/app/a.conf"}));
  EXPECT_EQ(claims.sees, Reach::own);
}

TEST(FileClaims, NamesOfOwnersAreNeededNumbersAreNot) {
  const Claims claims = claims_of("{path: /a, content: x, owner: app, group: \"50\"}");
  EXPECT_THAT(claims.needs, ElementsAre(Key{"user", "app"}));
}

TEST(FileClaims, AMergeOwnsItsKeysAndTheMetadataThatItNames) {
  const Claims claims = claims_of("{path: /d.json, merge: json, content: {a: {b: 1}}, absent: [/c], mode: \"0600\"}");
  EXPECT_THAT(claims.owns, ElementsAre(Key{"file-key", "/d.json#/a/b"}, Key{"file-key", "/d.json#/c"},
                                       Key{"file-key", "/d.json#mode"}));
  EXPECT_THAT(claims.shares, ElementsAre(Key{"file", "/d.json"}, Key{"file-key", "/d.json#/a"}))
      << "so that nobody owns them whole";
  EXPECT_THAT(claims.agrees, Contains(Agreement{{"file-key", "/d.json#/a"}, "a map"}));
}

TEST(FileClaims, ATreeOwnsItsFilesButSharesItsFolders) {
  const Claims claims = claims_of("{path: /t, source: [{path: s, type: directory}, {path: s/f, content: x}]}");
  EXPECT_THAT(claims.owns, ElementsAre(Key{"file", "/t/s/f"}));
  EXPECT_THAT(claims.shares, IsEmpty());
  EXPECT_THAT(claims.provides, Contains(Key{"path", "/t/s"}));
}

TEST(FileClaims, ATreeThatPurgesOwnsItsFolder) {
  EXPECT_THAT(claims_of("{path: /t, purge: true, source: [{path: f, content: x}]}").owns, Contains(Key{"file", "/t"}));
  EXPECT_THAT(claims_of("{path: /t, directory_mode: \"0700\", source: [{path: f, content: x}]}").owns,
              Contains(Key{"file", "/t"}));
}

TEST(FileClaims, ARemovalTakesAllBelowWithIt) {
  EXPECT_EQ(claims_of("{path: /t, state: absent}").removes, "/t");
  EXPECT_EQ(claims_of("{path: /t, state: directory}").removes, "");
}

TEST(FileClaims, NothingIsBelowAFileOrALink) {
  EXPECT_THAT(claims_of("{path: /a, content: x}").closes, ElementsAre("/a"));
  EXPECT_THAT(claims_of("{path: /a, merge: json, content: {k: 1}}").closes, ElementsAre("/a"));
  EXPECT_THAT(claims_of("{path: /a, target: b}").closes, ElementsAre("/a"));
  EXPECT_THAT(claims_of("{path: /a, state: directory}").closes, IsEmpty());
  EXPECT_THAT(claims_of("{path: /a, state: absent}").closes, IsEmpty());
  EXPECT_THAT(claims_of("{path: /t, source: [{path: s, type: directory}, {path: s/f, content: x}]}").closes,
              ElementsAre("/t/s/f"));
}

TEST(FileClaims, APurgeSweepsItsFolder) {
  EXPECT_EQ(claims_of("{path: /t, state: directory, purge: true}").sweeps, "/t");
  EXPECT_EQ(claims_of("{path: /t, state: directory}").sweeps, "");
}

TEST(FileClaims, ATreeWithMetadataSharesItsFolders) {
  const Claims claims = claims_of("{path: /t, owner: app, source: [{path: s, type: directory}]}");
  EXPECT_THAT(claims.shares, ElementsAre(Key{"file", "/t/s"}));
}

TEST(FileClaims, WhatIsBelowGoesBeforeItsFolder) {
  const Claims below = claims_of("{path: /a/b, state: absent}");
  const Claims above = claims_of("{path: /a, state: absent}");
  EXPECT_THAT(below.provides, Contains(Key{"emptied", "/a"}));
  EXPECT_THAT(above.needs, Contains(Key{"emptied", "/a"}));
  EXPECT_THAT(above.provides, Not(Contains(Key{"path", "/a"}))) << "what is absent is no folder to anybody";
}

TEST(FileClaims, WhatIsRemovedOrReplacedMovesAllBelowIt) {
  using namespace file;
  const Key path{"path", "/a"};
  const Key below{"below", "/a"};
  EXPECT_THAT(FileKind::moves({"/a", "", Remove{}}), ElementsAre(path, below));
  EXPECT_THAT(FileKind::moves({"/a", "", MakeLink{"/b", "absent", "", {}}}), ElementsAre(below));
  WriteContent write;
  write.before = "link to /b";
  EXPECT_THAT(FileKind::moves({"/a", "", write}), ElementsAre(below));
  write.before = "absent";
  EXPECT_THAT(FileKind::moves({"/a", "", write}), IsEmpty());
  EXPECT_THAT(FileKind::moves({"/a", "", MakeDirectory{}}), IsEmpty()) << "a new folder is empty";
}

TEST(FileClaims, TheRootNeedsNothing) { EXPECT_THAT(claims_of("{path: /, state: directory}").needs, IsEmpty()); }

}  // namespace
}  // namespace converge
