// SPDX-License-Identifier: MIT
// engine/execute/completion_queue.h: work that runs on threads of its own and
// comes back, in order of completion, to the one thread that owns the run.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace converge {

/// Runs tasks on threads; what they hand back runs on the thread that calls run_next().
class CompletionQueue {
 public:
  using Completion = std::function<void()>;

  /// Starts a task. The completion that it returns runs in a later run_next().
  void start(std::function<Completion()> task) {
    const std::size_t number = next_number_++;
    std::jthread& thread = threads_[number];
    thread = std::jthread([this, number, task = std::move(task)] {
      Completion completion = task();
      const std::lock_guard lock(mutex_);
      done_.emplace_back(number, std::move(completion));
      arrived_.notify_one();
    });
  }

  [[nodiscard]] bool idle() const { return threads_.empty(); }

  /// Waits for the next task to end and runs its completion.
  void run_next() {
    std::pair<std::size_t, Completion> first;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return !done_.empty(); });
      first = std::move(done_.front());
      done_.pop_front();
    }
    threads_.erase(first.first);  // it has ended: joining does not wait
    first.second();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::pair<std::size_t, Completion>> done_;
  std::size_t next_number_ = 0;
  std::map<std::size_t, std::jthread> threads_;  // last: joined before the rest goes
};

}  // namespace converge
