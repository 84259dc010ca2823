# SPDX-License-Identifier: MIT
"""The root that every host starts from: a small Debian with systemd, D-Bus, sshd and apt, made once and kept below
build/hosts under a name that changes with its recipe."""
import hashlib
import os
import re
import shutil
import subprocess
import tempfile

from support import CONVERGE, REPOSITORY

SUITE = "bookworm"
PACKAGES = ["systemd", "systemd-sysv", "dbus", "openssh-server", "python3-minimal", "iproute2", "kmod", "ca-certificates", "udev", "sudo", "dpkg"]
# What a unit of this root would do to a container that is meant to be still.
MASKED = ["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer",
          "systemd-networkd-wait-online.service", "systemd-timesyncd.service"]
FOLDER = os.path.join(REPOSITORY, "build/hosts")


def base_root():
    """Path of the root; makes it if it is not there yet (from the suite's mirror, about a minute)."""
    packages = PACKAGES + libraries(CONVERGE)
    recipe = hashlib.sha256(repr((SUITE, packages, MASKED)).encode()).hexdigest()[:12]
    root = os.path.join(FOLDER, "%s-%s" % (SUITE, recipe))
    if not os.path.isdir(root):
        make(root, packages)
    return root


def libraries(program):
    """The packages that a program's libraries are from: its .deb would depend on them."""
    linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    paths = sorted({"*/" + os.path.basename(os.path.realpath(path)) for path in re.findall(r"=> (/\S+)", linked)})
    owners = subprocess.run(["dpkg-query", "--search", *paths], capture_output=True, text=True, check=True).stdout
    return sorted({line.split(":")[0] for line in owners.splitlines()})


def make(root, packages):
    os.makedirs(FOLDER, exist_ok=True)
    scratch = tempfile.mkdtemp(prefix="new-", dir=FOLDER)
    os.chmod(scratch, 0o755)  # it becomes the host's /
    try:
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", "--include=" + ",".join(packages), SUITE, scratch],
                       check=True, stdin=subprocess.DEVNULL, timeout=600)
        for unit in MASKED:
            os.symlink("/dev/null", os.path.join(scratch, "etc/systemd/system", unit))
        subprocess.run(["chroot", scratch, "ssh-keygen", "-A"], check=True, stdout=subprocess.DEVNULL)
        os.rename(scratch, root)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
