// SPDX-License-Identifier: MIT
// filters_set.cpp: lists taken as sets. The order is that of the first list.
#include <unordered_set>

#include "engine/template/keys.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

/// Whether items are in a list: texts in constant time, others one by one, up to a bound.
class Members {
 public:
  explicit Members(const Operands& items) {
    for (const Operand& item : items) {
      if (item.defined().is_string())
        texts_.insert(item.text(""));
      else
        others_.push_back(item);
    }
  }
  [[nodiscard]] bool has(const Operand& item) {
    if (item.defined().is_string()) return texts_.contains(item.text(""));
    if ((looked_at_ += others_.size()) > 200'000'000)
      throw Failure("these lists are too long to be compared item by item");
    return has_equal(others_, item);
  }

 private:
  std::unordered_set<std::string> texts_;
  Operands others_;
  std::uint64_t looked_at_ = 0;
};

Operand unique_list(const Operands& items) { return Operand::sequence(first_of_each(items, items)); }

Operand apply_union(Bound& in) {
  Operands all = in.value.items("union");
  const Operands& more = in.at(0).items("union");
  all.insert(all.end(), more.begin(), more.end());
  return unique_list(all);
}

Operands kept(const Operands& items, const Operands& other, bool present) {  // NOLINT: the two halves of one idea
  Members members(other);
  Operands out;
  for (const Operand& item : items)
    if (members.has(item) == present) out.push_back(item);
  return out;
}

Operand apply_intersect(Bound& in) {
  return unique_list(kept(in.value.items("intersect"), in.at(0).items("intersect"), true));
}
Operand apply_difference(Bound& in) {
  return unique_list(kept(in.value.items("difference"), in.at(0).items("difference"), false));
}

Operand apply_symmetric_difference(Bound& in) {
  Operands out = kept(in.value.items("symmetric_difference"), in.at(0).items("symmetric_difference"), false);
  const Operands more = kept(in.at(0).items(""), in.value.items(""), false);
  out.insert(out.end(), more.begin(), more.end());
  return unique_list(out);
}

constexpr Filter table[] = {
    {"union", "other", apply_union, "The items of both lists, each once."},
    {"intersect", "other", apply_intersect, "The items that are in both lists."},
    {"difference", "other", apply_difference, "The items that the other list does not have."},
    {"symmetric_difference", "other", apply_symmetric_difference, "The items that only one of the lists has."},
};

}  // namespace

std::span<const Filter> set_filters() { return table; }

}  // namespace converge::templates
