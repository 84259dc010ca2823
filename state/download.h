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
  std::string url;     ///< http or https; other schemes are refused, in redirects too (at most 5)
  std::string sha256;  ///< what must arrive, in lower-case hex
  std::chrono::steady_clock::time_point deadline;        ///< for all attempts together
  std::uint64_t limit = std::uint64_t{16} << 30;         ///< bytes
  int attempts = 3;                                      ///< after what may pass: no connection, 5xx, cut short
  std::chrono::milliseconds backoff{500};                ///< before the second attempt; doubles each time
  std::stop_token stop;
  ProgressSink progress;
};

/// Fetches into an open regular file, from its beginning, and answers the size.
/// The digest is checked on the way: conflict if other bytes arrived, and the file
/// is left empty. not_found for 404 and 410, denied for 401, 403 and TLS trust,
/// timed_out, canceled, io for the rest. Needs libcurl (unsupported without it).
Result<std::uint64_t> download(const Download& request, int descriptor);

/// Contents that are fetched when first opened, then kept in FOLDER/ab/abcdef....
/// Nothing is ever removed from that folder. Thread-safe; one download at a time.
class DownloadedContents final : public ContentSource {
 public:
  using Urls = std::map<std::string, std::string, std::less<>>;  ///< by SHA-256
  /// `patience` bounds each download.
  DownloadedContents(Urls urls, std::string folder, std::chrono::seconds patience = std::chrono::seconds(1800),
                     std::stop_token stop = {});
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override;

 private:
  Urls urls_;
  std::string folder_;
  std::chrono::seconds patience_;
  std::stop_token stop_;
  mutable std::mutex mutex_;
};

}  // namespace converge
