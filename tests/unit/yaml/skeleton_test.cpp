// SPDX-License-Identifier: MIT
// The skeleton must change nothing: values and places are those of the whole text.
#include "engine/core/yaml/skeleton.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/core/json.h"
#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

std::string skeleton_of(std::string_view text) {
  Diagnostics diagnostics;
  const yaml::Gated gated = yaml::gate(text, nullptr, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << text;
  return std::string(yaml::Skeleton(text, gated.cuts).text());
}

TEST(Skeleton, leaves_out_comments_texts_and_literals) {
  EXPECT_EQ(
      skeleton_of("# about\nkey: some text # why\nlist: ['a b', \"c\", \"d\\n\", null]\nbody: |\n  x\n  y\nz: 1\n"),
      "#\nx: x #\nx: [\"\", \"\", \"d\\n\", null]\nx: |\nx: x\n");
}

TEST(Skeleton, keeps_what_only_yaml_cpp_reads) {
  const std::string text = "- one\n  two\n- >\n  folded\n- \"a\n  b\"\n";
  EXPECT_EQ(skeleton_of(text), text);
}

TEST(Skeleton, brings_places_back) {
  const std::string text = "key: value # c\nb: |\n  x\n  y\nlast: {k: v, long: w}\n";
  Diagnostics diagnostics;
  const yaml::Gated gated = yaml::gate(text, nullptr, diagnostics);
  const yaml::Skeleton skeleton(text, gated.cuts);
  ASSERT_EQ(skeleton.text(), "x: x #\nx: |\nx: {x: x, x: x}\n");
  const auto place = [&](std::uint32_t line, std::uint32_t column) {
    const yaml::Mark mark = skeleton.original(yaml::Mark{line, column});
    return std::to_string(mark.line) + ":" + std::to_string(mark.column);
  };
  EXPECT_EQ(place(1, 1), "1:1");
  EXPECT_EQ(place(1, 4), "1:6");
  EXPECT_EQ(place(2, 4), "2:4");
  EXPECT_EQ(place(3, 1), "5:1");
  EXPECT_EQ(place(3, 4), "5:7");
  EXPECT_EQ(place(3, 11), "5:14");
  EXPECT_EQ(place(3, 14), "5:20");
}

/// Writes random YAML that is valid: nested, with every form of scalar, comments and white space.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::string document() {
    out_.clear();
    node(0, 0);
    return out_;
  }

 private:
  std::size_t pick(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }
  std::string word() {
    const char* const words[] = {"a", "bc",   "x-y",       "12",  "1.5",      "no",
                                 "~", "null", "h\xc3\xa9", "a#b", "http://x", "0644"};
    return words[pick(std::size(words))];
  }
  std::string line_end() { return pick(4) == 0 ? "  # note: 'it\n" : "\n"; }
  std::string margin(std::size_t indent) { return std::string(indent, ' '); }

  /// A list or map whose lines start at `indent`.
  void node(std::size_t indent, int depth) {
    const bool list = pick(2) == 0;
    const std::size_t count = 1 + pick(4);
    for (std::size_t i = 0; i < count; ++i) {
      if (pick(8) == 0) out_ += margin(pick(6)) + "# between: \"\n";
      if (pick(8) == 0) out_ += margin(pick(3)) + "\n";
      out_ += margin(indent) + (list ? "-" : key(i) + ":");
      value(indent, depth);
    }
  }
  std::string key(std::size_t i) {
    const std::string name = "k" + std::to_string(i) + word();
    switch (pick(3)) {
      case 0: return "\"" + name + "\"";
      case 1: return "'" + name + "'";
      default: return name;
    }
  }
  void value(std::size_t indent, int depth) {
    const std::size_t form = pick(depth < 4 ? 9 : 7);
    if (form == 0) out_ += line_end();
    if (form == 1) out_ += " " + word() + line_end();
    if (form == 2) out_ += " \"" + word() + " \\n" + word() + "\"" + line_end();
    if (form == 3) out_ += " '" + word() + ": ''" + word() + "'" + line_end();
    if (form == 4) out_ += " [" + word() + ", {p: \"" + word() + "\", q: }, []]" + line_end();
    if (form == 5) block(indent);
    if (form == 6) out_ += " " + word() + "\n" + margin(indent + 2) + word() + "\n";
    if (form >= 7) {
      out_ += line_end();
      node(indent + 1 + pick(3), depth + 1);
    }
  }
  void block(std::size_t indent) {
    const char* const headers[] = {" |", " |-", " |+", " >", " >-", " | # c"};
    out_ += headers[pick(std::size(headers))];
    out_ += "\n";
    const std::size_t deeper = indent + 1 + pick(3);
    const std::size_t lines = pick(5);
    for (std::size_t i = 0; i < lines; ++i) {
      if (pick(4) == 0) out_ += margin(i == 0 ? 0 : pick(deeper + 1)) + "\n";
      out_ += margin(deeper + (i == 0 ? 0 : pick(2))) + word() + ": \"" + word() + " # x\n";
    }
  }

  std::mt19937 random_;
  std::string out_;
};

/// Values by meaning, with NaN never written, so JSON compares them.
void expect_same_reading(const std::string& text) {
  Diagnostics brief;
  Diagnostics full;
  const Value fast = parse_yaml(text, "x.yaml", brief);
  const Value slow = parse_yaml(text, "x.yaml", full, Feed::whole);
  ASSERT_EQ(brief.has_errors(), full.has_errors()) << text;
  ASSERT_EQ(to_json(fast), to_json(slow)) << text;
  ASSERT_EQ(places_of(fast), places_of(slow)) << text;
}

TEST(Skeleton, never_changes_the_reading_of_valid_texts) {
  std::size_t accepted = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    const std::string text = Writer(seed).document();
    ASSERT_NO_FATAL_FAILURE(expect_same_reading(text)) << "seed " << seed;
    Diagnostics diagnostics;
    parse_yaml(text, "x.yaml", diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << "seed " << seed << "\n" << diagnostics.all()[0].message << "\n" << text;
    accepted += diagnostics.empty() ? 1U : 0U;
  }
  EXPECT_EQ(accepted, 400U);
}

TEST(Skeleton, never_changes_the_reading_of_damaged_texts) {
  constexpr std::string_view damage = "-: #\"'[]{}|>&*!\n \t%,?x";
  for (unsigned seed = 0; seed < 800; ++seed) {
    std::string text = Writer(seed).document();
    std::mt19937 random(seed);
    for (int i = 0; i < 2; ++i) {
      const std::size_t at = random() % text.size();
      const char c = damage[random() % damage.size()];
      if (random() % 2 == 0)
        text.insert(at, 1, c);
      else
        text[at] = c;
    }
    Diagnostics brief;
    Diagnostics full;
    const Value fast = parse_yaml(text, "x.yaml", brief);
    const Value slow = parse_yaml(text, "x.yaml", full, Feed::whole);
    if (full.has_errors()) continue;
    ASSERT_FALSE(brief.has_errors()) << text;
    ASSERT_EQ(to_json(fast), to_json(slow)) << text;
    ASSERT_EQ(places_of(fast), places_of(slow)) << text;
  }
}

}  // namespace
}  // namespace converge
