// SPDX-License-Identifier: MIT
// engine/execute/completion_queue.h: work that runs on threads of its own and
// comes back, in order of completion, to the one thread that owns the run.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace converge {

/// Runs tasks on threads; what they hand back runs on the thread that calls run_next().
class CompletionQueue {
 public:
  using Completion = std::function<void()>;

  /// Starts a task. The completion that it returns runs in a later run_next().
  void start(std::function<Completion()> task) {
    ++running_;
    threads_.emplace_back([this, task = std::move(task)] {
      Completion completion = task();
      const std::lock_guard lock(mutex_);
      done_.push_back(std::move(completion));
      arrived_.notify_one();
    });
  }

  [[nodiscard]] bool idle() const { return running_ == 0; }

  /// Waits for the next task to end and runs its completion.
  void run_next() {
    Completion completion;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return !done_.empty(); });
      completion = std::move(done_.front());
      done_.pop_front();
    }
    if (--running_ == 0) threads_.clear();  // all have ended: joining does not wait
    completion();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Completion> done_;
  std::size_t running_ = 0;
  std::vector<std::jthread> threads_;  // last: joined before the rest goes
};

}  // namespace converge
