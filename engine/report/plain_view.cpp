// SPDX-License-Identifier: MIT
#include "engine/report/plain_view.h"

namespace converge {

void PlainView::on(const Event& event) {
  if (const std::string lines = text_.lines_for(event); !lines.empty()) sink_(lines);
}

}  // namespace converge
