"""Markets: entering one, and what is measured in those that there are, from the click to the store."""

import re
import unittest

from playwright.sync_api import expect
from shop import NARROW, WIDE, PageTest

MUG = re.compile("mug|杯", re.I)


class MarketsTest(PageTest):
    own_service = True

    def events(self, market):
        return self.service.rows(
            "SELECT kind FROM interactions JOIN markets ON markets.row = interactions.market WHERE markets.id = ?", market)

    def sold(self, market):
        return next(item["products"] for item in self.service.ask("GET", "/v1/markets")["items"] if item["id"] == market)

    def enter(self, page, code, likes):
        page.locator("#first").fill("mug")
        expect(page.locator("#found button").first).to_have_attribute("aria-label", MUG)
        for index in range(likes):
            page.locator("#found button").nth(index).click()
        expect(page.locator("#chosen li")).to_have_count(likes)
        page.locator("#code").fill(code)
        page.locator("#enter-form button[type=submit]").click()
        page.wait_for_url(f"**/markets?market={code}")
        page.wait_for_selector("[data-ready]", state="attached")

    def test_a_market_is_entered_with_a_few_likes(self):
        for size, language, code in ((WIDE, "en", "NZ"), (NARROW, "zh", "KR")):
            with self.subTest(code):
                page = self.visit("/markets?market=AT", size, language)
                self.enter(page, code, 3)
                self.assertEqual(self.events(code), [(4,)] * 3)
                self.assertEqual(self.sold(code), self.sold("AT"))
                expect(page.locator(".country[aria-current]")).to_contain_text({"NZ": "New Zealand", "KR": "韩国"}[code])
                expect(page.locator("#newcomers .tile").first).to_be_visible()
                self.check_layout(page, code)
                self.check_access(page, code)

    def test_the_learning_curve_stands_beside_popularity_with_what_was_borrowed(self):
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            with self.subTest(language):
                page = self.visit("/markets?market=DE", size, language)
                expect(page.locator("#study svg.chart .series")).to_have_count(2)
                self.assertGreater(page.locator("#study svg.chart .series").first.locator("circle").count(), 1)
                expect(page.locator("#study .legend li")).to_have_count(2)
                expect(page.locator("#study .bars li").first).to_be_visible()
                self.check_layout(page, "study")
                self.check_access(page, "study")

    def test_a_market_that_is_too_small_to_measure_says_so(self):
        self.service.ask("PUT", "/v1/markets/LI")
        page = self.visit("/markets?market=LI")
        expect(page.locator("#study")).to_contain_text("Too few shoppers")

    def test_a_curve_that_would_lie_at_zero_is_not_drawn(self):
        page = self.visit("/markets?market=AT")
        expect(page.locator("#study")).to_contain_text("Too few to tell")
        expect(page.locator("#study svg.chart")).to_have_count(0)

    def test_keys_alone_enter_a_market(self):
        page = self.visit("/markets")
        page.locator("#code").focus()
        page.keyboard.type("IS")
        page.keyboard.press("Tab")
        page.keyboard.press("End")
        page.keyboard.press("Tab")
        page.keyboard.type("teapot")
        expect(page.locator("#found button").first).to_have_attribute("aria-label", re.compile("teapot", re.I))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#chosen li")).to_have_count(1)
        page.locator("#enter-form button[type=submit]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/markets?market=IS")
        self.assertEqual(self.events("IS"), [(4,)])
        expect(page.locator(".empty", has_text="No products are sold here yet")).to_be_visible()

    def test_what_was_chosen_outlasts_a_reload_and_an_unreachable_service(self):
        self.expected_faults = ("net::ERR", "Failed to load resource")
        page = self.visit("/markets")
        page.locator("#found button").first.click()
        page.locator("#code").fill("PT")
        page.reload()
        page.wait_for_selector("[data-ready]", state="attached")
        expect(page.locator("#chosen li")).to_have_count(1)
        expect(page.locator("#code")).to_have_value("PT")
        page.context.set_offline(True)
        page.locator("#enter-form button[type=submit]").click()
        expect(page.locator("[role=alert]").first).to_be_visible()
        page.context.set_offline(False)
        page.locator("#enter-form button[type=submit]").click()
        page.wait_for_url("**/markets?market=PT")
        self.assertEqual(self.events("PT"), [(4,)])

    def test_a_fault_while_measuring_is_said(self):
        self.expected_faults = ("500", "Failed to load resource")
        page = self.visit("/markets?market=AT", ready=False)
        page.wait_for_selector("[data-ready]", state="attached")
        page.route("**study=1", lambda route: route.fulfill(status=500, body=""))
        page.goto("/markets?market=DE")
        expect(page.locator("#study .empty")).to_be_visible()
        page.unroute("**study=1")
        page.locator("#study .empty button").click()
        expect(page.locator("#study svg.chart")).to_be_visible()


if __name__ == "__main__":
    unittest.main()
