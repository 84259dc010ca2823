# SPDX-License-Identifier: MIT
"""Namespaces of network, mounts and processes in which all hosts of a test run live, so that nothing of them can
outlive the run or reach another machine, however it ends."""
import ctypes
import os
import subprocess
import sys

from base_root import base_root

INSIDE = "CONVERGE_TESTS_ISOLATED"
LIBC = ctypes.CDLL(None, use_errno=True)
BRIDGE = "br0"
CONTROLLER = "10.99.0.1"


def enter():
    """Starts this program again within its namespaces, unless it is there; does not come back then."""
    if os.environ.get(INSIDE) == "1":
        return prepare()
    if os.geteuid() != 0:
        sys.exit("the hosts need root: run them with sudo")
    base_root()  # while the mirror can be reached
    os.environ[INSIDE] = "1"
    # The child is process 1 in there: when it is gone, the kernel ends every other one.
    os.execvp("unshare", ["unshare", "--net", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc",
                          sys.executable, *sys.argv])


def prepare():
    """An own /run, as systemd-nspawn wants a tmpfs there, and a bridge for the hosts."""
    for command in (["mount", "--make-rprivate", "/"], ["mount", "-t", "tmpfs", "tmpfs", "/run"],
                    ["mkdir", "-p", "/run/systemd/nspawn/propagate"], ["ip", "link", "set", "lo", "up"],
                    ["ip", "link", "add", BRIDGE, "type", "bridge"],
                    ["ip", "addr", "add", CONTROLLER + "/24", "dev", BRIDGE], ["ip", "link", "set", BRIDGE, "up"]):
        subprocess.run(command, check=True)


def die_with_parent():
    """For preexec_fn: a child that its parent can no longer end ends itself."""
    pr_set_pdeathsig, sigkill = 1, 9
    LIBC.prctl(pr_set_pdeathsig, sigkill)
