// SPDX-License-Identifier: MIT
// engine/report/view.h: what shows a run while it happens.
#pragma once

#include <functional>
#include <string_view>

#include "engine/core/event.h"

namespace converge {

/// Where a view's text goes, piece by piece: a stream, a log, a test's string.
using TextSink = std::function<void(std::string_view)>;

/// Shows events in the order in which they come.
class View {
 public:
  virtual ~View() = default;
  /// Shows, or remembers, one event. They come from one thread, in order.
  virtual void on(const Event& event) = 0;
};

}  // namespace converge
