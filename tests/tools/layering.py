#!/usr/bin/env python3
"""tests/tools/layering.py: who may include whom. Exits 1 and names each line that breaks a rule."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Folder -> the folders of ours that its files may include, besides itself.
MAY_USE = {
    "engine/core": [],
    "engine/core/yaml": ["engine/core"],
    "engine/graph": ["engine/core"],
    "engine/template": ["engine/core"],
    "engine/compile": ["engine/core", "engine/core/yaml", "engine/graph", "engine/template"],
    "engine/plan": ["engine/core", "engine/graph"],
    "engine/execute": ["engine/core", "engine/plan"],
    "engine/report": ["engine/core"],
    "engine/secret": ["engine/core"],
    "resources": ["engine/core"],
    "state": ["engine/core"],
    "inventory": ["engine/core", "engine/core/yaml"],
    "inventory/facts": ["engine/core"],
}
# What a kind may use besides its own folder: programs, and the port through which files are read and written.
SHARED = ("resources/process/", "resources/file/filesystem.h", "resources/file/text_files.h")
# The places that see everything; the inventory pass is a part of the pipeline.
FREE = ("engine/pipeline.", "engine/inventory_pass.", "engine/variable_pass.", "engine/cli/")
# A heavy or special library -> the only files that may include it.
LIBRARIES = {
    r"yaml-cpp/": ["engine/core/yaml/document.cpp", "engine/core/yaml/composer"],
    r"boost/graph": ["engine/graph/dag.cpp"],
    r"nlohmann/": ["engine/core/json_parse.cpp"],
    r"CLI/": ["engine/cli/arguments.cpp"],
    r"spdlog/": ["engine/cli/log.cpp"],
    r"SQLiteCpp/": ["state/journal"],
    r"git2": ["state/git_source.cpp"],
    r"curl/": ["state/download"],
    r"openssl/": ["engine/core/hash.cpp", "engine/cli/reference.cpp", "engine/secret/crypto.cpp",
                  "engine/secret/secret_bytes.cpp", "engine/template/digest.cpp"],
    r"crypt\.h": ["engine/template/digest.cpp"],
    r"systemd/": ["resources/systemd/bus_connection.cpp"],
    r"pcre2\.h": ["engine/template/regex.cpp", "inventory/name_match.cpp"],
}


def layer_of(path):
    """The longest folder of MAY_USE that the path lies in."""
    fitting = [folder for folder in MAY_USE if path.startswith(folder + "/")]
    return max(fitting, key=len) if fitting else None


def check(path, line_number, included, system):
    name = path.relative_to(ROOT).as_posix()
    if system:
        for pattern, allowed in LIBRARIES.items():
            if re.match(pattern, included) and not name.startswith(tuple(allowed)):
                yield "%s:%d: <%s> belongs to %s alone" % (name, line_number, included, " and ".join(allowed))
        return
    if name.startswith(FREE):
        return
    own, theirs = layer_of(name), layer_of(included)
    if theirs is None or theirs == own or theirs in MAY_USE[own]:
        if included.startswith(FREE):
            yield "%s:%d: nothing may include %s" % (name, line_number, included)
        return
    yield "%s:%d: %s may not use %s" % (name, line_number, own, theirs)


def kinds_apart(path, line_number, included):
    """A kind may use its own folder and what kinds share, never another kind."""
    name = path.relative_to(ROOT).as_posix()
    ours, theirs = re.match(r"resources/(\w+)/", name), re.match(r"resources/(\w+)/", included)
    if ours and theirs and theirs[1] != ours[1] and not included.startswith(SHARED):
        yield "%s:%d: kind %s may not use kind %s" % (name, line_number, ours[1], theirs[1])


def main():
    broken, seen = [], 0
    for folder in ("engine", "resources", "state", "inventory"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".cpp", ".h"):
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
                if match:
                    seen += 1
                    broken += check(path, number, match[2], match[1] == "<")
                    broken += kinds_apart(path, number, match[2])
    for line in broken:
        print(line)
    print("%d includes looked at, %d break a rule" % (seen, len(broken)))
    return 1 if broken or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
