# SPDX-License-Identifier: MIT
"""What the integration tests share: the programs, a scratch folder a test, and a look at a whole tree."""
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONVERGE = os.environ.get("CONVERGE", os.path.join(REPOSITORY, "build/release/bin/converge"))
AGENT = os.environ.get("CONVERGE_AGENT", os.path.join(REPOSITORY, "build/release/bin/converge-agent"))
ACCEPT = os.environ.get("CONVERGE_ACCEPT") == "1"

# Commands that compile, and so would share a cache with the machine's real runs.
COMPILING = {"apply", "plan", "lint", "graph", "why"}

# The programs are started with nothing but this, so that no setting of the caller changes an answer.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", "NO_COLOR": "1"}


def node(path):
    """Everything about one file that a run could have touched, atime and the link count apart."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        content = os.readlink(path)
    elif stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
    else:
        content = ""
    names = os.listxattr(path, follow_symlinks=False)
    xattrs = tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in sorted(names))
    return (oct(status.st_mode), content, status.st_uid, status.st_gid, status.st_ino, status.st_mtime_ns,
            status.st_ctime_ns, xattrs)


def manifest(root, without=()):
    """{relative path: node} of a tree; what is named in `without` is left out with all below it."""
    found = {".": node(root)}
    for folder, folders, files in os.walk(root):
        below = os.path.relpath(folder, root)
        folders[:] = [name for name in folders if os.path.normpath(os.path.join(below, name)) not in without]
        for name in folders + files:
            found[os.path.normpath(os.path.join(below, name))] = node(os.path.join(folder, name))
    return found


def tree(root, without=()):
    """The part of a manifest that two equal trees in different places share: type, mode, content, owner."""
    return {path: seen[:4] for path, seen in manifest(root, without).items()}


def link_programs(root, *programs):
    """Copies of programs of this machine, with their libraries, in a root in which commands shall run."""
    for program in programs:
        done = subprocess.run(["ldd", program], capture_output=True, text=True, check=True)
        for path in [program] + re.findall(r"(/\S+\.so\S*)", done.stdout):
            os.makedirs(os.path.dirname(root + path), exist_ok=True)
            shutil.copy(path, root + path)


def link_shell(root):
    link_programs(root, "/bin/sh")


class Case(unittest.TestCase):
    """A test with a folder of its own, which is gone afterwards, also if it failed."""

    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        for program in (CONVERGE, AGENT):
            if not os.access(program, os.X_OK):
                raise unittest.SkipTest(program + " is not built")

    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="converge-test-")
        self.addCleanup(shutil.rmtree, self.scratch, ignore_errors=True)
        self.root = self.path("root")
        os.mkdir(self.root)

    def path(self, *parts):
        return os.path.join(self.scratch, *parts)

    def write(self, name, text, mode=0o644):
        """A file of the scratch folder, with the folders that it needs; answers its path."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def run_program(self, words, stdin=None, timeout=60, environment=None, cwd=None):
        """Runs a program to its end; stdout and stderr are text."""
        return subprocess.run(words, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                              env={**ENVIRONMENT, **(environment or {})}, cwd=cwd or self.scratch,
                              encoding=None if isinstance(stdin, bytes) else "utf-8",
                              stdin=None if stdin is not None else subprocess.DEVNULL, check=False)

    def converge(self, *words, expect=None, **options):
        """`converge WORDS` with a cache in the scratch folder; `expect` is its exit code."""
        words = list(words)
        if words and words[0] in COMPILING and "--cache-dir" not in words and "--no-cache" not in words:
            words += ["--cache-dir", self.path("cache")]
        done = self.run_program([CONVERGE, *words], **options)
        if expect is not None:
            self.assertEqual(done.returncode, expect, "converge %s\n%s%s" % (" ".join(words), done.stdout, done.stderr))
        return done

    def events(self, text):
        """The JSON objects of lines of events."""
        return [json.loads(line) for line in text.splitlines()]


def golden(case, path, found):
    """Compares with a golden file. CONVERGE_ACCEPT=1 writes it instead, and fails what had to be written."""
    expected = None
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            expected = file.read()
    if ACCEPT and expected != found:
        with open(path, "w", encoding="utf-8") as file:
            file.write(found)
        case.fail(os.path.relpath(path, REPOSITORY) + " was rewritten; look at the difference and run again")
    case.assertIsNotNone(expected, path + " is missing; CONVERGE_ACCEPT=1 writes it")
    case.assertEqual(expected, found, os.path.relpath(path, REPOSITORY))
