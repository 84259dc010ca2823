// SPDX-License-Identifier: MIT
// inventory/facts/fact_reader.h: reads facts when they are asked for.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/facts/fact.h"

namespace converge {

/// The facts of one system, each read once, when it is first asked for. No
/// fact can hang the run: it is read in a thread of its own, which is left
/// behind when the deadline passes. Such a thread ends with the process. The
/// error of a fact is kept as well, so a second question costs no second wait.
/// Thread-safe; one fact is read at a time.
class FactReader {
 public:
  /// `root` is the folder of the system; the table is that of the program but in tests.
  explicit FactReader(std::string root = "/", const std::vector<Fact>& table = builtin_facts());

  /// The value of "os", or of a part of a fact: "cpus.count"; a leading "facts."
  /// may be there. not_found for a name that the table or the map does not
  /// have, timed_out after the deadline, unsupported for what a folder cannot tell.
  Result<Value> read(std::string_view name);
  /// The names of all facts, in the order of the table.
  [[nodiscard]] std::vector<std::string_view> names() const;
  /// The row of a name, or nullptr.
  [[nodiscard]] const Fact* find(std::string_view name) const;

 private:
  const Result<Value>& read_whole(const Fact& fact);

  FactPlace place_;
  const std::vector<Fact>& table_;
  std::mutex mutex_;
  std::map<std::string_view, Result<Value>> known_;
};

}  // namespace converge
