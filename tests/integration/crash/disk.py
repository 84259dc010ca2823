# SPDX-License-Identifier: MIT
"""A model of a disk: from a trace of preload.cpp to the trees that a power cut may leave behind.

What POSIX promises, and no more: fsync of a file makes its data and mode durable, fsync of a folder makes the names in
it durable. Everything else may be there after the cut or not.
"""
import os
import random
import shutil
import stat

# Owners and attributes are not modelled: the playbook of these tests sets none.
IGNORED = {"chown", "xattr"}


class Operation:
    """One call of a trace. `inode` is what it changes: a file's data, or a folder's names."""

    def __init__(self, name, inode, **details):
        self.name = name
        self.inode = inode
        self.details = details
        self.synced_at = None  # index of the fsync that made it durable

    @property
    def names(self):
        return self.name in ("bind", "unbind", "rename")


class Inode:
    def __init__(self, kind, mode=0o755, data=b"", target=""):
        self.kind = kind
        self.mode = mode
        self.data = data
        self.target = target
        self.names = {}


def read_trace(path):
    """[(name, first, second, number, data)]"""
    with open(path, "rb") as file:
        text = file.read()
    calls = []
    at = 0
    while at < len(text):
        end = text.index(b"\n", at)
        name, first, second, number, length = text[at:end].decode().split("\t")
        at = end + 1 + int(length)
        calls.append((name, first, second, int(number), text[end + 1:at]))
    return calls


class Disk:
    """The tree before the run, and every operation on it, with names resolved to inodes."""

    def __init__(self, scope, calls):
        self.scope = scope
        self.base = self.load(scope)
        self.inodes = []
        self.operations = []
        self.nameless = {}  # by the path that /proc gives for them
        self.marks = set()  # positions at which the notified command had done its work
        self.calls = calls

    def load(self, path):
        status = os.lstat(path)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode):
            return Inode("link", target=os.readlink(path))
        if stat.S_ISREG(status.st_mode):
            with open(path, "rb") as file:
                return Inode("file", mode, file.read())
        folder = Inode("folder", mode)
        folder.names = {name: self.load(os.path.join(path, name)) for name in os.listdir(path)}
        return folder

    def resolve(self):
        """Follows the calls once, in order, so that each operation knows its inode."""
        live = copy_names(self.base)
        for call in self.calls:
            self.follow(live, *call)
        return live

    def follow(self, live, name, first, second, number, data):
        position = len(self.operations)
        if name == "mark":
            self.marks.add(position)
            return
        if name == "nameless":
            self.nameless[first] = Live(Inode("file", number))
            return
        if name in IGNORED or (first.endswith(" (deleted)") and first not in self.nameless):
            return
        if name == "fsync":
            inode = self.at(live, first)
            for operation in self.operations:
                if operation.inode is inode.original and operation.synced_at is None:
                    operation.synced_at = position
            self.operations.append(Operation("fsync", None))
            return
        if name in ("create", "create-empty", "mkdir", "symlink"):
            self.make(live, name, first, second, number)
        elif name in ("write", "truncate", "chmod"):
            inode = self.at(live, first).original
            self.operations.append(Operation(name, inode, number=number, data=data))
        elif name == "rename":
            folder, old = parent(live, self.relative(first))
            same, new = parent(live, self.relative(second))
            moved = folder.names.pop(old)
            same.names[new] = moved
            if folder is same:
                self.operations.append(Operation("rename", folder.original, old=old, new=new, what=moved.original))
                return
            # Each folder knows its own half, and is synced by itself.
            self.operations.append(Operation("bind", same.original, new=new, what=moved.original))
            self.operations.append(Operation("unbind", folder.original, new=old, what=moved.original))
        elif name == "name":
            folder, leaf = parent(live, self.relative(second))
            folder.names[leaf] = self.nameless[first]
            self.operations.append(Operation("bind", folder.original, new=leaf, what=self.nameless[first].original))
        elif name == "unlink":
            folder, leaf = parent(live, self.relative(first))
            gone = folder.names.pop(leaf)
            self.operations.append(Operation("unbind", folder.original, new=leaf, what=gone.original))
        else:
            raise ValueError("the model of the disk does not know '%s' (%s)" % (name, first))

    def make(self, live, name, path, target, mode):
        folder, leaf = parent(live, self.relative(path))
        if leaf in folder.names:
            inode = folder.names[leaf].original
            if name == "create-empty":
                self.operations.append(Operation("truncate", inode, number=0, data=b""))
            return
        kind = {"mkdir": "folder", "symlink": "link"}.get(name, "file")
        inode = Inode(kind, mode, target=target)
        folder.names[leaf] = Live(inode)
        self.operations.append(Operation("bind", folder.original, new=leaf, what=inode))

    def at(self, live, path):
        return self.nameless[path] if path in self.nameless else find(live, self.relative(path))

    def relative(self, path):
        return os.path.relpath(path, self.scope)

    # What may be there after a cut at `position`.

    def whole(self, position):
        """Everything that was done: what a killed process leaves."""
        return self.build(self.operations[:position])

    def synced_only(self, position):
        return self.build([o for o in self.operations[:position] if is_synced(o, position)])

    def names_without_data(self, position):
        return self.build([o for o in self.operations[:position] if o.names or is_synced(o, position)])

    def some(self, position, seed):
        """Each operation that was not synced is there or not, and the last data of a file may be there in part."""
        chance = random.Random(seed * 1_000_003 + position)
        chosen = []
        for operation in self.operations[:position]:
            if is_synced(operation, position):
                chosen.append(operation)
                continue
            luck = chance.random()
            if luck < 0.45:
                chosen.append(operation)
            elif luck < 0.6 and operation.name == "write":
                kept = chance.randrange(len(operation.details["data"]) + 1)
                part = dict(operation.details, data=operation.details["data"][:kept])
                chosen.append(Operation("write", operation.inode, **part))
        return self.build(chosen)

    def build(self, operations):
        """The tree after these operations: {relative path: (kind, mode, content)}."""
        state = State(self.base)
        for operation in operations:
            state.take(operation)
        return state.tree()


class Live:
    """A name space of its own over shared inodes, for the time of resolving."""

    def __init__(self, original):
        self.original = original
        self.names = {}


def copy_names(inode):
    live = Live(inode)
    live.names = {name: copy_names(below) for name, below in inode.names.items()}
    return live


def find(live, path):
    for part in [] if path == "." else path.split("/"):
        live = live.names[part]
    return live


def parent(live, path):
    folder, leaf = os.path.split(path)
    return find(live, folder or "."), leaf


def is_synced(operation, position):
    return operation.synced_at is not None and operation.synced_at < position


class State:
    """Inodes while operations are applied to them."""

    def __init__(self, base):
        self.base = base
        self.data = {}
        self.mode = {}
        self.names = {}

    def names_of(self, inode):
        return self.names.setdefault(inode, dict(inode.names))

    def take(self, operation):
        inode, details = operation.inode, operation.details
        if operation.name == "write":
            data = self.data.get(inode, inode.data)
            offset, new = details["number"], details["data"]
            data = data.ljust(offset, b"\0")
            self.data[inode] = data[:offset] + new + data[offset + len(new):]
        elif operation.name == "truncate":
            length = details["number"]
            self.data[inode] = self.data.get(inode, inode.data)[:length].ljust(length, b"\0")
        elif operation.name == "chmod":
            self.mode[inode] = details["number"]
        elif operation.names:
            self.take_name(inode, details, operation.name)

    def take_name(self, folder, details, name):
        names = self.names_of(folder)
        if name == "unbind":
            if names.get(details["new"]) is details["what"]:
                del names[details["new"]]
            return
        if name == "rename" and names.get(details["old"]) is details["what"]:
            del names[details["old"]]
        names[details["new"]] = details["what"]

    def tree(self):
        found = {}
        self.walk(self.base, ".", found)
        return found

    def walk(self, inode, path, found):
        content = inode.target if inode.kind == "link" else self.data.get(inode, inode.data)
        if inode.kind == "folder":
            content = b""
            for name, below in self.names_of(inode).items():
                self.walk(below, os.path.normpath(os.path.join(path, name)), found)
        found[path] = (inode.kind, self.mode.get(inode, inode.mode), content)


def lay_out(tree, scope):
    """Makes a folder hold exactly a tree. SQLite's shared memory does not outlive a boot, and SQLite knows that."""
    shutil.rmtree(scope)
    for path in sorted(tree):
        kind, mode, content = tree[path]
        full = os.path.normpath(os.path.join(scope, path))
        if kind == "folder":
            os.mkdir(full, 0o700)
        elif kind == "link":
            os.symlink(content, full)
        elif not path.endswith("-shm"):
            with open(full, "wb") as file:
                file.write(content)
        if kind != "link" and os.path.lexists(full):
            os.chmod(full, mode)


def seen(scope):
    """A folder as build() describes one."""
    found = {}
    pending = ["."]
    while pending:
        path = pending.pop()
        full = os.path.normpath(os.path.join(scope, path))
        status = os.lstat(full)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode):
            found[path] = ("link", 0o755, os.readlink(full))
        elif stat.S_ISREG(status.st_mode):
            with open(full, "rb") as file:
                found[path] = ("file", mode, file.read())
        else:
            found[path] = ("folder", mode, b"")
            pending += [os.path.normpath(os.path.join(path, name)) for name in os.listdir(full)]
    return found
