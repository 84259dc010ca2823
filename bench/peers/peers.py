#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench/peers/peers.py: keeps the same files in shape with converge, CFEngine, Puppet and Ansible, in turn.

See bench/README.md for how to run it and how to read its table.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile

import measure
import report
import subjects

PUPPET_LIMIT = 1000
ANSIBLE_LIMIT = 100
SLOW = ("puppet", "ansible")


def options():
    parser = argparse.ArgumentParser(description="Compares converge with its peers on one machine.")
    parser.add_argument("--converge", metavar="PATH", help="our program; without it only the others are measured")
    parser.add_argument("--counts", default="100,1000,10000", help="numbers of files (%(default)s)")
    parser.add_argument("--runs", type=int, default=7, help="runs of each subject, interleaved (%(default)s)")
    parser.add_argument("--slow-runs", type=int, default=2, help="runs of Puppet and Ansible (%(default)s)")
    parser.add_argument("--peers", default="cfengine,puppet,ansible", help="the others to run (%(default)s)")
    parser.add_argument("--first-apply", default="1000", metavar="COUNTS", help="first applies (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="writes all figures there; '-' for standard output")
    parser.add_argument("--scratch", metavar="DIR", help="where the scratch folder is made")
    parser.add_argument("--check", action="store_true", help="exit 1 if a budget is not met or was not measured")
    return parser.parse_args()


def numbers(text):
    return [int(word) for word in text.split(",") if word]


class Bench:
    """All the rows of one session, in one scratch folder."""

    def __init__(self, chosen, scratch):
        self.chosen = chosen
        self.scratch = scratch
        self.floor = subjects.build("floor", scratch)
        self.meter = measure.Meter(subjects.build("timed", scratch), scratch)
        self.rows = []
        self.missing = []
        self.versions = {}

    def tree(self, count):
        return f"{self.scratch}/tree-{count}"

    def remove_tree(self, count):
        """Back to nothing, with the disk at rest, so that all start alike."""
        shutil.rmtree(self.tree(count), ignore_errors=True)
        os.sync()

    def collect(self, count, makers):
        """The subjects that are there; those that are not are remembered with the reason."""
        found = []
        for name, make in makers:
            try:
                found.append(make())
                self.versions[found[-1].name.split(" ")[0]] = found[-1].version
            except subjects.Missing as reason:
                if (name, str(reason)) not in self.missing:
                    self.missing.append((name, str(reason)))
        return found

    def peers(self, count):
        wanted = self.chosen.peers.split(",")
        makers = []
        if "cfengine" in wanted:
            makers.append(("cfengine", lambda: subjects.cfengine(self.scratch, self.tree(count), count)))
        if "puppet" in wanted and count <= PUPPET_LIMIT:
            makers.append(("puppet", lambda: subjects.puppet(self.scratch, self.tree(count), count)))
        if "ansible" in wanted and count <= ANSIBLE_LIMIT:
            makers.append(("ansible", lambda: subjects.ansible(self.scratch, self.tree(count), count)))
        return makers

    def ours(self, temperature, count):
        program = self.chosen.converge
        return ("converge", lambda: subjects.converge(program, temperature, self.scratch, self.tree(count), count))

    def time(self, subject):
        subject.prepare()
        return self.meter.seconds(subject.argv, subject.environment)

    def verify(self, count):
        """Nobody is fast by leaving work undone: every file is compared by the bare loop."""
        self.meter.seconds([self.floor, "compare", self.tree(count), str(count)])

    def add_rows(self, work, count, found):
        rows = [report.Row(work, count, subject.name) for subject in found]
        self.rows += rows
        return list(zip(found, rows))

    def guarded(self, subject, row, step):
        """Runs one step; a subject that fails is reported and left out from then on."""
        try:
            step()
            return True
        except measure.Failed as reason:
            row.runs.clear()
            self.missing.append((f"{subject.name}, {row.work}, {row.count} files", str(reason)))
            return False

    def rounds(self, pairs, step):
        """Interleaved, so that a slow moment of the machine meets everybody."""
        for turn in range(max(self.chosen.runs, self.chosen.slow_runs)):
            for pair in list(pairs):
                limit = self.chosen.slow_runs if pair[0].name in SLOW else self.chosen.runs
                if turn < limit and not self.guarded(*pair, lambda: step(*pair)):
                    pairs.remove(pair)

    def first_apply(self, count):
        found = [subjects.floor(self.floor, "write", self.tree(count), count)]
        found += self.collect(count, [self.ours("cold", count)] + self.peers(count))

        def step(subject, row):
            self.remove_tree(count)
            if subject.name.startswith("converge"):
                shutil.rmtree(f"{self.scratch}/converge-{count}/state", ignore_errors=True)
            row.runs.append(self.time(subject))
            self.verify(count)

        self.rounds(self.add_rows("first apply", count, found), step)
        self.remove_tree(count)

    def in_sync(self, count):
        found = [subjects.floor(self.floor, "compare", self.tree(count), count)]
        found += self.collect(count, [self.ours("cold", count), self.ours("warm", count)] + self.peers(count))
        self.meter.seconds([self.floor, "write", self.tree(count), str(count)])
        pairs = self.add_rows("in sync", count, found)

        def settle(subject, row):
            """A first run that is not counted: state folders are made, memory is measured."""
            subject.prepare()
            row.peak_mb = self.meter.peak_mb(subject.argv, subject.environment)
            self.verify(count)

        def step(subject, row):
            row.runs.append(self.time(subject))

        pairs = [pair for pair in pairs if self.guarded(*pair, lambda: settle(*pair))]
        self.rounds(pairs, step)
        self.verify(count)
        self.remove_tree(count)


def as_json(bench, promises):
    return {
        "version": 1,
        "machine": {"cpus": os.cpu_count(), "system": platform.platform()},
        "versions": bench.versions,
        "rows": [row.as_json(bench.rows) for row in bench.rows if row.runs],
        "budgets": promises,
        "missing": [{"subject": name, "reason": reason} for name, reason in bench.missing],
    }


def write_json(name, document):
    text = json.dumps(document, indent=2) + "\n"
    if name == "-":
        sys.stdout.write(text)
        return
    with open(name, "w", encoding="utf-8") as stream:
        stream.write(text)


def main():
    chosen = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch folder goes
    with tempfile.TemporaryDirectory(prefix="converge-bench-", dir=chosen.scratch) as scratch:
        bench = Bench(chosen, scratch)
        for count in numbers(chosen.counts):
            print(f"{count} files in sync ...", file=sys.stderr)
            bench.in_sync(count)
        for count in numbers(chosen.first_apply):
            print(f"{count} files, first apply ...", file=sys.stderr)
            bench.first_apply(count)
        bench.meter.close()
    promises = report.budgets(bench.rows)
    people = sys.stderr if chosen.json == "-" else sys.stdout
    print(report.table(bench.rows, promises, bench.missing), file=people)
    if chosen.json:
        write_json(chosen.json, as_json(bench, promises))
    met = all(promise["verdict"] == "met" for promise in promises)
    return 1 if chosen.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
