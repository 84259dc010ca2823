# SPDX-License-Identifier: MIT
"""Killed at every change that it makes, and at random times, a run leaves nothing torn and loses no trigger."""
import itertools
import random
import shutil
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from crash.machine import Broken, Machine, build_library
from support import Case

WORKERS = 2
RANDOM_KILLS = 50


class Kill(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="converge-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.library, why = build_library(cls.folder)
        if cls.library is None:
            raise unittest.SkipTest(why)

    def in_parallel(self, work):
        """work(machine, worker) on each worker's own machine; answers the results."""
        def one(worker):
            with Machine(self.library) as machine:
                return work(machine, worker)
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(one, range(WORKERS)))

    def test_undisturbed(self):
        with Machine(self.library) as machine:
            machine.reset()
            self.assertFalse(machine.killed_at(1_000_000))
            machine.check_recovery()
            self.assertEqual(len(machine.lines()), 1, "the command ran more than once")

    def test_at_every_change(self):
        def work(machine, worker):
            killed = 0
            for call in itertools.count(1 + worker, WORKERS):
                machine.reset()
                if not machine.killed_at(call):
                    return killed
                killed += 1
                try:
                    machine.check_whole()
                    machine.check_recovery()
                except Broken as broken:
                    raise Broken("killed before change %d: %s" % (call, broken)) from None
        killed = sum(self.in_parallel(work))
        print("     killed at %d points" % killed)
        self.assertGreater(killed, 60)

    def test_at_random_times(self):
        with Machine(self.library) as machine:
            machine.reset()
            start = time.monotonic()
            machine.run("apply")
            whole = time.monotonic() - start

        def work(machine, worker):
            chance = random.Random(worker)
            killed = 0
            for _ in range(RANDOM_KILLS // WORKERS):
                machine.reset()
                seconds = chance.uniform(0.1, 1.1) * whole
                killed += machine.killed_after(seconds)
                try:
                    machine.check_whole()
                    machine.check_recovery()
                except Broken as broken:
                    raise Broken("killed after %.4f s: %s" % (seconds, broken)) from None
            return killed
        print("     %d of %d runs were killed before their end" % (sum(self.in_parallel(work)), RANDOM_KILLS))


if __name__ == "__main__":
    unittest.main()
