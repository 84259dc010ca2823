// SPDX-License-Identifier: MIT
// pipeline.cpp: read compile() at the bottom first; it names the passes in order.
#include "engine/pipeline.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_set>

#include "engine/compile/compiler.h"
#include "engine/compile/extra_variables.h"
#include "engine/compile/playbook.h"
#include "engine/compile/tags.h"
#include "engine/core/encryption.h"
#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "engine/core/secret_value.h"
#include "inventory/facts/fact_reader.h"
#include "inventory/known_host.h"
#include "inventory/pattern.h"
#include "state/compile_cache.h"
#include "state/download.h"
#include "state/folder_source.h"
#include "state/git_source.h"
#include "state/recorded_source.h"

namespace converge {

namespace {

constexpr std::chrono::minutes download_patience{30};  ///< for one content, with all attempts

/// Everything that compiling holds on to. Contents keep it alive.
struct Workspace {
  std::shared_ptr<const Source> source;
  std::string owner;      ///< the folder or repository, absolute
  std::string label;      ///< put before paths of the source in messages
  std::string playbook;   ///< path in the source
  Value extra = Value::map();  ///< variables of the command line
  std::vector<std::string> inventories;  ///< as written, or what was found beside the playbook
  std::unique_ptr<InventoryPass> inventory;
  std::unique_ptr<RecordedSource> recorded;
  std::unique_ptr<Contents> contents;
};

std::string join(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

std::string name_part(const std::string& path) { return path.substr(folder_above(path).size()); }

/// "playbooks/demo" for "playbooks/demo/", "." for "".
std::string folder_to_open(std::string folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder.empty() ? "." : folder;
}

/// As it is called wherever one stands, since it names the owner of a catalog.
std::string absolute_folder(const std::string& folder) {
  const std::string open = folder_to_open(folder);
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(open.c_str(), nullptr), std::free);
  return real ? std::string(real.get()) : open;  // one that is not there is reported when it is opened
}

// Where the two files are: each is beside the other unless it is named.

std::string playbook_path(const DesiredState& desired) {
  if (!desired.playbook.empty()) return desired.playbook;
  return join(desired.inventories.empty() ? "" : folder_above(desired.inventories.front()), "site.yaml");
}

std::vector<std::string> inventories_of(const DesiredState& desired, const std::string& playbook, const Source* git) {
  if (!desired.inventories.empty()) return desired.inventories;
  const std::string guess = join(folder_above(playbook), "cluster.yaml");
  if (git == nullptr) return exists_on_disk(guess) ? std::vector{guess} : std::vector<std::string>{};
  const auto found = git->stat(guess);
  const bool none = !found && found.error().code == ErrorCode::not_found;
  return none ? std::vector<std::string>{} : std::vector{guess};
}

Result<void> open_folder(const DesiredState& desired, Workspace& work) {
  const std::string playbook = playbook_path(desired);
  work.label = folder_above(playbook);
  work.playbook = name_part(playbook);
  work.inventories = inventories_of(desired, playbook, nullptr);
  work.owner = absolute_folder(work.label);
  auto source = open_folder_source(folder_to_open(work.label));
  if (!source) return fail(std::move(source.error()));
  work.source = std::move(*source);
  return {};
}

Result<void> open_repository(const DesiredState& desired, Workspace& work) {
  auto source = open_git_source(desired.repository, desired.revision.empty() ? "HEAD" : desired.revision);
  if (!source) return fail(std::move(source.error()));
  work.owner = absolute_folder(desired.repository);
  work.source = std::move(*source);
  work.playbook = playbook_path(desired);
  work.inventories = inventories_of(desired, work.playbook, work.source.get());
  return {};
}

Result<std::shared_ptr<Workspace>> open_source(const DesiredState& desired, SecretDoor* secrets) {
  auto work = std::make_shared<Workspace>();
  const Result<void> opened = desired.repository.empty() ? open_folder(desired, *work) : open_repository(desired, *work);
  if (!opened) return fail(opened.error());
  work->recorded = std::make_unique<RecordedSource>(*work->source);
  work->contents = std::make_unique<Contents>(*work->recorded, secrets);
  return work;
}

/// The folder of the playbook, whose group_vars count, too.
std::string playbook_folder_of(const DesiredState& desired, const Workspace& work) {
  return desired.repository.empty() ? work.label : folder_above(work.playbook);
}

Result<void> pass_inventory(InventoryWish wish, const DesiredState& desired, Workspace& work, Diagnostics& diagnostics) {
  wish.inputs = work.inventories;
  wish.repository = desired.repository.empty() ? nullptr : work.source.get();
  wish.limit = desired.limit;
  auto read = InventoryPass::read(wish, diagnostics);
  if (!read) return fail(std::move(read.error()));
  work.inventory = std::move(*read);
  return {};
}

/// Variables that another program hands over: `-e @-`, `-e @<(sops -d FILE)`.
Result<std::string> read_stream(const std::string& path) {
  std::ifstream stream(path == "-" ? "/dev/stdin" : path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.good() && !stream.eof()) return fail(ErrorCode::not_found, "it cannot be read");
  return text;
}

Result<std::string> read_beside(const std::string& path) {
  if (path == "-" || path.starts_with("/dev/")) return read_stream(path);
  auto beside = open_folder_source(folder_to_open(folder_above(path)));
  if (!beside) return fail(std::move(beside.error()));
  return (*beside)->read(name_part(path));
}

/// The variables of -e, which a cache's key is made from.
void read_extra(const DesiredState& desired, SecretDoor* secrets, Workspace& work, Diagnostics& diagnostics) {
  work.extra = read_extra_variables(desired.extra, read_beside, diagnostics, secrets);
  check_written_variables(work.extra, diagnostics);
}

/// A cache's key is a digest of these variables, and a plain one gives a secret away.
bool is_cacheable(const Value& extra) { return !holds_secret(extra); }

/// Compiles hosts, or finds them compiled already.
class HostCompilation {
 public:
  HostCompilation(Workspace& work, TagSelection tags, const CompileOptions& options, const Registry& kinds, Compilation& out)
      : work_(work), inventory_(work.inventory->inventory()), known_(inventory_, [this](const Host& host) { return names_of(host); }, [this](const Host& host, std::string_view name) { return render(host, name); }, [this](const Host& host) { return work_.inventory->file_of(host); }),
        options_(options), kinds_(kinds), cache_(is_cacheable(work.extra) ? options.cache_folder : ""), out_(out),
        yaml_(*work.recorded, work.label, kinds, out.diagnostics, options.secrets.get()), parsed_(*work.recorded, work.label, options.secrets.get(), options.stop),
        tools_{kinds_, yaml_, parsed_, *work.contents, out.diagnostics}, tags_(std::move(tags)), facts_(options.root) {}

  /// Reads the playbook, and checks the plays that none of the chosen hosts will be compiled with.
  void load() {
    playbook_ = load_playbook(yaml_, work_.playbook, out_.diagnostics);
    for (const Play& play : playbook_->plays)
      if (!is_chosen(play)) check_play(play, tools_);
  }

  /// Shows a host with its plays, once those are read.
  void show(const Host& host, const std::function<void(const HostSight&)>& look) {
    const KnownHost knowledge = knowledge_of(host);
    const HostScope scope = scope_of(host, knowledge);
    HostSight sight{inventory_, host, scope, {}, yaml_, parsed_};
    if (playbook_)
      for (const Play& play : playbook_->plays)
        if (!play.hosts.text.empty() && hosts_of(play.hosts).contains(host.name)) sight.plays.push_back(&play);
    if (!out_.diagnostics.has_errors()) look(sight);
  }

  void compile(const Host& host, ContentChain& chain) {
    CompiledHost compiled;
    compiled.name = host.name;
    compiled.connection = connection_of(inventory_, host, work_.extra, out_.diagnostics);
    if (!recall(compiled, host, chain)) compile_anew(compiled, host);
    tags_in_use_.add(compiled.catalog);
    pick(compiled);
    out_.hosts.push_back(std::move(compiled));
  }

  /// Once every host is compiled.
  void report_strange_tags() const {
    if (!out_.diagnostics.has_errors()) tags_in_use_.report_strangers(tags_, out_.diagnostics);
  }

 private:
  using HostSet = std::unordered_set<std::string_view>;  // names live in the inventory

  HostSet selected(const Spelled& pattern, Diagnostics& diagnostics) const {
    HostSet names;
    for (const Host* host : select_hosts(inventory_, pattern.text, pattern.span, diagnostics)) names.insert(host->name);
    return names;
  }

  /// Worked out once for all hosts; a wrong pattern is reported once, too.
  const HostSet& hosts_of(const Spelled& pattern) {
    const auto [known, fresh] = selections_.try_emplace({pattern.span.text(), pattern.text});
    if (fresh) known->second = selected(pattern, out_.diagnostics);
    return known->second;
  }

  [[nodiscard]] CacheKey key_of(const std::string& host) const {
    return {work_.owner, work_.source->revision(), work_.playbook, host,
            sha256(work_.label + "\n" + work_.inventory->digest() + "\n" + to_json(work_.extra)), options_.tool};
  }

  [[nodiscard]] bool is_chosen(const Play& play) const {
    Diagnostics known;  // a pattern's errors are reported for each host that asks
    const HostSet hosts = selected(play.hosts, known);
    return !play.hosts.text.empty() && std::ranges::any_of(work_.inventory->chosen(), [&](const Host* host) { return hosts.contains(host->name); });
  }

  bool recall(CompiledHost& compiled, const Host& host, ContentChain& chain) {
    const auto still = [&](const std::string& fact, const std::string& digest) {
      const Result<Value> value = read_fact(host, fact);
      return value && sha256(to_json(*value)) == digest;
    };
    std::optional<CachedCatalog> cached = cache_.find(key_of(compiled.name), *work_.source, still);
    if (!cached) return false;
    Result<Catalog> catalog = parse_catalog(cached->catalog);
    if (!catalog) return false;
    compiled.sha256 = sha256(cached->catalog);
    compiled.catalog = std::move(*catalog);
    chain.add(cached->contents);
    for (const auto& [digest, path] : cached->files) work_.contents->know_file(digest, path);
    return true;
  }

  [[nodiscard]] HostScope scope_of(const Host& host, const HostKnowledge& knowledge) const {
    HostScope scope{host.name, &knowledge, {}, {{&work_.extra}}, options_.secrets.get(), options_.stop};
    for (const Layer& layer : inventory_.layers(host)) scope.inventory.push_back({layer.variables});
    return scope;
  }

  /// Of this machine only; those of others come with their agents.
  Result<Value> read_fact(const Host& host, std::string_view name) {
    Diagnostics unknown_transport;  // reported where the host is compiled
    if (connection_of(inventory_, host, work_.extra, unknown_transport) == Connection::local) return facts_.read(name);
    return fail(ErrorCode::unsupported, "the facts of another host are not available in this version");
  }

  [[nodiscard]] KnownHost knowledge_of(const Host& host) {
    return KnownHost(known_, host, [this, &host](std::string_view name) { return read_fact(host, name); }, facts_.names());
  }

  [[nodiscard]] std::vector<std::string_view> names_of(const Host& host) {
    const KnownHost knowledge = knowledge_of(host);
    return variable_names(scope_of(host, knowledge));
  }

  /// A variable of a host, for the others.
  [[nodiscard]] Result<Value> render(const Host& host, std::string_view name) {
    const KnownHost knowledge = knowledge_of(host);
    auto rendered = render_variable(scope_of(host, knowledge), name);
    if (rendered) return std::move(*rendered);
    const Span& span = rendered.error().span;
    return fail(ErrorCode::invalid, (span.known() ? span.text() + ": " : "") + rendered.error().message);
  }

  void compile_anew(CompiledHost& compiled, const Host& host) {
    if (!playbook_) load();
    const auto is_selected = [&](const Spelled& pattern) { return hosts_of(pattern).contains(compiled.name); };
    const KnownHost knowledge = knowledge_of(host);
    const CompileTarget target{scope_of(host, knowledge), work_.owner, is_selected};
    compiled.catalog = compile_host(*playbook_, target, tools_);
    if (out_.diagnostics.has_errors()) return;
    const std::string json = to_json(compiled.catalog);
    compiled.sha256 = sha256(json);
    remember(compiled, json, knowledge);
  }

  void pick(CompiledHost& compiled) const {
    if (keep_picked(compiled.catalog, tags_)) compiled.sha256 = sha256(to_json(compiled.catalog));
  }

  /// What holds secrets stays in memory.
  void remember(const CompiledHost& compiled, const std::string& json, const KnownHost& knowledge) const {
    if (holds_secret(compiled.catalog)) return;
    std::vector<ContentRef> texts;
    std::map<std::string, std::string> files;
    for (const CatalogContent& content : compiled.catalog.contents) {
      const std::string* path = work_.contents->file_of(content.ref.sha256);
      if (work_.contents->holds_text(content.ref.sha256)) texts.push_back(content.ref);
      else if (path != nullptr) files.emplace(content.ref.sha256, *path);
    }
    std::map<std::string, std::string> facts;
    for (const auto& [name, value] : knowledge.asked()) facts.emplace(name, sha256(to_json(value)));
    cache_.keep(key_of(compiled.name), {json, *work_.contents, texts, files, work_.recorded->answers(), facts});
  }

  Workspace& work_;
  const Inventory& inventory_;
  KnownInventory known_;
  const CompileOptions& options_;
  const Registry& kinds_;
  CompileCache cache_;
  Compilation& out_;
  YamlFiles yaml_;
  ParsedTemplates parsed_;
  CompileTools tools_;
  TagSelection tags_;
  TagsInUse tags_in_use_;
  FactReader facts_;
  std::optional<Playbook> playbook_;
  std::map<std::pair<std::string, std::string>, HostSet> selections_;  ///< by place and pattern
};

std::optional<std::string> text_of(const Workspace& work, const std::string& file) {
  if (file.starts_with(work.label))
    if (Result<std::string> text = work.source->read(file.substr(work.label.size()))) return std::move(*text);
  const bool on_disk = work.inventory && work.source->revision().empty();
  return on_disk ? work.inventory->text(file) : std::nullopt;
}

/// Files of the source by its label, and those of an inventory elsewhere on disk. The
/// lines of an encrypted file are not those that a finding is about.
SourceText texts_of(const std::shared_ptr<Workspace>& work) {
  return [work](const std::string& file) {
    std::optional<std::string> text = text_of(*work, file);
    if (text && encryption_of(*text) != Encryption::none) text.reset();
    return text;
  };
}

}  // namespace

std::shared_ptr<const ContentSource> downloads_of(std::span<const Catalog* const> catalogs, const CompileOptions& options) {
  DownloadedContents::Urls urls;
  for (const Catalog* catalog : catalogs)
    for (const CatalogContent& content : catalog->contents)
      if (!content.url.empty()) urls.emplace(content.ref.sha256, content.url);
  if (urls.empty()) return nullptr;
  const std::string folder = options.cache_folder.empty() ? "" : options.cache_folder + "/downloads";
  return std::make_shared<DownloadedContents>(std::move(urls), folder, download_patience, options.abort);
}

Result<InventoryReading> read_inventory(const DesiredState& desired, SecretDoor* secrets) {
  Result<std::shared_ptr<Workspace>> opened = open_source(desired, secrets);
  if (!opened) return fail(std::move(opened.error()));
  const std::shared_ptr<Workspace> work = std::move(*opened);
  InventoryReading reading;
  // A playbook that nobody named need not be there, so what lies beside it does not count.
  const bool is_meant = !desired.playbook.empty() || desired.inventories.empty();
  const std::optional<std::string> folder = is_meant ? std::optional(playbook_folder_of(desired, *work)) : std::nullopt;
  InventoryWish wish{{}, nullptr, folder, "", secrets, Locked::left_out};
  if (Result<void> read = pass_inventory(std::move(wish), desired, *work, reading.diagnostics); !read) return fail(std::move(read.error()));
  reading.pass = std::shared_ptr<const InventoryPass>(work, work->inventory.get());
  reading.texts = texts_of(work);
  return reading;
}

Result<HostLook> look_at_host(const DesiredState& desired, const CompileOptions& options, const Registry& kinds,
                              const std::string& host, const std::function<void(const HostSight&)>& look) {
  Result<std::shared_ptr<Workspace>> opened = open_source(desired, options.secrets.get());
  if (!opened) return fail(std::move(opened.error()));
  const std::shared_ptr<Workspace> work = std::move(*opened);
  Compilation out;
  InventoryWish wish{{}, nullptr, playbook_folder_of(desired, *work), "", options.secrets.get(), Locked::refused};
  if (Result<void> read = pass_inventory(std::move(wish), desired, *work, out.diagnostics); !read) return fail(std::move(read.error()));
  read_extra(desired, options.secrets.get(), *work, out.diagnostics);
  HostCompilation compilation(*work, {}, options, kinds, out);
  const auto there = work->recorded->stat(work->playbook);
  const bool is_missing = !there && there.error().code == ErrorCode::not_found;
  if (!is_missing || !desired.playbook.empty()) compilation.load();
  const Inventory& inventory = work->inventory->inventory();
  HostLook answer;
  const Host* found = inventory.find(host);
  answer.found = found != nullptr;
  if (found != nullptr) compilation.show(*found, look);
  for (const Host& each : inventory.hosts()) answer.hosts.push_back(each.name);
  answer.diagnostics = std::move(out.diagnostics);
  answer.texts = texts_of(work);
  return answer;
}

Result<Compilation> compile(const DesiredState& desired, const CompileOptions& options, const Registry& kinds) {
  // Source: a folder, or one revision of a repository.
  Result<std::shared_ptr<Workspace>> opened = open_source(desired, options.secrets.get());
  if (!opened) return fail(std::move(opened.error()));
  const std::shared_ptr<Workspace> work = std::move(*opened);
  Compilation out;
  out.source = work->source;
  out.texts = texts_of(work);

  // Inventory: which hosts there are, and which of them are meant.
  InventoryWish wish{{}, nullptr, playbook_folder_of(desired, *work), "", options.secrets.get(), Locked::refused};
  if (Result<void> read = pass_inventory(std::move(wish), desired, *work, out.diagnostics); !read) return fail(std::move(read.error()));

  read_extra(desired, options.secrets.get(), *work, out.diagnostics);

  // Compile: YAML to one catalog a host, its edges placed and its order proven.
  auto chain = std::make_shared<ContentChain>();
  HostCompilation compilation(*work, {split_tags(desired.tags), split_tags(desired.skip_tags)}, options, kinds, out);
  for (const Host* host : work->inventory->chosen()) compilation.compile(*host, *chain);
  compilation.report_strange_tags();
  if (work->inventory->chosen().empty()) compilation.load();  // the playbook's errors come along with the inventory's

  // Nothing below this line reads YAML.
  if (out.diagnostics.has_errors()) out.hosts.clear();
  chain->add(std::shared_ptr<const ContentSource>(work, work->contents.get()));
  std::vector<const Catalog*> catalogs;
  for (const CompiledHost& host : out.hosts) catalogs.push_back(&host.catalog);
  if (auto downloads = downloads_of(catalogs, options)) chain->add(std::move(downloads));
  out.contents = std::move(chain);

  // Nothing above this line touched the machine. From a catalog on, a run is
  // plan_host() or apply_host() of engine/execute/host_run: probe, plan,
  // execute, report; in this process for a local host, in the agent elsewhere.
  return out;
}

}  // namespace converge
