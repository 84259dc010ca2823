// SPDX-License-Identifier: MIT
#include "engine/cli/reverse_order.h"

#include <map>

namespace converge {

namespace {

class Order {
 public:
  explicit Order(const std::vector<Touched>& steps) : steps_(steps) {}

  std::vector<Edge> edges() {
    for (std::uint32_t step = 0; step < steps_.size(); ++step) {
      before_.clear();
      if (fence_ > 0) before_.insert(fence_ - 1);
      keeps_its_place(step) ? fence(step) : follow(step);
      for (const std::uint32_t before : before_)
        edges_.push_back({before, step, EdgeType::soft, "undone in reverse order"});
    }
    return std::move(edges_);
  }

 private:
  [[nodiscard]] bool keeps_its_place(std::uint32_t step) const {
    return steps_[step].paths.empty() || (step > 0 && steps_[step].kind != steps_[step - 1].kind);
  }

  /// Waits for all before it, and all after it will wait for it.
  void fence(std::uint32_t step) {
    for (std::uint32_t before = fence_; before < step; ++before) before_.insert(before);
    fence_ = step + 1;
    last_.clear();
  }

  void follow(std::uint32_t step) {
    for (const std::string& path : steps_[step].paths) {
      wait_for(path);
      for (std::size_t end = path.rfind('/'); end != 0 && end != std::string::npos; end = path.rfind('/', end - 1))
        wait_for(path.substr(0, end));
      wait_for("/");
      const std::string below = path.ends_with('/') ? path : path + "/";
      for (auto each = last_.lower_bound(below); each != last_.end() && each->first.starts_with(below); ++each)
        before_.insert(each->second);
    }
    for (const std::string& path : steps_[step].paths) last_[path] = step;
  }

  void wait_for(const std::string& path) {
    if (const auto found = last_.find(path); found != last_.end()) before_.insert(found->second);
  }

  const std::vector<Touched>& steps_;
  std::uint32_t fence_ = 0;                   ///< the step behind the last fence
  std::map<std::string, std::uint32_t> last_;  ///< who touched a path last, since then
  std::set<std::uint32_t> before_;
  std::vector<Edge> edges_;
};

}  // namespace

std::vector<Edge> reverse_order(const std::vector<Touched>& steps) { return Order(steps).edges(); }

}  // namespace converge
