// SPDX-License-Identifier: MIT
// micro.cpp: what the passes cost, each alone. The argument is the number of files.
#include <benchmark/benchmark.h>

#include <string>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "engine/core/text_diff.h"
#include "engine/core/yaml/document.h"
#include "engine/graph/dag.h"

namespace converge {
namespace {

/// The content that the peers are measured with: a comment and 41 lines, about 1 KB.
std::string file_content(std::int64_t number) {
  std::string text = "# file " + std::to_string(number) + "\n";
  for (int key = 0; key < 41; ++key) {
    text += "key_" + std::to_string(key) + " = value_" + std::to_string(number) + "_" + std::to_string(key) + "\n";
  }
  return text;
}

std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    out += "        " + text.substr(at, end - at);
    at = end;
  }
  return out;
}

std::string playbook(std::int64_t files) {
  std::string text = "- hosts: all\n  resources:\n";
  for (std::int64_t i = 0; i < files; ++i) {
    text += "    - file: /srv/f" + std::to_string(i) + "\n      mode: \"0644\"\n      content: |\n" + indented(file_content(i));
  }
  return text;
}

Catalog catalog_of(std::int64_t files) {
  Catalog catalog;
  for (std::int64_t i = 0; i < files; ++i) {
    Resource resource;
    resource.id = {"file", "/srv/f" + std::to_string(i)};
    resource.attributes = Value::map();
    resource.attributes.set("path", Value::string(resource.id.title));
    resource.attributes.set("content", content_value({sha256(resource.id.title), 1000}));
    catalog.resources.push_back(std::move(resource));
    if (i != 0) catalog.edges.push_back({0, static_cast<std::uint32_t>(i), EdgeType::automatic, "parent folder /srv"});
  }
  return catalog;
}

void read_yaml(benchmark::State& state) {
  const std::string text = playbook(state.range(0));
  for (auto _ : state) {
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(parse_yaml(text, "bench.yaml", diagnostics));
    if (diagnostics.has_errors()) state.SkipWithError("the playbook has errors");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(read_yaml)->Arg(100)->Arg(1000);

void write_catalog(benchmark::State& state) {
  const Catalog catalog = catalog_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(to_json(catalog));
}
BENCHMARK(write_catalog)->Arg(1000)->Arg(10000);

void read_catalog(benchmark::State& state) {
  const std::string json = to_json(catalog_of(state.range(0)));
  for (auto _ : state) {
    const auto catalog = parse_catalog(json);
    if (!catalog) state.SkipWithError(catalog.error().text().c_str());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(json.size()) * state.iterations());
}
BENCHMARK(read_catalog)->Arg(1000)->Arg(10000);

void order_catalog(benchmark::State& state) {
  const Catalog catalog = catalog_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(order_nodes(catalog.node_count(), catalog.edges));
}
BENCHMARK(order_catalog)->Arg(1000)->Arg(10000);

void digest(benchmark::State& state) {
  const std::string content = file_content(1);
  for (auto _ : state) benchmark::DoNotOptimize(sha256(content));
  state.SetBytesProcessed(static_cast<std::int64_t>(content.size()) * state.iterations());
}
BENCHMARK(digest);

void diff_text(benchmark::State& state) {
  const std::string before = file_content(1);
  std::string after = before;
  after.insert(after.size() / 2, "a line of its own\n");
  for (auto _ : state) benchmark::DoNotOptimize(unified_diff(before, after, {"before", "after"}));
}
BENCHMARK(diff_text);

}  // namespace
}  // namespace converge

BENCHMARK_MAIN();
