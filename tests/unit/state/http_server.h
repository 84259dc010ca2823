// SPDX-License-Identifier: MIT
// tests/unit/state/http_server.h: a server on loopback that says what it is told to, byte for byte.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "state/descriptor.h"

namespace converge {

/// Answers each request for a path with the next of its responses, the last one
/// again and again; then closes the connection.
class HttpServer {
 public:
  using Responses = std::map<std::string, std::vector<std::string>>;

  explicit HttpServer(Responses responses) : responses_(std::move(responses)) {
    listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), plain, length) != 0 || ::listen(listener_.get(), 8) != 0) std::abort();
    ::getsockname(listener_.get(), plain, &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~HttpServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  [[nodiscard]] int requests(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    return requests_[path];
  }

  /// A response that never comes: the connection stays open until the server ends.
  static std::string silence() { return ""; }
  static std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
  }
  static std::string status(const std::string& line, const std::string& header = "") {
    return "HTTP/1.1 " + line + "\r\n" + header + "Content-Length: 0\r\nConnection: close\r\n\r\n";
  }

 private:
  void serve() {
    std::vector<Descriptor> silent;
    for (;;) {
      Descriptor peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!peer.valid()) return;
      const std::string response = response_for(path_of(peer.get()));
      if (response.empty())
        silent.push_back(std::move(peer));
      else if (!write_all(peer.get(), response))
        continue;
    }
  }

  static std::string path_of(int peer) {
    std::string head;
    std::array<char, 1024> buffer{};
    while (head.find("\r\n\r\n") == std::string::npos) {
      const auto count = read_some(peer, buffer);
      if (!count || *count == 0) break;
      head.append(buffer.data(), *count);
    }
    const std::size_t from = head.find(' ') + 1;
    return head.substr(from, head.find(' ', from) - from);
  }

  std::string response_for(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    const auto number = static_cast<std::size_t>(requests_[path]++);
    const auto found = responses_.find(path);
    if (found == responses_.end()) return status("404 Not Found");
    return found->second[std::min(number, found->second.size() - 1)];
  }

  Responses responses_;
  std::map<std::string, int> requests_;
  std::mutex mutex_;
  Descriptor listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace converge
