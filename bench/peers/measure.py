# SPDX-License-Identifier: MIT
"""bench/peers/measure.py: how long a program takes, and how much memory it and its children need."""

import os
import subprocess
import threading

SAMPLE_EVERY_S = 0.005
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


class Failed(Exception):
    """A measured program did not do its work."""


class Meter:
    """Runs programs under timed.c and keeps what they say for the case that they fail."""

    def __init__(self, timed, scratch):
        self._timed = timed
        self._figures = f"{scratch}/figures"
        self._log = open(f"{scratch}/log", "w+b")

    def close(self):
        self._log.close()

    def seconds(self, argv, environment=None):
        """Wall-clock time of a whole run, with nobody sampling beside it."""
        process = self._start(argv, environment)
        return self._finish(process, argv)[0]

    def peak_mb(self, argv, environment=None):
        """Peak memory of the whole tree: sampled sums, or the peak of its largest process if that is more.

        A run of its own: sampling would disturb the clock.
        """
        process = self._start(argv, environment)
        ended = threading.Event()
        peak = [0.0]

        def sample():
            while not ended.is_set():
                peak[0] = max(peak[0], _below_mb(process.pid))
                ended.wait(SAMPLE_EVERY_S)

        sampler = threading.Thread(target=sample)
        sampler.start()
        try:
            largest = self._finish(process, argv)[1]
        finally:
            ended.set()
            sampler.join()
        return max(peak[0], largest)

    def _start(self, argv, environment):
        self._log.seek(0)
        self._log.truncate()
        return subprocess.Popen(
            [self._timed, self._figures] + argv,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )

    def _finish(self, process, argv):
        if process.wait() != 0:
            self._log.seek(0)
            words = b"\n".join(self._log.read().splitlines()[-15:]).decode("utf-8", "replace")
            raise Failed(f"{' '.join(argv[:6])} ended with {process.returncode}:\n{words}")
        with open(self._figures, encoding="ascii") as stream:
            nanoseconds, kilobytes = stream.read().split()
        return int(nanoseconds) / 1e9, int(kilobytes) / 1024


def _children():
    """The processes that each process has started."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as stream:
                    parent = int(stream.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it has ended meanwhile
            children.setdefault(parent, []).append(int(name))
    return children


def _below_mb(root):
    """The sum of the resident memory of all processes below one, without itself."""
    children = _children()
    total, waiting = 0.0, list(children.get(root, []))
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        try:
            with open(f"/proc/{pid}/statm", "rb") as stream:
                total += int(stream.read().split()[1]) * PAGE_MB
        except (OSError, IndexError, ValueError):
            continue
    return total
