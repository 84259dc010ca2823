// SPDX-License-Identifier: MIT
// state/download.cpp: downloads; the only translation unit that knows libcurl.
#include "state/download.h"

// Old names are wanted beside their successors: the library that is loaded may be older than this header.
#define CURL_DISABLE_DEPRECATION
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/core/hash.h"
#include "state/private_folder.h"
#include "state/shared_library.h"

namespace converge {

namespace {

using Clock = std::chrono::steady_clock;

/// The functions that we use, loaded at first use.
struct Curl {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_perform) easy_perform = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
};

Result<Curl> load_curl() {
  auto library = SharedLibrary::load({"libcurl.so.4", "libcurl-gnutls.so.4"}, "libcurl4");
  if (!library) return fail(std::move(library.error()));
  Curl curl;
  library->bind(curl.global_init, "curl_global_init").bind(curl.easy_init, "curl_easy_init");
  library->bind(curl.easy_setopt, "curl_easy_setopt").bind(curl.easy_perform, "curl_easy_perform");
  library->bind(curl.easy_getinfo, "curl_easy_getinfo").bind(curl.easy_strerror, "curl_easy_strerror");
  library->bind(curl.easy_cleanup, "curl_easy_cleanup");
  if (!library->missing().empty()) {
    return fail(ErrorCode::unsupported, "this libcurl is not usable: it has no " + library->missing());
  }
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return fail(ErrorCode::io, "libcurl could not be started");
  return curl;
}

const Result<Curl>& curl_library() {
  static const Result<Curl> loaded = load_curl();
  return loaded;
}

/// A URL for messages: a password in it is nobody's business.
std::string shown(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return url;
  const std::size_t end = std::min(url.find_first_of("/?#", host + 3), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < host) return url;
  return url.substr(0, host + 3) + "***" + url.substr(at);
}

bool is_http(std::string url) {
  std::ranges::transform(url, url.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return url.starts_with("http://") || url.starts_with("https://");
}

/// One attempt, as libcurl's callbacks see it.
struct Transfer {
  const Download& request;
  int file;
  Sha256 digest;
  std::uint64_t size = 0;
  std::optional<Error> error;  ///< why a callback gave up
};

std::size_t take_bytes(const char* bytes, std::size_t one, std::size_t count, void* context) {
  Transfer& transfer = *static_cast<Transfer*>(context);
  const std::string_view piece(bytes, one * count);
  transfer.size += piece.size();
  if (transfer.size > transfer.request.limit) {
    transfer.error = Error{ErrorCode::unsupported,
                           "it is larger than the " + std::to_string(transfer.request.limit) + " bytes allowed",
                           {}};
    return 0;
  }
  transfer.digest.update(piece);
  if (auto written = write_all(transfer.file, piece); !written) {
    transfer.error = std::move(written.error());
    return 0;
  }
  return piece.size();
}

int tell_progress(void* context, curl_off_t expected, curl_off_t received, curl_off_t, curl_off_t) {
  const Transfer& transfer = *static_cast<Transfer*>(context);
  if (transfer.request.progress) {
    transfer.request.progress(static_cast<std::uint64_t>(received), static_cast<std::uint64_t>(expected));
  }
  return transfer.request.stop.stop_requested() ? 1 : 0;
}

/// Why an attempt failed, and whether another one may do better.
struct Failure {
  Error error;
  bool passing = false;
};

Failure http_failure(long status) {
  const std::string text = "the server answered " + std::to_string(status);
  if (status == 404 || status == 410) return {{ErrorCode::not_found, text + ": there is nothing under that URL", {}}};
  if (status == 401 || status == 403)
    return {{ErrorCode::denied, text + ": it wants credentials, or refuses ours", {}}};
  return {{ErrorCode::io, text, {}}, status == 408 || status == 429 || status >= 500};
}

Failure failure_of(CURLcode code, const std::string& why, long status) {
  switch (code) {
    case CURLE_HTTP_RETURNED_ERROR: return http_failure(status);
    case CURLE_ABORTED_BY_CALLBACK: return {{ErrorCode::canceled, "the run was stopped", {}}};
    case CURLE_OPERATION_TIMEDOUT: return {{ErrorCode::timed_out, why, {}}, true};
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {{ErrorCode::denied, "it leads to something that is not http or https: " + why, {}}};
    case CURLE_TOO_MANY_REDIRECTS: return {{ErrorCode::io, "it is redirected more than 5 times", {}}};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {
          {ErrorCode::denied, why + "; install the package ca-certificates, or add the server's authority to it", {}}};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return {{ErrorCode::io, why, {}}, true};
    default: return {{ErrorCode::io, why, {}}};
  }
}

/// A transfer's settings, so that one list holds them all.
class Session {
 public:
  explicit Session(const Curl& curl) : curl_(curl), handle_(curl.easy_init(), curl.easy_cleanup) {}

  /// Nothing if all has arrived.
  std::optional<Failure> perform(Transfer& transfer) {
    set_limits(transfer.request);
    set(CURLOPT_URL, transfer.request.url.c_str());
    set(CURLOPT_WRITEFUNCTION, take_bytes);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_XFERINFOFUNCTION, tell_progress);
    set(CURLOPT_XFERINFODATA, &transfer);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_USERAGENT, "converge");
    const CURLcode code = curl_.easy_perform(handle_.get());
    if (code == CURLE_OK) return std::nullopt;
    long status = 0;
    curl_.easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    const std::string why = message_[0] != '\0' ? message_.data() : curl_.easy_strerror(code);
    if (transfer.error) return Failure{*transfer.error};
    return failure_of(code, why, status);
  }

 private:
  template <typename T>
  CURLcode set(CURLoption option, T value) {
    return curl_.easy_setopt(handle_.get(), option, value);
  }

  void set_limits(const Download& request) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(request.deadline - Clock::now());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left.count(), 1)));
    set(CURLOPT_CONNECTTIMEOUT, 30L);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);  // a server that says nothing for a minute will not say more
    set(CURLOPT_LOW_SPEED_TIME, 60L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, 5L);
    // Before 7.85 (Ubuntu 22.04) the schemes are a set of bits.
    if (set(CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK) set(CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
    if (set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https") != CURLE_OK) {
      set(CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
    }
  }

  const Curl& curl_;
  std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> handle_;
  std::array<char, CURL_ERROR_SIZE> message_{};
};

tl::expected<std::uint64_t, Failure> attempt(const Curl& curl, const Download& request, int file) {
  if (::lseek(file, 0, SEEK_SET) != 0 || ::ftruncate(file, 0) != 0) {
    return tl::unexpected(Failure{system_error(errno, "emptying the file to download to")});
  }
  Transfer transfer{request, file, {}, 0, std::nullopt};
  if (auto failure = Session(curl).perform(transfer)) return tl::unexpected(*std::move(failure));
  const std::string found = transfer.digest.finish();
  if (found != request.sha256) {
    return tl::unexpected(
        Failure{{ErrorCode::conflict,
                 "it should have SHA-256 " + request.sha256 + ", but what arrived (" + std::to_string(transfer.size) +
                     " bytes) has " + found + "; it has changed there, or `sha256` is wrong",
                 {}}});
  }
  return transfer.size;
}

/// Whether there is time for another attempt after `pause`, which this waits for.
bool pause_for(std::chrono::milliseconds pause, const Download& request) {
  if (Clock::now() + pause >= request.deadline) return false;
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, request.stop, pause, [] { return false; });
  return !request.stop.stop_requested();
}

}  // namespace

Result<std::uint64_t> download(const Download& request, int descriptor) {
  const std::string what = "downloading " + shown(request.url);
  if (!is_http(request.url)) {
    return fail(Error{ErrorCode::denied, "only http and https URLs are fetched", {}}.while_doing(what));
  }
  if (!is_sha256(request.sha256)) {
    return fail(
        Error{ErrorCode::invalid, "'" + request.sha256 + "' is not a SHA-256 in lower-case hex", {}}.while_doing(what));
  }
  const Result<Curl>& curl = curl_library();
  if (!curl) return fail(Error(curl.error()).while_doing(what));
  std::chrono::milliseconds pause = request.backoff;
  for (int number = 1;; ++number, pause *= 2) {
    auto size = attempt(*curl, request, descriptor);
    if (size) return *size;
    const bool again = size.error().passing && number < request.attempts && pause_for(pause, request);
    if (again) continue;
    Error error = std::move(size.error().error);
    if (request.stop.stop_requested()) error = {ErrorCode::canceled, "the run was stopped", {}};
    if (number > 1) error.message += " (" + std::to_string(number) + " attempts)";
    return fail(std::move(error).while_doing(what));
  }
}

Result<std::uint64_t> download_file(const Download& request, const std::string& path) {
  auto file = PendingFile::create(folder_of(path));
  if (!file) return fail(std::move(file.error()));
  auto size = download(request, file->get());
  if (!size) return size;
  if (auto published = file->publish(path); !published) return fail(std::move(published.error()));
  return size;
}

}  // namespace converge
