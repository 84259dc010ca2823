# SPDX-License-Identifier: MIT
"""`converge facts` and `converge-agent facts` tell the same, of this machine and of a folder."""
import json
import os
import platform
import shutil
import unittest

from support import AGENT, REPOSITORY, Case

ROOT = os.path.join(REPOSITORY, "tests/unit/inventory/facts/roots/gpu_node")


class Facts(Case):
    def json(self, *words, expect=0):
        return json.loads(self.converge("facts", *words, "--output", "json", expect=expect).stdout)

    def test_of_this_machine(self):
        document = self.json()
        self.assertEqual(document["facts_version"], 1)
        facts = document["facts"]
        self.assertEqual(facts["kernel"], platform.release())
        self.assertEqual(facts["cpus"]["count"], os.sysconf("SC_NPROCESSORS_ONLN"))
        with open("/proc/meminfo", encoding="ascii") as file:
            self.assertEqual(facts["memory"], int(file.readline().split()[1]) * 1024)
        with open("/proc/self/mountinfo", encoding="utf-8") as file:
            self.assertEqual(len(facts["mounts"]), len(file.readlines()))
        for error in document["errors"].values():
            self.assertIn(error["code"], ("not_found", "unsupported"))

    def test_follows_its_schema(self):
        import jsonschema
        with open(os.path.join(REPOSITORY, "docs/reference/facts.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        for document in (self.json(), self.json("--root", ROOT)):
            jsonschema.validate(document, schema)

    def test_distribution_and_virtualization_are_what_other_programs_say(self):
        facts = self.json()["facts"]
        if shutil.which("dpkg"):
            done = self.run_program(["dpkg", "--print-architecture"])
            self.assertEqual(facts["arch"], done.stdout.strip())
        if not shutil.which("systemd-detect-virt"):
            self.skipTest("there is no systemd-detect-virt")
        done = self.run_program(["systemd-detect-virt"])
        self.assertEqual(facts["virtualization"]["type"], done.stdout.strip())

    def test_of_a_folder(self):
        text = self.converge("facts", "--root", ROOT, expect=0)
        self.assertIn("os: debian\n", text.stdout)
        self.assertIn("packages:\n  nvidia-driver: 580.159.04-1\n", text.stdout)
        self.assertIn("reading the fact 'gpus': a folder cannot tell it", text.stderr)
        self.assertEqual(self.json("os", "fqdn", "--root", ROOT)["facts"], {"os": "debian", "fqdn": "projector.colab.example"})

    def test_a_fact_that_was_named_and_cannot_be_had_is_a_failure(self):
        document = self.json("os", "kernel", "--root", ROOT, expect=1)
        self.assertEqual(document["errors"]["kernel"]["code"], "unsupported")

    def test_an_unknown_name_is_a_usage_error(self):
        self.assertIn("did you mean 'hostname'?", self.converge("facts", "hostnam", expect=64).stderr)

    def test_the_agent_tells_the_same(self):
        done = self.run_program([AGENT, "facts", "--root", ROOT])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), self.json("--root", ROOT))
        done = self.run_program([AGENT, "facts", "kernel", "cpus"])
        self.assertEqual(json.loads(done.stdout)["facts"]["kernel"], platform.release())
        self.assertEqual(self.run_program([AGENT, "facts", "nothing"]).returncode, 1)
        self.assertEqual(self.run_program([AGENT, "facts", "--bogus"]).returncode, 64)


if __name__ == "__main__":
    unittest.main()
