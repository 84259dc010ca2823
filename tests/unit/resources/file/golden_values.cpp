// SPDX-License-Identifier: MIT
#include "tests/unit/resources/file/golden_values.h"

#include <stdexcept>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"

namespace converge {

using file::Node;
using file::NodeType;

namespace {

Value text_value(const std::string& text) { return Value::string(text); }

std::string text_of(const Value& value, std::string_view key, const std::string& fallback = "") {
  const Value* found = value.find(key);
  return found == nullptr ? fallback : found->text();
}

NodeType type_of(const std::string& word) {
  for (const NodeType type : {NodeType::absent, NodeType::regular, NodeType::directory, NodeType::link, NodeType::fifo,
                              NodeType::socket, NodeType::device}) {
    if (word == file::node_type_name(type)) return type;
  }
  throw std::invalid_argument("no such type: " + word);
}

/// As a look with Reading::difference or Reading::text answers it.
Node node_of(const Value& written, const std::string& expected) {
  Node node;
  node.type = type_of(text_of(written, "type", "file"));
  const Value* uid = written.find("uid");
  const Value* gid = written.find("gid");
  node.uid = uid == nullptr ? 0U : static_cast<std::uint32_t>(uid->as_integer());
  node.gid = gid == nullptr ? 0U : static_cast<std::uint32_t>(gid->as_integer());
  if (node.type != NodeType::absent) {
    const std::string usual = node.type == NodeType::directory ? "0755" : "0644";
    node.mode = file::Mode::parse(text_of(written, "mode", usual))->resolve(0, node.type);
  }
  node.target = text_of(written, "target");
  if (const Value* content = written.find("content")) {
    node.sha256 = sha256(content->text());
    node.size = content->text().size();
    if (node.sha256 != expected) node.text = content->text();
  }
  return node;
}

file::Holders holders_of(const Value& written) {
  file::Holders holders{text_of(written, "owner"), text_of(written, "group")};
  if (text_of(written, "wanted_owner") == "missing") holders.wanted_owner = file::Account::missing;
  if (text_of(written, "wanted_group") == "missing") holders.wanted_group = file::Account::missing;
  return holders;
}

void put_owners(Value& value, const file::Owners& owners) {
  if (owners.owner) value.set("owner", text_value(*owners.owner));
  if (owners.group) value.set("group", text_value(*owners.group));
}

/// An action as {verb: path, ...}.
struct Dump {
  const std::string& path;

  [[nodiscard]] Value verb(const std::string& name) const {
    Value value = Value::map();
    value.set(name, text_value(path));
    return value;
  }
  Value operator()(const file::WriteContent& write) const {
    Value value = verb("write");
    if (write.text)
      value.set("text", text_value(*write.text));
    else
      value.set("sha256", text_value(write.content.sha256));
    value.set("mode",
              text_value(write.mode ? file::mode_text(*write.mode)
                                    : (write.before_sha256.empty() ? file::mode_text(write.fresh_mode) : "kept")));
    if (!write.before_sha256.empty()) value.set("keeps", text_value(write.before_sha256));
    put_owners(value, write.owners);
    if (write.before_text) value.set("before_text", text_value(*write.before_text));
    if (!write.validate.empty()) value.set("validate", text_value(write.validate.front()));
    return value;
  }
  Value operator()(const file::MergeKey&) const { return verb("merge_key"); }
  Value operator()(const file::SetMode& mode) const {
    Value value = verb("set_mode");
    value.set("mode", text_value(file::mode_text(mode.after)));
    return value;
  }
  Value operator()(const file::SetOwner& owner) const {
    Value value = verb(owner.which == file::SetOwner::Which::owner ? "set_owner" : "set_group");
    value.set("to", text_value(owner.after));
    return value;
  }
  Value operator()(const file::MakeDirectory& folder) const {
    Value value = verb("make_directory");
    if (folder.mode) value.set("mode", text_value(file::mode_text(*folder.mode)));
    put_owners(value, folder.owners);
    return value;
  }
  Value operator()(const file::MakeLink& link) const {
    Value value = verb("make_link");
    value.set("target", text_value(link.target));
    if (!link.before_sha256.empty()) value.set("keeps", text_value(link.before_sha256));
    put_owners(value, link.owners);
    return value;
  }
  Value operator()(const file::Remove& removal) const {
    Value value = verb(removal.recursion == file::Recursion::recursive ? "remove_all" : "remove");
    if (!removal.before_sha256.empty()) value.set("keeps", text_value(removal.before_sha256));
    return value;
  }
};

}  // namespace

Value compiled_attributes(const Value& written) {
  Value attributes = written;
  const Value* content = attributes.find("content");
  if (content != nullptr && content->is_string() && attributes.find("merge") == nullptr) {
    Value ref = content_value({sha256(content->text()), content->text().size()}, content->span());
    if (const Value* secret = attributes.find("secret"); secret != nullptr) ref.set_sensitivity(Sensitivity::secret);
    attributes.set("content", std::move(ref));
  }
  const Value* source = attributes.find("source");
  if (source == nullptr || !source->is_list()) return attributes;
  Value tree = Value::list();
  for (Value entry : source->items()) {
    if (const Value* found = entry.find("content")) {
      const std::string text = found->text();  // set() moves what `found` points to
      entry.set("size", Value::integer(static_cast<std::int64_t>(text.size())));
      entry.set("sha256", text_value(sha256(text)));
    }
    tree.push_back(std::move(entry));
  }
  Value compiled = Value::map({}, source->span());
  compiled.set("$tree", std::move(tree));
  attributes.set("source", std::move(compiled));
  return attributes;
}

file::Actual actual_of(const Value& written, const file::Desired& want) {
  file::Actual actual;
  actual.node = node_of(written, want.content ? want.content->sha256 : "");
  actual.holders = holders_of(written);
  const Value* entries = written.find("entries");
  for (const file::TreeEntry& entry : want.tree.value_or(std::vector<file::TreeEntry>{})) {
    const Value* found = entries == nullptr ? nullptr : entries->find(entry.path);
    if (found == nullptr)
      actual.entries.emplace_back();
    else
      actual.entries.push_back({node_of(*found, entry.content.sha256), holders_of(*found)});
  }
  if (const Value* listing = written.find("listing")) {
    for (const Entry& entry : listing->entries()) actual.listing.push_back({entry.key, type_of(entry.value.text())});
  }
  return actual;
}

Value value_of_change(const file::Change& change) { return std::visit(Dump{change.path}, change.action); }

Value value_of_delta(const Step& step) {
  Value value = Value::map();
  value.set("attribute", text_value(step.delta.attribute));
  value.set("before", text_value(step.delta.before));
  value.set("after", text_value(step.delta.after));
  if (step.delta.sensitivity == Sensitivity::secret) value.set("secret", Value::boolean(true));
  return value;
}

Value value_of_observation(const Observation& observation) {
  Value value = Value::map();
  value.set(observation.attribute, text_value(observation.value));
  return value;
}

}  // namespace converge
