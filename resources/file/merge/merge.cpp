// SPDX-License-Identifier: MIT
#include "resources/file/merge/merge.h"

#include <algorithm>

#include "resources/file/merge/formats.h"

namespace converge {

namespace {

Result<Merged> merge_once(std::string_view current, const MergeRequest& request) {
  switch (request.format) {
    case MergeFormat::json: return merge_json(current, request);
    case MergeFormat::ini: return merge_ini(current, request);
    case MergeFormat::lines: return merge_lines(current, request);
    case MergeFormat::block: return merge_block(current, request);
  }
  return fail(ErrorCode::invalid, "unknown merge format");
}

/// Merges, and sees to it that a second merge finds nothing to do: a file so odd
/// that it would be rewritten in every run is refused instead.
Result<Merged> merge(std::string_view current, const MergeRequest& request) {
  auto merged = merge_once(current, request);
  if (!merged || merged->deltas.empty()) return merged;
  const auto again = merge_once(merged->text, request);
  if (!again || !again->deltas.empty())
    return fail(ErrorCode::invalid,
                "the file is laid out so that what is merged into it reads differently afterwards (" +
                    (again ? again->deltas.front().attribute : again.error().message) +
                    "); tidy the lines around it by hand");
  return merged;
}

}  // namespace

namespace {

Result<MergeRequest> inverse_once(std::string_view current, const MergeRequest& request) {
  switch (request.format) {
    case MergeFormat::json: return inverse_json(current, request);
    case MergeFormat::ini: return inverse_ini(current, request);
    case MergeFormat::lines: return inverse_lines(current, request);
    case MergeFormat::block: return inverse_block(current, request);
  }
  return fail(ErrorCode::invalid, "unknown merge format");
}

}  // namespace

std::string_view merge_format_name(MergeFormat format) {
  switch (format) {
    case MergeFormat::json: return "json";
    case MergeFormat::ini: return "ini";
    case MergeFormat::lines: return "lines";
    case MergeFormat::block: return "block";
  }
  return "json";
}

Result<std::optional<MergeRequest>> inverse_merge(std::string_view current, const MergeRequest& request) {
  const auto merged = merge(current, request);
  if (!merged) return fail(merged.error());
  if (merged->deltas.empty()) return std::optional<MergeRequest>();
  auto inverse = inverse_once(current, request);
  if (!inverse) return fail(std::move(inverse.error()));
  inverse->format = request.format;
  inverse->marker = request.marker;
  inverse->comment = request.comment;
  // It is tried: what then differs must be just what differed before.
  const auto back = merge(merged->text, *inverse);
  const auto again = back ? merge(back->text, request) : back;
  if (!again || !std::ranges::is_permutation(again->deltas, merged->deltas))
    return fail(ErrorCode::unsupported, "what was there before cannot be written as a merge");
  return std::optional(std::move(*inverse));
}

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

std::vector<SharedKey> shared_keys(const MergeRequest& request) {
  switch (request.format) {
    case MergeFormat::json: return json_shared_keys(request);
    case MergeFormat::ini: return ini_shared_keys(request);
    case MergeFormat::lines:
    case MergeFormat::block: return {};
  }
  return {};
}

Result<std::vector<Delta>> merge_deltas(std::string_view current, const MergeRequest& request) {
  return merge(current, request).map([](Merged&& merged) { return std::move(merged.deltas); });
}

}  // namespace converge
