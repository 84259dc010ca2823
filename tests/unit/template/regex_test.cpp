// SPDX-License-Identifier: MIT
#include "engine/template/regex.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/template/failure.h"
#include "engine/template/regex_syntax.h"

namespace converge::templates {
namespace {

std::string translated(std::string_view pattern) {
  try {
    return pcre_pattern(pattern);
  } catch (const Failure& failure) {
    return std::string("refused: ") + failure.what();
  }
}

TEST(RegexSyntax, rewrites_what_python_means_otherwise) {
  EXPECT_EQ(translated("a\\Z"), "a\\z");
  EXPECT_EQ(translated("\\v"), "\\x0b");
  EXPECT_EQ(translated("\\x41\\u00e9\\U0001F600"), "\\x{41}\\x{00e9}\\x{0001F600}");
  EXPECT_EQ(translated("[[:alpha:]]"), "[\\[:alpha:]]");
  EXPECT_EQ(translated("[]a]"), "[]a]");
  EXPECT_EQ(translated("[^]a]"), "[^]a]");
  EXPECT_EQ(translated("a{,3}"), "a{0,3}");
  EXPECT_EQ(translated("a{,}"), "a{,}");
  EXPECT_EQ(translated("(?u)a(?i:b)"), "(?)a(?i:b)");
  EXPECT_EQ(translated("(?P<n>a)(?P=n)(?:b)(?=c)(?!d)(?<=e)(?<!f)(?#g)"), "(?P<n>a)(?P=n)(?:b)(?=c)(?!d)(?<=e)(?<!f)");
  EXPECT_EQ(translated("\\\\Z"), "\\\\Z");
}

TEST(RegexSyntax, refuses_what_python_does_not_know) {
  for (const char* pattern :
       {"\\K",     "\\R",     "\\h",   "\\p{L}", "\\Qx\\E", "\\G",   "(*UTF)", "(?R)",  "(?1)", "(?&n)", "(?|a)",
        "(?<n>a)", "(?'n'a)", "(?C1)", "(?n)",   "(?a)x",   "(?L)x", "\\x4",   "\\u12", "a\\",  "[\\Z]", "[\\A]"})
    EXPECT_EQ(translated(pattern).substr(0, 8), "refused:") << pattern;
}

TEST(Regex, finds_empty_matches_as_python_does) {
  const Regex regex("x*", {});
  std::string found;
  for (const Match& match : regex.all("axxb"))
    found += std::to_string(match.begin()) + "-" + std::to_string(match.end()) + " ";
  EXPECT_EQ(found, "0-0 1-3 3-3 4-4 ");
}

TEST(Regex, refuses_a_text_that_is_not_utf_8) {
  const Regex regex("1.2.4(\\w)?", {});
  EXPECT_THROW(static_cast<void>(regex.search("1.2.4\xff\xff\xff\xff")), Failure);
  EXPECT_THROW(static_cast<void>(regex.match("1.2.4\xff\xff\xff\xff")), Failure);
  EXPECT_THROW(static_cast<void>(regex.all("1.2.4\xff\xff\xff\xff")), Failure);
}

TEST(Regex, may_be_shared_by_threads) {
  const Regex regex("(\\w+)=(\\d+)", {});
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const std::string text =
          std::string(static_cast<std::size_t>(t), ' ') + "key" + std::to_string(t) + "=1" + std::to_string(t);
      for (int i = 0; i < 2000; ++i) {
        const auto match = regex.search(text);
        if (!match || match->begin() != static_cast<std::size_t>(t) || match->end() != text.size()) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace converge::templates
