// SPDX-License-Identifier: MIT
// The words are those of ansible-core 2.14's playbook keywords and builtin modules;
// docs/coming-from-ansible.md tells the most usual at length.
#include "engine/compile/ansible_words.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace converge {

namespace {

using Advice = std::pair<std::string_view, std::string_view>;

constexpr std::string_view in_resources = "write the resources that are wanted under `resources:`";
constexpr std::string_view by_notify = "give what is to be refreshed a resource of its own and name it in `notify:`";
constexpr std::string_view as_root = "remove it: converge runs as root on the host";
constexpr std::string_view by_rollout = "remove it: hosts are independent of each other here";
constexpr std::string_view no_state = "remove it: each resource is probed, so whether it changes is known and not declared";

constexpr std::array<Advice, 31> play_words = {{
    {"tasks", in_resources},
    {"pre_tasks", in_resources},
    {"post_tasks", in_resources},
    {"handlers", by_notify},
    {"gather_facts", "remove it: facts are read when a template asks for one"},
    {"gather_subset", "remove it: facts are read when a template asks for one"},
    {"gather_timeout", "remove it: each fact has a deadline of its own"},
    {"fact_path", "remove it: there are no custom facts; use variables"},
    {"become", as_root},
    {"become_user", "remove it; a command of another user runs through runuser(1)"},
    {"become_method", as_root},
    {"become_flags", as_root},
    {"become_exe", as_root},
    {"remote_user", "remove it: how a host is reached stands in the inventory (ansible_user)"},
    {"connection", "remove it: how a host is reached stands in the inventory (ansible_connection)"},
    {"port", "remove it: how a host is reached stands in the inventory (ansible_port)"},
    {"serial", by_rollout},
    {"strategy", by_rollout},
    {"max_fail_percentage", by_rollout},
    {"any_errors_fatal", "remove it: what depends on a failure is skipped, and says so"},
    {"ignore_errors", "remove it: what depends on a failure is skipped, and nothing else is"},
    {"ignore_unreachable", "remove it: hosts are independent of each other"},
    {"force_handlers", "remove it: a refresh that is owed is never lost"},
    {"vars_files", "put the file into group_vars/all/, or `include:` resources with `vars:`"},
    {"vars_prompt", "give the value with -e NAME=VALUE"},
    {"environment", "write `env:` at the commands that need it"},
    {"collections", "remove it: the kinds are built in"},
    {"module_defaults", "write the attributes at the resources, or loop over them"},
    {"check_mode", "remove it: `converge plan` tells what would change"},
    {"diff", "remove it and use --diff"},
    {"no_log", "remove it; what is encrypted with `!vault` or `!age` is shown nowhere, and so is what is made of it"},
}};

constexpr std::array<Advice, 53> task_words = {{
    {"register", "remove it: there are no results to hand on; use a fact, or a guard such as `creates:` or `only_if:`"},
    {"become", as_root},
    {"become_user", "remove it; a command of another user runs through runuser(1)"},
    {"become_method", as_root},
    {"changed_when", no_state},
    {"failed_when", "write the exit codes that are good as `success:` of the command"},
    {"ignore_errors", "remove it: what depends on a failure is skipped, and nothing else is"},
    {"ignore_unreachable", "remove it: hosts are independent of each other"},
    {"delegate_to", "put the resource into a play for that host"},
    {"delegate_facts", "put the resource into a play for that host"},
    {"local_action", "put the resource into a play for localhost"},
    {"run_once", "put the resource into a play for one host, such as `hosts: web[0]`"},
    {"with_items", "write `loop:`; a list within it is flattened by `| flatten`"},
    {"with_list", "write `loop:`"},
    {"with_dict", "write `loop: \"{{ MAP | dict2items }}\"`; item.key and item.value are there"},
    {"with_fileglob", "name the folder as `source:`; a tree of files is one resource"},
    {"with_sequence", "write `loop: \"{{ range(1, 5) | list }}\"`"},
    {"with_together", "write `loop: \"{{ A | zip(B) | list }}\"`"},
    {"with_subelements", "write a loop over an include that loops"},
    {"with_nested", "write a loop over an include that loops"},
    {"with_first_found", "use `include:` with a template in its path, or `| default`"},
    {"loop_control", "write `loop: {over: ..., as: NAME, index: NAME, label: TEXT}`"},
    {"until", "write a loop in the command itself"},
    {"retries", "remove it: the next run tries again"},
    {"delay", "remove it: the next run tries again"},
    {"async", "remove it: independent resources run side by side"},
    {"poll", "remove it: independent resources run side by side"},
    {"block", "write the resources out, or `include:` a file with the same `when:`"},
    {"rescue", "remove it: what depends on a failure is skipped; repair is another resource"},
    {"always", "remove it, or use a resource that nothing else depends on"},
    {"listen", by_notify},
    {"args", "write the attributes beside the kind"},
    {"environment", "write `env:` at the command"},
    {"no_log", "remove it; what is encrypted with `!vault` or `!age` is shown nowhere, and so is what is made of it"},
    {"check_mode", "remove it: `converge plan` tells what would change"},
    {"diff", "remove it and use --diff"},
    {"throttle", by_rollout},
    {"any_errors_fatal", "remove it: what depends on a failure is skipped, and says so"},
    {"vars", "set variables in the play, the role or the inventory, or at an `include:`"},
    // Arguments of the usual modules.
    {"src", "write `source:` for a file that is copied, `template:` for a template, `target:` for where a link points"},
    {"dest", "the path is the title: `file: /etc/motd`"},
    {"recurse", "write `source:` for a folder with `file_mode:` and `directory_mode:`, or a `command:` with a guard"},
    {"force", "remove it: what is wanted is made so, and what that costs stands in the plan"},
    {"backup", "remove it: what is replaced is kept, and `converge undo` brings it back"},
    {"follow", "name the path that is meant: a link at the end of a path is never followed"},
    {"remote_src", "remove it, or copy on the host with a `command:` that has a guard"},
    {"checksum", "write `sha256:`"},
    {"regexp", "write `merge: lines` with `content: [{match: REGEX, line: TEXT}]`"},
    {"line", "write `merge: lines` with `content: [TEXT]`"},
    {"chdir", "write `cwd:`"},
    {"cmd", "write it as `run:`"},
    {"argv", "write it as `run:`, a list"},
    {"executable", "write the shell into `run:`: `[bash, -c, LINE]`"},
}};

constexpr std::string_view use_file = "write `file: PATH` with `source:`, `content:` or `template:`";
constexpr std::string_view use_merge = "own the lines or keys that matter: `file: PATH` with `merge:`";
constexpr std::string_view use_include = "write `include: FILE`";
constexpr std::string_view use_command = "write `command: WHAT` with `run:` and a guard such as `creates:`";
constexpr std::string_view no_result = "remove it: facts and guards are read when they are needed";
constexpr std::string_view other_kind = "no kind of this version does that; a `command:` with a guard can";

constexpr std::array<Advice, 62> modules = {{
    {"copy", use_file},
    {"template", "write `file: PATH` with `template: NAME.j2`"},
    {"get_url", "write `file: PATH` with `url:` and `sha256:`"},
    {"assemble", "write `file: PATH` with a `template:` that includes the parts"},
    {"lineinfile", use_merge},
    {"blockinfile", use_merge},
    {"replace", use_merge},
    {"ini_file", "write `file: PATH` with `merge: ini`"},
    {"community.general.ini_file", "write `file: PATH` with `merge: ini`"},
    {"stat", no_result},
    {"shell", use_command},
    {"raw", use_command},
    {"script", "write `command: WHAT` with `run:`, and bring the script with `file:` and `source:`"},
    {"expect", "write a `command:` with `stdin:`"},
    {"service", "write `systemd: UNIT`"},
    {"systemd_service", "write `systemd: UNIT`"},
    {"sysvinit", "write `systemd: UNIT`"},
    {"package", "write `apt: NAME`"},
    {"apt_key", "give the repository its key: `apt_repository:` with `key:`"},
    {"deb822_repository", "write `apt_repository:`"},
    {"dpkg_selections", "write `apt: NAME` with `state: held`"},
    {"yum", "hosts are Debian or Ubuntu: write `apt: NAME`"},
    {"dnf", "hosts are Debian or Ubuntu: write `apt: NAME`"},
    {"include_tasks", use_include},
    {"import_tasks", use_include},
    {"include_role", "name the role under `roles:` of a play"},
    {"import_role", "name the role under `roles:` of a play"},
    {"import_playbook", "put the plays into one file"},
    {"include_vars", "put the variables into group_vars/, host_vars/ or the role's defaults.yaml"},
    {"include", use_include},
    {"set_fact", "write it as a variable: `vars:` of the play, role or include; templates are evaluated when they are used"},
    {"setup", "remove it: facts are read when a template asks for one"},
    {"gather_facts", "remove it: facts are read when a template asks for one"},
    {"package_facts", "remove it: facts.packages is there"},
    {"service_facts", "remove it: a unit is probed by its resource"},
    {"debug", "remove it: `converge facts` shows the facts, `converge plan --diff` what templates make of them"},
    {"assert", "use `| mandatory`, or a `when:`"},
    {"fail", "use `| mandatory`, or a `when:`"},
    {"meta", "remove it: a refresh comes once all that it waits for has converged"},
    {"pause", "remove it: a run does not wait for people"},
    {"wait_for", "write a `check:`, or a `command:` that waits"},
    {"wait_for_connection", "remove it: an unreachable host is reported"},
    {"uri", "write a `check:`, or a `command:` with curl"},
    {"ping", "remove it: an unreachable host is reported"},
    {"add_host", "write the host into the inventory"},
    {"group_by", "write the group into the inventory, or a `when:` on a fact"},
    {"fetch", other_kind},
    {"slurp", no_result},
    {"find", no_result},
    {"tempfile", other_kind},
    {"synchronize", "write `file: PATH` with a folder as `source:`"},
    {"unarchive", other_kind},
    {"git", other_kind},
    {"pip", other_kind},
    {"debconf", "write `debconf:`"},
    {"iptables", other_kind},
    {"known_hosts", use_merge},
    {"getent", no_result},
    {"async_status", "remove it: independent resources run side by side"},
    {"set_stats", no_result},
    {"validate_argument_spec", "use `| mandatory` where a parameter is used"},
    {"hostname", "write `file: /etc/hostname` with `content:`"},
}};

std::string_view look_up(const auto& words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &Advice::first);
  return found == words.end() ? std::string_view{} : found->second;
}

}  // namespace

std::string_view ansible_play_advice(std::string_view key) { return look_up(play_words, key); }

std::string_view ansible_task_advice(std::string_view key) { return look_up(task_words, key); }

std::string_view ansible_module_advice(std::string_view name, const Registry& registry) {
  for (const std::string_view prefix : {"ansible.builtin.", "ansible.legacy.", "ansible.posix."})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  const std::string_view advice = look_up(modules, name);
  for (const std::string_view kind : {"apt", "apt_repository", "check", "debconf", "systemd"})
    if (advice.find("`" + std::string(kind) + ":") != std::string_view::npos && registry.find(kind) == nullptr)
      return other_kind;
  return advice;
}

}  // namespace converge
