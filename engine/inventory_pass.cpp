// SPDX-License-Identifier: MIT
#include "engine/inventory_pass.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "inventory/loader.h"
#include "inventory/pattern.h"
#include "state/folder_source.h"
#include "state/recorded_source.h"

namespace converge {

namespace {

/// Keeps what scripts answer, which is an input like any file.
class RecordedScripts final : public ScriptRunner {
 public:
  Result<std::string> run(const std::string& path, const std::vector<std::string>& arguments) override {
    Result<std::string> answer = inner_.run(path, arguments);
    digest_ = sha256(digest_ + path + "\n" + arguments.back() + "\n" + (answer ? *answer : answer.error().text()));
    return answer;
  }
  [[nodiscard]] const std::string& digest() const { return digest_; }

 private:
  PosixScriptRunner inner_;
  std::string digest_;
};

/// A path on disk as one in the source that is the whole disk.
std::string from_the_top(const std::string& path) {
  if (path.starts_with('/')) return tidy_path(path);
  const std::unique_ptr<char, decltype(&std::free)> here(get_current_dir_name(), std::free);
  return tidy_path(std::string(here ? here.get() : "") + "/" + path);
}

/// "web1,web2," is a list of hosts unless a file has that name.
bool is_host_list(const std::string& input, const Source* repository) {
  if (input.find(',') == std::string::npos) return false;
  return repository == nullptr ? !exists_on_disk(input) : !repository->stat(tidy_path(input));
}

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

bool exists_on_disk(const std::string& path) {
  struct stat found {};
  return lstat(path.c_str(), &found) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/// All that answers questions while the inventory is read.
struct InventoryPass::Doors {
  std::unique_ptr<Source> disk;              ///< all of it, for inventories lie anywhere
  std::unique_ptr<RecordedSource> recorded;  ///< over the disk or the repository
  RecordedScripts scripts;

  [[nodiscard]] Place place(const std::string& path, const Source* repository) const {
    const std::string shown = without_trailing_slash(path);
    return {recorded.get(), repository == nullptr ? from_the_top(shown) : tidy_path(shown), shown};
  }
};

InventoryPass::InventoryPass() : doors_(std::make_unique<Doors>()) {}
InventoryPass::~InventoryPass() = default;

Result<std::unique_ptr<InventoryPass>> InventoryPass::read(const InventoryWish& wish, Diagnostics& diagnostics) {
  std::unique_ptr<InventoryPass> pass(new InventoryPass);
  auto disk = open_folder_source("/");
  if (!disk) return fail(std::move(disk.error()));
  pass->doors_->disk = std::move(*disk);
  pass->doors_->recorded = std::make_unique<RecordedSource>(wish.repository != nullptr ? *wish.repository : *pass->doors_->disk);
  pass->is_revision_ = wish.repository != nullptr;
  const std::size_t errors = diagnostics.error_count();
  pass->load(wish, diagnostics);
  if (diagnostics.error_count() == errors) pass->choose(wish.limit, diagnostics);
  return pass;
}

void InventoryPass::load(const InventoryWish& wish, Diagnostics& diagnostics) {
  InventoryRequest request;
  for (const std::string& input : wish.inputs)
    request.inputs.push_back(is_host_list(input, wish.repository) ? Place{nullptr, "", input} : doors_->place(input, wish.repository));
  if (wish.repository == nullptr) request.scripts = &doors_->scripts;
  request.secrets = wish.secrets;
  request.locked = wish.locked;
  if (wish.playbook_folder) {
    Place playbook = doors_->place(*wish.playbook_folder, wish.repository);
    const bool is_beside = request.inputs.size() == 1 && request.inputs[0].source != nullptr &&
                           (request.inputs[0].path == playbook.path || request.inputs[0].folder().path == playbook.path);
    if (!is_beside) request.playbook = std::move(playbook);  // else the same files are beside the inventory
  }
  if (request.inputs.empty()) request.inputs.push_back({nullptr, "", "localhost"});
  inventory_ = load_inventory(request, diagnostics);
  std::string inputs;
  for (const std::string& input : wish.inputs) inputs += input + "\n";
  digest_ = sha256(doors_->scripts.digest() + to_json(to_value(doors_->recorded->answers())) + inputs);
}

void InventoryPass::choose(const std::string& limit, Diagnostics& diagnostics) {
  chosen_ = inventory_.members(inventory_.groups().front());
  const auto read = [this](const std::string& path) { return doors_->disk->read(from_the_top(path)); };
  if (!limit.empty()) chosen_ = limit_hosts(inventory_, limit, read, Span{intern_file("--limit"), 0, 0, 0}, diagnostics);
  std::ranges::sort(chosen_);  // they lie in one array, in the inventory's order
}

std::string InventoryPass::file_of(const Host& host) const {
  const bool is_named_in_a_file = host.span.known() && !host.span.file->starts_with("--");
  if (!is_named_in_a_file) return "";
  return is_revision_ ? tidy_path(*host.span.file) : "/" + from_the_top(*host.span.file);
}

std::optional<std::string> InventoryPass::text(const std::string& shown) const {
  Result<std::string> text = doors_->disk->read(from_the_top(shown));
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

}  // namespace converge
