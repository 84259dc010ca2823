// SPDX-License-Identifier: MIT
#include "state/plan_file.h"

#include <gmock/gmock.h>

#include "engine/core/hash.h"
#include "tests/unit/state/contents.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;

Resource resource(const std::string& title) {
  Resource resource;
  resource.id = {"file", title};
  resource.label = "label of " + title;
  resource.attributes = Value::map();
  resource.attributes.set("path", Value::string(title));
  resource.origin = parse_span("site.yaml:4:7");
  return resource;
}

PlannedResource planned_change() {
  PlannedResource planned;
  planned.decision = Decision::change;
  planned.reasons = {Reason::drift, Reason::refresh};
  planned.steps = {{{"mode", "0600", "0644", Sensitivity::open}, Disruption::none},
                   {{"password", "old secret", "new secret", Sensitivity::secret}, Disruption::restart}};
  planned.refresh = Refresh::reload;
  planned.fingerprint = sha256("state");
  planned.diffs = {"--- a\n+++ b\n"};
  return planned;
}

PlannedResource planned_unknown() {
  PlannedResource planned;
  planned.decision = Decision::unknown;
  planned.cause = "file[/a]";
  planned.error = Error{ErrorCode::denied, "no", {"reading /b"}};
  return planned;
}

class PlanFileTest : public ::testing::Test {
 protected:
  SavedHost host(const std::string& name) {
    SavedHost host;
    host.catalog.host = name;
    host.catalog.owner = "/srv/site";
    host.catalog.revision = "1a2b3c";
    host.catalog.resources = {resource("/a"), resource("/b")};
    host.catalog.edges = {{0, 1, EdgeType::hard, "requires"}};
    host.catalog.contents = {{contents_.add("hello from " + name + "\n"), ""},
                             {{sha256("far away"), 8}, "https://example.org/far"}};
    host.plan.host = name;
    host.plan.catalog_sha256 = sha256(to_json(host.catalog));
    host.plan.resources = {planned_change(), planned_unknown()};
    host.plan.orphans = {{{"systemd", "gone.service"}, "file[/etc/gone]", "r1"}};
    return host;
  }
  [[nodiscard]] std::string path() const { return temporary_ / "site.plan"; }
  void write(const std::vector<SavedHost>& hosts) {
    const auto written = write_plan_file(path(), target_, hosts, "0.1.0", contents_);
    ASSERT_TRUE(written) << written.error().text();
  }
  PlanTarget target_{"/srv/image", "/srv/state", "0123456789abcdef0123456789abcdef"};
  MemoryContents contents_;
  TemporaryFolder temporary_;
};

TEST_F(PlanFileTest, GivesBackCatalogPlanAndContents) {
  const SavedHost one = host("gpu01");
  write({one, host("gpu02")});
  EXPECT_EQ(mode_of(path()), owner_only_file);
  const auto saved = read_plan_file(path());
  ASSERT_TRUE(saved) << saved.error().text();
  EXPECT_EQ(saved->tool, "0.1.0");
  EXPECT_EQ(saved->target, target_);
  EXPECT_GT(saved->created_ms, 1'700'000'000'000);
  ASSERT_EQ(saved->hosts.size(), 2U);
  const SavedHost& read = saved->hosts[0];
  EXPECT_EQ(to_json(read.catalog), to_json(one.catalog));
  EXPECT_EQ(read.plan.host, "gpu01");
  EXPECT_EQ(read.plan.catalog_sha256, one.plan.catalog_sha256);
  ASSERT_EQ(read.plan.orphans.size(), 1U);
  EXPECT_EQ(read.plan.orphans[0].resource, one.plan.orphans[0].resource);
  EXPECT_EQ(read_all(*saved->contents, one.catalog.contents[0].ref, 100).value(), "hello from gpu01\n");
  EXPECT_EQ(saved->contents->open(one.catalog.contents[1].ref).error().code, ErrorCode::not_found);
  EXPECT_EQ(saved->hosts[1].catalog.host, "gpu02");
}

TEST_F(PlanFileTest, GivesBackEachDecision) {
  write({host("gpu01")});
  const auto saved = read_plan_file(path()).value();
  const PlannedResource& change = saved.hosts[0].plan.resources[0];
  EXPECT_EQ(change.decision, Decision::change);
  EXPECT_EQ(change.reasons, planned_change().reasons);
  EXPECT_EQ(change.refresh, Refresh::reload);
  EXPECT_EQ(change.fingerprint, planned_change().fingerprint);
  ASSERT_EQ(change.steps.size(), 2U);
  EXPECT_EQ(change.steps[0], planned_change().steps[0]);
  EXPECT_EQ(change.steps[1].disruption, Disruption::restart);
  EXPECT_EQ(change.disruption(), Disruption::restart);
  const PlannedResource& unknown = saved.hosts[0].plan.resources[1];
  EXPECT_EQ(unknown.decision, Decision::unknown);
  EXPECT_EQ(unknown.cause, "file[/a]");
  EXPECT_EQ(unknown.error, planned_unknown().error);
}

TEST_F(PlanFileTest, SecretsAndDiffsStayBehind) {
  write({host("gpu01")});
  const std::string bytes = file_text(path());
  EXPECT_EQ(bytes.find("old secret"), std::string::npos);
  EXPECT_EQ(bytes.find("new secret"), std::string::npos);
  EXPECT_EQ(bytes.find("+++ b"), std::string::npos);
}

TEST_F(PlanFileTest, EveryChangedByteIsRefused) {
  write({host("gpu01")});
  const std::string bytes = file_text(path());
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_file(path(), damaged);
    const auto saved = read_plan_file(path());
    ASSERT_FALSE(saved) << at;
    EXPECT_EQ(saved.error().code, ErrorCode::invalid) << at;
  }
}

TEST_F(PlanFileTest, EveryTruncationIsRefused) {
  write({host("gpu01")});
  const std::string bytes = file_text(path());
  for (std::size_t length = 0; length < bytes.size(); length += 13) {
    write_file(path(), bytes.substr(0, length));
    const auto saved = read_plan_file(path());
    ASSERT_FALSE(saved) << length;
    EXPECT_THAT(saved.error().text(), HasSubstr(path()));
    EXPECT_THAT(saved.error().text(), HasSubstr("converge plan --out"));
  }
}

/// A file whose digest is right, so that only its contents can be wrong.
std::string sealed(const std::string& bytes) { return bytes + sha256(bytes) + "\n"; }

TEST_F(PlanFileTest, AnotherVersionIsNamed) {
  write({host("gpu01")});
  std::string bytes = file_text(path());
  bytes.resize(bytes.size() - 65);
  const std::size_t tool = bytes.find("\"tool\":\"0.1.0\",\"version\":1");
  ASSERT_NE(tool, std::string::npos);
  bytes.replace(tool, 26, "\"tool\":\"0.1.0\",\"version\":2");
  write_file(path(), sealed(bytes));
  const auto saved = read_plan_file(path());
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::unsupported);
  EXPECT_THAT(saved.error().text(), HasSubstr("version 2"));
}

TEST_F(PlanFileTest, ABundleWithoutAPlanIsRefused) {
  write_file(path(), sealed("{\"catalog_bytes\":0,\"catalog_sha256\":\"" + sha256("") +
                            "\",\"contents\":[],\"converge\":\"bundle\",\"version\":1}\n"));
  const auto saved = read_plan_file(path());
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().text(), HasSubstr("holds no plan"));
}

TEST_F(PlanFileTest, APlanThatDoesNotFitItsCatalogIsNotWritten) {
  SavedHost wrong = host("gpu01");
  wrong.plan.resources.pop_back();
  EXPECT_EQ(write_plan_file(path(), target_, std::span(&wrong, 1), "0.1.0", contents_).error().code, ErrorCode::conflict);
  EXPECT_TRUE(std::filesystem::is_empty(temporary_.path()));
}

TEST_F(PlanFileTest, AMissingContentLeavesTheOldFile) {
  write({host("gpu01")});
  const std::string before = file_text(path());
  SavedHost host2 = host("gpu02");
  host2.catalog.contents.push_back({{sha256("nowhere"), 7}, ""});
  const auto written = write_plan_file(path(), target_, std::span(&host2, 1), "0.1.0", contents_);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::not_found);
  EXPECT_THAT(written.error().text(), HasSubstr(path()));
  EXPECT_EQ(file_text(path()), before);
}

TEST_F(PlanFileTest, AFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(read_plan_file(path()).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace converge
