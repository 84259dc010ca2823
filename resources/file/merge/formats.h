// SPDX-License-Identifier: MIT
// resources/file/merge/formats.h: the four editors behind merge.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "resources/file/merge/merge.h"

namespace converge {

/// A merged text and the rows that tell how it differs from the current one.
struct Merged {
  std::string text;
  std::vector<Delta> deltas;
};

/// Keys of a JSON document, comments and layout kept.
Result<Merged> merge_json(std::string_view current, const MergeRequest& request);
/// Keys of sections; several lines for a key that wants a list.
Result<Merged> merge_ini(std::string_view current, const MergeRequest& request);
/// Whole lines, compared without the blanks at their ends.
Result<Merged> merge_lines(std::string_view current, const MergeRequest& request);
/// The text between two marker lines.
Result<Merged> merge_block(std::string_view current, const MergeRequest& request);

/// See inverse_merge(); what the request does not say is left at its default.
Result<MergeRequest> inverse_json(std::string_view current, const MergeRequest& request);
Result<MergeRequest> inverse_ini(std::string_view current, const MergeRequest& request);
Result<MergeRequest> inverse_lines(std::string_view current, const MergeRequest& request);
Result<MergeRequest> inverse_block(std::string_view current, const MergeRequest& request);

std::vector<std::string> json_keys(const MergeRequest& request);
std::vector<std::string> ini_keys(const MergeRequest& request);
std::vector<std::string> lines_keys(const MergeRequest& request);

std::vector<SharedKey> json_shared_keys(const MergeRequest& request);
std::vector<SharedKey> ini_shared_keys(const MergeRequest& request);

}  // namespace converge
