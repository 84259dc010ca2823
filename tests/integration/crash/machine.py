# SPDX-License-Identifier: MIT
"""One machine to crash: a scope with managed files and the host's memory, and what must hold after every crash."""
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading

from support import CONVERGE, ENVIRONMENT

HERE = os.path.dirname(os.path.abspath(__file__))

WATCHED = "etc/app/watched"
OLD, NEW = b"setting = old\n", b"setting = new\n"
LONG_OLD, LONG_NEW = b"old line\n" * 4000, b"a new line\n" * 5000
MERGED_OLD = b'{\n  "log-level": "warn"\n}\n'
MERGED_NEW = b'{\n  "log-level": "warn",\n  "features": {\n    "cdi": true\n  }\n}\n'

# path below the scope -> what may be found there: (kind, mode, content), or None for nothing.
ALLOWED = {
    "etc": [("folder", 0o755, None)],
    "etc/app": [None, ("folder", 0o755, None)],
    "etc/app/conf.d": [None, ("folder", 0o750, None)],
    "etc/app/conf.d/fresh": [None, ("file", 0o640, NEW)],
    WATCHED: [None, ("file", 0o644, NEW)],
    "etc/replaced": [("file", 0o644, LONG_OLD), ("file", 0o600, LONG_NEW)],
    "etc/mode": [("file", 0o644, OLD), ("file", 0o400, OLD)],
    "etc/daemon.json": [("file", 0o644, MERGED_OLD), ("file", 0o644, MERGED_NEW)],
    "etc/link": [("link", 0o755, "replaced"), ("link", 0o755, "app/watched")],
    "etc/old": [("file", 0o644, OLD), None],
}

PLAYBOOK = """
- hosts: all
  resources:
    - file: [{scope}/etc/app]
      state: directory
    - file: {scope}/etc/app/conf.d
      state: directory
      mode: "0750"
    - file: {scope}/etc/app/conf.d/fresh
      content: "setting = new\\n"
      mode: "0640"
    - file: {scope}/etc/app/watched
      content: "setting = new\\n"
      notify: "command[tell]"
    - file: {scope}/etc/replaced
      source: long
      mode: "0600"
    - file: {scope}/etc/mode
      mode: "0400"
    - file: {scope}/etc/daemon.json
      merge: json
      content: {{features: {{cdi: true}}}}
    - file: {scope}/etc/link
      target: app/watched
    - file: {scope}/etc/old
      state: absent
    - command: tell
      run: "cat {scope}/etc/app/watched >>{log}; printf 'mark\\\\t\\\\t\\\\t0\\\\t0\\\\n' >>{trace}"
      when_notified: true
"""


class Broken(AssertionError):
    """A promise of the product that did not hold."""


class Machine:
    """A scratch folder of its own: machines can crash side by side. Use it in a `with`."""

    def __init__(self, library):
        self.library = library

    def __enter__(self):
        self.scratch = tempfile.mkdtemp(prefix="converge-crash-")
        self.scope = self.path("scope")
        self.log = self.path("log")
        self.trace = self.path("trace")
        os.mkdir(self.path("files"))
        self.put(self.path("files/long"), LONG_NEW)
        self.put(self.path("site.yaml"), PLAYBOOK.format(scope=self.scope, log=self.log, trace="/dev/null").encode())
        self.put(self.path("traced.yaml"), PLAYBOOK.format(scope=self.scope, log=self.log, trace=self.trace).encode())
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.scratch, name)

    @staticmethod
    def put(path, content):
        with open(path, "wb") as file:
            file.write(content)

    def reset(self):
        """The machine before the first run."""
        shutil.rmtree(self.scope, ignore_errors=True)
        for path in (self.log, self.trace):
            if os.path.exists(path):
                os.unlink(path)
        os.mkdir(self.scope, 0o755)
        for path, allowed in ALLOWED.items():
            if allowed[0] is None:
                continue
            kind, mode, content = allowed[0]
            full = os.path.join(self.scope, path)
            if kind == "folder":
                os.mkdir(full)
            elif kind == "link":
                os.symlink(content, full)
            else:
                self.put(full, content)
            if kind != "link":
                os.chmod(full, mode)

    # Running.

    def words(self, command, playbook="site.yaml"):
        words = [CONVERGE, command, self.path(playbook), "--state-dir", os.path.join(self.scope, "state")]
        return words + ["--cache-dir", self.path("cache")]

    def start(self, command, playbook="site.yaml", **preload):
        environment = dict(ENVIRONMENT)
        if preload:
            environment.update(LD_PRELOAD=self.library, CRASH_SCOPE=self.scope)
            environment.update({name: str(value) for name, value in preload.items()})
        return subprocess.Popen(self.words(command, playbook), env=environment, cwd=self.scratch, encoding="utf-8",
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, command, playbook="site.yaml", **preload):
        """(exit code, output)"""
        process = self.start(command, playbook, **preload)
        try:
            output, _ = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return process.returncode, output

    def killed_at(self, call):
        """Whether the run was killed before its `call`-th change; otherwise it ended by itself, and well."""
        code, output = self.run("apply", CRASH_AT=call)
        if code == -signal.SIGKILL:
            return True
        if code != 0:
            raise Broken("the run ended with %d:\n%s" % (code, output))
        return False

    def killed_after(self, seconds):
        process = self.start("apply")
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        process.communicate(timeout=60)
        timer.cancel()
        return process.returncode == -signal.SIGKILL

    # What must hold.

    def check_whole(self):
        """Every managed file is what it was or what it is to be."""
        for path, allowed in ALLOWED.items():
            found = self.found(path)
            if found not in allowed:
                raise Broken("%s is torn: %s" % (path, describe(found)))

    def check_recovery(self):
        """The next run finishes the work, the trigger fires, and nothing is left beside the managed files."""
        fired = self.lines()
        fresh = self.found(WATCHED) == ALLOWED[WATCHED][-1]
        code, output = self.run("apply")
        if code != 0:
            raise Broken("the next apply ended with %d:\n%s" % (code, output))
        for path, allowed in ALLOWED.items():
            if self.found(path) != allowed[-1]:
                raise Broken("%s has not converged: %s" % (path, describe(self.found(path))))
        if not self.lines() or self.lines()[-1] != NEW:
            raise Broken("the trigger was lost: the command saw %r\n%s" % (self.lines(), output))
        if not fresh and self.lines() == fired:
            raise Broken("a file changed and the command was not run again\n" + output)
        code, output = self.run("plan")
        if code != 0:
            raise Broken("the plan after the next apply ended with %d:\n%s" % (code, output))
        self.check_tidy()

    def check_tidy(self):
        # A second name of a kept copy may outlive a power cut; the next copy that is kept removes it.
        spared = os.path.join(self.scope, "state", "content")
        for folder, folders, files in os.walk(self.scope):
            left = [name for name in folders + files if "tmp" in name or name.startswith((".pending", ".nameless"))]
            if left and folder != spared:
                raise Broken("left behind in %s: %s" % (folder, ", ".join(left)))

    def found(self, path):
        full = os.path.join(self.scope, path)
        try:
            status = os.lstat(full)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(status.st_mode):
            return "link", 0o755, os.readlink(full)
        if stat.S_ISDIR(status.st_mode):
            return "folder", stat.S_IMODE(status.st_mode), None
        with open(full, "rb") as file:
            return "file", stat.S_IMODE(status.st_mode), file.read()

    def lines(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, "rb") as file:
            return file.readlines()


def describe(found):
    if found is None:
        return "missing"
    kind, mode, content = found
    size = len(content) if content is not None else 0
    return "%s, mode %04o, %d bytes: %.60r" % (kind, mode, size, content)


def build_library(folder):
    """Compiles preload.cpp; answers its path, or (None, why not)."""
    library = os.path.join(folder, "preload.so")
    compiler = os.environ.get("CXX", "c++")
    if shutil.which(compiler) is None:
        return None, "there is no C++ compiler (%s)" % compiler
    words = [compiler, "-std=c++20", "-O0", "-shared", "-fPIC", "-o", library, os.path.join(HERE, "preload.cpp"), "-ldl"]
    subprocess.run(words, check=True, timeout=300)
    tried = subprocess.run([CONVERGE, "version"], env={**ENVIRONMENT, "LD_PRELOAD": library}, timeout=60, check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
    if tried.returncode != 0:
        return None, "the program cannot be run with LD_PRELOAD: " + tried.stderr.strip()
    return library, ""
