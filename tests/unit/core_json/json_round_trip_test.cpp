// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/core/json.h"

namespace converge {
namespace {

/// Random values of every type, with awkward strings and numbers.
class Values {
 public:
  explicit Values(unsigned seed) : random_(seed) {}

  Value next(int depth) {
    switch (pick(depth == 0 ? 5 : 7)) {
      case 0: return Value::null();
      case 1: return Value::boolean(pick(2) == 0);
      case 2: return Value::integer(static_cast<std::int64_t>(random_()) >> pick(64));
      case 3: return Value::real(real());
      case 4: return Value::string(text());
      case 5: return list(depth);
      default: return map(depth);
    }
  }

 private:
  int pick(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  double real() {
    const double mantissa = std::uniform_real_distribution<double>(-10, 10)(random_);
    return std::ldexp(pick(4) == 0 ? std::round(mantissa) : mantissa, pick(600) - 300);
  }
  std::string text() {
    static const std::vector<std::string> pieces = {
        "a", "\"", "\\", "\n", "\t", std::string(1, '\0'), "\x7F", "\xC3\xA9", "\xE2\x80\xA8", "\xF0\x9F\x98\x80",
        "/", "{",  ","};
    std::string out;
    for (int i = pick(8); i > 0; --i) out += pieces[static_cast<std::size_t>(pick(static_cast<int>(pieces.size())))];
    return out;
  }
  Value list(int depth) {
    Value out = Value::list();
    for (int i = pick(5); i > 0; --i) out.push_back(next(depth - 1));
    return out;
  }
  Value map(int depth) {
    Value out = Value::map();
    for (int i = pick(5); i > 0; --i) out.set(text(), next(depth - 1));
    return out;
  }

  std::mt19937_64 random_;
};

TEST(JsonRoundTrip, CanonicalAndPrettyReadBackAsTheSameValue) {
  Values values(20240131);
  for (int i = 0; i < 2000; ++i) {
    const Value value = values.next(4);
    const auto compact = parse_json(to_json(value));
    ASSERT_TRUE(compact) << compact.error().text() << "\n" << to_json(value);
    EXPECT_TRUE(*compact == value) << to_json(value);
    const auto pretty = parse_json(to_pretty_json(value));
    ASSERT_TRUE(pretty) << pretty.error().text();
    EXPECT_TRUE(*pretty == value);
    EXPECT_EQ(to_json(*pretty), to_json(value));
  }
}

TEST(JsonRoundTrip, EveryCutOfADocumentIsRefusedOrWhole) {
  const std::string text = R"({"a": [1, -2.5e3, "x\"\u00e9"], "b": {"c": null, "d": true}})";
  for (std::size_t i = 0; i < text.size(); ++i) EXPECT_FALSE(parse_json(text.substr(0, i))) << i;
  EXPECT_TRUE(parse_json(text));
}

TEST(JsonRoundTrip, DamagedDocumentsNeverCrash) {
  std::mt19937 random(7);
  const std::string text = R"({"a": [1, -2.5e3, "x\"\u00e9"], "b": {"c": null, "d": true}, "e": [[], {}]})";
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = text;
    for (int hits = 0; hits < 2; ++hits) damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto value = parse_json(damaged);
    if (value) {
      EXPECT_TRUE(*parse_json(to_json(*value)) == *value);
    }
  }
}

}  // namespace
}  // namespace converge
