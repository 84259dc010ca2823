#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests/differential/inventories/run.py [NAME...]: `converge inventory` against ansible-inventory.

Each file in cases/ is one inventory and what is asked about it:

    # What it is about.
    # rules: the rules of RULES that it shows
    # ask: arguments, which both programs are given (may be there several times)
    # pattern: a limit; compared is which hosts it selects (may be there several times)
    # differs: why the answers differ on purpose; the case fails when they no longer do
    # says: what our error says then
    -- PATH --                  a file follows; "PATH (executable)", "LINK -> TARGET"

Answers in JSON are compared as values, others as text. Two refusals are equal. Needs
ansible-core; CONVERGE names our program.

rules.txt is the table of the rules with the cases that show each: what --table prints. It has to be so.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]

# What an inventory of Ansible is, rule by rule; every one is shown by a case.
RULES = {
    "top-level": "the top level is a map of groups with hosts, vars and children",
    "unknown-key": "every other key of a group (an error here)",
    "plugin": "a `plugin:` key means that it is no static inventory",
    "empty": "an empty file is an error",
    "not-a-map": "what is not a map is an error",
    "file-endings": ".yaml, .yml, .json or none; every other ending is INI",
    "json": "JSON",
    "hosts-string": "a bare string is a map with one host",
    "hosts-list": "a list of hosts is an error",
    "host-number": "a number is no host",
    "vars-map": "variables are a map",
    "range-numbers": "ranges of numbers, both ends included",
    "range-zeros": "leading zeros are kept",
    "range-stride": "strides",
    "range-letters": "ranges of letters",
    "port": "HOST:PORT",
    "ipv6": "IPv6 addresses, with and without a port",
    "groups-in-groups": "children may have bodies of their own, or be defined elsewhere",
    "children-string": "a bare string is one child",
    "many-parents": "a group may have many parents",
    "cycle": "groups in a circle are an error",
    "host-once": "a host exists once, its variables are merged",
    "all-implicit": "`all` has every host",
    "all-anywhere": "`all` may set variables from any place",
    "ungrouped": "`ungrouped` has the hosts without a group",
    "merge-order": "all, parents, children, host",
    "depth": "the deeper group wins",
    "ascii-order": "of equally deep groups the last by name wins",
    "priority": "ansible_group_priority, in inventories only",
    "hash-replace": "maps are replaced, not merged",
    "templates": "templates are kept",
    "types": "types of values",
    "yaml-1.1": "words that YAML 1.1 reads in another way (an error here)",
    "duplicate-key": "a key twice (an error here)",
    "reserved": "names that the inventory sets itself (an error here)",
    "host-like-group": "a host with the name of a group",
    "connection": "connection variables",
    "group-vars": "group_vars: NAME, NAME.yml, NAME.yaml, NAME.json, folders",
    "host-vars": "host_vars, likewise",
    "playbook-vars": "beside the playbook wins over beside the inventory",
    "folder-order": "a folder: its files in order of names",
    "folder-mixed": "of all formats",
    "folder-ignored": "names and endings that are ignored",
    "several-inputs": "several -i merge in their order",
    "host-list": "a list of hosts with commas",
    "localhost": "the implicit localhost",
    "missing": "an inventory that is not there is an error",
    "vault": "a file encrypted with Ansible Vault, without its password",
    "ini-sections": "[GROUP], [GROUP:vars], [GROUP:children]",
    "ini-vars": "variables of groups in INI",
    "ini-children": "children in INI, declared before or after",
    "ini-unparented": "hosts before the first section",
    "ini-quoting": "a host's line is cut as a shell would",
    "ini-comments": "comments in INI",
    "ini-literals": "values are Python's literals, or text",
    "script-list": "--list",
    "script-meta": "_meta.hostvars",
    "script-host": "--host for each host where there is no _meta",
    "script-short": "a group of variables alone is a host",
    "script-fails": "another exit code than 0 is an error",
    "script-json": "the answer is one JSON object in UTF-8",
    "script-executable": "what is taken for a script",
    "pattern-all": "all and *",
    "pattern-union": ": and ,",
    "pattern-and": ":&",
    "pattern-not": ":!",
    "pattern-glob": "globs",
    "pattern-regex": "~REGEX",
    "pattern-slice": "subscripts",
    "pattern-unknown": "a name that nobody has (an error here)",
    "limit-file": "--limit @FILE",
}


class InventoryCase:
    """One file of cases/, read."""

    def __init__(self, path):
        self.name = path.stem
        self.said = {"rules": [], "ask": [], "pattern": [], "differs": [], "says": []}
        self.files = []
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            header = re.match(r"^# (\w+): (.*)$", line)
            start = re.match(r"^-- (.+?)(?: \((executable)\))? --$", line)
            if start:
                self.files.append([start[1], start[2], ""])
            elif self.files:
                self.files[-1][2] += line
            elif header and header[1] in self.said:
                self.said[header[1]].append(header[2])
        self.rules = [rule for line in self.said["rules"] for rule in line.split(", ")]

    def unpack(self, folder):
        for name, mode, text in self.files:
            name, _, target = name.partition(" -> ")
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if target:
                path.symlink_to(target)
                continue
            path.write_text(text, encoding="utf-8")
            path.chmod(0o755 if mode else 0o644)

    def questions(self):
        """(what is asked, of the peer, of us)"""
        for arguments in self.said["ask"]:
            words = shlex.split(arguments)
            ours = ["--playbook=%s/site.yaml" % words[i + 1] if word == "--playbook-dir" else word
                    for i, word in enumerate(words) if i == 0 or words[i - 1] != "--playbook-dir"]
            yield arguments, {"arguments": words}, ours
        for pattern in self.said["pattern"]:
            yield "limit " + pattern, {"inventories": ["hosts.yml"], "limit": pattern}, ["-i", "hosts.yml", "--limit=" + pattern]


class Peer:
    """Ansible, in a process that waits for questions."""

    def __init__(self, scratch):
        with open(shutil.which("ansible-inventory"), encoding="utf-8") as program:
            python = program.readline().removeprefix("#!").split()
        environment = {**os.environ, "HOME": scratch, "ANSIBLE_LOCAL_TEMP": scratch + "/ansible", "ANSIBLE_CONFIG": scratch + "/none.cfg",
                       "ANSIBLE_NOCOLOR": "1", "COLUMNS": "1000", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen([*python, HERE / "peer.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        done = json.loads(self.process.stdout.readline())
        refused = done["code"] != 0 or re.search(r"Failed to parse|Unable to parse|No inventory was parsed", done["errors"])
        return (None if refused else done["out"]), done["errors"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def ask_us(program, folder, words):
    done = subprocess.run([program, "inventory", *words], cwd=folder, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 65):
        return "exit code %d" % done.returncode, done.stderr
    return (done.stdout if done.returncode == 0 else None), done.stderr


def selected(listing):
    """The names of all hosts of a listing."""
    return sorted({host for name, group in json.loads(listing).items() if name != "_meta" for host in group.get("hosts", [])})


def value_of(answer):
    try:
        return json.loads(answer)
    except (TypeError, ValueError):
        return answer


def check(case, peer, program, folder):
    """What is wrong with a case, as text; "" for nothing."""
    wrong = ""
    for what, theirs, ours in case.questions():
        expected, their_errors = peer.ask({**theirs, "cwd": folder})
        got, our_errors = ask_us(program, folder, ours)
        if "limit" in theirs and got is not None:
            got = json.dumps(selected(got))
        same = value_of(expected) == value_of(got)
        words = [word for word in case.said["says"] if word and word not in our_errors]
        if words:
            wrong += "  %s: our error does not say %r\n%s" % (what, words[0], our_errors)
        if same and case.said["differs"]:
            wrong += "  %s: the answers no longer differ, although: %s\n" % (what, case.said["differs"][0])
        if not same and not case.said["differs"]:
            wrong += "  %s\n  Ansible: %s\n%s  converge: %s\n%s" % (what, expected, their_errors, got, our_errors)
    return wrong


def table(cases):
    """Every rule with the cases that show it; rules without one."""
    shown = {rule: [case.name for case in cases if rule in case.rules] for rule in RULES}
    text = "".join("%-18s %-70s %s\n" % (rule, RULES[rule], " ".join(names)) for rule, names in shown.items())
    return text, [rule for rule, names in shown.items() if not names] + [r for c in cases for r in c.rules if r not in RULES]


def main():
    cases = [InventoryCase(path) for path in sorted((HERE / "cases").glob("*.case"))]
    rows, missing = table(cases)
    if sys.argv[1:] == ["--table"]:
        print(rows, end="")
        return 0
    if shutil.which("ansible-inventory") is None:
        print("ansible-inventory is not installed\n0 passed, 1 failed")
        return 1
    passed = failed = 0
    program = os.environ.get("CONVERGE", str(ROOT / "build/release/bin/converge"))
    with tempfile.TemporaryDirectory() as scratch:
        peer = Peer(scratch)
        for case in cases:
            if sys.argv[1:] and case.name not in sys.argv[1:]:
                continue
            folder = os.path.join(scratch, case.name)
            os.mkdir(folder)
            case.unpack(folder)
            wrong = check(case, peer, program, folder)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong:
                print("FAIL  %s\n%s" % (case.name, wrong), flush=True)
        peer.close()
    if not sys.argv[1:] and (HERE / "rules.txt").read_text(encoding="utf-8") != rows:
        failed += 1
        print("FAIL  rules.txt is not what --table prints")
    for rule in missing:
        failed += 1
        print("FAIL  the rule %r is not known, or no case shows it" % rule)
    print("%d cases, %d of them differ on purpose; %d rules" % (len(cases), sum(bool(c.said["differs"]) for c in cases), len(RULES)))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
