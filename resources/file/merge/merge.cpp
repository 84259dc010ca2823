// SPDX-License-Identifier: MIT
#include "resources/file/merge/merge.h"

#include "resources/file/merge/formats.h"

namespace converge {

namespace {

Result<Merged> merge(std::string_view current, const MergeRequest& request) {
  switch (request.format) {
    case MergeFormat::json: return merge_json(current, request);
    case MergeFormat::ini: return merge_ini(current, request);
    case MergeFormat::lines: return merge_lines(current, request);
    case MergeFormat::block: return merge_block(current, request);
  }
  return fail(ErrorCode::invalid, "unknown merge format");
}

}  // namespace

Result<std::string> merge_text(std::string_view current, const MergeRequest& request) {
  return merge(current, request).map([](Merged&& merged) { return std::move(merged.text); });
}

std::vector<std::string> owned_keys(const MergeRequest& request) {
  switch (request.format) {
    case MergeFormat::json: return json_keys(request);
    case MergeFormat::ini: return ini_keys(request);
    case MergeFormat::lines: return lines_keys(request);
    case MergeFormat::block: return {"block:" + request.marker};
  }
  return {};
}

Result<std::vector<Delta>> merge_deltas(std::string_view current, const MergeRequest& request) {
  return merge(current, request).map([](Merged&& merged) { return std::move(merged.deltas); });
}

}  // namespace converge
