// SPDX-License-Identifier: MIT
#include "engine/compile/compiler.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "engine/compile/auto_edges.h"
#include "engine/compile/resource_reader.h"
#include "engine/compile/soft_order.h"
#include "engine/core/json.h"
#include "engine/core/secret_value.h"
#include "engine/graph/dag.h"

namespace converge {

namespace {

/// Compiles one host; the methods run in the order in which they stand here.
class HostCompiler {
 public:
  HostCompiler(const CompileTarget& target, const CompileTools& tools)
      : registry_(tools.registry),
        source_(tools.files.source()),
        diagnostics_(tools.diagnostics),
        expansion_(target.scope, tools.files, tools.parsed, tools.diagnostics),
        reader_(tools.registry, tools.files.source(), tools.contents, Look::through, tools.diagnostics) {}

  Catalog compile(const Playbook& playbook, const CompileTarget& target) {
    catalog_.host = target.scope.host;
    catalog_.owner = target.owner;
    catalog_.revision = source_.revision();
    for (const Play& play : playbook.plays) {
      if (play.hosts.text.empty() || !target.selected(play.hosts)) continue;
      for (const Section& section : play.sections)
        if (is_wanted(play, section)) add_section(play, section);
    }
    refuse_conflicts(claimed_, diagnostics_);
    protect_swept_paths();
    add_written_edges();
    add_automatic_edges(claimed_, edges_);
    refuse_cycles();
    if (!diagnostics_.has_errors()) add_soft_edges();
    if (!diagnostics_.has_errors() && has_sharers(claimed_)) separate_sharers();
    return std::move(catalog_);
  }

 private:
  /// A role counts once for each set of parameters, where its condition first holds.
  bool is_wanted(const Play& play, const Section& section) {
    if (!expansion_.takes_part(play, section)) return false;
    return section.role.empty() || roles_.insert({section.role, to_json(section.parameters)}).second;
  }

  void add_section(const Play& play, const Section& section) {
    const std::string label = !section.role.empty() ? "role " + section.role
                              : play.name.empty()   ? "play at " + play.hosts.span.text()
                                                    : "play " + play.name;
    RankedSection& ranked = sections_.emplace_back(RankedSection{label, {}});
    expansion_.expand(play, section, [&](const Declaration& declaration) { add_resource(section, declaration, ranked); });
  }

  void add_resource(const Section& section, const Declaration& declaration, RankedSection& ranked) {
    const auto node = static_cast<std::uint32_t>(catalog_.resources.size());
    if (const auto [first, fresh] = nodes_.try_emplace(declaration.id, node); !fresh) {
      diagnostics_.error(declaration.title_span, declaration.id.text() + " is declared twice", "keep one of them")
          .notes.push_back({claimed_[first->second].declaration->title_span, "first declared here"});
      return;
    }
    ReadResource read = reader_.read(section, declaration);
    for (CatalogContent& content : read.contents) add_content(std::move(content));
    if (!read.claims) not_understood_.insert(node);
    const Kind& kind = *registry_.find(declaration.id.kind);
    ranked.nodes.push_back({node, kind.rank(), kind.law() == KindLaw::action ? declaration.id.text() : ""});
    const Sensitivity sensitivity = holds_secret(read.resource.attributes) ? Sensitivity::secret : Sensitivity::open;
    catalog_.resources.push_back(std::move(read.resource));
    claimed_.push_back({&declaration, std::move(read.claims).value_or(Claims{}), sensitivity});
  }

  void add_content(CatalogContent content) {
    const auto [known, fresh] = noted_.try_emplace(content.ref.sha256, catalog_.contents.size());
    if (fresh) catalog_.contents.push_back(std::move(content));
    else if (content.url.empty()) catalog_.contents[known->second] = std::move(content);  // nobody has to fetch what comes along
  }

  void protect_swept_paths() {
    for (std::size_t i = 0; i < claimed_.size(); ++i) {
      const std::string& folder = claimed_[i].claims.sweeps;
      if (folder.empty()) continue;
      Value keep = Value::list();
      for (const std::string& path : paths_below(claimed_, folder)) keep.push_back(Value::string(path));
      if (!keep.items().empty()) catalog_.resources[i].attributes.set("$keep", std::move(keep));
    }
  }

  std::optional<std::uint32_t> look_up(const Spelled& reference, const Declaration& from, std::string_view attribute) {
    const std::string label = from.id.text() + "." + std::string(attribute);
    const auto id = parse_resource_id(reference.text);
    if (!id) {
      diagnostics_.error(reference.span, label + ": '" + reference.text + "' is not the name of a resource",
                         "write it as kind[title], such as \"file[/etc/motd]\"");
      return std::nullopt;
    }
    if (const auto found = nodes_.find(*id); found != nodes_.end()) return found->second;
    const std::string& guess = guess_for(reference.text);
    diagnostics_.error(reference.span, label + ": there is no " + reference.text + " on this host",
                       guess.empty() ? "declare it, or remove the reference" : "did you mean " + guess + "?");
    return std::nullopt;
  }

  /// A guess costs a look at all names. So many dangling references are no typing errors any more.
  const std::string& guess_for(const std::string& written) {
    constexpr std::size_t most_guesses = 200;
    const auto [guess, fresh] = guesses_.try_emplace(written);
    if (!fresh || guesses_.size() > most_guesses) return guess->second;
    if (names_.empty())
      for (const Resource& resource : catalog_.resources) names_.push_back(resource.id.text());
    return guess->second = nearest(written, {names_.begin(), names_.end()});
  }

  void add_written_edges() {
    for (std::uint32_t node = 0; node < claimed_.size(); ++node) {
      const Declaration& declaration = *claimed_[node].declaration;
      for (const Spelled& other : declaration.requires_list) {
        if (const auto from = look_up(other, declaration, "requires")) edges_.add({*from, node, EdgeType::hard, "requires"}, other.span);
      }
      for (const Spelled& other : declaration.before_list) {
        if (const auto to = look_up(other, declaration, "before")) edges_.add({node, *to, EdgeType::hard, "before"}, other.span);
      }
      for (const NotifyWish& wish : declaration.notify) {
        const auto to = look_up(wish.target, declaration, "notify");
        if (!to) continue;
        refuse_deaf(wish, declaration, *to);
        edges_.add({node, *to, EdgeType::hard, "notify"}, wish.target.span);
        add_notify(catalog_.resources[node].notify, {*to, wish.refresh});
      }
    }
  }

  /// A refresh that changes nothing would be reported as done.
  void refuse_deaf(const NotifyWish& wish, const Declaration& from, std::uint32_t target) {
    if (claimed_[target].claims.activation != Activation::always || not_understood_.contains(target)) return;
    const std::string name = catalog_.resources[target].id.text();
    const Kind& kind = *registry_.find(catalog_.resources[target].id.kind);
    const bool could_listen = kind.schema().find("when_notified") != nullptr;
    diagnostics_
        .error(wish.target.span, from.id.text() + ".notify: " + name + " does nothing when it is notified",
               (could_listen ? "add `when_notified: true` to it, or write" : "write") +
                   std::string(" `before:` if only the order matters"))
        .notes.push_back({claimed_[target].declaration->title_span, name + " is declared here"});
  }

  /// The strongest of several wishes for one target counts.
  static void add_notify(std::vector<Notify>& all, Notify wish) {
    const auto known = std::ranges::find(all, wish.target, &Notify::target);
    if (known == all.end()) all.push_back(wish);
    else known->refresh = std::max(known->refresh, wish.refresh);
  }

  /// Every cycle that shares no resource with another one is reported.
  void refuse_cycles() {
    std::vector<Edge> edges = edges_.edges();
    while (true) {
      const Ordering ordering = order_nodes(catalog_.resources.size(), edges);
      if (ordering.acyclic()) return;
      std::vector<Edge> cycle;
      std::set<std::uint32_t> nodes;
      for (const std::size_t index : ordering.cycle) nodes.insert(cycle.emplace_back(edges[index]).from);
      report_cycle(cycle);
      std::erase_if(edges, [&](const Edge& edge) { return nodes.contains(edge.from) || nodes.contains(edge.to); });
    }
  }

  void report_cycle(const std::vector<Edge>& cycle) {
    std::string path;
    std::vector<Note> notes;
    for (const Edge& edge : cycle) {
      const std::string from = catalog_.resources[edge.from].id.text();
      path += from + " -> ";
      const Span written = edges_.span_of(edge);
      const Span span = written.known() ? written : claimed_[edge.to].declaration->title_span;
      notes.push_back({span, from + " comes before " + catalog_.resources[edge.to].id.text() + " (" + edge.reason + ")"});
    }
    const std::uint32_t first = cycle.front().from;
    path += catalog_.resources[first].id.text();
    diagnostics_.error(claimed_[first].declaration->title_span, "these resources wait for each other: " + path,
                       "remove one of the edges below; `auto_edges: false` switches off those that nobody wrote")
        .notes = std::move(notes);
  }

  void add_soft_edges() {
    const auto first_barrier = static_cast<std::uint32_t>(catalog_.resources.size());
    SoftOrder order = soft_order(sections_, first_barrier);
    catalog_.barriers = std::move(order.barriers);
    NodeEdges all = edges_;
    const std::size_t firm = all.edges().size();
    for (Edge& edge : order.edges) all.add(std::move(edge));
    const std::span<const Edge> edges = all.edges();
    Placement placement = place_soft_edges({catalog_.resources.size(), catalog_.barriers.size()}, edges.first(firm), edges.subspan(firm));
    catalog_.edges.assign(edges.begin(), edges.begin() + static_cast<std::ptrdiff_t>(firm));
    catalog_.edges.insert(catalog_.edges.end(), placement.placed.begin(), placement.placed.end());
    catalog_.dropped = std::move(placement.dropped);
  }

  /// Two edits of one file in one batch would start from the same content, and
  /// one of them would be lost. Edges along an order close no cycle.
  void separate_sharers() {
    const Ordering ordering = order_nodes(catalog_.node_count(), catalog_.edges);
    for (Edge& edge : chain_sharers(claimed_, ordering.order)) {
      const auto same = [&](const Edge& known) { return known.from == edge.from && known.to == edge.to; };
      if (std::ranges::none_of(catalog_.edges, same)) catalog_.edges.push_back(std::move(edge));
    }
  }

  const Registry& registry_;
  const Source& source_;
  Diagnostics& diagnostics_;
  Expansion expansion_;
  ResourceReader reader_;
  Catalog catalog_;
  std::vector<Claimed> claimed_;
  std::vector<RankedSection> sections_;
  std::unordered_map<ResourceId, std::uint32_t> nodes_;
  std::set<std::uint32_t> not_understood_;  ///< what they claim is not known
  std::set<std::pair<std::string, std::string>> roles_;  ///< with their parameters
  std::unordered_map<std::string, std::size_t> noted_;  ///< digest -> index of its content
  std::vector<std::string> names_;                        ///< of all resources, for guesses
  std::unordered_map<std::string, std::string> guesses_;  ///< by what was written
  NodeEdges edges_;
};

}  // namespace

Catalog compile_host(const Playbook& playbook, const CompileTarget& target, const CompileTools& tools) {
  return HostCompiler(target, tools).compile(playbook, target);
}

void check_play(const Play& play, const CompileTools& tools) {
  Contents unused(tools.files.source());
  ResourceReader reader(tools.registry, tools.files.source(), unused, Look::at, tools.diagnostics);
  for (const Section& section : play.sections)
    for (const Item& item : section.items)
      for (const Declaration& declaration : item.declarations) reader.read(section, declaration);
}

}  // namespace converge
