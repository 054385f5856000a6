"""What every test of the page needs: a service on a store of its own, a browser, and a look at the store afterwards."""

import atexit
import base64
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/shopguide"
WIDE, NARROW = (1440, 900), (375, 812)
expect.set_options(timeout=10_000)


class Service:
    """A running service; `shopguide serve` on a store in a folder that is thrown away: the built-in catalogue, or a copy."""

    _fresh = None

    def __init__(self, *arguments, store=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="shopguide-page-"))
        self.store = self.folder / "shop.sqlite"
        if store or Service._fresh:
            shutil.copy(store or Service._fresh, self.store)
        else:
            subprocess.run(
                [PROGRAM, "catalog", "import", "builtin", "--store", self.store], check=True, cwd=self.folder,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = self.folder / "log"
        with log.open("w") as file:  # a pipe that nobody reads would stop it when it is full
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--port", "0", "--store", self.store, *arguments], stderr=file, cwd=self.folder)
        atexit.register(self.stop)
        while not (line := next((line for line in log.read_text().splitlines() if "listening on " in line), None)):
            if self.process.poll() is not None:
                raise RuntimeError("the service didn't start: " + log.read_text())
            time.sleep(0.02)
        self.address = line.split("listening on ")[1].strip()
        while not self.is_ready():
            time.sleep(0.02)
        if not store and not Service._fresh:
            kept = tempfile.NamedTemporaryFile(prefix="shopguide-page-", suffix=".sqlite", delete=False).name
            atexit.register(os.unlink, kept)
            with contextlib.closing(sqlite3.connect(self.store)) as made, contextlib.closing(sqlite3.connect(kept)) as copy:
                made.backup(copy)
            Service._fresh = kept

    def is_ready(self):
        """Whether the shop is read."""
        try:
            self.ask("GET", "/readyz")
            return True
        except urllib.error.HTTPError:
            return False

    def stop(self):
        """Ends the service; asking again does no harm."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, body=None, headers=None):
        """Asks a route and returns what it answers, or raises for an error."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def rows(self, statement, *values):
        """Reads the store itself."""
        connection = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()


def chromium():
    """Where the distribution's browser is."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise unittest.SkipTest("there is no Chromium; Scripts/browser installs it")


class Browser:
    """One browser for all tests, and one service for those that don't need their own."""

    _playwright = _browser = _service = None

    @classmethod
    def get(cls):
        if cls._browser is None:
            cls._playwright = sync_playwright().start()
            cls._browser = cls._playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            atexit.register(cls._playwright.stop)
            atexit.register(cls._browser.close)
        return cls._browser

    @classmethod
    def service(cls):
        if cls._service is None:
            cls._service = Service()
        return cls._service


class PageTest(unittest.TestCase):
    """Looks at pages; fails where one writes an error to the console or asks another machine for something.

    Tests of a class with `own_service` share one that no other class sees.
    """

    own_service = False

    @classmethod
    def setUpClass(cls):
        cls.service = Service() if cls.own_service else Browser.service()

    @classmethod
    def tearDownClass(cls):
        if cls.own_service:
            cls.service.stop()

    def setUp(self):
        self.faults, self.expected_faults = [], ()
        self.contexts = []

    def tearDown(self):
        for context in self.contexts:
            context.close()
        faults = [fault for fault in self.faults if not any(word in fault for word in self.expected_faults)]
        self.assertEqual(faults, [], "what the pages complained of")

    def visit(self, path="/", size=WIDE, language="en", dark=False, still=True, context=None, ready=True):
        """Opens a view in a browser that nobody used before, or in one that was."""
        if context is None:
            context = Browser.get().new_context(
                viewport={"width": size[0], "height": size[1]}, locale={"en": "en-GB", "zh": "zh-CN"}[language],
                color_scheme="dark" if dark else "light", reduced_motion="reduce" if still else "no-preference",
                base_url=self.service.address, has_touch=size == NARROW)
            context.set_default_timeout(10_000)
            self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and self.faults.append(message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.check_address(request.url))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(path)
        if ready:
            page.wait_for_selector("[data-ready]", state="attached")
        return page

    def count_clicks(self, page):
        """Counts presses from here on; `clicks` says how many there were."""
        page.evaluate("() => { window.presses = 0; addEventListener('click', (event) => event.isTrusted && window.presses++, true); }")

    def clicks(self, page):
        return page.evaluate("() => window.presses")

    def check_address(self, address):
        if not address.startswith((self.service.address, "data:", "blob:")):
            self.faults.append(f"a request left the machine: {address}")

    def check_access(self, page, name):
        """Lets axe-core look for faults that keep people out."""
        results = Axe().run(page)
        serious = [
            f"{violation['id']}: {violation['help']}: " + "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            for violation in results.response["violations"] if violation["impact"] in ("serious", "critical")]
        self.assertEqual(serious, [], name)

    def check_layout(self, page, name):
        """Nothing is wider than the window."""
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertLessEqual(wide, 0, f"{name} is wider than its window")


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
