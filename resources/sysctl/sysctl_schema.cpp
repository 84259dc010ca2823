// SPDX-License-Identifier: MIT
#include "resources/sysctl/sysctl_kind.h"

namespace converge {

const Schema& SysctlKind::schema() {
  static const Schema table{
      .kind = "sysctl",
      .summary = "A setting of the kernel: what it is now, and what it becomes at boot.",
      .main = "name",
      .fields =
          {
              {.name = "name",
               .type = FieldType::text,
               .doc =
                   "The setting, such as net.ipv4.ip_forward. Where a part of it holds a dot, write it with slashes: "
                   "net/ipv4/conf/eth0.100/forwarding."},
              {.name = "value",
               .type = FieldType::text,
               .doc = "What it has to be; any blanks between several numbers mean the same. With `state: absent`, what "
                      "the running kernel goes back to."},
              {.name = "state",
               .type = FieldType::choice,
               .doc = "present: the running kernel has the value, and a file in /etc/sysctl.d sets it at boot. absent: "
                      "that file is gone. In an image there is the file alone, and the value is deferred.",
               .choices = {"present", "absent"},
               .fallback = "present"},
              {.name = "priority",
               .type = FieldType::integer,
               .doc = "The number that the name of the file begins with, 0 to 99. The files of all folders are read in "
                      "the order of their names, and the last one counts: a file that comes after this one and says "
                      "something else is an error that names it.",
               .fallback = "90"},
          },
      .examples =
          {
              {"Let packets through", "- sysctl: net.ipv4.ip_forward\n  value: 1\n"},
              {"Several numbers", "- sysctl: net.ipv4.tcp_rmem\n  value: 4096 131072 33554432\n"},
              {"Leave it to the kernel again", "- sysctl: net.ipv4.ip_forward\n  state: absent\n  value: 0\n"},
          },
  };
  return table;
}

}  // namespace converge
