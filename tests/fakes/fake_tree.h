// SPDX-License-Identifier: MIT
// tests/fakes/fake_tree.h: the files of a fake machine, to and from plain values.
#pragma once

#include <map>
#include <string>

#include "engine/core/value.h"
#include "tests/fakes/fake_filesystem.h"

namespace converge {

using FakeTree = std::map<std::string, FakeFileSystem::Thing>;

/// Reads the form that FakeFileSystem::load() documents; what is malformed aborts the test program.
FakeTree fake_tree_of(const Value& value);
Value value_of(const FakeTree& tree);

}  // namespace converge
