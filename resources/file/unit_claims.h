// SPDX-License-Identifier: MIT
// resources/file/unit_claims.h: which systemd unit a file defines, told from its path.
#pragma once

#include <string>
#include <string_view>

namespace converge::file {

/// "app.service" for /etc/systemd/system/app.service and for a drop-in of it, in any folder that systemd reads
/// system units from; "" for a path that defines no unit. Names as systemd gives them: "app@.service" is a template,
/// "app-.service" stands for all that start so, and "service" for all services.
std::string unit_defined_by(std::string_view path);

}  // namespace converge::file
