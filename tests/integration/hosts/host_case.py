# SPDX-License-Identifier: MIT
"""A test with booted hosts of its own."""
import os

from base_root import base_root
from host import Host
from support import Case


class HostCase(Case):
    """Hosts are booted by host(), and gone with the test."""

    def host(self, name="n1", boot=True):
        self.hosts = getattr(self, "hosts", 0) + 1
        scratch = self.path("hosts", name)
        os.makedirs(scratch)
        made = Host(name, self.hosts, base_root(), scratch)
        self.addCleanup(made.close)
        if boot:
            made.boot()
        return made
