// SPDX-License-Identifier: MIT
// state/plan_file.cpp: a saved plan: a bundle whose header has "plan", and a line with the digest of it all.
//
// The bundle's catalog part holds, host by host, the catalog and then the plan as
// event lines: one resource_planned a resource, in the catalog's order, and plan_finished.
#include "state/plan_file.h"

#include <fcntl.h>

#include <vector>

#include "engine/core/event.h"
#include "engine/core/hash.h"
#include "state/bundle.h"
#include "state/output_file.h"
#include "state/run_lock.h"

namespace converge {

namespace {

constexpr std::size_t trailer_bytes = 65;  ///< a digest and a newline

Value number(std::uint64_t value) { return Value::integer(static_cast<std::int64_t>(value)); }

tl::unexpected<Error> damaged(const std::string& how) {
  return fail(ErrorCode::invalid, "not a sound plan file: " + how + "; make a new one with 'converge plan --out'");
}

std::string plan_lines(const SavedHost& host) {
  std::string lines;
  for (std::size_t i = 0; i < host.plan.resources.size(); ++i) {
    ResourcePlanned line{host.catalog.resources[i].id, host.catalog.resources[i].label,
                         host.catalog.resources[i].origin, host.plan.resources[i]};
    line.planned.diffs.clear();
    lines += to_json_line(line) + "\n";
  }
  PlanFinished end;
  end.orphans = host.plan.orphans;
  return lines + to_json_line(end) + "\n";
}

/// The catalogs and plans of all hosts, and the map that tells them apart.
struct Parts {
  std::string bytes;
  Value hosts = Value::list();
  std::vector<ContentRef> refs;
};

Result<Parts> parts_of(std::span<const SavedHost> hosts) {
  Parts parts;
  for (const SavedHost& host : hosts) {
    if (host.plan.resources.size() != host.catalog.resources.size()) {
      return fail(ErrorCode::conflict, "the plan of " + host.catalog.host + " is not one of its catalog");
    }
    const std::string catalog = to_json(host.catalog);
    const std::string lines = plan_lines(host);
    Value part = Value::map();
    part.set("host", Value::string(host.catalog.host));
    part.set("catalog_bytes", number(catalog.size()));
    part.set("catalog_sha256", Value::string(sha256(catalog)));
    part.set("plan_bytes", number(lines.size()));
    parts.hosts.push_back(std::move(part));
    parts.bytes += catalog + lines;
    for (const CatalogContent& content : host.catalog.contents) {
      if (content.url.empty()) parts.refs.push_back(content.ref);
    }
  }
  return parts;
}

/// Cuts pieces off the front, never beyond the end.
class Cutter {
 public:
  explicit Cutter(std::string_view bytes) : rest_(bytes) {}
  Result<std::string_view> cut(const Value& part, std::string_view key) {
    const Value* length = part.find(key);
    if (length == nullptr || length->type() != Type::integer || length->as_integer() < 0 ||
        static_cast<std::uint64_t>(length->as_integer()) > rest_.size()) {
      return damaged("'" + std::string(key) + "' is not a length within it");
    }
    const std::string_view piece = rest_.substr(0, static_cast<std::size_t>(length->as_integer()));
    rest_.remove_prefix(piece.size());
    return piece;
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Takes the next event line of the wanted type.
template <typename E>
Result<E> next_line(std::string_view& lines) {
  const std::size_t newline = lines.find('\n');
  if (newline == std::string_view::npos) return damaged("the plan of a host ends too early");
  auto event = parse_event(lines.substr(0, newline));
  if (!event) return fail(std::move(event.error()));
  lines.remove_prefix(newline + 1);
  E* wanted = std::get_if<E>(&*event);
  if (wanted == nullptr) return damaged("a line of the plan is out of place");
  return std::move(*wanted);
}

Result<Plan> read_plan(const Catalog& catalog, std::string_view lines) {
  Plan plan;
  plan.host = catalog.host;
  for (const Resource& resource : catalog.resources) {
    auto line = next_line<ResourcePlanned>(lines);
    if (!line) return fail(std::move(line.error()));
    if (line->resource != resource.id) {
      return damaged("it plans " + line->resource.text() + " where the catalog has " + resource.id.text());
    }
    plan.resources.push_back(std::move(line->planned));
  }
  auto end = next_line<PlanFinished>(lines);
  if (!end) return fail(std::move(end.error()));
  if (!lines.empty()) return damaged("the plan of a host goes on after its end");
  plan.orphans = std::move(end->orphans);
  return plan;
}

Result<SavedHost> read_host(Cutter& cutter, const Value& part) {
  if (!part.is_map()) return damaged("a host is not described by a map");
  const auto json = cutter.cut(part, "catalog_bytes");
  if (!json) return fail(json.error());
  const auto lines = cutter.cut(part, "plan_bytes");
  if (!lines) return fail(lines.error());
  auto catalog = parse_catalog(*json);
  if (!catalog) return fail(std::move(catalog.error()));
  auto plan = read_plan(*catalog, *lines);
  if (!plan) return fail(std::move(plan.error()));
  plan->catalog_sha256 = sha256(*json);
  return SavedHost{std::move(*catalog), std::move(*plan)};
}

Result<SavedPlan> read_parts(const Bundle& bundle) {
  const Value* plan = bundle.header.find("plan");
  const Value* version = plan != nullptr && plan->is_map() ? plan->find("version") : nullptr;
  if (version == nullptr || version->type() != Type::integer) return damaged("it holds no plan");
  if (version->as_integer() != plan_file_version) {
    return fail(ErrorCode::unsupported, "the plan has format version " + std::to_string(version->as_integer()) +
                                            ", and this program knows version " + std::to_string(plan_file_version) +
                                            "; apply it with the converge that made it, or plan again");
  }
  const Value* hosts = plan->find("hosts");
  if (hosts == nullptr || !hosts->is_list()) return damaged("it names no hosts");
  SavedPlan saved;
  if (const Value* tool = plan->find("tool")) saved.tool = tool->text();
  const Value* root = plan->find("root");
  if (root == nullptr || !root->text().starts_with('/')) return damaged("it does not say of which system it is");
  saved.target.root = root->text();
  if (const Value* folder = plan->find("state_folder")) saved.target.state_folder = folder->text();
  if (const Value* id = plan->find("machine_id")) saved.target.machine_id = id->text();
  const Value* created = plan->find("created_ms");
  if (created != nullptr && created->type() == Type::integer) saved.created_ms = created->as_integer();
  Cutter cutter(bundle.catalog);
  for (const Value& part : hosts->items()) {
    auto host = read_host(cutter, part);
    if (!host) return fail(std::move(host.error()));
    saved.hosts.push_back(std::move(*host));
  }
  if (!cutter.empty()) return damaged("it holds more than its hosts");
  saved.contents = bundle.contents;
  return saved;
}

/// Compares the last line with the digest of everything before it.
Result<void> check_trailer(int file, const std::string& path) {
  Sha256 digest;
  std::vector<char> buffer(std::size_t{256} << 10);
  std::string held;  // the end of what was read: it may be the trailer
  for (;;) {
    const auto count = read_some(file, buffer);
    if (!count) return fail(Error(count.error()).while_doing("reading " + path));
    held.append(buffer.data(), *count);
    if (*count == 0) break;
    if (held.size() <= trailer_bytes) continue;
    digest.update(std::string_view(held).substr(0, held.size() - trailer_bytes));
    held.erase(0, held.size() - trailer_bytes);
  }
  if (held != digest.finish() + "\n") return damaged("it is cut short or was changed after it was written");
  return {};
}

}  // namespace

Result<void> write_plan_file(const std::string& path, const PlanTarget& target, std::span<const SavedHost> hosts,
                             const std::string& tool, const ContentSource& contents) {
  auto parts = parts_of(hosts);
  if (!parts) return fail(std::move(parts.error()));
  Value plan = Value::map();
  plan.set("version", Value::integer(plan_file_version));
  plan.set("tool", Value::string(tool));
  plan.set("created_ms", Value::integer(unix_now_ms()));
  plan.set("hosts", std::move(parts->hosts));
  plan.set("root", Value::string(target.root));
  plan.set("state_folder", Value::string(target.state_folder));
  plan.set("machine_id", Value::string(target.machine_id));
  Value header = Value::map();
  header.set("plan", std::move(plan));
  auto file = OutputFile::open(path);
  if (!file) return fail(std::move(file.error()));
  Sha256 digest;
  const auto sink = [&](std::string_view bytes) {
    digest.update(bytes);
    return write_all(file->get(), bytes);
  };
  Result<void> written = write_bundle(sink, header, parts->bytes, contents, parts->refs);
  if (written) written = write_all(file->get(), digest.finish() + "\n");
  if (written) written = file->publish();
  if (!written) return fail(std::move(written.error()).while_doing("writing the plan to " + path));
  return {};
}

Result<SavedPlan> read_plan_file(const std::string& path) {
  auto opened = open_descriptor(path, O_RDONLY);
  if (!opened) return fail(std::move(opened.error()));
  const auto file = std::make_shared<const Descriptor>(std::move(*opened));
  auto checked = check_trailer(file->get(), path);
  if (!checked) return fail(std::move(checked.error()).while_doing("reading the plan " + path));
  auto bundle = read_bundle_file(file, path);
  if (!bundle) return fail(std::move(bundle.error()).while_doing("reading the plan " + path));
  auto saved = read_parts(*bundle);
  if (!saved) return fail(std::move(saved.error()).while_doing("reading the plan " + path));
  return saved;
}

}  // namespace converge
