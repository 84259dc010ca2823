# SPDX-License-Identifier: MIT
"""Whatever a disk may hold after a power cut, nothing on it is torn and no trigger is lost.

The calls of one whole run are traced; for every prefix of them the states that a disk may be in are laid out, and the
next run starts from there.
"""
import hashlib
import os
import shutil
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

from crash.disk import Disk, lay_out, read_trace, seen
from crash.machine import NEW, Broken, Machine, build_library
from support import Case

WORKERS = 2
SEEDS = 2


class PowerCut(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="converge-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.library, why = build_library(cls.folder)
        if cls.library is None:
            raise unittest.SkipTest(why)

    def traced(self, machine):
        """The disk before a run and what the run did to it; the scope holds what came of it."""
        machine.reset()
        disk = Disk(machine.scope, [])
        code, output = machine.run("apply", "traced.yaml", CRASH_TRACE=machine.trace)
        self.assertEqual(code, 0, output)
        disk.calls = read_trace(machine.trace)
        disk.resolve()
        self.assertEqual(len(disk.marks), 1)
        return disk

    def test_model_is_complete(self):
        """The trace explains the whole tree: no call of the program goes past the library."""
        with Machine(self.library) as machine:
            disk = self.traced(machine)
            found = {path: each for path, each in seen(machine.scope).items() if not path.endswith("-shm")}
            expected = disk.whole(len(disk.operations))
            expected = {path: each for path, each in expected.items() if not path.endswith("-shm")}
            links = {path for path, each in expected.items() if each[0] == "link"}
            for path in links:  # a link's mode says nothing
                expected[path] = ("link", 0o755, expected[path][2])
            self.assertEqual(sorted(expected), sorted(found))
            for path, each in expected.items():
                self.assertEqual(each, found[path], path)

    def test_model_forgets_what_was_not_synced(self):
        """The tests below prove nothing if the model kept everything."""
        with Machine(self.library) as machine:
            disk = self.traced(machine)
            differ = [at for at in range(len(disk.operations)) if disk.synced_only(at) != disk.whole(at)]
            self.assertGreater(len(differ), 30)

    def cut_everywhere(self, states_of):
        """Recovers from every state that `states_of(disk, position)` gives; answers (cuts, different states)."""
        def work(worker):
            tried = set()
            with Machine(self.library) as machine:
                disk = self.traced(machine)
                mark = min(disk.marks)
                for position in range(worker, len(disk.operations) + 1, WORKERS):
                    for name, state in states_of(disk, position):
                        self.cut(machine, state, position > mark, tried, "%s at %d of %d" % (
                            name, position, len(disk.operations)))
                return len(disk.operations), len(tried)
        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(work, range(WORKERS)))
        print("     %d calls, %d different states" % (results[0][0], sum(count for _, count in results)))

    def cut(self, machine, state, had_run, tried, name):
        key = hashlib.sha256(repr((sorted(state.items()), had_run)).encode()).digest()
        if key in tried:
            return
        tried.add(key)
        lay_out(state, machine.scope)
        if os.path.exists(machine.log):
            os.unlink(machine.log)
        if had_run:
            machine.put(machine.log, NEW)
        try:
            machine.check_whole()
            machine.check_recovery()
        except Broken as broken:
            raise Broken("%s: %s" % (name, broken)) from None

    def test_only_what_was_synced(self):
        self.cut_everywhere(lambda disk, at: [("only what was synced", disk.synced_only(at))])

    def test_names_without_data(self):
        self.cut_everywhere(lambda disk, at: [("names without data", disk.names_without_data(at))])

    def test_some_of_it(self):
        self.cut_everywhere(lambda disk, at: [("seed %d" % seed, disk.some(at, seed)) for seed in range(SEEDS)])


if __name__ == "__main__":
    unittest.main()
