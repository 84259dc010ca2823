// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/core/catalog.h"

namespace converge {
namespace {

const std::string digest(64, 'a');

Catalog full() {
  Catalog catalog;
  catalog.host = "web1";
  catalog.owner = "/srv/site";
  catalog.revision = "4f2c";
  Resource file;
  file.id = {"file", "/etc/motd"};
  file.label = "greeting";
  file.attributes = Value::map();
  file.attributes.set("path", Value::string("/etc/motd"));
  file.attributes.set("content", content_value({digest, 5}));
  file.origin = parse_span("site.yaml:3:5");
  file.role = "base";
  file.notify = {{1, Refresh::reload}};
  file.tags = {"a", "b"};
  file.disruption = DisruptionPolicy::drained;
  file.importance = Importance::critical;
  Resource plain;
  plain.id = {"command", "x \"y\"\n"};
  plain.attributes = Value::map();
  catalog.resources = {file, plain};
  catalog.barriers = {"files before units"};
  catalog.edges = {{0, 1, EdgeType::hard, "notify"}, {0, 2, EdgeType::soft, "custom"}};
  catalog.dropped = {{2, 0, EdgeType::soft, "against"}};
  catalog.contents = {{{digest, 5}, ""}, {{std::string(64, 'b'), 0}, "https://x.org/a"}};
  return catalog;
}

TEST(CatalogJson, comes_back_with_everything_and_the_same_bytes) {
  const std::string json = to_json(full());
  const auto back = parse_catalog(json);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(to_json(*back), json);
  EXPECT_EQ(back->host, "web1");
  EXPECT_EQ(back->edges, full().edges);
  EXPECT_EQ(back->dropped, full().dropped);
  EXPECT_EQ(back->contents, full().contents);
  const Resource& file = back->resources[0];
  EXPECT_EQ(file.label, "greeting");
  EXPECT_EQ(file.origin.text(), "site.yaml:3:5");
  EXPECT_EQ(file.notify, full().resources[0].notify);
  EXPECT_EQ(file.disruption, DisruptionPolicy::drained);
  EXPECT_EQ(file.importance, Importance::critical);
  EXPECT_EQ(file.attributes, full().resources[0].attributes);
  EXPECT_EQ(back->resources[1].id, full().resources[1].id);
}

TEST(CatalogJson, is_one_line_and_an_empty_catalog_too) {
  EXPECT_EQ(to_json(full()).find('\n'), std::string::npos);
  EXPECT_TRUE(parse_catalog(to_json(Catalog{})));
}

struct Damage {
  std::string name;
  std::string from;
  std::string to;
};

class HostileCatalog : public testing::TestWithParam<Damage> {};

TEST_P(HostileCatalog, is_refused_and_harms_nothing) {
  std::string json = to_json(full());
  const std::size_t at = json.find(GetParam().from);
  ASSERT_NE(at, std::string::npos) << json;
  json.replace(at, GetParam().from.size(), GetParam().to);
  const auto back = parse_catalog(json);
  ASSERT_FALSE(back) << to_json(*back);
  EXPECT_EQ(back.error().code, ErrorCode::invalid) << back.error().text();
}

INSTANTIATE_TEST_SUITE_P(
    Table, HostileCatalog,
    testing::Values(Damage{"not_json", "{", "["}, Damage{"another_version", "\"version\":1", "\"version\":2"},
                    Damage{"no_version", "\"version\":1", "\"v\":1"},
                    Damage{"another_thing", "\"converge\":\"catalog\"", "\"converge\":\"plan\""},
                    Damage{"edge_out_of_range", "\"to\":2", "\"to\":3"},
                    Damage{"edge_far_out", "\"to\":2", "\"to\":4294967297"},
                    Damage{"edge_negative", "\"to\":2", "\"to\":-1"}, Damage{"edge_text", "\"to\":2", "\"to\":\"2\""},
                    Damage{"edge_unknown_type", "\"type\":\"hard\"", "\"type\":\"loose\""},
                    Damage{"notify_a_barrier", "\"refresh\":\"reload\",\"to\":1", "\"refresh\":\"reload\",\"to\":2"},
                    Damage{"notify_unknown", "\"refresh\":\"reload\"", "\"refresh\":\"reboot\""},
                    Damage{"twice", "\"title\":\"x \\\"y\\\"\\n\"", "\"title\":\"/etc/motd\",\"kind\":\"file\""},
                    Damage{"no_kind", "\"kind\":\"file\",", ""}, Damage{"negative_size", "\"size\":5}", "\"size\":-5}"},
                    Damage{"bad_digest", "\"sha256\":\"a", "\"sha256\":\"Z"},
                    Damage{"resources_map", "\"resources\":[", "\"resources\":{\"x\":["},
                    Damage{"barrier_number", "\"files before units\"", "7"},
                    Damage{"tag_number", "\"tags\":[\"a\"", "\"tags\":[1"},
                    Damage{"attributes_list", "\"attributes\":{}", "\"attributes\":[]"},
                    Damage{"policy", "\"drained\"", "\"maybe\""}),
    [](const auto& param) { return param.param.name; });

TEST(HostileCatalogs, cut_anywhere_it_is_refused) {
  const std::string json = to_json(full());
  for (std::size_t length = 0; length < json.size(); ++length)
    EXPECT_FALSE(parse_catalog(json.substr(0, length))) << length;
}

TEST(ContentRef, stands_in_for_a_content) {
  EXPECT_EQ(content_ref(content_value({digest, 7})), (ContentRef{digest, 7}));
  EXPECT_FALSE(content_ref(Value::string("x")));
  EXPECT_FALSE(content_ref(Value::map()));
}

}  // namespace
}  // namespace converge
