#!/usr/bin/python3
"""bench/language/language.py --converge PROGRAM [--runs N] [--check]: what templates and large inventories cost.

Two questions, both of whole processes, in interleaved runs with medians:
- 1,000 small files in sync, compiled anew each time: from literal contents, from contents with expressions, from
  template files. Budget: at most twice the literal ones.
- `converge inventory --list` and a plan for one host of 10,000 that come from ranges and groups. Budget: 1 s each.

--check exits with 1 unless the budgets are met. Everything is in one scratch folder, which is removed in the end.
"""
import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = 1000
LINES = 12
HOSTS = 10_000
RATIO = 2.0
SECONDS = 1.0

LITERAL = "    - file: /d%d/f%d\n      content: |\n%s"
TEMPLATE = "    - file: /d%d/f%d\n      template: f%d.j2\n"


def literal_lines(number):
    return ["name = app%d" % number, "port = %d" % (8000 + number)] + ["option_%d = value_%d" % (i, i) for i in range(LINES)]


def template_lines(number):
    return ["name = app{{ %d }}" % number, "port = {{ base + %d }}" % number,
            "{%% for i in range(%d) %%}" % LINES, "option_{{ i }} = {{ prefix }}_{{ i }}", "{% endfor %}"]


def write_site(folder, style):
    """A playbook that makes the same files whatever its style is."""
    site = folder / style
    (site / "templates").mkdir(parents=True)
    text = "- hosts: all\n  vars: {base: 8000, prefix: value}\n  resources:\n"
    text += "".join("    - file: /d%d\n      state: directory\n" % i for i in range(FILES // 100))
    for number in range(FILES):
        place = (number // 100, number)
        lines = literal_lines(number) if style == "literal" else template_lines(number)
        if style == "template":
            (site / "templates" / ("f%d.j2" % number)).write_text("\n".join(lines) + "\n")
            text += TEMPLATE % (*place, number)
        else:
            text += LITERAL % (*place, "".join("        %s\n" % line for line in lines))
    (site / "site.yaml").write_text(text)
    return site / "site.yaml"


def write_inventory(folder):
    """10,000 hosts by ranges, 100 groups of 100 below 10 rows below one site, with variables at each level."""
    (folder / "group_vars").mkdir(parents=True)
    text = "".join("[rack%03d]\nn%03d-[00:99] slot=%d\n" % (rack, rack, rack % 42) for rack in range(HOSTS // 100))
    for row in range(10):
        text += "[row%d:children]\n%s\n" % (row, "\n".join("rack%03d" % rack for rack in range(row * 10, row * 10 + 10)))
    text += "[site:children]\n" + "".join("row%d\n" % row for row in range(10)) + "[site:vars]\ndomain=example.org\n"
    (folder / "hosts").write_text(text)
    for name in ["all"] + ["row%d" % row for row in range(10)]:
        (folder / "group_vars" / (name + ".yml")).write_text("level_%s: \"{{ domain }}\"\nntp: [a, b, c]\n" % name)
    (folder / "site.yaml").write_text("- hosts: rack050\n  resources:\n    - {file: /x, content: \"{{ inventory_hostname }}\"}\n")


def timed(words, expect):
    start = time.perf_counter()
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in expect:
        sys.exit("%s\nended with %d: %s" % (" ".join(words), done.returncode, done.stderr.decode()[:2000]))
    return seconds, done.stdout


def measure(jobs, runs):
    """Medians of interleaved runs, by name."""
    seconds = {name: [] for name in jobs}
    for _ in range(runs):
        for name, (words, expect) in jobs.items():
            seconds[name].append(timed(words, expect)[0])
    return {name: statistics.median(each) for name, each in seconds.items()}


def templating(converge, scratch, runs):
    root = scratch / "root"
    root.mkdir()
    words = {}
    for style in ("literal", "inline", "template"):
        site = write_site(scratch, style)
        words[style] = [converge, "plan", str(site), "--root", str(root), "--no-cache"]
        if style == "literal":
            timed([converge, "apply", str(site), "--root", str(root), "--no-cache"], (0,))
    found = measure({style: (line, (0,)) for style, line in words.items()}, runs)  # exit code 0: the very same files
    print("%d files of %d lines in sync, compiled anew" % (FILES, LINES + 2))
    for style, seconds in found.items():
        print("  %-10s %7.1f ms   %.2f of literal" % (style, seconds * 1000, seconds / found["literal"]))
    return all(found[style] <= RATIO * found["literal"] for style in ("inline", "template"))


def inventory(converge, scratch, runs):
    folder = scratch / "inventory"
    write_inventory(folder)
    listing = [converge, "inventory", "-i", str(folder / "hosts"), "--list"]
    hosts = json.loads(timed(listing, (0,))[1])["_meta"]["hostvars"]
    if len(hosts) != HOSTS:
        sys.exit("the inventory has %d hosts" % len(hosts))
    plan = [converge, "plan", str(folder / "site.yaml"), "-i", str(folder / "hosts"), "-l", "n050-42", "--no-cache",
            "--root", str(scratch / "root"), "-e", "ansible_connection=local"]
    jobs = {"inventory --list": (listing, (0,)), "plan of one host": (plan, (2,))}
    peer = shutil.which("ansible-inventory")
    found = measure(jobs, runs)
    print("%d hosts, 111 groups, from ranges" % HOSTS)
    for name, seconds in found.items():
        print("  %-18s %7.1f ms" % (name, seconds * 1000))
    if peer:
        print("  %-18s %7.1f ms, one run" % ("ansible-inventory", timed([peer, "-i", str(folder / "hosts"), "--list"], (0,))[0] * 1000))
    return all(seconds <= SECONDS for seconds in found.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--converge", required=True)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="converge-bench-"))
    try:
        met = [templating(options.converge, scratch, options.runs), inventory(options.converge, scratch, options.runs)]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print("budgets: templates at most %.0f x: %s; inventory at most %.0f s: %s"
          % (RATIO, "met" if met[0] else "NOT met", SECONDS, "met" if met[1] else "NOT met"))
    return 1 if options.check and not all(met) else 0


if __name__ == "__main__":
    sys.exit(main())
