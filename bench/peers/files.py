# SPDX-License-Identifier: MIT
"""bench/peers/files.py: the files of the benchmark, and the same wish for them in each tool's language."""

import os

FILES_PER_FOLDER = 100
KEYS = 41


def content(number):
    """41 lines under a comment line, about 1 KB; floor.c makes the same text."""
    lines = [f"# file {number}"] + [f"key_{key} = value_{number}_{key}" for key in range(KEYS)]
    return "\n".join(lines) + "\n"


def folders(tree, count):
    return [tree] + [f"{tree}/d{number}" for number in range((count - 1) // FILES_PER_FOLDER + 1)]


def path(tree, number):
    return f"{tree}/d{number // FILES_PER_FOLDER}/f{number}"


def indented(text, spaces):
    return "".join(" " * spaces + line + "\n" for line in text.splitlines())


def write(name, pieces):
    """Writes a policy that only its owner may change: some tools refuse others."""
    with open(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.writelines(pieces)
    return name


def converge_playbook(name, tree, count):
    def pieces():
        yield "- name: bench\n  hosts: all\n  resources:\n"
        for folder in folders(tree, count):
            yield f'    - file: {folder}\n      state: directory\n      mode: "0755"\n'
        for number in range(count):
            yield f'    - file: {path(tree, number)}\n      mode: "0644"\n      content: |\n'
            yield indented(content(number), 8)

    return write(name, pieces())


def converge_inventory(name):
    return write(name, ["all:\n  hosts:\n    localhost:\n      ansible_connection: local\n"])


def cfengine_policy(name, tree, count):
    def pieces():
        yield 'body common control { bundlesequence => { "main" }; }\n'
        yield 'body perms m(mode) { mode => "$(mode)"; rxdirs => "false"; }\n'
        yield "bundle agent main {\nfiles:\n"
        for number in range(count):
            yield f' "{path(tree, number)}" create => "true", perms => m("0644"), content => "{content(number)}";\n'
        yield "}\n"

    return write(name, pieces())


def puppet_manifest(name, tree, count):
    def pieces():
        for folder in folders(tree, count):
            yield f"file {{ '{folder}': ensure => directory, mode => '0755' }}\n"
        for number in range(count):
            yield f"file {{ '{path(tree, number)}':\n  ensure => file,\n  mode => '0644',\n"
            yield f"  content => '{content(number)}',\n}}\n"

    return write(name, pieces())


def ansible_playbook(name, tree, count):
    def pieces():
        yield "- name: bench\n  hosts: all\n  gather_facts: false\n  tasks:\n"
        for folder in folders(tree, count):
            yield f"    - name: {folder}\n      ansible.builtin.file:\n        path: {folder}\n"
            yield '        state: directory\n        mode: "0755"\n'
        for number in range(count):
            yield f"    - name: {path(tree, number)}\n      ansible.builtin.copy:\n        dest: {path(tree, number)}\n"
            yield '        mode: "0644"\n        content: |\n' + indented(content(number), 10)

    return write(name, pieces())
