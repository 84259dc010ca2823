// SPDX-License-Identifier: MIT
#include "engine/report/live_view.h"

#include <algorithm>

#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

constexpr std::chrono::milliseconds redraw_interval{100};
constexpr std::size_t bar_width = 20;
constexpr std::size_t most_running = 8;  ///< lines for what is running; fewer on a low window

constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view show_cursor = "\x1b[?25h";
constexpr std::string_view erase_below = "\x1b[J";

/// How long something has taken, in whole seconds: tenths would only flicker.
std::string age(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return seconds.count() < 60 ? std::to_string(seconds.count()) + " s" : duration_text(seconds);
}

}  // namespace

LiveView::LiveView(Terminal& terminal, const Clock& clock, TextStyle style)
    : terminal_(terminal), clock_(clock), style_(style), text_(style) {}

LiveView::~LiveView() {
  const std::lock_guard lock(mutex_);
  clear();
}

void LiveView::on(const Event& event) {
  const std::lock_guard lock(mutex_);
  scrolling_ += text_.lines_for(event);
  std::visit([this](const auto& each) { note(each); }, event);
  if (phase_ == Phase::idle || paused_)
    clear();
  else
    draw_if_due();
}

void LiveView::tick() {
  const std::lock_guard lock(mutex_);
  if (phase_ != Phase::idle && !paused_) draw_if_due();
}

void LiveView::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
  clear();
}

void LiveView::resume() {
  const std::lock_guard lock(mutex_);
  paused_ = false;
}

void LiveView::note(const RunStarted& event) {
  phase_ = Phase::reading;
  start_ = clock_.steady();
  command_ = event.command;
  resources_ = event.resources;
  expected_ = finished_ = changed_ = failed_ = 0;
  running_.clear();
}

void LiveView::note(const PlanFinished& event) {
  expected_ = event.change + event.after_apply + event.deferred + event.blocked + event.unsupported + event.unknown;
  phase_ = command_ == "plan" ? Phase::idle : Phase::applying;
}

void LiveView::note(const ResourceStarted& event) { running_.push_back({event.resource, clock_.steady()}); }

void LiveView::note(const ResourceFinished& event) {
  std::erase_if(running_, [&](const Running& each) { return each.resource == event.resource; });
  ++finished_;
  if (event.outcome == Outcome::changed)
    ++changed_;
  else if (event.outcome == Outcome::failed || event.outcome == Outcome::not_converged)
    ++failed_;
}

void LiveView::note(const RunFinished&) {
  phase_ = Phase::idle;
  running_.clear();
}

void LiveView::draw_if_due() {
  const std::chrono::milliseconds now = clock_.steady();
  if (last_draw_ && now - *last_draw_ < redraw_interval) return;
  last_draw_ = now;
  const TerminalSize size = terminal_.size();
  const std::vector<std::string> lines = status_lines(size);
  std::string out = drawn_ ? erasure(size) : std::string(hide_cursor);
  out += scrolling_;
  scrolling_.clear();
  widths_.clear();
  for (const std::string& line : lines) {
    if (!widths_.empty()) out += "\n";
    out += line;
    widths_.push_back(columns(line));
  }
  drawn_ = true;
  terminal_.write(out);
}

/// Takes its lines off the terminal and writes what still waits to scroll by.
void LiveView::clear() {
  std::string out;
  if (drawn_) out = erasure(terminal_.size());
  out += scrolling_;
  if (drawn_) out += show_cursor;
  scrolling_.clear();
  widths_.clear();
  drawn_ = false;
  last_draw_.reset();
  if (!out.empty()) terminal_.write(out);
}

/// From the end of its last line to the start of its first. A window that has
/// become narrower since has folded the lines, so they take more rows now.
std::string LiveView::erasure(const TerminalSize& size) const {
  std::size_t rows = 0;
  for (const std::size_t width : widths_) rows += width == 0 ? 1 : (width + size.columns - 1) / size.columns;
  std::string out = "\r";
  if (rows > 1) out += "\x1b[" + std::to_string(rows - 1) + "A";
  return out.append(erase_below);
}

/// Every line is shorter than the window is wide: none wraps.
std::vector<std::string> LiveView::status_lines(const TerminalSize& size) const {
  const std::size_t width = size.columns > 1 ? size.columns - 1 : 1;
  const std::size_t room = std::min(most_running, size.rows / 3);
  const std::size_t shown = running_.size() <= room ? running_.size() : room - std::min<std::size_t>(room, 1);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string time = "  " + age(clock_.steady() - running_[i].since);
    const std::string name = "  " + printable(running_[i].resource.text());
    lines.push_back(cut_to(cut_to(name, width - std::min(width, columns(time))) + time, width));
  }
  if (shown < running_.size() && room > 0)
    lines.push_back(cut_to("  ... and " + std::to_string(running_.size() - shown) + " more", width));
  lines.push_back(progress(width));
  return lines;
}

std::string LiveView::progress(std::size_t width) const {
  const std::string time = "  " + age(clock_.steady() - start_);
  const std::string host = printable(text_.host()) + "  ";
  if (phase_ == Phase::reading) return cut_to(host + "reading " + count_of(resources_, "resource") + time, width);
  std::string out = host;
  if (width >= 3 * bar_width && expected_ > 0) {
    const std::size_t full = bar_width * std::min(finished_, expected_) / expected_;
    out += "[" + std::string(full, '#') + std::string(bar_width - full, '-') + "]  ";
  }
  return cut_to(out + std::to_string(finished_) + " of " + std::to_string(expected_) + counts() + time, width);
}

std::string LiveView::counts() const {
  std::string out;
  if (changed_ > 0) out += ", " + std::to_string(changed_) + " changed";
  if (failed_ > 0) out += ", " + std::to_string(failed_) + " failed";
  return out;
}

}  // namespace converge
