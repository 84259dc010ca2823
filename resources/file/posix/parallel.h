// SPDX-License-Identifier: MIT
// resources/file/posix/parallel.h: the same work on many items by a few threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace converge::file {

/// Calls work(begin, end) for slices that cover 0..count, on up to `threads`
/// threads of which the caller's is one. Slices are handed out in order.
template <typename Work>
void in_parallel(std::size_t count, std::size_t slice, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t begin = next.fetch_add(slice); begin < count; begin = next.fetch_add(slice)) {
      work(begin, std::min(begin + slice, count));
    }
  };
  std::vector<std::jthread> helpers;
  const std::size_t slices = (count + slice - 1) / slice;
  for (std::size_t i = 1; i < std::min(threads, slices); ++i) helpers.emplace_back(run);
  run();
}

}  // namespace converge::file
