"""Categories: what a merchandiser does, from the click to the store."""

import base64
import unittest
import urllib.parse
import urllib.request

from playwright.sync_api import expect
from shop import NARROW, WIDE, PageTest


class CategoriesTest(PageTest):
    own_service = True

    def setUp(self):
        super().setUp()
        for category in self.service.ask("GET", "/v1/categories")["items"]:
            self.service.ask("DELETE", "/v1/categories/" + urllib.parse.quote(category["name"], safe=""))

    def choose(self, page, words, count):
        page.locator("#search input").fill(words)
        expect(page.locator("#products .tile .title").first).to_contain_text(words, ignore_case=True)
        for index in range(count):
            page.locator("#products button.picture").nth(index).click()

    def opened(self, page, name, words="mug", count=5):
        self.choose(page, words, count)
        page.locator("#name").fill(name)
        page.locator("#open-button").click()
        expect(page.locator("#opened-heading")).to_have_text(name)

    def examples(self, name):
        return sorted(row[0] for row in self.service.rows(
            "SELECT taught_examples.id FROM taught_examples JOIN taught_categories ON taught_categories.row = category WHERE taught_categories.id = ?",
            name))

    def test_five_products_make_a_category_that_matches_more(self):
        for size, language, words, kind in ((WIDE, "en", "mug", "mug-"), (NARROW, "zh", "茶壶", "teapot-")):
            with self.subTest(size):
                page = self.visit("/categories", size, language)
                name = f"{words} {size[0]}"
                self.count_clicks(page)
                self.opened(page, name, words)
                self.assertEqual(len(self.examples(name)), 5)
                expect(page.locator("#matches .tile").first).to_be_visible()
                self.assertEqual(self.clicks(page), 6, "each product, and the button")
                matching = page.locator("#matches .tile").evaluate_all("tiles => tiles.map((tile) => tile.dataset.id)")
                self.assertGreater(sum(id.startswith(kind) for id in matching), len(matching) / 2, matching)
                expect(page.locator("#opened [role=meter]")).to_be_visible()
                self.check_layout(page, name)
                self.check_access(page, name)
                page.reload()
                expect(page.locator("#opened-heading")).to_have_text(name)

    def test_matching_products_are_corrected_by_a_press(self):
        page = self.visit("/categories")
        self.opened(page, "Mugs")
        yes, no = (page.locator("#matches .tile").nth(index).get_attribute("data-id") for index in (0, 1))
        page.locator(f'#matches .tile[data-id="{yes}"] .good').click()
        expect(page.locator("#opened .dropzone .tile")).to_have_count(6)
        page.locator(f'#matches .tile[data-id="{no}"] .bad').click()
        expect(page.locator(".category.none .category-name")).to_be_enabled()
        self.assertIn(yes, self.examples("Mugs"))
        self.assertEqual(self.examples("none of these"), [no])

    def test_a_product_is_dragged_to_a_category_and_out_of_it(self):
        page = self.visit("/categories")
        self.opened(page, "Mugs", count=3)
        self.opened(page, "Teapots", "teapot", 3)
        first = page.locator("#products .tile").nth(5)
        product = first.get_attribute("data-id")
        slot = page.locator(".category", has_text="Teapots")
        first.drag_to(slot)
        expect(page.locator("#opened .dropzone .tile")).to_have_count(4)
        self.assertIn(product, self.examples("Teapots"))
        page.locator(f'#opened .dropzone .tile[data-id="{product}"]').drag_to(page.locator(".category", has_text="Mugs"))
        expect(page.locator("#opened .dropzone .tile")).to_have_count(3)
        self.assertIn(product, self.examples("Mugs"))
        self.assertNotIn(product, self.examples("Teapots"))

    def test_keys_alone_open_move_and_close(self):
        page = self.visit("/categories")
        page.locator("#search input").focus()
        page.keyboard.type("kettle")
        expect(page.locator("#products .tile .title").first).to_contain_text("kettle")
        for _ in range(3):
            page.locator("#products button.picture").nth(_).focus()
            page.keyboard.press("Enter")
        page.locator("#name").focus()
        page.keyboard.type("Kettles")
        page.keyboard.press("Enter")
        expect(page.locator("#opened-heading")).to_be_focused()
        page.locator("#products .acts .round").nth(4).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#move")).to_be_visible()
        self.check_access(page, "move")
        page.locator("#move .places .button", has_text="Kettles").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#opened .dropzone .tile")).to_have_count(4)
        page.get_by_role("button", name="Delete category").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#opened .panel")).to_have_count(0)
        self.assertEqual(self.examples("Kettles"), [])

    def test_photos_are_shown_and_taught(self):
        page = self.visit("/categories")
        photos = [self.service.folder / f"photo {number}.png" for number in range(3)]
        for number, photo in enumerate(photos):
            photo.write_bytes(self.service_picture(f"mug-0{number + 1}"))
        page.locator("#photos").set_input_files(photos)
        expect(page.locator("#draft-examples .tile")).to_have_count(3)
        page.reload()
        expect(page.locator("#draft-examples .tile")).to_have_count(3)
        page.locator("#name").fill("From photos")
        page.locator("#open-button").click()
        expect(page.locator("#opened .dropzone img").first).to_have_js_property("naturalWidth", 256)
        self.assertEqual(self.examples("From photos"), [photo.name for photo in photos])

    def test_photos_are_dropped_into_the_draft(self):
        page = self.visit("/categories")
        picture = base64.b64encode(self.service_picture("mug-01")).decode()
        page.evaluate("""async (picture) => {
            const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], "dropped.png", { type: "image/png" }));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.querySelector("#draft").dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""", picture)
        expect(page.locator("#draft-examples .tile")).to_have_count(1)
        expect(page.locator("#draft-examples .title")).to_have_text("dropped.png")

    def test_what_it_confuses_and_what_to_label_next_are_shown_and_answered(self):
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            with self.subTest(language):
                page = self.visit("/categories", size, language)
                self.opened(page, f"A {language}", "mug" if language == "en" else "茶壶", 3)
                self.opened(page, f"B {language}", "mug" if language == "en" else "茶壶", 4)
                expect(page.locator(".threefold .bars li").first).to_be_visible()
                suggested = page.locator(".threefold .next .tile").get_attribute("data-id")
                page.locator(".threefold .row .button").first.click()
                expect(page.locator("#opened .dropzone .tile")).to_have_count(5)
                self.assertIn(suggested, self.examples(f"B {language}"))
                self.assertNotEqual(page.locator("#matches .chance .number").first.inner_text(), "")

    def test_faults_of_the_service_are_said(self):
        self.expected_faults = ("500", "Failed to load resource")
        page = self.visit("/categories")
        page.route("**/v1/products?*", lambda route: route.fulfill(status=500, body=""))
        page.route("**/v1/categories", lambda route: route.fulfill(status=500, body=""))
        page.reload()
        expect(page.locator("#products-state .empty")).to_be_visible()
        expect(page.locator("#category-list-state .empty")).to_be_visible()
        page.unroute("**/v1/products?*")
        page.unroute("**/v1/categories")
        page.locator("#products-state button").click()
        page.locator("#category-list-state button").click()
        expect(page.locator("#products .tile[data-id]").first).to_be_visible()
        expect(page.locator("#category-list .category").first).to_be_visible()

    def service_picture(self, product):
        return urllib.request.urlopen(f"{self.service.address}/v1/products/{product}/image?size=256").read()

    def test_what_is_no_photo_is_named(self):
        page = self.visit("/categories")
        text = self.service.folder / "notes.png"
        text.write_text("no picture")
        page.locator("#photos").set_input_files(text)
        expect(page.locator("[role=alert]")).to_contain_text("notes.png")
        expect(page.locator("#draft-examples .tile")).to_have_count(0)

    def test_a_category_without_a_name_or_examples_is_asked_for_them(self):
        # The service says what a name alone needs.
        self.expected_faults = ("422",)
        page = self.visit("/categories")
        page.locator("#name").fill("Nothing")
        page.locator("#open-button").click()
        expect(page.locator("[role=alert]")).to_contain_text("example")
        self.assertEqual(self.examples("Nothing"), [])

    def test_an_unreachable_service_loses_nothing_of_the_draft(self):
        self.expected_faults = ("net::ERR", "Failed to load resource")
        page = self.visit("/categories")
        self.choose(page, "mug", 2)
        page.locator("#name").fill("Mugs")
        page.context.set_offline(True)
        page.locator("#open-button").click()
        expect(page.locator("[role=alert]").first).to_be_visible()
        expect(page.locator("#draft-examples .tile")).to_have_count(2)
        page.context.set_offline(False)
        page.locator("#open-button").click()
        expect(page.locator("#opened-heading")).to_have_text("Mugs")


if __name__ == "__main__":
    unittest.main()
