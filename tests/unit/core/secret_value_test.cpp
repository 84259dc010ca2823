// SPDX-License-Identifier: MIT
#include "engine/core/secret_value.h"

#include <gtest/gtest.h>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "engine/core/json.h"

namespace converge {
namespace {

Value secret(Value value) {
  value.set_sensitivity(Sensitivity::secret);
  return value;
}

Value sample() {
  Value map = Value::map();
  map.set("open", Value::string("shown"));
  map.set("password", secret(Value::string("hidden")));
  map.set("list", Value::list({Value::integer(1), secret(Value::integer(2))}));
  return map;
}

TEST(SecretValue, is_found_however_deep_it_lies) {
  EXPECT_TRUE(holds_secret(sample()));
  EXPECT_TRUE(holds_secret(Value::list({sample()})));
  EXPECT_FALSE(holds_secret(Value::list({Value::string("shown")})));
}

TEST(SecretValue, stays_one_through_json) {
  const std::string json = to_json(seal(sample()));
  EXPECT_EQ(json, R"({"list":[1,{"$secret":2}],"open":"shown","password":{"$secret":"hidden"}})");
  const Value back = unseal(*parse_json(json));
  EXPECT_EQ(back, sample());
  EXPECT_EQ(back.find("password")->sensitivity(), Sensitivity::secret);
  EXPECT_EQ(back.find("open")->sensitivity(), Sensitivity::open);
  EXPECT_EQ(back.find("list")->items()[1].sensitivity(), Sensitivity::secret);
}

TEST(SecretValue, stays_one_through_a_catalog) {
  Catalog catalog;
  catalog.host = "web1";
  Resource& resource = catalog.resources.emplace_back();
  resource.id = {"thing", "a"};
  resource.attributes = sample();
  EXPECT_TRUE(holds_secret(catalog));
  const auto back = parse_catalog(to_json(catalog));
  ASSERT_TRUE(back);
  EXPECT_TRUE(holds_secret(*back));
  EXPECT_EQ(back->resources[0].attributes, sample());
  EXPECT_EQ(to_json(*back), to_json(catalog));
}

TEST(SecretValue, of_all_scalars_leaves_lists_and_maps_open) {
  Value value = Value::map();
  value.set("list", Value::list({Value::integer(1), Value::null()}));
  mark_scalars_secret(value);
  EXPECT_EQ(value.sensitivity(), Sensitivity::open);
  EXPECT_EQ(value.find("list")->sensitivity(), Sensitivity::open);
  for (const Value& item : value.find("list")->items()) EXPECT_EQ(item.sensitivity(), Sensitivity::secret);
}

TEST(SecretValue, that_is_sealed_is_found_however_deep_it_lies) {
  Value value = Value::map();
  value.set("list", Value::list({secret(Value::string("x", {}, Style::sealed))}));
  EXPECT_TRUE(holds_sealed(value));
  EXPECT_FALSE(holds_sealed(sample()));
}

// RFC 4231, test case 2.
TEST(Hmac, is_that_of_the_standard) {
  EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace converge
