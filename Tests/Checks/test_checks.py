"""Tests of Scripts/check-words and Scripts/check-docs: what they find wrong in a small clone, and what they let pass."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Checks(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = pathlib.Path(temporary.name)
        for script in ["check-words", "check-docs"]:
            self.write(f"Scripts/{script}", (ROOT / "Scripts" / script).read_text())

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def check(self, script, *arguments):
        """Runs a script; returns its exit code and the lines that it printed."""
        done = subprocess.run([sys.executable, self.root / "Scripts" / script, *arguments], text=True, capture_output=True)
        return done.returncode, done.stderr.splitlines()


class Words(Checks):
    def doc(self, comment, declaration):
        self.write("Sources/A/A.swift", f"{comment}\n{declaration}\n")
        return self.check("check-words")

    def test_a_doc_comment_that_begins_with_a_clause_is_named(self):
        status, lines = self.doc("/// What recommends.", "public var recommender: Int")
        self.assertEqual(status, 1)
        self.assertIn('Sources/A/A.swift:1: a doc comment begins with "What": What recommends.', lines[0])

    def test_a_noun_and_a_verb_pass(self):
        self.assertEqual(self.doc("/// The active recommender.", "var recommender: Int"), (0, []))
        self.assertEqual(self.doc("/// Returns products.\n///\n/// What is left out isn't there.", "func products()"), (0, []))

    def test_whether_is_for_a_bool(self):
        for declaration in ["var isActive: Bool", "var isActive = true", "@inlinable\nfunc holds(\n    _ a: Int\n) -> Bool {"]:
            self.assertEqual(self.doc("/// Whether it is active.", declaration), (0, []), declaration)
        self.assertEqual(self.doc("/// Whether it is active.", "enum State {\n    case on\n}")[0], 1)

    def test_a_report_does_not_fail(self):
        self.doc("/// How it is made.", "var way: Int")
        status, lines = self.check("check-words", "--report")
        self.assertEqual((status, len(lines)), (0, 2))

    def test_a_subject_of_a_commit_is_short(self):
        origin = self.root / "origin"
        subprocess.run(["git", "init", "-q", origin], check=True)
        for subject in ["Add a page", "A" * 73]:
            subprocess.run(
                ["git", "-C", origin, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", subject],
                check=True)
        clone = self.root / "clone"
        # Of a shallow clone all commits count, of one whose history isn't ours none.
        subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{origin}", clone], check=True)
        shutil.copytree(self.root / "Scripts", clone / "Scripts")
        self.root = clone
        status, lines = self.check("check-words")
        self.assertEqual(status, 1)
        self.assertIn("the subject has 73 characters, and 72 are the most", lines[0])


class Docs(Checks):
    ENGLISH = "# Shop\n\n[中文](README.zh.md)\n\n## Start\n\nRun `make demo`.\n\n```sh\nmake demo  # two minutes\n```\n\n" \
        "| library | is |\n| --- | --- |\n| `Shop` | 98.5 % of 1,000 |\n"
    CHINESE = "# Shop\n\n[English](README.md)\n\n## 开始\n\n运行 `make demo`。\n\n```sh\nmake demo  # 两分钟\n```\n\n" \
        "| 库 | 内容 |\n| --- | --- |\n| `Shop` | 1,000 件中的 98.5 % |\n"

    def docs(self, chinese, english=ENGLISH):
        self.write("README.md", english)
        self.write("README.zh.md", chinese)
        self.write("CONTRIBUTING.md", "| Target | is |\n| --- | --- |\n| `Shop` | a shop |\n")
        self.write("Package.swift", '.library(name: "Shop", targets: ["Shop"]),\n.target(name: "Shop"),\n')
        status, lines = self.check("check-docs")
        return status, "\n".join(lines)

    def test_the_same_in_both_languages_passes(self):
        english = self.ENGLISH.replace("98.5 % of 1,000", "of 1,000, 98.5 %")
        self.assertEqual(self.docs(self.CHINESE, english), (0, ""))

    def test_what_differs_is_named(self):
        for before, after, sentence in [
            ("98.5", "98.6", "figures differ; README.md alone: ('98.5', 1); README.zh.md alone: ('98.6', 1)"),
            ("make demo  #", "make test  #", "commands differ; README.md alone: make demo; README.zh.md alone: make test"),
            ("`make demo`", "`make`", "names in code differ"),
            ("[English](README.md)", "", "README.zh.md doesn't link to README.md"),
            ("## 开始", "## 开始\n\n## 结束", "README.md has 2 sections, README.zh.md 3"),
        ]:
            status, output = self.docs(self.CHINESE.replace(before, after))
            self.assertEqual(status, 1)
            self.assertIn(sentence, output)

    def test_a_library_that_is_not_listed_is_named(self):
        for text in [self.ENGLISH, self.CHINESE]:
            self.assertIn("`Shop`", text)
        status, output = self.docs(self.CHINESE.replace("`Shop`", "`Store`"), self.ENGLISH.replace("`Shop`", "`Store`"))
        self.assertEqual(status, 1)
        self.assertIn("README.md doesn't list Shop", output)
        self.assertIn("README.md lists Store, which Package.swift doesn't have", output)


if __name__ == "__main__":
    unittest.main()
