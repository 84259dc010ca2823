// SPDX-License-Identifier: MIT
// state/downloaded_contents.cpp: contents that are fetched when they are needed.
#include <filesystem>

#include "engine/core/hash.h"
#include "state/content_file.h"
#include "state/download.h"
#include "state/private_folder.h"

namespace converge {

namespace {

/// That nothing is at the address does not mean that somebody else has the content.
Error known_address(Error error) {
  if (error.code == ErrorCode::not_found) error.code = ErrorCode::io;
  return error;
}

/// Into a file without a name, which goes away with its reader.
Result<std::unique_ptr<ContentReader>> fetch_once(const Download& request) {
  std::error_code trouble;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(trouble);
  if (trouble) return fail(ErrorCode::invalid, "TMPDIR names no folder to download to: " + trouble.message());
  auto file = nameless_file(folder.string());
  if (!file) return fail(std::move(file.error()));
  const auto size = download(request, file->get());
  if (!size) return fail(known_address(size.error()));
  return read_content(std::make_shared<const Descriptor>(std::move(*file)), 0, {request.sha256, *size}, request.url);
}

}  // namespace

DownloadedContents::DownloadedContents(Urls urls, std::string folder, std::chrono::seconds patience,
                                       std::stop_token stop)
    : urls_(std::move(urls)), folder_(std::move(folder)), patience_(patience), stop_(std::move(stop)) {}

Result<std::unique_ptr<ContentReader>> DownloadedContents::open(const ContentRef& ref) const {
  const auto url = urls_.find(ref.sha256);
  if (url == urls_.end() || !is_sha256(ref.sha256)) {
    return fail(ErrorCode::not_found, "no URL is known for content " + ref.sha256);
  }
  const Download request{.url = url->second,
                         .sha256 = ref.sha256,
                         .deadline = std::chrono::steady_clock::now() + patience_,
                         .stop = stop_};
  if (folder_.empty()) return fetch_once(request);
  const std::string path = content_path(folder_, ref.sha256);
  const std::scoped_lock lock(mutex_);
  auto kept = open_content_file(path, ref);
  if (kept || kept.error().code != ErrorCode::not_found) return kept;
  if (auto made = make_private_folder(folder_); !made) return fail(std::move(made.error()));
  if (auto made = make_private_folder(folder_of(path)); !made) return fail(std::move(made.error()));
  if (auto fetched = download_file(request, path); !fetched) return fail(known_address(std::move(fetched.error())));
  return open_content_file(path, ref);
}

}  // namespace converge
