// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_tree.h"

#include <cstdlib>

#include "resources/file/mode.h"

namespace converge {

using file::NodeType;
using Thing = FakeFileSystem::Thing;

namespace {

std::string text_of(const Value& value, std::string_view key, const std::string& fallback) {
  const Value* found = value.find(key);
  return found == nullptr ? fallback : found->text();
}

std::uint32_t id_of(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return found == nullptr ? 0U : static_cast<std::uint32_t>(found->as_integer());
}

NodeType type_of(const std::string& word) {
  for (const NodeType type :
       {NodeType::regular, NodeType::directory, NodeType::link, NodeType::fifo, NodeType::socket, NodeType::device}) {
    if (word == file::node_type_name(type)) return type;
  }
  std::abort();
}

std::uint32_t default_mode(NodeType type) {
  if (type == NodeType::link) return 0777;
  return type == NodeType::directory ? 0755 : 0644;
}

Thing thing_of(const Value& value) {
  Thing thing;
  const char* implied = value.find("target") != nullptr ? "link" : "file";
  thing.type = type_of(text_of(value, "type", implied));
  const auto mode = file::Mode::parse(text_of(value, "mode", file::mode_text(default_mode(thing.type))));
  if (!mode) std::abort();
  thing.mode = mode->resolve(0, thing.type);
  thing.uid = id_of(value, "uid");
  thing.gid = id_of(value, "gid");
  thing.content = text_of(value, "content", "");
  thing.target = text_of(value, "target", "");
  return thing;
}

Value value_of(const Thing& thing) {
  Value value = Value::map();
  if (thing.type == NodeType::regular)
    value.set("content", Value::string(thing.content));
  else if (thing.type == NodeType::link)
    value.set("target", Value::string(thing.target));
  else
    value.set("type", Value::string(std::string(file::node_type_name(thing.type))));
  if (thing.mode != default_mode(thing.type)) value.set("mode", Value::string(file::mode_text(thing.mode)));
  if (thing.uid != 0) value.set("uid", Value::integer(thing.uid));
  if (thing.gid != 0) value.set("gid", Value::integer(thing.gid));
  return value;
}

}  // namespace

FakeTree fake_tree_of(const Value& value) {
  const Thing folder{NodeType::directory, 0755, 0, 0, "", ""};
  FakeTree tree = {{"/", folder}};
  for (const Entry& entry : value.entries()) {
    tree.insert_or_assign(entry.key, thing_of(entry.value));
    for (std::string_view parent = parent_folder(entry.key); parent != "/"; parent = parent_folder(parent)) {
      tree.try_emplace(std::string(parent), folder);
    }
  }
  return tree;
}

Value value_of(const FakeTree& tree) {
  Value value = Value::map();
  for (const auto& [path, thing] : tree) {
    if (path != "/") value.set(path, value_of(thing));
  }
  return value;
}

}  // namespace converge
