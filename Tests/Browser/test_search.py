"""The search box of the guide: words, a photo that is chosen or dropped, and the way back."""

import re
import unittest

from playwright.sync_api import expect
from shop import NARROW, PageTest

# Drops a photo of a product on the guide, as a mouse would.
DROP = """async (address) => {
  const blob = await (await fetch(address)).blob();
  const carried = new DataTransfer();
  carried.items.add(new File([blob], "photo.png", { type: "image/png" }));
  const zone = document.querySelector("#finder");
  for (const name of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


class SearchTest(PageTest):
    def cards(self, page, kind):
        return page.locator(f'#shelf > li[data-id^="{kind}-"]')

    def box(self, page):
        return page.locator("#search input[type=search]")

    def test_words_fill_the_shelf_with_what_has_them_and_go_again(self):
        for size in (None, NARROW):
            page = self.visit("/", *([size] if size else []))
            before = page.locator("#shelf > li").evaluate_all("items => items.map((item) => item.dataset.id)")
            self.box(page).fill("blue mugs")
            expect(page.locator("#basis")).to_have_text("Results for “blue mugs”.")
            expect(page.locator("#shelf > li").first).to_have_attribute("data-id", re.compile("^mug-"))
            expect(page.locator("#shelf .why").first).to_contain_text("Has “blue” and “mugs”")
            self.check_access(page, "search")
            self.check_layout(page, "search")
            self.box(page).fill("")
            expect(page.locator("#basis")).not_to_contain_text("Results")
            after = page.locator("#shelf > li").evaluate_all("items => items.map((item) => item.dataset.id)")
            self.assertEqual(len(before), len(after))

    def test_a_slip_is_corrected_and_nothing_is_said_to_be_found_where_nothing_is(self):
        page = self.visit("/")
        self.box(page).fill("teepot")
        expect(page.locator("#basis")).to_have_text("Results for “teepot”. Searched for “teapot” instead of “teepot”.")
        expect(page.locator("#shelf > li").first).to_have_attribute("data-id", re.compile("^teapot-"))
        self.box(page).fill("qqxxzz")
        expect(page.locator("#basis")).to_have_text("Nothing found for “qqxxzz”; these are the nearest.")
        self.box(page).fill("<img src=x onerror=alert(1)>")
        expect(page.locator("#basis")).to_contain_text("<img src=x")

    def test_chinese_finds_chinese_titles(self):
        page = self.visit("/", language="zh")
        self.box(page).fill("茶壶")
        expect(page.locator("#basis")).to_have_text("“茶壶” 的搜索结果。")
        expect(page.locator("#shelf > li").first).to_have_attribute("data-id", re.compile("^teapot-"))
        expect(page.locator("#shelf .why").first).to_contain_text("包含“茶壶”")

    def test_a_dropped_photo_finds_what_looks_like_it_alone_and_with_words(self):
        page = self.visit("/")
        page.evaluate(DROP, "/v1/products/teapot-03/image?size=320")
        expect(page.locator("#search-photo img")).to_be_visible()
        expect(page.locator("#basis")).to_have_text("Results for Photo.")
        self.check_access(page, "photo")
        self.check_layout(page, "photo")
        self.box(page).fill("mug")
        expect(page.locator("#basis")).to_have_text("Results for “mug” + Photo.")
        expect(self.cards(page, "mug").first).to_be_visible()
        page.get_by_role("button", name="Remove the photo").click()
        expect(page.locator("#search-photo")).to_be_hidden()
        expect(page.locator("#basis")).to_have_text("Results for “mug”.")

    def test_a_file_that_is_no_photo_is_refused(self):
        page = self.visit("/")
        page.locator("#photo").set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no photo"})
        expect(page.locator("[role=alert]")).to_contain_text("notes.txt isn't a photo that can be used.")

    def test_what_is_found_is_ranked_for_the_visitor_and_goes_when_it_is_hidden(self):
        page = self.visit("/")
        self.box(page).fill("mug")
        expect(page.locator("#basis")).to_have_text("Results for “mug”.")
        self.cards(page, "mug").nth(3).locator(".like").click()
        expect(page.locator("#history li.like")).to_have_count(1)
        expect(page.locator("#shelf .why").first).to_contain_text("Because you liked")
        hidden = self.cards(page, "mug").nth(1).get_attribute("data-id")
        self.cards(page, "mug").nth(1).locator(".no").click()
        expect(page.locator(f'#shelf > li[data-id="{hidden}"]')).to_have_count(0)
        page.locator("#shelf .why").first.click()
        expect(page.locator("#reason .event").first).to_be_visible()


if __name__ == "__main__":
    unittest.main()
