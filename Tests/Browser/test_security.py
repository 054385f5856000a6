"""What other sites and people without a key can do with the page: nothing."""

import http.client
import json
import subprocess
import unittest
from urllib.parse import urlsplit

from playwright.sync_api import expect
from shop import PROGRAM, PageTest, Service


class SecurityTest(PageTest):
    def answer(self, method, path, headers=None, body=None, service=None):
        address = urlsplit((service or self.service).address)
        connection = http.client.HTTPConnection(address.hostname, address.port)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def test_pages_allow_no_script_but_their_own(self):
        for path in ("/", "/categories", "/markets", "/models"):
            answer = self.answer("GET", path)
            policy = answer.getheader("Content-Security-Policy")
            self.assertIn("default-src 'none'", policy)
            self.assertIn("script-src 'self'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(answer.getheader("X-Content-Type-Options"), "nosniff")
            self.assertNotIn(b" style=", answer.body)
            self.assertNotIn(b" onclick=", answer.body)
        page = self.visit("/")
        self.expected_faults = ("Content Security Policy", "Refused", "violates", "This document requires 'Trusted")
        for attempt in ("script.src = 'data:text/javascript,window.ran=1'", "script.textContent = 'window.ran=1'",
                        "document.body.setAttribute('onclick', 'window.ran=1')", "document.body.innerHTML += '<img src=x onerror=window.ran=1>'"):
            ran = page.evaluate(
                "() => { const script = document.createElement('script'); try { " + attempt + "; document.head.append(script); document.body.click(); }"
                " catch { /* the policy may refuse to make it at all */ } return new Promise((done) => setTimeout(() => done(window.ran ?? null), 200)); }")
            self.assertIsNone(ran, attempt)

    def test_what_other_sites_ask_for_is_refused(self):
        body = json.dumps({"interactions": [{"shopper": "x", "product": "mug-01", "kind": "like"}]})
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                        {"Origin": "null"}, {"Host": "evil.example"}):
            answer = self.answer("POST", "/v1/interactions", {"Content-Type": "application/json", **headers}, body)
            self.assertEqual(answer.status, 403, headers)

    def test_files_of_the_page_may_be_kept_and_are_typed(self):
        page = self.visit("/")
        for address in page.locator("link[rel=stylesheet], script[src]").evaluate_all(
                "elements => elements.map((element) => element.getAttribute('href') ?? element.getAttribute('src'))"):
            answer = self.answer("GET", address)
            self.assertIn("immutable", answer.getheader("Cache-Control"))
            self.assertRegex(answer.getheader("Content-Type"), "text/(css|javascript)")
        self.assertEqual(self.answer("GET", "/page/x/nothing.js").status, 404)
        self.assertEqual(self.answer("GET", "/page/x/..%2f..%2fPackage.swift").status, 404)


class SignInTest(PageTest):
    own_service = True

    @classmethod
    def setUpClass(cls):
        cls.service = Service("--require-key")
        cls.key = subprocess.run(
            [PROGRAM, "key", "create", "--store", cls.service.store, "--scope", "write"],
            capture_output=True, text=True, check=True).stdout.split()[-1]

    def test_a_key_opens_the_page_until_it_is_given_back(self):
        page = self.visit("/categories", ready=False)
        self.assertIn("/signin", page.url)
        self.expected_faults = ("401",)
        page.locator("#key").fill("nonsense")
        page.locator("form button").first.click()
        expect(page.locator("[role=alert]")).to_be_visible()
        self.check_access(page, "sign in")
        page.locator("#key").fill(self.key)
        page.locator("form button").first.click()
        page.wait_for_url("**/categories")
        expect(page.locator("#products .tile[data-id]").first).to_be_visible()
        cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "key")
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")
        self.assertIsNone(page.evaluate("() => document.cookie.includes('key=') || null"))
        page.goto("/signin")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/signin")
        self.assertEqual([cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "key"], [])
        page.goto("/")
        self.assertIn("/signin", page.url)


if __name__ == "__main__":
    unittest.main()
