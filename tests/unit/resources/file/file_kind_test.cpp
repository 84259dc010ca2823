// SPDX-License-Identifier: MIT
// The kind on a fake machine: batches, faults at every step, forecasts.
#include <gtest/gtest.h>

#include <cerrno>

#include "engine/core/json.h"
#include "resources/file/file_kind.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_process_runner.h"
#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

class FileKindTest : public testing::Test {
 protected:
  file::Desired want(const std::string& path, Pairs pairs) {
    Value attributes = attributes_of(pairs);
    attributes.set("path", text(path));
    const Value* content = attributes.find("content");
    if (content != nullptr && content->is_string()) contents_.add(content->text());
    Diagnostics diagnostics;
    auto parsed = FileKind::parse(attributes, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) ADD_FAILURE() << diagnostic.message;
    return parsed.value_or(file::Desired{});
  }
  void load(const std::string& json) { files_.load(*parse_json(json)); }
  std::string saved() { return to_json(files_.save()); }

  std::vector<Result<file::Actual>> probe(const std::vector<file::Desired>& wants) {
    std::vector<const file::Desired*> pointers;
    for (const file::Desired& one : wants) pointers.push_back(&one);
    return kind_.probe(pointers, {});
  }
  /// Plans all, then applies all as one batch.
  std::vector<Result<Applied>> converge(const std::vector<file::Desired>& wants) {
    const auto actuals = probe(wants);
    std::vector<std::vector<file::Change>> changes(wants.size());
    std::vector<std::span<const file::Change>> work;
    for (std::size_t i = 0; i < wants.size(); ++i) {
      if (actuals[i]) changes[i] = FileKind::diff(wants[i], *actuals[i], Refresh::no);
      work.emplace_back(changes[i]);
    }
    return kind_.apply(work, {});
  }
  std::string forecast(const file::Desired& one) {
    const auto changes = FileKind::diff(one, *probe({one}).front(), Refresh::no);
    const std::span<const file::Change> work[] = {changes};
    return kind_.forecast(work, {}).front()->text_diff;
  }

  FakeFileSystem files_;
  FakeAccounts accounts_;
  MemoryContents contents_;
  FakeProcessRunner runner_;
  FileKind kind_{FilePorts{files_, accounts_, contents_, runner_, &contents_}};
};

TEST_F(FileKindTest, AWholeMachineBeforeAndAfter) {
  load(R"({"/etc/motd": {"content": "old", "mode": "0600", "uid": 1},
           "/etc/gone": {"content": "x"}, "/srv/link": {"target": "old"}})");
  const auto applied =
      converge({want("/etc/motd", {{"content", text("new")}, {"owner", text("alice")}}),
                want("/etc/gone", {{"state", text("absent")}}), want("/srv/link", {{"target", text("new")}}),
                want("/srv/data", {{"state", text("directory")}, {"group", text("staff")}})});
  for (const auto& one : applied) EXPECT_TRUE(one) << one.error().text();
  EXPECT_EQ(saved(),
            to_json(*parse_json(
                R"({"/etc": {"type": "directory"}, "/etc/motd": {"content": "new", "mode": "0600", "uid": 1000},
                             "/srv": {"type": "directory"}, "/srv/data": {"type": "directory", "gid": 50},
                             "/srv/link": {"target": "new"}})")));
}

TEST_F(FileKindTest, OneFailureOfABatchIsItsOwn) {
  const auto applied = converge({want("/a", {{"content", text("1")}}), want("/no/b", {{"content", text("2")}}),
                                 want("/c", {{"content", text("3")}, {"owner", text("nobody-yet")}}),
                                 want("/d", {{"content", text("4")}})});
  EXPECT_TRUE(applied[0]);
  EXPECT_FALSE(applied[1]);
  EXPECT_FALSE(applied[2]);
  EXPECT_TRUE(applied[3]);
  EXPECT_EQ(saved(), R"({"/a":{"content":"1"},"/d":{"content":"4"}})");
}

/// Whatever operation fails, no file is torn, no leftover stays, and the next run converges.
TEST_F(FileKindTest, AFaultAtEveryOperation) {
  const std::string before = R"({"/d/a": {"content": "old"}, "/d/x/y": {"content": "deep"}})";
  const std::vector<file::Desired> wants = {
      want("/d/a", {{"content", text("new")}, {"mode", text("0600")}}), want("/d/b", {{"content", text("b")}}),
      want("/d/l", {{"target", text("a")}}), want("/d/sub", {{"state", text("directory")}}),
      want("/d/x", {{"state", text("absent")}, {"recursive", Value::boolean(true)}})};
  load(before);
  const std::size_t started = files_.operations();
  converge(wants);
  const std::string converged = saved();
  const std::size_t total = files_.operations() - started;
  ASSERT_GT(total, 10U);
  for (std::size_t k = 1; k <= total; ++k) {
    load(before);
    files_.fail_operation(k, EIO);
    converge(wants);
    const std::string content = files_.get("/d/a")->content;
    EXPECT_TRUE(content == "old" || content == "new") << "torn at operation " << k;
    EXPECT_FALSE(files_.get("/d/.a.converge-tmp")) << "leftover at operation " << k;
    for (const auto& one : converge(wants)) EXPECT_TRUE(one) << "operation " << k << ": " << one.error().text();
    EXPECT_EQ(saved(), converged) << "operation " << k;
  }
}

TEST_F(FileKindTest, AFaultIsReported) {
  load(R"({"/a": {"content": "x"}})");
  files_.fail_operation(1, EACCES);
  const auto actual = std::move(probe({want("/a", {{"content", text("x")}})}).front());
  ASSERT_FALSE(actual);
  EXPECT_EQ(actual.error().code, ErrorCode::denied);
  EXPECT_NE(actual.error().text().find("reading /a"), std::string::npos);
}

TEST_F(FileKindTest, AnAccountDatabaseThatCannotBeReadIsAnError) {
  accounts_.error = Error{ErrorCode::io, "the directory service is down", {}};
  load(R"({"/a": {"content": "x"}, "/b": {"content": "x"}})");
  const auto actuals = probe({want("/a", {{"owner", text("alice")}}), want("/b", {{"mode", text("0644")}})});
  EXPECT_FALSE(actuals[0]);
  EXPECT_TRUE(actuals[1]) << "who manages no owner does not ask";
}

TEST_F(FileKindTest, TwoNamesOfOneIdAreTheSame) {
  accounts_.users["toor"] = 0;
  load(R"({"/a": {"content": "x"}})");
  const auto one = want("/a", {{"owner", text("toor")}});
  EXPECT_TRUE(FileKind::diff(one, *probe({one}).front(), Refresh::no).empty());
}

TEST_F(FileKindTest, SeesWhatAnApplyWouldStumbleOver) {
  load(R"({"/full/x": {"content": "x"}, "/full/d/y": {"content": "y"}, "/file": {"content": "f"},
           "/empty": {"type": "directory"}, "/loose": {"target": "nowhere"}})");
  const auto words = [&](const file::Desired& one) {
    std::string all;
    for (const Obstacle& each : FileKind::obstacles(one, *probe({one}).front())) {
      all += each.error.message + " |";
      for (const Key& key : each.clears) all += " " + key.text();
      all += "\n";
    }
    if (all.empty()) return all;
    const auto applied = std::move(converge({one}).front());
    EXPECT_FALSE(applied) << "an apply fails";
    if (!applied) {
      EXPECT_EQ(all.find(applied.error().message), 0U) << all;
    }
    return all;
  };
  const std::string full = "the folder /full is not empty; add `recursive: true` to remove all of it | path /full/";
  EXPECT_EQ(words(want("/full", {{"state", text("absent")}})), full + "d\n" + full + "x\n");
  EXPECT_EQ(words(want("/full", {{"content", text("c")}})), full + "d\n" + full + "x\n");
  EXPECT_EQ(words(want("/full", {{"target", text("t")}})), full + "d\n" + full + "x\n");
  EXPECT_EQ(
      words(want("/no/deep/x", {{"content", text("c")}})),
      "the folder /no/deep is not there; add a resource `file: /no/deep` with `state: directory` | path /no/deep\n");
  EXPECT_EQ(words(want("/file/x", {{"content", text("c")}})),
            "/file is a file, so /file/x cannot be there | path /file\n");
  EXPECT_EQ(words(want("/loose/x", {{"content", text("c")}})),
            "/loose is a link to /nowhere, where nothing is; correct the link, or add a resource `file: /nowhere` with "
            "`state: directory` | path /loose path /nowhere\n");
  EXPECT_EQ(words(want("/no/x", {{"state", text("absent")}})), "");
  EXPECT_EQ(words(want("/empty", {{"state", text("absent")}})), "");
  EXPECT_EQ(words(want("/full", {{"state", text("absent")}, {"recursive", Value::boolean(true)}})), "");
}

TEST_F(FileKindTest, PathsThatMeetBehindALinkClash) {
  load(R"({"/usr/lib/app/conf": {"content": "x"}, "/lib": {"target": "usr/lib"}, "/abs": {"target": "/usr"}})");
  const auto clashes = [&](const std::vector<file::Desired>& wants) {
    std::vector<const file::Desired*> pointers;
    for (const file::Desired& one : wants) pointers.push_back(&one);
    return kind_.clashes(pointers, {});
  };
  const auto purge = want("/usr/lib/app", {{"state", text("directory")}, {"purge", Value::boolean(true)}});
  const auto conf = want("/lib/app/conf", {{"content", text("x")}});
  const auto below = clashes({purge, want("/etc/x", {{"content", text("x")}}), conf});
  ASSERT_EQ(below.size(), 3U);
  ASSERT_TRUE(below[0]);
  EXPECT_EQ(below[0]->other, 2U);
  const std::string way = "/lib/app/conf leads through the link /lib to /usr/lib/app/conf, so ";
  EXPECT_EQ(below[0]->words, way + "/usr/lib/app would hold /lib/app/conf of");
  EXPECT_FALSE(below[1]);
  ASSERT_TRUE(below[2]);
  EXPECT_EQ(below[2]->other, 0U);
  EXPECT_EQ(below[2]->words, way + "/lib/app/conf would be in /usr/lib/app of");
  const auto same = clashes({conf, want("/abs/lib/app/conf", {{"content", text("x")}})});
  ASSERT_EQ(same.size(), 2U);
  EXPECT_EQ(same[1]->words, "/abs/lib/app/conf leads through the link /abs to /usr/lib/app/conf, which is managed by");
  EXPECT_TRUE(clashes({purge, want("/usr/lib/app/conf", {{"content", text("x")}})}).empty()) << "no link, no clash";
  for (const auto& none : clashes({want("/lib/a", {{"content", text("x")}}), want("/lib/b", {{"content", text("x")}})}))
    EXPECT_FALSE(none) << "a link alone is none";
  // What is not there yet is found by where it would be.
  EXPECT_TRUE(
      clashes({want("/lib/new/a", {{"content", text("x")}}), want("/usr/lib/new/a", {{"content", text("y")}})})[0]);
}

TEST_F(FileKindTest, WithoutContentALinkOrDirectoryIsLeftAlone) {
  load(R"({"/link": {"target": "x"}, "/dir": {"type": "directory"}, "/fifo": {"type": "fifo"}})");
  const auto actuals = probe({want("/link", {{"mode", text("0600")}}), want("/dir", {{"mode", text("0600")}}),
                              want("/fifo", {{"mode", text("0600")}})});
  ASSERT_FALSE(actuals[0]);
  EXPECT_NE(actuals[0].error().message.find("is a link to x"), std::string::npos);
  ASSERT_FALSE(actuals[1]);
  EXPECT_NE(actuals[1].error().message.find("state: directory"), std::string::npos);
  EXPECT_TRUE(actuals[2]);
}

TEST_F(FileKindTest, ForecastsAUnifiedDiff) {
  load(R"({"/a": {"content": "one\ntwo\n"}})");
  EXPECT_EQ(forecast(want("/a", {{"content", text("one\n2\n")}})), "--- /a\n+++ /a\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
  EXPECT_EQ(forecast(want("/b", {{"content", text("new\n")}})), "--- /dev/null\n+++ /b\n@@ -0,0 +1 @@\n+new\n");
}

TEST_F(FileKindTest, ForecastsInWordsWhatIsNoText) {
  files_.put("/a", {file::NodeType::regular, 0644, 0, 0, std::string("\0ELF", 4), ""});
  EXPECT_EQ(forecast(want("/a", {{"content", text("x")}})), "Binary or large content of /a differs\n");
  EXPECT_EQ(forecast(want("/b", {{"content", text(std::string("\0x", 2))}})), "Binary content of /b differs\n");
  EXPECT_EQ(forecast(want("/b", {{"content", text(std::string(300 * 1024, 'x'))}})),
            "The new content of /b is too large to show\n");
  file::Desired download;
  download.path = "/c";
  download.content = ContentRef{std::string(64, 'a'), 0};
  EXPECT_EQ(forecast(download), "The new content of /c is fetched when it is applied\n");
}

TEST_F(FileKindTest, ForecastsNothingOfASecret) {
  load(R"({"/key": {"content": "old"}})");
  Value secret = text("new");
  secret.set_sensitivity(Sensitivity::secret);
  const auto one = want("/key", {{"content", secret}, {"mode", text("0600")}});
  EXPECT_EQ(forecast(one), "The content of /key is secret\n");
  const auto actual = std::move(*probe({one}).front());
  EXPECT_FALSE(actual.node.text) << "the old text is not even read into memory";
  for (const Observation& row : FileKind::observe(one, actual)) {
    EXPECT_EQ(row.value.find(actual.node.sha256), std::string::npos);
  }
}

TEST_F(FileKindTest, ForecastsNothingOfWhatWasASecretOrStandsBesideOne) {
  load(R"({"/key": {"content": "old"}, "/shared": {"content": "password\n"}})");
  EXPECT_EQ(forecast(want("/key", {{"content", text("new")}, {"$veil", text("former")}})), "What /key holds now is secret\n");
  EXPECT_EQ(forecast(want("/shared", {{"merge", text("lines")}, {"content", text("open\n")}, {"$veil", text("others")}})),
            "The content of /shared is secret\n");
}

TEST_F(FileKindTest, MeetsTheContractOfKinds) {
  static_assert(ResourceKind<FileKind>);
  const auto kind = erase(FileKind(kind_));
  EXPECT_EQ(kind->schema().kind, "file");
  EXPECT_EQ(kind->law(), KindLaw::state);
}

}  // namespace
}  // namespace converge
