// SPDX-License-Identifier: MIT
// tests/unit/pipeline/repository.h: a folder of desired state, compiled with the kinds that ship.
#pragma once

#include <filesystem>
#include <string>

#include "engine/core/content_chain.h"
#include "engine/pipeline.h"
#include "resources/builtin.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {

class Repository {
 public:
  Repository() { kinds_ = *BuiltinKinds::open(folder_.path(), contents_, nullptr); }

  void write(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = path_of(name);
    std::filesystem::create_directories(path.parent_path());
    write_file(path.string(), text);
  }
  [[nodiscard]] std::string path_of(const std::string& name) const { return folder_ / ("repo/" + name); }

  /// Compiles site.yaml; where nothing else is said, with the cache.
  [[nodiscard]] Compilation compile_site(const std::string& limit = "") const { return run(folder_ / "cache", limit); }
  [[nodiscard]] Compilation compile_anew() const { return run("", ""); }
  /// The same with inventories, by their names in the repository.
  [[nodiscard]] Compilation compile_with(const std::vector<std::string>& inventories, const std::string& limit = "") const {
    std::vector<std::string> paths;
    for (const std::string& name : inventories) paths.push_back(name.ends_with(',') ? name : path_of(name));
    return run(folder_ / "cache", limit, paths);
  }

  /// Looks at one host of cluster.yaml; the playbook need not be there.
  [[nodiscard]] HostLook look_at(const std::string& host, const std::function<void(const HostSight&)>& look, std::vector<std::string> extra) const {
    DesiredState desired;
    desired.inventories = {path_of("cluster.yaml")};
    desired.extra = std::move(extra);
    auto done = look_at_host(desired, {"", "test", {}}, kinds_->registry(), host, look);
    EXPECT_TRUE(done) << done.error().text();
    return std::move(*done);
  }

 private:
  [[nodiscard]] Compilation run(const std::string& cache, const std::string& limit, const std::vector<std::string>& inventories = {}) const {
    DesiredState desired;
    desired.inventories = inventories;
    desired.playbook = path_of("site.yaml");
    desired.limit = limit;
    auto done = compile(desired, {cache, "test", {}}, kinds_->registry());
    EXPECT_TRUE(done) << done.error().text();
    return std::move(*done);
  }

  TemporaryFolder folder_;
  ContentChain contents_;
  std::unique_ptr<BuiltinKinds> kinds_;
};

/// All that a compilation answers, as one text: catalogs, findings, and the contents that go with them.
inline std::string answer_of(const Compilation& compilation) {
  std::string text;
  for (const CompiledHost& host : compilation.hosts) {
    text += host.name + " " + to_json(host.catalog) + "\n";
    for (const CatalogContent& content : host.catalog.contents) {
      if (!content.url.empty()) continue;
      const auto bytes = read_all(*compilation.contents, content.ref, 1 << 20);
      text += content.ref.sha256 + " " + (bytes ? *bytes : "unreadable: " + bytes.error().text()) + "\n";
    }
  }
  for (const Diagnostic& finding : compilation.diagnostics.all()) text += finding.span.text() + " " + finding.message + "\n";
  return text;
}

}  // namespace converge
