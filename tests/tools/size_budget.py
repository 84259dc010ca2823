#!/usr/bin/env python3
"""tests/tools/size_budget.py: measures the source against the size budget and prints one row.

Files: median <= 120 lines, none over 500. Functions (by ctags): median <= 8 lines,
95 % <= 45, none over 80. Comments 15-25 % of lines that are not blank. Test lines
at least as many as source lines; `cases` counts the tables and expected answers with them. No TODO without an issue number. Exits 1 if a hard cap is broken.
"""
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("engine", "resources", "state", "inventory")
FILE_CAP, FUNCTION_CAP = 500, 80


def files(folders, *endings):
    return sorted(p for f in folders for p in (ROOT / f).rglob("*") if p.suffix in endings and p.is_file())


def functions(paths):
    """(lines, file, name) of every function definition."""
    out = subprocess.run(
        ["ctags", "-f", "-", "--language-force=C++", "--kinds-C++=f", "--fields=+ne", "-L", "-"],
        input="\n".join(map(str, paths)), capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        start, end = re.search(r"\tline:(\d+)", line), re.search(r"\tend:(\d+)", line)
        if start and end:
            name, path = line.split("\t")[:2]
            yield int(end[1]) - int(start[1]) + 1, Path(path).relative_to(ROOT), name


def comment_share(paths):
    code = comment = 0
    for path in paths:
        for line in path.read_text().splitlines():
            text = line.strip()
            if not text:
                continue
            if text.startswith("//"):
                comment += 1
            else:
                code += 1
                comment += "//" in text  # a remark beside code counts as both
    return comment / max(1, code + comment)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    source = files(SOURCE, ".cpp", ".h")
    tests = files(("tests",), ".cpp", ".h", ".py", ".sh")
    cases = [p for p in (ROOT / "tests").rglob("*") if p.is_file() and p not in set(tests) and "__pycache__" not in p.parts]
    lengths = {p: len(p.read_text().splitlines()) for p in source + tests}
    found = list(functions(source))
    function_lengths = [n for n, _, _ in found]
    source_lines, test_lines = sum(lengths[p] for p in source), sum(lengths[p] for p in tests)
    todo = [p for p in source + tests if p != Path(__file__).resolve()
            and re.search(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", p.read_text())]
    print("| code | files | lines | file med / p95 / max | function med / p95 / max | comment | test : src | with cases |")
    print("| converge | %d | %.1fk | %d / %d / %d | %d / %d / %d | %d %% | %.2f | %.2f |" % (
        len(source), source_lines / 1000, statistics.median(lengths[p] for p in source),
        percentile([lengths[p] for p in source], 0.95), max(lengths[p] for p in source),
        statistics.median(function_lengths), percentile(function_lengths, 0.95), max(function_lengths),
        round(100 * comment_share(source)), test_lines / source_lines,
        (test_lines + sum(p.read_bytes().count(b"\n") for p in cases)) / source_lines))
    broken = ["%s has %d lines (cap %d)" % (p.relative_to(ROOT), n, FILE_CAP) for p, n in lengths.items() if n > FILE_CAP]
    broken += ["%s: %s has %d lines (cap %d)" % (p, name, n, FUNCTION_CAP) for n, p, name in found if n > FUNCTION_CAP]
    broken += ["%s has a TODO without an issue number" % p.relative_to(ROOT) for p in todo]
    for line in broken:
        print("over budget: " + line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
