# SPDX-License-Identifier: MIT
"""bench/peers/report.py: budgets, and the figures as a table for people."""

from statistics import median


class Row:
    """One subject at one work: seconds of each run, and peak memory where it was measured."""

    def __init__(self, work, count, subject):
        self.work = work
        self.count = count
        self.subject = subject
        self.runs = []
        self.peak_mb = None

    @property
    def seconds(self):
        return median(self.runs)

    def as_json(self, rows):
        reference = find(rows, self.work, self.count, "cfengine")
        least = find(rows, self.work, self.count, "floor")
        return {
            "work": self.work,
            "files": self.count,
            "subject": self.subject,
            "runs_s": [round(run, 6) for run in self.runs],
            "median_s": round(self.seconds, 6),
            "peak_mb": None if self.peak_mb is None else round(self.peak_mb, 1),
            "ratio_to_cfengine": None if reference is None else round(self.seconds / reference.seconds, 4),
            "ratio_to_floor": None if least is None else round(self.seconds / least.seconds, 2),
        }


def find(rows, work, count, subject):
    for row in rows:
        if row.work == work and row.count == count and row.subject.startswith(subject) and row.runs:
            return row
    return None


def _budget(name, figure, limit, unit):
    known = figure is not None and limit is not None
    verdict = ("met" if figure <= limit else "not met") if known else "not measured"
    return {
        "budget": name,
        "figure": None if figure is None else round(figure, 4),
        "limit": None if limit is None else round(limit, 4),
        "unit": unit,
        "verdict": verdict,
    }


def budgets(rows):
    """What we promise: in sync against CFEngine, memory, and first apply against a bare loop."""
    promises = []
    for count, memory in ((1000, 40), (10000, 120)):
        reference = find(rows, "in sync", count, "cfengine")
        cold = find(rows, "in sync", count, "converge (cold)")
        warm = find(rows, "in sync", count, "converge (warm)")
        for row, word, share in ((cold, "cold", 3), (warm, "warm", 8)):
            promises.append(
                _budget(
                    f"{count} files in sync, {word}: at most 1/{share} of CFEngine",
                    row and row.seconds,
                    reference and reference.seconds / share,
                    "s",
                )
            )
        peaks = [row.peak_mb for row in (cold, warm) if row is not None and row.peak_mb is not None]
        promises.append(_budget(f"{count} files in sync: memory", max(peaks) if peaks else None, memory, "MB"))
    first = find(rows, "first apply", 1000, "converge")
    bare = find(rows, "first apply", 1000, "floor")
    name = "1000 files, first apply: at most 2 x a bare loop"
    promises.append(_budget(name, first and first.seconds, bare and 2 * bare.seconds, "s"))
    return promises


def _cell(value, form):
    return "-" if value is None else format(value, form)


def table(rows, promises, missing):
    lines = [
        f"{'work':<12} {'files':>6}  {'subject':<18} {'median s':>10} {'runs':>4} "
        f"{'/ CFEngine':>10} {'/ floor':>9} {'MB':>7}"
    ]
    for row in rows:
        if not row.runs:
            continue
        data = row.as_json(rows)
        lines.append(
            f"{row.work:<12} {row.count:>6}  {row.subject:<18} {row.seconds:>10.4f} {len(row.runs):>4} "
            f"{_cell(data['ratio_to_cfengine'], '.3f'):>10} {_cell(data['ratio_to_floor'], '.1f'):>9} "
            f"{_cell(row.peak_mb, '.1f'):>7}"
        )
    lines += ["", "budgets"]
    for promise in promises:
        lines.append(
            f"  {promise['verdict']:<12} {promise['budget']}: {_cell(promise['figure'], '.4g')} of "
            f"{_cell(promise['limit'], '.4g')} {promise['unit']}"
        )
    if missing:
        lines += ["", "not measured"] + [f"  {name}: {reason}" for name, reason in missing]
    return "\n".join(lines)
