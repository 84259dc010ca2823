// SPDX-License-Identifier: MIT
#include "engine/plan/bound_catalog.h"

#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

TEST(BindCatalog, finds_kinds_wants_and_order) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  planning.builder.edge(b, a);
  const auto bound = bind_catalog(planning.builder.catalog(), "sha", planning.kinds);
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->order, (std::vector<std::uint32_t>{b, a}));
  EXPECT_EQ(bound->incoming[a].size(), 1U);
  EXPECT_EQ(bound->kinds[a], planning.kinds.find("thing"));
}

TEST(BindCatalog, refuses_a_kind_that_it_does_not_know) {
  Planning planning;
  planning.builder.add("gadget", "a");
  const auto bound = bind_catalog(planning.builder.catalog(), "sha", planning.kinds);
  ASSERT_FALSE(bound);
  EXPECT_EQ(bound.error().code, ErrorCode::unsupported);
  EXPECT_NE(bound.error().text().find("gadget"), std::string::npos);
}

TEST(BindCatalog, refuses_attributes_that_the_kind_refuses) {
  Planning planning;
  planning.thing("a", "refused");
  const auto bound = bind_catalog(planning.builder.catalog(), "sha", planning.kinds);
  ASSERT_FALSE(bound);
  EXPECT_EQ(bound.error().code, ErrorCode::invalid);
}

TEST(BindCatalog, refuses_a_cycle) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  planning.builder.edge(a, b).edge(b, a);
  EXPECT_FALSE(bind_catalog(planning.builder.catalog(), "sha", planning.kinds));
}

TEST(ProbeNodes, answers_each_in_its_place_over_several_kinds) {
  Planning planning;
  planning.thing("a");
  planning.builder.add("act", "go", {{"unless", "m"}});
  planning.thing("b");
  planning.machine.scripts["b"].probe_error = Error{ErrorCode::denied, "no", {}};
  const auto bound = bind_catalog(planning.builder.catalog(), "sha", planning.kinds);
  const auto answers = probe_nodes(*bound, {2, 1, 0}, {});
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].error().code, ErrorCode::denied);
  EXPECT_TRUE(answers[1]);
  EXPECT_TRUE(answers[2]);
}

TEST(ProbeNodes, nothing_asked_is_nothing_answered) {
  Planning planning;
  const auto bound = bind_catalog(planning.builder.catalog(), "sha", planning.kinds);
  EXPECT_TRUE(probe_nodes(*bound, {}, {}).empty());
}

TEST(DesiredFingerprint, depends_on_the_attributes_only) {
  Planning planning;
  const auto a = planning.thing("a");
  Resource resource = planning.builder.catalog().resources[a];
  const std::string before = desired_fingerprint(resource, "key");
  resource.label = "another";
  resource.notify.push_back({0, Refresh::reload});
  EXPECT_EQ(desired_fingerprint(resource, "key"), before);
  resource.attributes.set("value", Value::string("off"));
  EXPECT_NE(desired_fingerprint(resource, "key"), before);
}

TEST(DesiredFingerprint, of_a_secret_depends_on_the_host_s_key) {
  Planning planning;
  const auto a = planning.thing("a");
  Resource resource = planning.builder.catalog().resources[a];
  EXPECT_EQ(desired_fingerprint(resource, "key"), desired_fingerprint(resource, "other"));
  resource.attributes.find("value")->set_sensitivity(Sensitivity::secret);
  const std::string ours = desired_fingerprint(resource, "key");
  EXPECT_NE(ours, desired_fingerprint(resource, "other"));
  EXPECT_EQ(ours, desired_fingerprint(resource, "key"));
}

TEST(DesiredFingerprint, of_a_secret_says_so_and_where_it_is) {
  Planning planning;
  Resource resource = planning.builder.catalog().resources[planning.thing("a")];
  EXPECT_FALSE(is_of_secret(desired_fingerprint(resource, "key")));
  EXPECT_EQ(secret_path(desired_fingerprint(resource, "key")), "");
  resource.attributes.find("value")->set_sensitivity(Sensitivity::secret);
  EXPECT_TRUE(is_of_secret(desired_fingerprint(resource, "key")));
  EXPECT_EQ(secret_path(desired_fingerprint(resource, "key")), "");
  resource.attributes.set("path", Value::string("/etc/a b"));
  EXPECT_EQ(secret_path(desired_fingerprint(resource, "key")), "/etc/a b");
}

}  // namespace
}  // namespace converge
