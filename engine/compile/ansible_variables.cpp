// SPDX-License-Identifier: MIT
// The names are the special variables of ansible-core 2.14 and the facts that its setup module is asked for most.
#include "engine/compile/ansible_variables.h"

#include <algorithm>
#include <array>
#include <utility>

namespace converge {

namespace {

using Advice = std::pair<std::string_view, std::string_view>;

constexpr std::string_view by_path = "remove it: the paths of `source:`, `template:` and `include:` start at the folder of the playbook or role";
constexpr std::string_view by_group = "write `groups['NAME']`: the hosts of a group";
constexpr std::string_view no_file = "no file names this host: `-i` gave a list of hosts, or nothing";
constexpr std::string_view by_time = "hand the time over with -e: a result must not depend on when it is computed";

constexpr std::string_view no_connection = "set it in the inventory, or use a variable of your own: how a host is reached is not told";

constexpr std::array<Advice, 28> names = {{
    {"playbook_dir", by_path},
    {"role_path", by_path},
    {"ansible_parent_role_paths", by_path},
    {"role_name", "only the resources and templates of a role have a role_name"},
    {"ansible_role_name", "write role_name"},
    {"ansible_play_role_names", "write what is meant into a variable"},
    {"ansible_play_name", "write the name out"},
    {"inventory_file", no_file},
    {"inventory_dir", no_file},
    {"ansible_play_hosts", by_group},
    {"ansible_play_hosts_all", by_group},
    {"ansible_play_batch", by_group},
    {"play_hosts", by_group},
    {"ansible_inventory_sources", "write inventory_file: the file that names the host"},
    {"ansible_check_mode", "remove it: plan and apply compile the same"},
    {"ansible_diff_mode", "remove it: plan and apply compile the same"},
    {"ansible_date_time", by_time},
    {"ansible_facts", "write `facts.NAME`; `converge facts` lists them"},
    {"ansible_local", "there are no custom facts; use variables"},
    {"ansible_env", "a result must not depend on who runs it; use variables"},
    {"ansible_managed", "write the line out, or set a variable: a date or user in it would make every run a change"},
    {"ansible_version", "a result must not depend on the version that makes it; `converge version` tells it"},
    {"ansible_user", no_connection},
    {"ansible_user_id", no_connection},
    {"vars", "name the variable itself; for names that are made up, put the values into a map: `sizes[item]`"},
    {"ansible_loop", "write `loop: {over: LIST, index: NAME}`"},
    {"omit", "leave the attribute out: what is not written is not managed; or write two resources with a `when:` each"},
    {"item", "write `loop:` at the resource; `loop: {over: LIST, as: NAME}` gives it another name"},
}};

/// Facts of Ansible that have another name here; those with the same name need no row.
constexpr std::array<Advice, 16> facts = {{
    {"os_family", "os"},
    {"distribution", "os"},
    {"distribution_version", "release"},
    {"distribution_major_version", "release"},
    {"distribution_release", "codename"},
    {"architecture", "arch"},
    {"machine", "arch"},
    {"nodename", "hostname"},
    {"processor_vcpus", "cpus.count"},
    {"processor_count", "cpus.sockets"},
    {"processor_cores", "cpus.cores"},
    {"memtotal_mb", "memory"},
    {"service_mgr", "init"},
    {"default_ipv4", "interfaces"},
    {"all_ipv4_addresses", "interfaces"},
    {"virtualization_type", "virtualization.type"},
}};

std::string_view look_up(const auto& rows, std::string_view word) {
  const auto found = std::ranges::find(rows, word, &Advice::first);
  return found == rows.end() ? std::string_view{} : found->second;
}

}  // namespace

std::string ansible_variable_advice(std::string_view name, const HostKnowledge& host) {
  if (const std::string_view known = look_up(names, name); !known.empty()) return std::string(known);
  constexpr std::string_view prefix = "ansible_";
  if (!name.starts_with(prefix)) return "";
  const std::string_view fact = name.substr(prefix.size());
  if (const std::string_view ours = look_up(facts, fact); !ours.empty()) return "write facts." + std::string(ours);
  const std::vector<std::string_view> known = host.fact_names();
  return std::ranges::find(known, fact) == known.end() ? "" : "write facts." + std::string(fact);
}

}  // namespace converge
