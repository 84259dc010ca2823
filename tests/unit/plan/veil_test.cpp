// SPDX-License-Identifier: MIT
#include "engine/plan/veil.h"

#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

/// What the row of a thing shows in the place of what was found.
struct Veils {
  Planning planning;
  std::map<ResourceId, LastApplied> last;

  std::uint32_t thing(const std::string& name, CatalogBuilder::Attributes more, Sensitivity sensitivity = Sensitivity::open) {
    const std::uint32_t node = planning.builder.add("thing", name, more);
    Value& attributes = planning.builder.catalog().resources[node].attributes;
    attributes.set("value", Value::string("on"));
    attributes.find("value")->set_sensitivity(sensitivity);
    return node;
  }
  /// Converged once with a secret at a path.
  void remember_secret(const std::string& name, const std::string& path) {
    Resource resource;
    resource.attributes = Value::map();
    resource.attributes.set("value", Value::string("x"));
    resource.attributes.find("value")->set_sensitivity(Sensitivity::secret);
    resource.attributes.set("path", Value::string(path));
    last[{"thing", name}] = {desired_fingerprint(resource, "key"), "", "r0"};
  }
  void remember_open(const std::string& name) { last[{"thing", name}] = {sha256("x"), "", "r0"}; }

  [[nodiscard]] std::string seen(std::uint32_t node) {
    auto bound = bind_catalog(planning.builder.catalog(), "sha", planning.kinds);
    veil_former_secrets(*bound, last);
    const auto found = probe_nodes(*bound, {node}, {});
    const Kind& kind = *bound->kinds[node];
    return kind.describe(kind.diff(bound->wants[node], *found.front(), Refresh::no).front()).delta.before;
  }
};

TEST(Veil, lies_on_what_shares_a_file_with_a_secret) {
  Veils veils;
  const auto secret = veils.thing("secret", {{"shares", "[file /a, file-key /a#x]"}}, Sensitivity::secret);
  const auto other = veils.thing("other", {{"shares", "[file /a]"}});
  const auto elsewhere = veils.thing("elsewhere", {{"shares", "[file /b, path /a]"}});
  EXPECT_EQ(veils.seen(other), "veiled: others");
  EXPECT_EQ(veils.seen(elsewhere), "absent");
  EXPECT_EQ(veils.seen(secret), "absent");  // its own attributes say it
}

TEST(Veil, lies_on_what_was_secret_when_it_last_converged) {
  Veils veils;
  const auto open_now = veils.thing("a", {});
  const auto secret_still = veils.thing("b", {}, Sensitivity::secret);
  const auto open_always = veils.thing("c", {});
  veils.remember_secret("a", "/a");
  veils.remember_secret("b", "/b");
  veils.remember_open("c");
  EXPECT_EQ(veils.seen(open_now), "veiled: former");
  EXPECT_EQ(veils.seen(secret_still), "absent");
  EXPECT_EQ(veils.seen(open_always), "absent");
}

TEST(Veil, stays_on_what_shares_the_file_in_which_it_kept_a_secret) {
  Veils veils;
  const auto sharer = veils.thing("sharer", {{"shares", "[file /a]"}});
  const auto owner = veils.thing("owner", {{"owns", "[file /b]"}});
  veils.remember_secret("sharer", "/a");
  veils.remember_secret("owner", "/b");
  for (int run = 0; run < 2; ++run) {
    auto bound = bind_catalog(veils.planning.builder.catalog(), "sha", veils.planning.kinds);
    veil_former_secrets(*bound, veils.last);
    veils.last[{"thing", "sharer"}].desired = wish_fingerprint(*bound, sharer);
    veils.last[{"thing", "owner"}].desired = wish_fingerprint(*bound, owner);
    EXPECT_FALSE(is_of_secret(wish_fingerprint(*bound, sharer)));
    EXPECT_TRUE(is_stained(wish_fingerprint(*bound, sharer)));
    EXPECT_EQ(veils.seen(sharer), "veiled: former");
    EXPECT_EQ(veils.seen(owner), "absent");
  }
}

TEST(Veil, lies_on_who_comes_after_a_secret_that_left_the_catalog) {
  Veils veils;
  const auto new_owner = veils.thing("new owner", {{"owns", "[file /a]"}});
  const auto old_owner = veils.thing("old owner", {{"owns", "[file /a]"}});
  const auto new_sharer = veils.thing("new sharer", {{"shares", "[file /a]"}});
  const auto old_sharer = veils.thing("old sharer", {{"shares", "[file /a]"}});
  const auto elsewhere = veils.thing("elsewhere", {{"owns", "[file /b]"}, {"shares", "[file /c]"}});
  veils.remember_secret("gone", "/a");
  veils.remember_open("old owner");
  veils.remember_open("old sharer");
  EXPECT_EQ(veils.seen(new_owner), "veiled: former");
  EXPECT_EQ(veils.seen(old_owner), "absent");
  EXPECT_EQ(veils.seen(new_sharer), "veiled: former");
  EXPECT_EQ(veils.seen(old_sharer), "veiled: others");
  EXPECT_EQ(veils.seen(elsewhere), "absent");
}

}  // namespace
}  // namespace converge
