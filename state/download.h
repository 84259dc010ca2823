// SPDX-License-Identifier: MIT
// state/download.h: fetches a content whose digest is known, by HTTP or HTTPS.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "engine/core/content.h"

namespace converge {

/// Told how many bytes have arrived, and how many will (0: not known).
using ProgressSink = std::function<void(std::uint64_t received, std::uint64_t expected)>;

/// What is to be fetched, and within which bounds.
struct Download {
  std::string url;     ///< http or https; other schemes are denied, in redirects too (at most 5)
  std::string sha256;  ///< what must arrive, in lower-case hex
  std::chrono::steady_clock::time_point deadline;  ///< for all attempts together
  std::uint64_t limit = std::uint64_t{16} << 30;   ///< bytes
  int attempts = 3;                                ///< after what may pass: no connection, 5xx, cut short
  std::chrono::milliseconds backoff{500};          ///< before the second attempt; doubles each time
  std::stop_token stop = {};
  ProgressSink progress = nullptr;
};

/// Fetches into an open regular file, from its beginning, and answers the size.
/// The digest is taken on the way; conflict, naming both, if other bytes arrived.
/// not_found for 404 and 410; denied for 401, 403, an untrusted certificate and a
/// forbidden scheme; timed_out; canceled; unsupported beyond the limit and
/// without libcurl; io for the rest. After an error the file's content is undefined.
Result<std::uint64_t> download(const Download& request, int descriptor);

/// Fetches into a file (mode 0600) that appears under `path` once it is whole and checked.
Result<std::uint64_t> download_file(const Download& request, const std::string& path);

/// Fetches a content when it is first opened and keeps it in FOLDER/ab/abcdef...
/// (private to the owner; nothing is ever removed). Where the folder is "", it is
/// fetched anew each time. Thread-safe; downloads go one by one.
class DownloadedContents final : public ContentSource {
 public:
  using Urls = std::map<std::string, std::string>;  ///< by SHA-256

  /// `patience` bounds each download with all its attempts.
  DownloadedContents(Urls urls, std::string folder, std::chrono::seconds patience = std::chrono::seconds(1800),
                     std::stop_token stop = {});

  /// A `ref.size` of 0 means "of any size".
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;

 private:
  Urls urls_;
  std::string folder_;
  std::chrono::seconds patience_;
  std::stop_token stop_;
  mutable std::mutex mutex_;  ///< held while fetching
};

}  // namespace converge
