"""A shop without a product, a shopper or a market: every view says so, and what to do."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from playwright.sync_api import expect
from shop import NARROW, PROGRAM, WIDE, PageTest, Service


class EmptyShopTest(PageTest):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="shopguide-empty-"))
        (folder / "products.csv").write_text("id,title\nlast,The last one\n")
        subprocess.run(
            [PROGRAM, "catalog", "import", "products", "products.csv", "--store", "shop.sqlite"], cwd=folder, check=True, capture_output=True)
        cls.service = Service(store=folder / "shop.sqlite")
        shutil.rmtree(folder)
        cls.service.ask("DELETE", "/v1/products/last")

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def test_every_view_says_that_there_is_nothing_yet(self):
        places = {
            "/": "#state .empty", "/categories": "#products-state .empty", "/markets": "#markets .empty",
            "/models": "#map .empty"}
        for path, place in places.items():
            for size, language in ((WIDE, "en"), (NARROW, "zh")):
                with self.subTest(f"{path} {language}"):
                    page = self.visit(path, size, language)
                    expect(page.locator(place).first).to_be_visible()
                    self.assertGreater(len(page.locator(place).first.inner_text()), 5)
                    expect(page.locator("[role=alert]")).to_have_count(0)
                    self.check_layout(page, path)
                    self.check_access(page, path)

    def test_the_first_product_appears_where_it_belongs(self):
        self.service.ask("PUT", "/v1/products/first", {"id": "first", "title": "The first one"})
        page = self.visit("/")
        expect(page.locator("#shelf")).to_contain_text("The first one")
        self.service.ask("DELETE", "/v1/products/first")


if __name__ == "__main__":
    unittest.main()
