// SPDX-License-Identifier: MIT
// resources/file/parse.h: the one reading of a file's attributes; private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"
#include "resources/file/desired.h"

namespace converge::file {

/// What a resource is about, as its attributes together say. Decides which of them mean something.
enum class Shape : std::uint8_t { whole, merged, directory, tree, link, absent };

/// Reads one set of attributes.
class DesiredParser {
 public:
  DesiredParser(const Value& attributes, Diagnostics& diagnostics)
      : attributes_(attributes), diagnostics_(diagnostics) {}
  /// Nothing if anything was reported.
  std::optional<Desired> run();

 private:
  [[nodiscard]] const Value* find(std::string_view name) const { return attributes_.find(name); }
  void refuse(const Value& at, std::string message, std::string fix);

  // Together.
  void choose_shape();
  void check_shape();
  void check_exclusive();

  // One by one.
  void take_content();
  void take_url(const Value& url);
  void take_merge(const Value& written);
  void take_way_back(MergeRequest& request);
  void take_untouched();
  void take_veil();
  void keep_private();
  void take_own();
  LeftMetadata read_left(const Value& of);
  bool check_merge_content(const std::string& format, const Value& content);
  void take_metadata();
  void take_target();
  void take_validate();
  void take_removal();
  void take_tree(const Value& entries);
  std::optional<TreeEntry> read_entry(const Value& written);
  std::optional<Mode> read_mode(const Value& value, std::string_view name);

  const Value& attributes_;
  Diagnostics& diagnostics_;
  Shape shape_ = Shape::whole;
  bool undone_ = false;  ///< `source` is what an undo takes away
  std::optional<Mode> file_mode_;
  Desired want_;
};

}  // namespace converge::file
