#!/usr/bin/python3
"""tests/differential/compare_templates.py PROGRAM [-v] [--only WORDS]: our templates against Jinja2 with Ansible's filters.

Each case under templates/ is rendered twice: by PROGRAM (template_cases) and by Debian's python3-jinja2
with Ansible's StrictUndefined, its white space and ansible-core's filters and tests. Equal output, or both
fail. A case under `differs` says why it is meant to differ, and fails if it does not. Cases with
`python:` or `fails:` are of what ansible-core lacks and are checked against a Python expression.

Every filter, test, method, operator and function of the engine must have cases that are normal, edge,
wrong type and undefined. The reasons of `differs` must stand in docs/reference/templates.md. Exits 1 on any failure.
"""
import argparse
import copy
import ipaddress
import json
import subprocess
import sys
from pathlib import Path

import jinja2
import yaml
from ansible.plugins.filter import core, encryption, mathstuff, urls, urlsplit
from ansible.plugins.test import core as core_tests
from ansible.plugins.test import mathstuff as mathstuff_tests
from ansible.plugins.test import uri as uri_tests
from ansible.template import AnsibleUndefined  # a StrictUndefined whose attributes are undefined too
from ansible.template import _ansible_finalize  # prints none as nothing, and refuses what is undefined within a list

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs/reference/templates.md"
STRATA = ("normal", "edge", "wrong", "undefined")
SUBJECTS = ("filter", "test", "method")


def environment(files):
    """Jinja2 as Ansible sets it up for a template file, but strict."""
    out = jinja2.Environment(undefined=AnsibleUndefined, finalize=_ansible_finalize, trim_blocks=True, keep_trailing_newline=True,
                             loader=jinja2.DictLoader(files), extensions=[])
    for module in (core, mathstuff, urls, urlsplit, encryption):
        out.filters.update(module.FilterModule().filters())
    for module in (core_tests, mathstuff_tests, uri_tests):
        out.tests.update(module.TestModule().tests())
    return out


def override(env, text):
    """The header line of a template file, as ansible.template reads it."""
    if not text.startswith("#jinja2:"):
        return env, text
    line, _, body = text.partition("\n")
    words = {}
    for pair in line[len("#jinja2:"):].split(","):
        key, value = pair.split(":", 1)
        words[key.strip()] = yaml.safe_load(value.strip()) if value.strip()[0] in "'\"" else {"True": True, "False": False}[value.strip()]
    return env.overlay(**words), body


def breaks_at_end(text):
    return len(text) - len(text.rstrip("\n"))


def render(case, variables, base):
    """What Jinja2 says: (text, None) or (None, error)."""
    try:
        env = environment(case["files"]) if case.get("files") else base
        text = case["template"]
        if case.get("form") == "when":
            text = "{{ %s }}" % text
        if case.get("form") == "file":
            env, text = override(env, text)
        names = copy.deepcopy(variables)  # their filters may change what they are given
        names.update(case.get("variables", {}))
        out = env.from_string(text).render(**names)
        if case.get("form") == "file":  # as ansible.template does, with preserve_trailing_newlines
            out += "\n" * (breaks_at_end(case["template"]) - breaks_at_end(out))
        return out, None
    except Exception as error:  # any failure of theirs is a failure; which one does not matter
        return None, "%s: %s" % (type(error).__name__, error)


def expectation(case, variables, base):
    if "python" in case:
        try:
            return str(eval(case["python"], {"ipaddress": ipaddress, "ip": ipaddress.ip_interface, "net": ipaddress.ip_network})), None
        except ValueError as error:
            return None, str(error)
    if case.get("fails"):
        return None, case["fails"]
    return render(case, variables, base)


def cases_of(subject, strata):
    """The cases of one subject: lines of a block are templates, maps are cases with more to them."""
    for stratum, given in strata.items():
        for item in given.splitlines() if isinstance(given, str) else given:
            if isinstance(item, str):
                yield {"subject": subject, "stratum": stratum, "template": item}
            elif "templates" in item:
                for line in item["templates"].splitlines():
                    rest = {key: value for key, value in item.items() if key != "templates"}
                    yield {"subject": subject, "stratum": stratum, "template": line, **rest}
            else:
                yield {"subject": subject, "stratum": stratum, **item}


def load():
    variables, cases = {}, []
    for path in sorted((HERE / "templates").glob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        if path.name == "variables.yaml":
            variables = content
            continue
        for subject, strata in content.items():
            cases += cases_of(subject, strata)
    return variables, cases


def verdict(case, ours, theirs):
    """None if the case holds, else what is wrong with it."""
    text, error = theirs
    same = ours.get("text") == text
    if "why" in case:
        return "it does not differ any more" if same else None
    if same:
        return None
    return "ours: %s\n      theirs: %s" % (ours["error"] + " | " + ours["fix"] if "error" in ours else repr(ours["text"]),
                                           error if error else repr(text))


def gaps(cases, names):
    """What of the engine has no case of some stratum, and which reasons the page does not give."""
    have = {}
    for case in cases:
        have.setdefault(case["subject"], set()).add(case["stratum"])
    for name in names:
        strata = STRATA[:1] if name.startswith("method list.copy") or name.startswith("method map.copy") else STRATA
        missing = [stratum for stratum in strata if stratum not in have.get(name, ())]
        if missing:
            yield "%s has no cases that are %s" % (name, ", ".join(missing))
    for subject in have:
        if subject.split()[0] in SUBJECTS and subject not in names:
            yield "%s has cases but the engine does not know it" % subject
    page = " ".join(PAGE.read_text().split()) if PAGE.exists() else ""
    for why in sorted({case["why"] for case in cases if "why" in case}):
        if " ".join(why.split()) not in page:
            yield "%s does not say: %s" % (PAGE.name, why)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("-v", action="store_true", dest="verbose")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    variables, cases = load()
    cases = [case for case in cases if options.only in case["subject"]]
    sent = [{key: case[key] for key in ("template", "variables", "files", "form") if key in case} for case in cases]
    result = subprocess.run([options.program], input=json.dumps({"variables": variables, "cases": sent}), capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in result.stdout.split("\n") if line]
    names = subprocess.run([options.program, "--names"], capture_output=True, text=True, check=True).stdout.splitlines()
    base, failed, differing = environment({}), 0, 0
    for case, ours in zip(cases, answers):
        theirs = expectation(case, variables, base)
        wrong = verdict(case, ours, theirs)
        differing += "why" in case
        failed += wrong is not None
        if wrong:
            print("FAIL  %s, %s: %r\n      %s" % (case["subject"], case["stratum"], case["template"], wrong))
        elif options.verbose:
            print("ok    %s, %s: %r -> %r | %r" % (case["subject"], case["stratum"], case["template"], ours, theirs))
    if len(answers) != len(cases):
        failed += 1
        print("FAIL  the program stopped after %d cases, before %r: %s" % (len(answers), cases[len(answers)]["template"], result.stderr[:1500]))
    for gap in [] if options.only else gaps(cases, names):
        failed += 1
        print("FAIL  " + gap)
    print("%d cases, %d of them differ as intended" % (len(cases), differing))
    print("%d passed, %d failed" % (max(0, len(cases) - failed), failed))
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
