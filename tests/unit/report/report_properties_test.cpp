// SPDX-License-Identifier: MIT
// What must hold for any input, tried on many made-up ones (a fixed seed each).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/core/json.h"
#include "engine/core/utf8.h"
#include "engine/report/columns.h"
#include "engine/report/diagnostic_text.h"
#include "engine/report/graph_text.h"
#include "engine/report/plan_text.h"
#include "tests/unit/report/samples.h"

namespace converge {
namespace {

/// Texts made of what gives renderers trouble.
class Noise {
 public:
  explicit Noise(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string text(std::size_t most) {
    static const std::vector<std::string> pieces = {"a",    "Z", " ",    "\t",           "\n",           "\r",   "日",
                                                    "🙂", "ä", "\x1b", "e\xCC\x81",    "\xff",         "\xC3", "\\",
                                                    "\"",   "'", "|",    "\xE2\x80\xAE", "\xEF\xBB\xBF", "[",    "]"};
    std::string out;
    for (std::size_t i = below(most + 1); i > 0; --i) out += pieces[below(pieces.size())];
    return out;
  }

 private:
  std::minstd_rand random_;
};

/// Nothing but text and line ends: what is safe to write to any terminal.
bool is_harmless(std::string_view text) {
  for (const char character : text)
    if (character != '\n' && static_cast<unsigned char>(character) < 0x20) return false;
  return is_utf8(text) && text.find("\xE2\x80\xAE") == std::string_view::npos;
}

TEST(Properties, printable_is_harmless_and_settles) {
  Noise noise(1);
  for (int round = 0; round < 2000; ++round) {
    const std::string once = printable(noise.text(20));
    EXPECT_TRUE(is_harmless(once)) << once;
    EXPECT_EQ(once.find('\n'), std::string::npos);
    EXPECT_EQ(printable(once), once);
  }
}

TEST(Properties, cut_texts_fit) {
  Noise noise(2);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = printable(noise.text(30));
    const std::size_t width = noise.below(40);
    EXPECT_LE(columns(cut_to(text, width)), width) << text;
    const std::size_t from = noise.below(20);
    EXPECT_LE(columns(column_slice(text, from, width)), width) << text;
  }
}

TEST(Properties, two_slices_make_the_whole) {
  Noise noise(3);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = printable(noise.text(30));
    const std::size_t whole = columns(text);
    const std::size_t cut = noise.below(whole + 1);
    EXPECT_EQ(columns(column_slice(text, 0, cut)) + columns(column_slice(text, cut, whole - cut)), whole) << text;
  }
}

TEST(Properties, shown_lines_know_every_byte) {
  Noise noise(4);
  for (int round = 0; round < 2000; ++round) {
    std::string line = noise.text(20);
    std::erase(line, '\n');
    const ShownLine shown = show_line(line);
    ASSERT_EQ(shown.column_of.size(), line.size() + 1);
    EXPECT_TRUE(std::ranges::is_sorted(shown.column_of));
    EXPECT_EQ(shown.column_of.back(), columns(shown.text));
  }
}

TEST(Properties, wrapped_lines_keep_every_word) {
  Noise noise(5);
  for (int round = 0; round < 1000; ++round) {
    std::string text = printable(noise.text(40));
    const auto lines = wrap(text, 1 + noise.below(30));
    std::string joined;
    for (const std::string& line : lines) joined += line;
    std::erase(joined, ' ');
    std::erase(text, ' ');
    EXPECT_EQ(joined, text);
  }
}

TEST(Properties, diagnostics_are_harmless_wherever_they_point) {
  Noise noise(6);
  for (int round = 0; round < 1000; ++round) {
    const std::string file = noise.text(60);
    const auto place = [&] {
      return Span{intern_file("a.yaml"), static_cast<std::uint32_t>(noise.below(6)),
                  static_cast<std::uint16_t>(noise.below(80)), static_cast<std::uint16_t>(noise.below(80))};
    };
    Diagnostics diagnostics;
    diagnostics.error(place(), noise.text(10), noise.text(10)).notes.push_back(Note{place(), noise.text(5)});
    const SourceText source = [&](const std::string&) { return std::optional<std::string>(file); };
    const std::string report = diagnostics_text(diagnostics, source, {Colour::never, noise.below(60)});
    EXPECT_TRUE(is_harmless(report)) << report;
    const std::string json = diagnostics_json(diagnostics);
    EXPECT_TRUE(parse_json(std::string_view(json).substr(0, json.size() - 1))) << json;
  }
}

TEST(Properties, carets_stay_within_the_page) {
  Noise noise(7);
  for (int round = 0; round < 1000; ++round) {
    std::string line = noise.text(120);
    std::erase(line, '\n');
    Diagnostics diagnostics;
    diagnostics.error(Span{intern_file("a.yaml"), 1, static_cast<std::uint16_t>(1 + noise.below(150)),
                           static_cast<std::uint16_t>(noise.below(150))},
                      "m");
    const std::size_t width = 30 + noise.below(60);
    const SourceText source = [&](const std::string&) { return std::optional<std::string>(line); };
    const std::string report = diagnostics_text(diagnostics, source, {Colour::never, width});
    for (const std::string_view shown : lines_of(report)) EXPECT_LE(columns(shown), width) << report;
  }
}

samples::Host made_up_host(Noise& noise) {
  samples::Host host;
  host.plan.host = host.catalog.host = "web1";
  for (std::size_t i = noise.below(12); i > 0; --i) {
    auto& planned = host.add("file", std::to_string(i) + noise.text(4), static_cast<Decision>(noise.below(9)));
    planned.cause = noise.text(4);
    planned.reasons = {static_cast<Reason>(noise.below(6))};
    for (std::size_t steps = noise.below(4); steps > 0; --steps)
      planned.steps.push_back(
          samples::step(noise.text(4), noise.text(8), noise.text(8), static_cast<Disruption>(noise.below(5))));
    planned.diffs = {noise.text(20)};
  }
  return host;
}

TEST(Properties, plans_are_harmless_and_name_what_is_not_in_sync_once) {
  Noise noise(8);
  for (int round = 0; round < 500; ++round) {
    const samples::Host host = made_up_host(noise);
    PlanTextOptions options;
    options.diffs = DiffRows::shown;
    options.style.width = noise.below(100);
    const std::string text = plan_text(host.catalog, host.plan, options);
    EXPECT_TRUE(is_harmless(text)) << text;
    std::size_t heads = 0;
    for (const std::string_view line : lines_of(text))
      if (!line.empty() && std::string_view("+~-!?=").find(line.front()) != std::string_view::npos) ++heads;
    const std::size_t quiet =
        host.plan.count(Decision::in_sync) + host.plan.count(Decision::not_due) + host.plan.count(Decision::assumed);
    EXPECT_EQ(heads, host.plan.resources.size() - quiet) << text;
  }
}

TEST(Properties, graphs_have_every_edge_in_every_form) {
  Noise noise(9);
  for (int round = 0; round < 300; ++round) {
    Catalog catalog = made_up_host(noise).catalog;
    catalog.barriers = {noise.text(5)};
    const std::size_t nodes = catalog.node_count();
    for (std::size_t i = noise.below(20); i > 0; --i)
      catalog.edges.push_back(Edge{static_cast<std::uint32_t>(noise.below(nodes)),
                                   static_cast<std::uint32_t>(noise.below(nodes)),
                                   static_cast<EdgeType>(noise.below(3)), noise.text(6)});
    const std::string text = graph_text(catalog, {});
    EXPECT_TRUE(is_harmless(text)) << text;
    std::size_t shown = 0;
    for (const std::string_view line : lines_of(text)) shown += line.starts_with("    after ") ? 1U : 0U;
    EXPECT_EQ(shown, catalog.edges.size());
    std::size_t arrows = 0;
    const std::string dot = graph_dot(catalog);
    for (const std::string_view line : lines_of(dot)) arrows += line.find(" -> n") != std::string_view::npos ? 1U : 0U;
    EXPECT_EQ(arrows, catalog.edges.size());
    const auto json = parse_json(graph_json(catalog));
    ASSERT_TRUE(json);
    EXPECT_EQ(json->find("edges")->items().size(), catalog.edges.size());
  }
}

}  // namespace
}  // namespace converge
