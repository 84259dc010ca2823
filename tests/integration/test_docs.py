# SPDX-License-Identifier: MIT
"""docs/coming-from-ansible.md says what is so: its snippets are bad inputs of the tour, and what it proposes compiles."""
import os
import re
import unittest

from support import REPOSITORY, Case

PAGE = os.path.join(REPOSITORY, "docs/coming-from-ansible.md")
TOUR = os.path.join(REPOSITORY, "tests/golden/bad_inputs")
BLOCK = re.compile(r"^```(\S*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"^(?:site\.yaml:\d+:\d+: error: | +=)", re.MULTILINE)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def snippets():
    """{name of the bad input: [(language, file name, text) of each block]}"""
    parts = re.split(r"^<!-- bad input: (\w+) -->\n", read(PAGE), flags=re.MULTILINE)
    return {name: BLOCK.findall(text.split("\n### ")[0]) for name, text in zip(parts[1::2], parts[2::2])}


class Docs(Case):
    def test_every_snippet_of_ansible_is_on_the_page(self):
        golden = {name for name in os.listdir(TOUR) if name.startswith("ansible_")}
        self.assertEqual(set(snippets()), golden)
        self.assertGreaterEqual(len(golden), 20)
        self.assertEqual(read(PAGE).count("<!-- bad input: "), len(golden), "one snippet for each")

    def test_snippets_and_answers_are_those_of_the_tour(self):
        for name, blocks in snippets().items():
            with self.subTest(name=name):
                self.assertGreaterEqual(len(blocks), 3)
                self.assertEqual(blocks[0][2], read(os.path.join(TOUR, name, "site.yaml")))
                said = [line for line in read(os.path.join(TOUR, name, "expected.txt")).splitlines() if SAID.match(line)]
                self.assertEqual(blocks[1][2].splitlines(), said)

    def test_what_is_proposed_compiles(self):
        for name, blocks in snippets().items():
            with self.subTest(name=name):
                self.assertEqual(blocks[2][:2], ("yaml", ""))
                self.write(name + "/site.yaml", blocks[2][2])
                for _, path, text in blocks[3:]:
                    self.assertNotEqual(path, "", "a block more needs the name of its file")
                    self.write(os.path.join(name, path), text)
                done = self.converge("lint", "site.yaml", cwd=self.path(name))
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
