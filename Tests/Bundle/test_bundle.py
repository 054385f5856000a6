"""Tests of Scripts/bundle: what it gathers answers as the clone does, in an empty folder, without the clone's environment.

The program is the one that `make build` built.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/shopguide"
LEARNERS = ["content", "popular", "prototype", "relation", "maml"]
SHOPPER = ["--market", "DE", "--now", "2026-07-01", "--seen", "teapot-02", "mug-25:like"]


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="shopguide-bundle-")
        cls.addClassCleanup(temporary.cleanup)
        base = pathlib.Path(temporary.name)
        cls.empty = base / "somewhere/empty"
        cls.empty.mkdir(parents=True)
        cls.installed = base / "opt/shop/guide"
        cls.store = base / "shop.sqlite"
        subprocess.run([ROOT / "Scripts/bundle", cls.installed], check=True, stdout=subprocess.DEVNULL)
        cls.bundled = cls.installed / "bin/shopguide"
        # Nothing in it leads to the clone.
        cls.environment = {"PATH": "/usr/bin:/bin", "HOME": str(cls.empty), "OMP_NUM_THREADS": "1"}
        cls.ask(PROGRAM, "catalog", "import", "builtin", "--store", cls.store)

    @classmethod
    def ask(cls, program, *arguments):
        """Runs the program in an empty folder; returns what it printed."""
        done = subprocess.run([program, *arguments], cwd=cls.empty, env=cls.environment, text=True, capture_output=True)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, [program, *arguments]))}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def assert_same(self, *arguments):
        """The bundle's answer is the clone's, and there is one; returns it."""
        here, there = (json.loads(self.ask(program, *arguments, "--format", "json")) for program in [PROGRAM, self.bundled])
        self.assertTrue(here)
        self.assertEqual(here, there)
        return there

    def test_recommends_by_the_learner_that_measured_best(self):
        self.assert_same("recommend", *SHOPPER, "--store", self.store)

    def test_recommends_by_each_learner(self):
        answers = {}
        for learner in LEARNERS:
            with self.subTest(learner=learner):
                answers[learner] = self.assert_same("recommend", *SHOPPER, "--learner", learner, "--store", self.store)
        # Learners that fell back to one and the same would agree with the clone's and say nothing.
        self.assertGreater(len({json.dumps(answer) for answer in answers.values()}), 3)

    def test_has_every_model_that_the_program_ships(self):
        for name in ["catalogues", "products", "shoppers"]:
            files = sorted(path.relative_to(ROOT) for path in (ROOT / "Models" / name).rglob("*") if path.is_file())
            self.assertTrue(files)
            for file in files:
                self.assertEqual((self.installed / "share/shopguide" / file).read_bytes(), (ROOT / file).read_bytes(), file)

    def test_loads_every_library_but_the_system_s_from_itself(self):
        loaded = subprocess.run(
            ["ldd", self.installed / "libexec/shopguide"], text=True, capture_output=True, check=True,
            env={**self.environment, "LD_LIBRARY_PATH": str(self.installed / "lib")}).stdout
        self.assertNotIn("not found", loaded)
        self.assertNotIn(str(ROOT), loaded)
        self.assertRegex(loaded, rf"libcrypto\S* => {self.installed}/lib/")

    def test_serves_what_the_clone_serves(self):
        request = {"market": "DE", "learner": "relation", "limit": 5, "seen": [{"product": "teapot-02"}]}
        here, there = (self.served(program, request) for program in [PROGRAM, self.bundled])
        self.assertEqual(here[0], "relation")
        self.assertEqual(here, there)

    def served(self, program, request):
        """Starts a service and returns what it answers to one request for recommendations."""
        process = subprocess.Popen(
            [program, "serve", "--port", "0", "--store", self.store], cwd=self.empty, env=self.environment, text=True,
            stderr=subprocess.PIPE)
        try:
            line = next(line for line in process.stderr if "listening on " in line)
            address = line.split("listening on ")[1].split('"')[0].strip()
            body = json.dumps(request).encode()
            with urllib.request.urlopen(urllib.request.Request(
                    f"{address}/v1/recommendations", data=body, headers={"Content-Type": "application/json"})) as answer:
                answer = json.load(answer)
                # Scores depend on the time of the request.
                return answer["learner"], [item["product"]["id"] for item in answer["items"]]
        finally:
            process.terminate()
            process.communicate(timeout=20)


if __name__ == "__main__":
    if not os.access(PROGRAM, os.X_OK):
        raise SystemExit("Tests/Bundle: there is no .build/release/shopguide; run make build first")
    unittest.main()
