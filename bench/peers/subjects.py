# SPDX-License-Identifier: MIT
"""bench/peers/subjects.py: the tools that are compared, and how each is run."""

import os
import shutil
import subprocess

import files


class Subject:
    """One tool in one manner of use: what to prepare before a run, and what to run."""

    def __init__(self, name, argv, environment=None, prepare=None, version=""):
        self.name = name
        self.argv = argv
        self.environment = environment or {}
        self.prepare = prepare or (lambda: None)
        self.version = version


class Missing(Exception):
    """A tool is not on this machine; the message says how to get it."""


def _found(program, package):
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        raise Missing(f"{program} is not installed (apt-get install {package})")
    return found


def _version(argv):
    result = subprocess.run(argv, capture_output=True, text=True, check=False)
    return (result.stdout or result.stderr).strip().split("\n")[0]


def _emptied(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)


def build(name, scratch):
    """Compiles NAME.c of this folder."""
    compiler = _found("cc", "gcc")
    program = f"{scratch}/{name}"
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.c")
    subprocess.run([compiler, "-O2", "-Wall", "-Wno-format-truncation", "-o", program, source], check=True)
    return program


def floor(program, work, tree, count):
    return Subject(f"floor ({work})", [program, work, tree, str(count)])


def converge(program, temperature, scratch, tree, count):
    """`cold` finds nothing that an earlier run has compiled, `warm` all of it. Both have the journal."""
    if program is None:
        raise Missing("the path of our own program was not given (--converge PATH)")
    if not os.access(program, os.X_OK):
        raise Missing(f"{program} is no program; build it first")
    folder = f"{scratch}/converge-{count}"
    os.makedirs(folder, exist_ok=True)
    playbook, inventory = f"{folder}/site.yaml", f"{folder}/inventory.yaml"
    if not os.path.exists(playbook):
        files.converge_playbook(playbook, tree, count)
        files.converge_inventory(inventory)
    cache = f"{folder}/cache"
    os.makedirs(cache, exist_ok=True)
    argv = [os.path.abspath(program), "--inventory", inventory, playbook, "--yes"]
    argv += ["--state-dir", f"{folder}/state", "--cache-dir", cache]
    prepare = (lambda: _emptied(cache)) if temperature == "cold" else None
    return Subject(f"converge ({temperature})", argv, prepare=prepare, version=_version([program, "version"]))


def cfengine(scratch, tree, count):
    agent = _found("cf-agent", "cfengine3")
    policy = f"{scratch}/c{count}.cf"
    if not os.path.exists(policy):
        files.cfengine_policy(policy, tree, count)
    return Subject("cfengine", [agent, "-KIf", policy], version=_version([agent, "--version"]))


def puppet(scratch, tree, count):
    program = _found("puppet", "puppet-agent")
    manifest = f"{scratch}/p{count}.pp"
    if not os.path.exists(manifest):
        files.puppet_manifest(manifest, tree, count)
    argv = [program, "apply", manifest]
    for kind in ("conf", "var", "log", "run", "public", "code"):
        argv += [f"--{kind}dir", f"{scratch}/puppet/{kind}"]
        os.makedirs(f"{scratch}/puppet/{kind}", exist_ok=True)
    return Subject("puppet", argv, version=_version([program, "--version"]))


def ansible(scratch, tree, count):
    program = _found("ansible-playbook", "ansible-core")
    playbook = f"{scratch}/a{count}.yml"
    if not os.path.exists(playbook):
        files.ansible_playbook(playbook, tree, count)
    inventory = files.write(f"{scratch}/ansible-hosts", ["localhost ansible_connection=local\n"])
    environment = {
        "ANSIBLE_LOCAL_TEMP": f"{scratch}/ansible-local",
        "ANSIBLE_REMOTE_TEMP": f"{scratch}/ansible-remote",
        "ANSIBLE_HOME": f"{scratch}/ansible-home",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
    }
    argv = [program, "-i", inventory, playbook]
    return Subject("ansible", argv, environment, version=_version([program, "--version"]))
