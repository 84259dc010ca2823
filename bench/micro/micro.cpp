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
#include "engine/template/template.h"

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
    text += "    - file: /srv/f" + std::to_string(i) + "\n      mode: \"0644\"\n      content: |\n" +
            indented(file_content(i));
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

/// A configuration file of 1 KB with a loop, a condition and a dozen variables.
std::string template_text() {
  std::string out =
      "# {{ name }} on {{ host }}\n{% for port in ports %}\nlisten {{ port }}{{ ' ssl' if port == 443 }};\n{% endfor "
      "%}\n";
  for (int i = 0; out.size() < 1000; ++i)
    out += "option_" + std::to_string(i) + " = {{ name | upper }}-{{ ports | length + " + std::to_string(i) + " }}\n";
  return out;
}

class BenchScope final : public templates::Scope {
 public:
  BenchScope() {
    variables_.set("name", Value::string("web"));
    variables_.set("host", Value::string("node-17"));
    variables_.set("ports", Value::list({Value::integer(80), Value::integer(443)}));
  }
  [[nodiscard]] std::optional<templates::Variable> find(std::string_view name) const override {
    const Value* found = variables_.find(name);
    return found == nullptr ? std::nullopt : std::optional(templates::Variable{found, templates::Content::templated});
  }
  [[nodiscard]] std::vector<std::string_view> names() const override { return {}; }

 private:
  Value variables_ = Value::map();
};

void parse_and_render_template(benchmark::State& state) {
  const std::string text = template_text();
  const BenchScope scope;
  for (auto _ : state) {
    templates::Renderer renderer(scope);
    const auto rendered = renderer.render_text(*templates::Template::parse_file(text, {}));
    if (!rendered) state.SkipWithError(rendered.error().message.c_str());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(parse_and_render_template);

void loop_in_template(benchmark::State& state) {
  const BenchScope scope;
  const auto parsed = templates::Template::parse("{% for i in range(10000) %}{{ i }}{% endfor %}");
  for (auto _ : state) {
    templates::Renderer renderer(scope);
    benchmark::DoNotOptimize(renderer.render_text(*parsed));
  }
  state.SetItemsProcessed(10000 * state.iterations());
}
BENCHMARK(loop_in_template);

void has_no_template(benchmark::State& state) {
  const std::string content = file_content(1);
  for (auto _ : state) benchmark::DoNotOptimize(templates::has_template(content));
  state.SetBytesProcessed(static_cast<std::int64_t>(content.size()) * state.iterations());
}
BENCHMARK(has_no_template);

/// The worst that a regular expression may cost: it ends with an error.
void regex_that_explodes(benchmark::State& state) {
  const BenchScope scope;
  const auto parsed = templates::Template::parse("{{ ('a' * 60 ~ '!b') | regex_search('(a+)+b') }}");
  for (auto _ : state) {
    templates::Renderer renderer(scope);
    if (renderer.render(*parsed)) state.SkipWithError("it did not explode");
  }
}
BENCHMARK(regex_that_explodes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace converge

BENCHMARK_MAIN();
