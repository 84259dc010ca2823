// SPDX-License-Identifier: MIT
#include "state/download.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "engine/core/hash.h"
#include "tests/unit/state/http_server.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string body = "hello\n";

class DownloadTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    ::signal(SIGPIPE, SIG_IGN);
  }
  static Download request(const std::string& url) {
    return {.url = url,
            .sha256 = sha256(body),
            .deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30),
            .backoff = std::chrono::milliseconds(1)};
  }
  [[nodiscard]] Result<std::uint64_t> fetch(const Download& request) const { return download_file(request, path()); }
  [[nodiscard]] Error failure(const Download& request) const {
    const auto size = fetch(request);
    EXPECT_FALSE(size);
    EXPECT_TRUE(std::filesystem::is_empty(temporary_.path())) << "nothing half-done is left";
    return size ? Error{} : size.error();
  }
  [[nodiscard]] std::string path() const { return temporary_ / "got"; }
  TemporaryFolder temporary_;
};

TEST_F(DownloadTest, FetchesAndChecks) {
  HttpServer server({{"/a", {HttpServer::ok(body)}}});
  const auto size = fetch(request(server.url("/a")));
  ASSERT_TRUE(size) << size.error().text();
  EXPECT_EQ(*size, body.size());
  EXPECT_EQ(file_text(path()), body);
  EXPECT_EQ(mode_of(path()), owner_only_file);
}

TEST_F(DownloadTest, FollowsRedirects) {
  HttpServer server({{"/a", {HttpServer::status("302 Found", "Location: /b\r\n")}},
                     {"/b", {HttpServer::status("301 Moved Permanently", "Location: /c\r\n")}},
                     {"/c", {HttpServer::ok(body)}}});
  EXPECT_TRUE(fetch(request(server.url("/a"))));
}

TEST_F(DownloadTest, GivesUpARedirectLoop) {
  HttpServer server({{"/a", {HttpServer::status("302 Found", "Location: /a\r\n")}}});
  EXPECT_THAT(failure(request(server.url("/a"))).text(), HasSubstr("more than 5 times"));
  EXPECT_EQ(server.requests("/a"), 6);
}

TEST_F(DownloadTest, NeverLeavesHttp) {
  HttpServer server({{"/a", {HttpServer::status("302 Found", "Location: file:///etc/passwd\r\n")}}});
  const Error redirected = failure(request(server.url("/a")));
  EXPECT_EQ(redirected.code, ErrorCode::denied) << redirected.text();
  for (const std::string url : {"file:///etc/passwd", "ftp://example.org/a", "/etc/passwd", "", "httpx://a"}) {
    EXPECT_EQ(failure(request(url)).code, ErrorCode::denied) << url;
  }
}

TEST_F(DownloadTest, NamesTheUrlThatIsNotThere) {
  HttpServer server(HttpServer::Responses{});
  const Error error = failure(request(server.url("/missing")));
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.text(), AllOf(HasSubstr(server.url("/missing")), HasSubstr("404")));
  EXPECT_EQ(server.requests("/missing"), 1) << "asking again would not help";
}

TEST_F(DownloadTest, RefusedRightsAreDenied) {
  HttpServer server({{"/a", {HttpServer::status("403 Forbidden")}}});
  EXPECT_EQ(failure(request(server.url("/a"))).code, ErrorCode::denied);
}

TEST_F(DownloadTest, ADifferentDigestNamesBoth) {
  HttpServer server({{"/a", {HttpServer::ok("other\n")}}});
  const Error error = failure(request(server.url("/a")));
  EXPECT_EQ(error.code, ErrorCode::conflict);
  EXPECT_THAT(error.text(), AllOf(HasSubstr(sha256(body)), HasSubstr(sha256("other\n"))));
  EXPECT_EQ(server.requests("/a"), 1);
}

TEST_F(DownloadTest, TriesAgainAfterWhatMayPass) {
  const std::string cut = "HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\nhel";
  const std::vector<std::string> three = {HttpServer::status("503 Service Unavailable"), cut, HttpServer::ok(body)};
  HttpServer server(HttpServer::Responses{{"/a", three}});
  const auto size = fetch(request(server.url("/a")));
  ASSERT_TRUE(size) << size.error().text();
  EXPECT_EQ(*size, body.size()) << "the piece of the second attempt is gone";
  EXPECT_EQ(file_text(path()), body);
  EXPECT_EQ(server.requests("/a"), 3);
}

TEST_F(DownloadTest, GivesUpAfterThreeAttempts) {
  HttpServer server({{"/a", {HttpServer::status("500 Internal Server Error")}}});
  const Error error = failure(request(server.url("/a")));
  EXPECT_EQ(error.code, ErrorCode::io);
  EXPECT_THAT(error.text(), AllOf(HasSubstr("500"), HasSubstr("3 attempts")));
  EXPECT_EQ(server.requests("/a"), 3);
}

TEST_F(DownloadTest, ASilentServerIsTimedOut) {
  HttpServer server({{"/a", {HttpServer::silence()}}});
  Download slow = request(server.url("/a"));
  slow.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  const Error error = failure(slow);
  EXPECT_EQ(error.code, ErrorCode::timed_out) << error.text();
}

TEST_F(DownloadTest, NoServerAndNoHostSayWhy) {
  std::string url;
  {
    HttpServer gone(HttpServer::Responses{});
    url = gone.url("/a");
  }
  EXPECT_THAT(failure(request(url)).text(), AllOf(HasSubstr(url), HasSubstr("3 attempts")));
}

TEST_F(DownloadTest, IsBounded) {
  HttpServer server({{"/a", {HttpServer::ok(std::string(1000, 'x'))}}});
  Download bounded = request(server.url("/a"));
  bounded.limit = 999;
  EXPECT_EQ(failure(bounded).code, ErrorCode::unsupported);
}

TEST_F(DownloadTest, CanBeStopped) {
  HttpServer server({{"/a", {HttpServer::ok(body)}}});
  std::stop_source source;
  source.request_stop();
  Download stopped = request(server.url("/a"));
  stopped.stop = source.get_token();
  EXPECT_EQ(failure(stopped).code, ErrorCode::canceled);
}

TEST_F(DownloadTest, TellsProgress) {
  HttpServer server({{"/a", {HttpServer::ok(body)}}});
  Download watched = request(server.url("/a"));
  std::uint64_t last = 0;
  watched.progress = [&last](std::uint64_t received, std::uint64_t) { last = received; };
  ASSERT_TRUE(fetch(watched));
  EXPECT_EQ(last, body.size());
}

TEST_F(DownloadTest, APasswordInTheUrlIsNotShown) {
  HttpServer server(HttpServer::Responses{});
  std::string url = server.url("/a");
  url.insert(7, "anna:hunter2@");
  EXPECT_THAT(failure(request(url)).text(), AllOf(HasSubstr("http://***@127"), Not(HasSubstr("hunter2"))));
}

TEST_F(DownloadTest, ABadDigestIsNotEvenTried) {
  HttpServer server({{"/a", {HttpServer::ok(body)}}});
  Download wrong = request(server.url("/a"));
  wrong.sha256 = "abc";
  EXPECT_EQ(failure(wrong).code, ErrorCode::invalid);
  EXPECT_EQ(server.requests("/a"), 0);
}

TEST_F(DownloadTest, ContentsAreFetchedOnceAndKept) {
  HttpServer server({{"/a", {HttpServer::ok(body)}}});
  const std::string folder = temporary_ / "cache";
  const ContentRef ref{sha256(body), body.size()};
  {
    const DownloadedContents contents({{ref.sha256, server.url("/a")}}, folder);
    EXPECT_FALSE(std::filesystem::exists(folder)) << "nothing before it is needed";
    EXPECT_EQ(read_all(contents, ref, 100).value(), body);
    EXPECT_EQ(read_all(contents, {ref.sha256, 0}, 100).value(), body) << "the size need not be known";
  }
  const DownloadedContents contents({{ref.sha256, server.url("/a")}}, folder);
  EXPECT_EQ(read_all(contents, ref, 100).value(), body);
  EXPECT_EQ(server.requests("/a"), 1);
  EXPECT_EQ(mode_of(folder), owner_only_folder);
  EXPECT_EQ(contents.open({sha256("other"), 5}).error().code, ErrorCode::not_found);
}

TEST_F(DownloadTest, WithoutAFolderNothingIsKept) {
  HttpServer server({{"/a", {HttpServer::ok(body)}}});
  const DownloadedContents contents({{sha256(body), server.url("/a")}}, "");
  EXPECT_EQ(read_all(contents, {sha256(body), 0}, 100).value(), body);
  EXPECT_EQ(read_all(contents, {sha256(body), body.size()}, 100).value(), body);
  EXPECT_EQ(server.requests("/a"), 2);
}

TEST_F(DownloadTest, AFailedFetchKeepsNothing) {
  HttpServer server({{"/a", {HttpServer::ok("other\n"), HttpServer::ok(body)}}});
  const DownloadedContents contents({{sha256(body), server.url("/a")}}, temporary_ / "cache");
  EXPECT_EQ(contents.open({sha256(body), body.size()}).error().code, ErrorCode::conflict);
  EXPECT_EQ(read_all(contents, {sha256(body), body.size()}, 100).value(), body) << "and can be tried again";
}

}  // namespace
}  // namespace converge
