// SPDX-License-Identifier: MIT
// inventory/facts/interfaces.h: network interfaces with their addresses.
#pragma once

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// The fact: a list of maps by name, from /sys/class/net and getifaddrs(3). No packet is sent.
Result<Value> read_interfaces();

}  // namespace converge
