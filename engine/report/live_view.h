// SPDX-License-Identifier: MIT
// engine/report/live_view.h: a run on a terminal, redrawn as it goes.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/clock.h"
#include "engine/report/run_text.h"
#include "engine/report/terminal.h"
#include "engine/report/view.h"

namespace converge {

/// Keeps a few lines at the bottom of the terminal: what is running, for how
/// long, and how far the run is. What has finished scrolls by above them, line
/// for line as PlainView writes it. The lines go away, and the cursor comes back,
/// when the run finishes, while it is paused, and at the latest when the view is destroyed.
///
/// Thread-safe: events come from the run, ticks from a Ticker. Redraws at most
/// ten times a second; what scrolls by waits for the next one.
class LiveView final : public View {
 public:
  /// The terminal and the clock outlive the view.
  LiveView(Terminal& terminal, const Clock& clock, TextStyle style);
  ~LiveView() override;
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  void on(const Event& event) override;
  /// Redraws elapsed times if a redraw is due; call it now and then.
  void tick();
  /// Clears its lines, so that somebody else may write or ask; until resume().
  void pause();
  void resume();

 private:
  struct Running {
    ResourceId resource;
    std::chrono::milliseconds since;
  };

  void note(const RunStarted& event);
  void note(const ResourcePlanned&) {}
  void note(const PlanFinished& event);
  void note(const ResourceStarted& event);
  void note(const ResourceFinished& event);
  void note(const TriggerOwed&) {}
  void note(const TriggerFired&) {}
  void note(const RunFinished& event);

  void draw_if_due();
  void clear();
  [[nodiscard]] std::string erasure(const TerminalSize& size) const;
  [[nodiscard]] std::vector<std::string> status_lines(const TerminalSize& size) const;
  [[nodiscard]] std::string progress(std::size_t width) const;
  [[nodiscard]] std::string counts() const;

  enum class Phase { idle, reading, applying };

  std::mutex mutex_;
  Terminal& terminal_;
  const Clock& clock_;
  TextStyle style_;
  RunText text_;
  Phase phase_ = Phase::idle;
  bool paused_ = false;
  bool drawn_ = false;               ///< its lines are on the terminal, the cursor is hidden
  std::vector<std::size_t> widths_;  ///< of the lines that are drawn
  std::string scrolling_;            ///< finished lines that wait for a redraw
  std::optional<std::chrono::milliseconds> last_draw_;
  std::chrono::milliseconds start_{0};
  std::string command_;
  std::size_t resources_ = 0;
  std::size_t expected_ = 0;  ///< resources that are not in sync
  std::size_t finished_ = 0, changed_ = 0, failed_ = 0;
  std::vector<Running> running_;
};

}  // namespace converge
