// SPDX-License-Identifier: MIT
#include "engine/report/graph_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/core/json.h"
#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

/// Nodes are the resources, followed by the barriers.
std::string node_name(const Catalog& catalog, std::uint32_t node) {
  if (node < catalog.resources.size()) return catalog.resources[node].id.text();
  return "barrier: " + catalog.barriers[node - catalog.resources.size()];
}

/// "automatic: parent folder"
std::string edge_words(const Edge& edge) {
  const std::string type(edge_type_name(edge.type));
  return edge.reason.empty() ? type : type + ": " + printable(edge.reason);
}

/// The edges into each node, those that were written first.
std::vector<std::vector<const Edge*>> incoming_edges(const Catalog& catalog) {
  std::vector<std::vector<const Edge*>> incoming(catalog.node_count());
  for (const Edge& edge : catalog.edges) incoming[edge.to].push_back(&edge);
  for (auto& edges : incoming) std::ranges::stable_sort(edges, {}, &Edge::type);
  return incoming;
}

/// A quoted string of DOT, in which only these two characters mean something.
std::string dot_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char character : printable(text)) {
    if (character == '"' || character == '\\') out += '\\';
    out += character;
  }
  return out + "\"";
}

std::string dot_edge(const Edge& edge, std::string_view style) {
  return "  n" + std::to_string(edge.from) + " -> n" + std::to_string(edge.to) + " [style=" + std::string(style) +
         ", tooltip=" + dot_quoted(edge_words(edge)) + "];\n";
}

Value edges_json(const std::vector<Edge>& edges) {
  List list;
  for (const Edge& edge : edges) {
    Value value = Value::map();
    value.set("from", Value::integer(edge.from));
    value.set("to", Value::integer(edge.to));
    value.set("type", Value::string(std::string(edge_type_name(edge.type))));
    value.set("reason", Value::string(edge.reason));
    list.push_back(std::move(value));
  }
  return Value::list(std::move(list));
}

Value nodes_json(const Catalog& catalog) {
  List list;
  for (const Resource& resource : catalog.resources) {
    Value value = Value::map();
    value.set("resource", Value::string(resource.id.text()));
    value.set("origin", Value::string(resource.origin.text()));
    list.push_back(std::move(value));
  }
  for (const std::string& barrier : catalog.barriers) {
    Value value = Value::map();
    value.set("barrier", Value::string(barrier));
    list.push_back(std::move(value));
  }
  return Value::list(std::move(list));
}

Value notify_json(const Catalog& catalog) {
  List list;
  for (std::size_t i = 0; i < catalog.resources.size(); ++i) {
    for (const Notify& notify : catalog.resources[i].notify) {
      Value value = Value::map();
      value.set("from", Value::integer(static_cast<std::int64_t>(i)));
      value.set("to", Value::integer(notify.target));
      value.set("refresh", Value::string(std::string(refresh_name(notify.refresh))));
      list.push_back(std::move(value));
    }
  }
  return Value::list(std::move(list));
}

}  // namespace

std::string graph_text(const Catalog& catalog, const TextStyle& style) {
  const auto incoming = incoming_edges(catalog);
  std::string out;
  for (std::uint32_t node = 0; node < incoming.size(); ++node) {
    out += paint(style.colour, Ink::bold, printable(node_name(catalog, node)));
    const bool resource = node < catalog.resources.size();
    if (resource && catalog.resources[node].origin.known())
      out += paint(style.colour, Ink::dim, "  (" + printable(catalog.resources[node].origin.text()) + ")");
    out += "\n";
    for (const Edge* edge : incoming[node])
      out += "    after " + printable(node_name(catalog, edge->from)) + "  (" + edge_words(*edge) + ")\n";
    if (!resource) continue;
    for (const Notify& notify : catalog.resources[node].notify)
      out += "    " + std::string(refresh_name(notify.refresh)) + "s " + printable(node_name(catalog, notify.target)) +
             " when it changes\n";
  }
  if (!catalog.dropped.empty()) out += "\nDropped, because they would have closed a cycle:\n";
  for (const Edge& edge : catalog.dropped)
    out += "    " + printable(node_name(catalog, edge.to)) + " after " + printable(node_name(catalog, edge.from)) +
           "  (" + edge_words(edge) + ")\n";
  return out;
}

std::string graph_dot(const Catalog& catalog) {
  constexpr std::array<std::string_view, 3> styles = {"solid", "dashed", "dotted"};
  std::string out = "digraph " + dot_quoted(catalog.host) + " {\n  rankdir=LR;\n  node [shape=box];\n";
  for (std::uint32_t node = 0; node < catalog.node_count(); ++node) {
    out += "  n" + std::to_string(node) + " [label=" + dot_quoted(node_name(catalog, node));
    out += node < catalog.resources.size() ? "];\n" : ", shape=plaintext];\n";
  }
  for (const Edge& edge : catalog.edges) out += dot_edge(edge, styles[static_cast<std::size_t>(edge.type)]);
  for (const Edge& edge : catalog.dropped) out += dot_edge(edge, "dotted, color=red, constraint=false");
  for (std::size_t i = 0; i < catalog.resources.size(); ++i)
    for (const Notify& notify : catalog.resources[i].notify)
      out += "  n" + std::to_string(i) + " -> n" + std::to_string(notify.target) +
             " [color=blue, constraint=false, label=" + dot_quoted(refresh_name(notify.refresh)) + "];\n";
  return out + "}\n";
}

std::string graph_json(const Catalog& catalog) {
  Value value = Value::map();
  value.set("host", Value::string(catalog.host));
  value.set("nodes", nodes_json(catalog));
  value.set("edges", edges_json(catalog.edges));
  value.set("dropped", edges_json(catalog.dropped));
  value.set("notify", notify_json(catalog));
  return to_json(value) + "\n";
}

}  // namespace converge
