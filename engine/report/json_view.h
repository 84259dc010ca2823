// SPDX-License-Identifier: MIT
// engine/report/json_view.h: a run as JSON lines (docs/reference/events.md).
#pragma once

#include <utility>

#include "engine/report/view.h"

namespace converge {

/// One line of JSON for each event.
class JsonView final : public View {
 public:
  explicit JsonView(TextSink sink) : sink_(std::move(sink)) {}
  void on(const Event& event) override;

 private:
  TextSink sink_;
};

}  // namespace converge
