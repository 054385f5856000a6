"""The guide: what a shopper does, from the click to the store."""

import re
import unittest

from playwright.sync_api import expect
from shop import NARROW, PageTest


class GuideTest(PageTest):
    def first(self, page, index=0):
        return page.locator("#shelf > li").nth(index)

    def shopper(self, page):
        return page.locator("#guide").get_attribute("data-shopper")

    def test_a_like_is_kept_and_ranks_the_shelf_anew_with_reasons(self):
        for size in (None, NARROW):
            page = self.visit("/", *([size] if size else []))
            expect(page.locator("#shelf > li[data-id]")).to_have_count(24)
            before = page.locator("#shelf > li").evaluate_all("items => items.map((item) => item.dataset.id)")
            product = self.first(page, 3).get_attribute("data-id")
            self.count_clicks(page)
            self.first(page, 3).locator(".like").click()
            expect(page.locator("#history li")).to_have_count(1)
            after = page.locator("#shelf > li").evaluate_all("items => items.map((item) => item.dataset.id)")
            self.assertNotEqual(before, after)
            self.assertEqual(
                self.service.rows(
                    "SELECT kind FROM interactions JOIN shoppers ON shoppers.row = interactions.shopper WHERE shoppers.id = ?",
                    self.shopper(page)), [(4,)], product)
            self.assertRegex(self.first(page).locator(".why").inner_text(), r"\w+ \w+ \w+")
            self.first(page).locator(".why").click()
            expect(page.locator("#reason .event").first).to_be_visible()
            self.assertLessEqual(self.clicks(page), 3)

    def test_reasons_open_to_their_examples_and_what_would_be_without_them(self):
        page = self.visit("/")
        for index in (0, 1):
            self.first(page, index).locator(".like").click()
            expect(page.locator("#history li")).to_have_count(index + 1)
        self.first(page).locator(".why").click()
        sheet = page.locator("#reason")
        expect(sheet).to_be_visible()
        expect(sheet.locator(".event")).to_have_count(2)
        self.assertEqual(sheet.locator(".event .bar").count(), 4)
        expect(sheet.locator(".parts .bars li").first).to_be_visible()
        expect(sheet.locator(".standing")).to_contain_text(re.compile(r"Rank \d+ of [\d,]+: recommended"))
        self.check_access(page, "reasons")
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()

    def test_why_not_another_product_is_answered(self):
        page = self.visit("/")
        self.first(page).locator(".like").click()
        expect(page.locator("#history li")).to_have_count(1)
        self.first(page).locator(".picture").click()
        page.locator("#reason input").fill("teapot")
        page.locator("#reason .tiles .picture").first.click()
        expect(page.locator("#reason .contrast .because")).to_contain_text("eapot")
        expect(page.locator("#reason .contrast h4")).to_be_focused()
        self.check_access(page, "why not")
        page.get_by_role("button", name="Show its reasons").click()
        expect(page.locator("#reason-heading")).to_contain_text("eapot")
        expect(page.locator("#reason .standing")).to_contain_text(re.compile("Rank|Not recommended"))

    def test_what_is_dismissed_goes_and_stays_away(self):
        page = self.visit("/")
        product = self.first(page).get_attribute("data-id")
        self.first(page).locator(".no").click()
        expect(page.locator(f'#shelf > li[data-id="{product}"]')).to_have_count(0)
        page.reload()
        page.wait_for_selector("[data-ready]", state="attached")
        expect(page.locator("#history li.dismiss")).to_have_count(1)
        expect(page.locator(f'#shelf > li[data-id="{product}"]')).to_have_count(0)

    def test_hiding_similar_products_dismisses_all_of_their_kind_on_the_shelf(self):
        page = self.visit("/")
        self.first(page).locator(".like").click()
        expect(page.locator("#history li")).to_have_count(1)
        kind = self.first(page, 5).get_attribute("data-id").rsplit("-", 1)[0]
        dismissed = page.locator(f'#shelf > li[data-id^="{kind}-"]').count()
        self.first(page, 5).locator(".similar").click()
        expect(page.locator("#history li.dismiss").first).to_be_visible()
        self.assertGreaterEqual(page.locator("#history li").count(), min(dismissed, 2))

    def test_how_sure_it_is_grows_with_clicks_and_survives_a_reload(self):
        page = self.visit("/")
        meter = page.locator("#sure [role=meter]")
        self.assertEqual(float(meter.get_attribute("aria-valuenow")), 0)
        for index in range(3):
            self.first(page, 0 if index == 0 else index).locator(".like").click()
            expect(page.locator("#line circle")).to_have_count(index + 2)
        sure = float(meter.get_attribute("aria-valuenow"))
        self.assertGreater(sure, 0)
        page.reload()
        page.wait_for_selector("[data-ready]", state="attached")
        expect(page.locator("#line circle")).to_have_count(4)
        self.assertEqual(float(meter.get_attribute("aria-valuenow")), sure)

    def test_forgetting_leaves_nothing_in_the_store(self):
        page = self.visit("/")
        shopper = self.shopper(page)
        self.first(page).locator(".like").click()
        expect(page.locator("#history li")).to_have_count(1)
        page.locator("#forget").click()
        expect(page.locator("#history li")).to_have_count(0)
        self.assertEqual(self.service.rows("SELECT count(*) FROM shoppers WHERE id = ?", shopper), [(0,)])

    def test_keys_alone_do_it_all(self):
        page = self.visit("/", language="zh")
        page.locator("#shelf .picture").first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#history li.like")).to_have_count(1)
        self.assertIn("like", page.evaluate("() => document.activeElement.className"))
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#reason")).to_be_visible()
        page.keyboard.press("Escape")
        self.assertIn("why", page.evaluate("() => document.activeElement.className"))

    def test_a_market_is_a_click_away(self):
        page = self.visit("/")
        page.locator(".filters .chip").nth(1).click()
        page.wait_for_url(re.compile("market="))
        page.wait_for_selector("[data-ready]", state="attached")
        self.assertNotEqual(page.locator("#guide").get_attribute("data-market"), "")

    def test_an_unreachable_service_is_said_and_got_over(self):
        self.expected_faults = ("net::ERR", "Failed to load resource")
        page = self.visit("/")
        page.context.set_offline(True)
        self.first(page).locator(".like").click()
        alert = page.locator("[role=alert]", has=page.locator("button"))
        expect(alert).to_be_visible()
        expect(self.first(page).locator(".like")).to_have_attribute("aria-pressed", "false")
        page.context.set_offline(False)
        alert.locator("button").click()
        expect(page.locator("#history li.like")).to_have_count(1)

    def test_a_fault_of_the_service_is_said(self):
        self.expected_faults = ("500",)
        page = self.visit("/", ready=False)
        page.wait_for_selector("[data-ready]", state="attached")
        page.route("**/v1/recommendations", lambda route: route.fulfill(
            status=500, content_type="application/problem+json", body='{"status":500,"title":"x","type":"about:blank","detail":"a fault"}'))
        page.reload()
        expect(page.locator("#state .empty")).to_be_visible()
        page.unroute("**/v1/recommendations")
        page.locator("#state button").click()
        expect(page.locator("#shelf > li[data-id]")).to_have_count(24)


class VariantTest(PageTest):
    own_service = True

    def test_sizes_of_one_product_are_shown_once_until_all_are_asked_for(self):
        for size in ("S", "M", "L", "XL"):
            self.service.ask("PUT", f"/v1/products/Alma-{size}", {"title": f"Alma wool jumper, {size}", "brand": "Nordwolle"})
        for size in ("S", "M", "L"):
            self.service.ask("POST", "/v1/interactions", {"interactions": [
                {"shopper": f"buyer-{number}", "product": f"Alma-{size}", "kind": "purchase"} for number in range(40)]})
        page = self.visit("/", NARROW)
        cards = page.locator('#shelf > li[data-id^="Alma-"]')
        switch = page.get_by_role("button", name="All sizes and colours")
        expect(cards).to_have_count(1)
        expect(cards.locator(".variants")).to_have_text("3 more sizes or colours")
        expect(switch).to_have_attribute("aria-pressed", "false")
        with page.expect_request("**/v1/recommendations") as asked:
            switch.click()
        self.assertIs(asked.value.post_data_json["allVariants"], True)
        expect(switch).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#shelf .variants")).to_have_count(0)
        self.check_access(page, "all variants")
        self.check_layout(page, "all variants")
        with page.expect_request("**/v1/recommendations") as asked:
            page.reload()
        self.assertIs(asked.value.post_data_json["allVariants"], True)
        page.wait_for_selector("[data-ready]", state="attached")
        switch.click()
        expect(cards.locator(".variants")).to_have_text("3 more sizes or colours")


if __name__ == "__main__":
    unittest.main()
