"""Titles, names and pictures that were made to do harm: they are shown as what they are, text, and nothing breaks."""

import unittest

from playwright.sync_api import expect
from shop import NARROW, WIDE, PageTest

SCRIPT = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1>\"'><svg onload=window.harmed=1>{{words}}${1}"
TITLES = {
    "script": SCRIPT,
    "long": "Longest" * 1500,
    "words": "many words " * 360,
    "arabic": "‮كوب أزرق كبير جدا‬ مع مقبض",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 40,
    "zalgo": "m" + "̸̷̢" * 200 + "ug",
    "quote": '"\u0301 onmouseover=window.harmed=1 x=\'',
    "url": "javascript:window.harmed=1",
}


class HostileTest(PageTest):
    own_service = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        images = ["builtin:no-such-product", "javascript:alert(1)", "file:///etc/passwd", "https://example.org/x.png", None]
        for index, (name, title) in enumerate(TITLES.items()):
            product = {
                "id": f"h-{name}<b>&\"'/{index}", "title": {"en": title, "zh": title}, "brand": SCRIPT[:200],
                "category": [SCRIPT[:100], "<i>"], "price": 9.99, "currency": "XXX", "markets": ["US"],
                "attributes": {"<b>colour": "<script>window.harmed=1</script>"}}
            image = images[index % len(images)]
            cls.service.ask("POST", "/v1/products", product | ({"image": image} if image and not image.startswith("file") else {}))
        for name in list(TITLES)[:3]:
            cls.service.ask("POST", "/v1/interactions", {"interactions": [
                {"shopper": f"s{index}", "product": f"h-{other}<b>&\"'/{place}", "kind": "like", "market": "US"}
                for index in range(8) for place, other in enumerate(TITLES)]})

    def check_unharmed(self, page, name):
        self.assertIsNone(page.evaluate("() => window.harmed ?? null"), name)
        self.assertEqual(page.locator("main script, main [onerror], main [onload], main i, main b").count(), 0, name)
        self.check_layout(page, name)

    def test_on_the_guides_shelf_and_in_reasons(self):
        for size in (WIDE, NARROW):
            page = self.visit("/?market=US", size)
            expect(page.locator("#shelf > li[data-id]").first).to_be_visible()
            hostile = page.locator('#shelf > li[data-id^="h-"]')
            self.assertGreater(hostile.count(), 3)
            self.check_unharmed(page, "shelf")
            self.assertLess(page.locator("#shelf > li").evaluate_all("items => Math.max(...items.map((item) => item.offsetHeight))"), 700)
            hostile.first.locator(".like").click()
            expect(page.locator("#history li")).to_have_count(1)
            page.locator("#shelf .why").first.click()
            expect(page.locator("#reason")).to_be_visible()
            self.check_unharmed(page, "reason")
            expect(page.locator(".picture.broken").first).to_be_attached()

    def test_as_categories_and_examples(self):
        for size in (WIDE, NARROW):
            page = self.visit("/categories", size)
            page.locator("#search input").fill("harmed")
            expect(page.locator('#products .tile[data-id^="h-"]').first).to_be_visible()
            page.locator("#products button.picture").first.click()
            name = f"<img src=x onerror=window.harmed=1> {size[0]} " + "اسم" * 20
            page.locator("#name").fill(name)
            page.locator("#open-button").click()
            expect(page.locator("#opened-heading")).to_have_text(name.strip())
            self.check_unharmed(page, "category")
            self.check_access(page, "category")
            page.reload()
            expect(page.locator("#opened-heading")).to_have_text(name.strip())
            self.check_unharmed(page, "category after a reload")

    def test_in_markets_and_on_the_map(self):
        for path in ("/markets?market=US", "/models", "/models?training=%3Cscript%3E", "/?market=%3Cscript%3Ealert(1)%3C/script%3E"):
            page = self.visit(path, NARROW)
            self.check_unharmed(page, path)

    def test_a_file_with_a_hostile_name_is_no_photo_and_does_no_harm(self):
        page = self.visit("/categories")
        page.locator("#photos").set_input_files(files=[{"name": '<img src=x onerror="window.harmed=1">.png', "mimeType": "image/png", "buffer": b"no picture"}])
        expect(page.locator("[role=alert]")).to_contain_text("<img src=x")
        self.check_unharmed(page, "photo")

    def test_addresses_reflect_nothing(self):
        # The category that the address names isn't there.
        self.expected_faults = ("404",)
        for path in ('/?lang="><script>window.harmed=1</script>', "/categories?open=<img src=x onerror=window.harmed=1>", "/signin?next=javascript:window.harmed=1"):
            page = self.visit(path, ready=False)
            page.wait_for_load_state("networkidle")
            self.check_unharmed(page, path)
            self.assertNotIn("<script>window", page.content().replace("&lt;", "<x"))


if __name__ == "__main__":
    unittest.main()
