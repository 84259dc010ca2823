// SPDX-License-Identifier: MIT
// inventory/facts/hardware.h: processors and memory, from the texts of /proc.
#pragma once

#include <string_view>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// {count, sockets, cores, model} of /proc/cpuinfo. `count` is that of the
/// logical processors in use; what the text does not tell is left out.
Result<Value> cpus_of(std::string_view cpuinfo);

/// MemTotal of /proc/meminfo in bytes: what the kernel has to give, a little less than is built in.
Result<Value> memory_of(std::string_view meminfo);

}  // namespace converge
