# SPDX-License-Identifier: MIT
"""A booted Debian of a test: systemd-nspawn over an overlay, whose upper folder is all that the host ever wrote."""
import os
import re
import signal
import socket
import subprocess
import uuid

import isolation
from support import CONVERGE, ENVIRONMENT, manifest

BOOT_SECONDS = 60
PROGRAMS = "/opt/converge"  # where a host finds the programs under test


class Host:
    """Booted from `base` by boot(); its files are in `scratch`. close() must be called, also after a failure."""

    def __init__(self, name, number, base, scratch):
        self.name = name
        self.address = "10.99.0.%d" % (10 + number)
        self.base = base
        self.scratch = scratch
        self.upper, self.root = os.path.join(scratch, "upper"), os.path.join(scratch, "root")
        self.machine_id = uuid.uuid4().hex
        self.process = None
        self.leader = 0  # the host's process 1, as seen from here
        for folder in (self.upper, self.root, os.path.join(scratch, "work")):
            os.makedirs(folder)
        subprocess.run(["mount", "-t", "overlay", "overlay", self.root, "-o", "lowerdir=%s,upperdir=%s,workdir=%s/work" % (base, self.upper, scratch)],
                       check=True)
        self.write("/etc/hostname", name + "\n")
        self.write("/etc/machine-id", self.machine_id + "\n")

    def write(self, path, text, mode=0o644):
        """A file of the host, written from outside."""
        whole = self.root + path
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(whole, mode)

    def read(self, path):
        with open(self.root + path, encoding="utf-8") as file:
            return file.read()

    def boot(self):
        """Starts it; returns once its systemd says that it is ready, with the network up."""
        notify = os.path.join(self.scratch, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, open(os.path.join(self.scratch, "console"), "ab") as console:
            told.bind(notify)
            told.settimeout(BOOT_SECONDS)
            self.process = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--keep-unit", "--register=no", "--notify-ready=yes", "--directory", self.root, "--machine", self.name,
                 "--network-bridge", isolation.BRIDGE, "--bind-ro=%s:%s" % (os.path.dirname(CONVERGE), PROGRAMS), "--console=pipe", "--boot"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, env={**os.environ, "NOTIFY_SOCKET": notify},
                preexec_fn=isolation.die_with_parent)
            self.wait_for_ready(told)
        os.unlink(notify)
        self.bring_network_up()

    def wait_for_ready(self, told):
        while True:
            try:
                words = told.recv(4096).decode()
            except TimeoutError:
                raise RuntimeError("%s did not boot within %d s:\n%s" % (self.name, BOOT_SECONDS, self.console())) from None
            leader = re.search(r"^X_NSPAWN_LEADER_PID=(\d+)$", words, re.MULTILINE)
            if leader:
                self.leader = int(leader[1])
            if "READY=1" in words.splitlines() and self.leader:
                return

    def bring_network_up(self):
        inside = ["nsenter", "--target", str(self.leader), "--net"]
        for command in (["ip", "link", "set", "vb-" + self.name, "up"], [*inside, "ip", "addr", "add", self.address + "/24", "dev", "host0"],
                        [*inside, "ip", "link", "set", "host0", "up"]):
            subprocess.run(command, check=True)

    def console(self):
        """What the host has printed since its first boot."""
        with open(os.path.join(self.scratch, "console"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def run(self, *words, check=True, stdin=None, timeout=120):
        """Runs a program in the host; stdout and stderr are text."""
        inside = ["nsenter", "--target", str(self.leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd=/"]
        done = subprocess.run([*inside, "--", *words], input=stdin, capture_output=True, encoding="utf-8", timeout=timeout, env=ENVIRONMENT,
                              stdin=None if stdin is not None else subprocess.DEVNULL, check=False)
        if check and done.returncode != 0:
            raise AssertionError("%s: %s: exit code %d\n%s%s" % (self.name, " ".join(words), done.returncode, done.stdout, done.stderr))
        return done

    def systemctl(self, *words, **options):
        return self.run("systemctl", *words, **options).stdout

    def converge(self, *words, expect=None, **options):
        """Runs the program under test in the host; `expect` is its exit code."""
        done = self.run(PROGRAMS + "/converge", *words, check=False, **options)
        if expect is not None and done.returncode != expect:
            raise AssertionError("converge %s: exit code %d, not %d\n%s%s" % (" ".join(words), done.returncode, expect, done.stdout, done.stderr))
        return done

    def manifest(self, without=("var/lib/converge",)):
        """All that the host has written since the base, but its journal of runs."""
        return manifest(self.upper, without)

    def cut_power(self):
        """Ends it as a pulled plug would; what was written is what the next boot() finds."""
        if self.process is None:
            return
        if self.leader:
            os.kill(self.leader, signal.SIGKILL)  # systemd-nspawn sees it, tidies the network up and ends
        else:
            self.process.kill()
        self.process.wait(BOOT_SECONDS)
        self.process, self.leader = None, 0

    def shut_down(self):
        """An orderly end, as an administrator would ask for."""
        self.run("systemctl", "poweroff", check=False)
        self.process.wait(BOOT_SECONDS)
        self.process, self.leader = None, 0

    def close(self):
        self.cut_power()
        subprocess.run(["umount", "--lazy", self.root], check=True)
