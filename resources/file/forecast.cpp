// SPDX-License-Identifier: MIT
// What a change of content looks like, as a unified diff.
#include "engine/core/hash.h"
#include "engine/core/text_diff.h"
#include "resources/file/file_kind.h"

namespace converge {

using file::Change;
using file::WriteContent;

namespace {

/// The new text; an explanation in words, as the error, where there is none to show.
Result<std::string> new_text(const ContentSource& contents, const WriteContent& write) {
  if (write.text) return *write.text;
  const bool fetched = write.content.size == 0 && write.content.sha256 != sha256("");  // its length is not known yet
  if (fetched) return fail(ErrorCode::not_found, "is fetched when it is applied");
  if (write.content.size > file::text_limit) return fail(ErrorCode::unsupported, "is too large to show");
  auto text = read_all(contents, write.content, file::text_limit);
  if (text) return text;
  if (text.error().code == ErrorCode::unsupported) return fail(ErrorCode::unsupported, "is too large to show");
  return fail(ErrorCode::not_found, "is not at hand yet");
}

std::string diff_of(const ContentSource& contents, const Change& change, const WriteContent& write) {
  if (write.sensitivity == Sensitivity::secret) return "The content of " + change.path + " is secret\n";
  const bool fresh = write.before_sha256.empty();
  if (!fresh && write.former == Sensitivity::secret) return "What " + change.path + " holds now is secret\n";
  if (!fresh && !write.before_text) return "Binary or large content of " + change.path + " differs\n";
  const auto after = new_text(contents, write);
  if (!after) return "The new content of " + change.path + " " + after.error().message + "\n";
  if (after->find('\0') != std::string::npos) return "Binary content of " + change.path + " differs\n";
  return unified_diff(fresh ? std::string_view() : *write.before_text, *after,
                      {fresh ? "/dev/null" : change.path, change.path}, file::text_limit);
}

}  // namespace

std::vector<Result<Forecast>> FileKind::forecast(std::span<const std::span<const Change>> work, std::stop_token stop) {
  std::vector<Result<Forecast>> forecasts;
  for (const std::span<const Change> changes : work) {
    Forecast forecast;
    for (const Change& change : changes) {
      if (stop.stop_requested()) break;
      const auto* write = std::get_if<WriteContent>(&change.action);
      if (write == nullptr || forecast.text_diff.size() > file::text_limit) continue;
      forecast.text_diff += diff_of(ports_.contents, change, *write);
    }
    if (stop.stop_requested())
      forecasts.push_back(fail(ErrorCode::canceled, "the run was stopped"));
    else
      forecasts.push_back(std::move(forecast));
  }
  return forecasts;
}

}  // namespace converge
