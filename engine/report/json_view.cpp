// SPDX-License-Identifier: MIT
#include "engine/report/json_view.h"

namespace converge {

void JsonView::on(const Event& event) { sink_(to_json_line(event) + "\n"); }

}  // namespace converge
