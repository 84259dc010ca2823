// SPDX-License-Identifier: MIT
// tests/unit/resources/merge/random_files.h: random files and requests, small and awkward.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/core/value.h"
#include "resources/file/merge/merge.h"

namespace converge {

/// Random but repeatable choices.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
  const std::string& one_of(const std::vector<std::string>& words) { return words[below(words.size())]; }

 private:
  std::mt19937 random_;
};

/// `count` fragments in a row.
std::string random_text(Dice& dice, const std::vector<std::string>& fragments, std::size_t count);

/// A JSON map of few keys, laid out at random; members are scalars, lists or maps.
Value random_json(Dice& dice, int depth);
std::string random_layout(Dice& dice, const Value& value);

/// A request over the same few keys that does not contradict itself.
MergeRequest random_json_request(Dice& dice);
MergeRequest random_ini_request(Dice& dice);
MergeRequest random_lines_request(Dice& dice);
MergeRequest random_block_request(Dice& dice);

}  // namespace converge
