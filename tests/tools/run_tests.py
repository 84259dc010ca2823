#!/usr/bin/env python3
"""tests/tools/run_tests.py [STAGE...]: builds everything, runs every test, and closes with one line of counts.

Stages: rules (layering, size budget), unit (GoogleTest under ASan and UBSan), integration
(the release programs), differential (side by side with programs of others), demo, bench (only whether they run), fuzz (20 s a target). All of them if none is named.
"""
import json
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "logs"
FUZZ_SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))


class Counts:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, passed, failed, skipped=0):
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + failed, self.skipped + skipped

    def note(self, name, ok, detail=""):
        """One check that is not a test program of its own."""
        self.add(int(ok), int(not ok))
        print("%s  %s%s" % ("ok  " if ok else "FAIL", name, "  " + detail if detail else ""), flush=True)


def run(command, log, timeout, **options):
    """Runs a command with its output in a log file; answers its exit code, 124 after a timeout."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with open(LOGS / log, "wb") as out:
        try:
            return subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL, timeout=timeout, check=False, **options).returncode
        except subprocess.TimeoutExpired:
            return 124


def tail(log, lines=40):
    text = (LOGS / log).read_text(errors="replace").splitlines()
    print("\n".join("    " + line for line in text[-lines:]), flush=True)


def build(counts, preset, targets, *options):
    start = time.monotonic()
    log = "build-%s.log" % preset
    code = run(["cmake", "--preset", preset, *options], "configure-%s.log" % preset, 300)
    if code != 0:
        tail("configure-%s.log" % preset)
    else:
        command = ["cmake", "--build", "--preset", preset] + (["--target", *targets] if targets else [])
        code = run(command, log, 2400)
        if code != 0:
            tail(log)
    counts.note("build %s" % preset, code == 0, "%.0f s" % (time.monotonic() - start))
    return code == 0


def rules(counts):
    for name in ("layering", "size_budget"):
        result = subprocess.run([sys.executable, ROOT / "tests/tools" / (name + ".py")], capture_output=True, text=True, check=False)
        print(result.stdout, end="")
        counts.note(name, result.returncode == 0, result.stderr.strip())


def unit(counts):
    if not build(counts, "dev", []):
        return
    listed = subprocess.run(["ctest", "--test-dir", ROOT / "build/dev", "--show-only=json-v1"], capture_output=True, text=True, check=True)
    for test in json.loads(listed.stdout)["tests"]:
        gtest(counts, test["name"], test["command"])


def gtest(counts, name, command):
    report = LOGS / (name + ".xml")
    LOGS.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    start = time.monotonic()
    code = run([*command, "--gtest_output=xml:%s" % report, "--gtest_brief=1"], name + ".log", 300)
    took = "%.1f s" % (time.monotonic() - start)
    if not report.exists():
        counts.note(name, False, "exit code %d and no report" % code)
        tail(name + ".log")
        return
    cases = list(ElementTree.parse(report).iter("testcase"))
    failed = [c for c in cases if c.find("failure") is not None]
    skipped = [c for c in cases if c.get("result") == "skipped"]
    crashed = int(code != 0 and not failed)  # a sanitizer finding at exit, for example
    counts.add(len(cases) - len(failed) - len(skipped), len(failed) + crashed, len(skipped))
    bad = failed or crashed
    print("%s  %s: %d tests, %d failed, %d skipped  %s" % ("FAIL" if bad else "ok  ", name, len(cases), len(failed), len(skipped), took), flush=True)
    for case in skipped:
        reason = (case.find("skipped").get("message") or "").strip().splitlines()[-1:]
        print("      skipped %s.%s: %s" % (case.get("classname"), case.get("name"), " ".join(reason)))
    if bad:
        tail(name + ".log")


def compare_templates(counts):
    """Each case is rendered by us and by Debian's Jinja2 with Ansible's filters."""
    if not build(counts, "dev", ["template_cases"]):
        return
    start = time.monotonic()
    # Not with this interpreter: python3-jinja2 and ansible-core are those of /usr/bin/python3.
    code = run(["tests/differential/compare_templates.py", "build/dev/bin/template_cases"], "differential_templates.log", 120)
    text = (LOGS / "differential_templates.log").read_text(errors="replace")
    line = re.search(r"^(\d+) passed, (\d+) failed$", text, re.MULTILINE)
    if line is None:
        counts.note("differential_templates", False, "exit code %d and no closing line" % code)
        return tail("differential_templates.log")
    failed = int(line[2]) or int(code != 0)
    counts.add(int(line[1]), failed)
    differing = re.search(r"^\d+ cases, (\d+) of them differ as intended$", text, re.MULTILINE)
    print("%s  templates: %s cases agree with Jinja2 or differ as intended (%s), %d failed  %.1f s" %
          ("FAIL" if failed else "ok  ", line[1], differing[1] if differing else "?", failed, time.monotonic() - start), flush=True)
    if failed:
        tail("differential_templates.log")


def programs(counts):
    return build(counts, "release", ["converge", "converge-agent", "micro_bench", "share"], "-DCONVERGE_TESTS=OFF",
                 "-DCONVERGE_BENCH=ON")


def integration(counts):
    if not programs(counts):
        return
    environment = dict(os.environ, CONVERGE=str(ROOT / "build/release/bin/converge"),
                       CONVERGE_AGENT=str(ROOT / "build/release/bin/converge-agent"))
    code = run([sys.executable, "tests/integration/run.py"], "integration.log", 1500, env=environment)
    text = (LOGS / "integration.log").read_text(errors="replace")
    print(text, end="", flush=True)
    line = re.search(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", text, re.MULTILINE)
    if line is None:
        counts.note("integration", False, "exit code %d and no closing line" % code)
        return
    failed = int(line[2]) or int(code != 0)
    counts.add(int(line[1]), failed, int(line[3] or 0))


def differential(counts):
    """Each tests/differential/NAME/run.py compares with another program, and closes with a line of counts."""
    compare_templates(counts)
    if not programs(counts):
        return
    environment = dict(os.environ, CONVERGE=str(ROOT / "build/release/bin/converge"))
    for runner in sorted((ROOT / "tests/differential").glob("*/run.py")):
        name = "differential_" + runner.parent.name
        start = time.monotonic()
        code = run([sys.executable, runner], name + ".log", 300, env=environment)
        text = (LOGS / (name + ".log")).read_text(errors="replace")
        line = re.search(r"^(\d+) passed, (\d+) failed$", text, re.MULTILINE)
        if line is None or (code != 0 and not int(line[2])):
            counts.note(name, False, "exit code %d and no closing line" % code)
        else:
            counts.add(int(line[1]), int(line[2]))
            print("%s  %s: %s passed, %s failed  %.1f s" % ("FAIL" if int(line[2]) else "ok  ", name, line[1], line[2], time.monotonic() - start), flush=True)
        if code != 0:
            tail(name + ".log", 200)


def demo(counts):
    if not programs(counts):
        return
    code = run(["tests/tools/demo.sh", "build/release/bin/converge", "build/demo"], "demo.log", 60)
    counts.note("demo", code == 0)
    if code != 0:
        tail("demo.log")


def bench(counts):
    """Benchmarks are not timed tests: here they only show that they run."""
    if not programs(counts):
        return
    code = run(["build/release/bin/micro_bench", "--benchmark_min_time=0.01"], "micro_bench.log", 120)
    counts.note("micro_bench", code == 0)
    if code != 0:
        tail("micro_bench.log")


def fuzz(counts):
    targets = ["yaml_fuzz", "json_fuzz", "catalog_fuzz", "vault_fuzz", "age_fuzz", "template_fuzz", "ini_fuzz", "pattern_fuzz", "script_fuzz"]
    if not build(counts, "fuzz", targets):
        return
    for target in targets:
        seeds = ROOT / "tests/fuzz/seeds" / target.removesuffix("_fuzz")
        corpus = ROOT / "build/fuzz/corpus" / target
        corpus.mkdir(parents=True, exist_ok=True)
        command = [ROOT / "build/fuzz/bin" / target, "-max_total_time=%d" % FUZZ_SECONDS, "-timeout=10", "-rss_limit_mb=2048",
                   "-max_len=4096", "-print_final_stats=1", "-artifact_prefix=%s/" % LOGS, corpus] + ([seeds] if seeds.is_dir() else [])
        code = run(command, target + ".log", FUZZ_SECONDS + 120)
        done = re.search(r"stat::number_of_executed_units:\s*(\d+)", (LOGS / (target + ".log")).read_text(errors="replace"))
        executed = int(done[1]) if done else 0
        counts.note(target, code == 0 and executed > 0, "%d inputs in %d s" % (executed, FUZZ_SECONDS))
        if code != 0:
            tail(target + ".log")


STAGES = {"rules": rules, "unit": unit, "integration": integration, "differential": differential, "demo": demo, "bench": bench, "fuzz": fuzz}


def main():
    start, counts = time.monotonic(), Counts()
    for stage in sys.argv[1:] or STAGES:
        print("== %s" % stage, flush=True)
        STAGES[stage](counts)
    print("all in %.0f s" % (time.monotonic() - start))
    print("%d passed, %d failed, %d skipped" % (counts.passed, counts.failed, counts.skipped))
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    sys.exit(main())
