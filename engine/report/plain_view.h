// SPDX-License-Identifier: MIT
// engine/report/plain_view.h: a run as lines, for pipes and logs.
#pragma once

#include <utility>

#include "engine/report/run_text.h"
#include "engine/report/view.h"

namespace converge {

/// One line for each resource that is not unchanged, what is owed, and the counts.
class PlainView final : public View {
 public:
  PlainView(TextSink sink, TextStyle style) : sink_(std::move(sink)), text_(style) {}
  void on(const Event& event) override;

 private:
  TextSink sink_;
  RunText text_;
};

}  // namespace converge
