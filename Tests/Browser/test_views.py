"""Every view, at both widths, in both languages, light and dark: it fits, it is open to everybody, and it says what it should."""

import itertools
import unittest

from shop import NARROW, WIDE, PageTest

VIEWS = {"/": "Guide", "/categories": "Categories", "/markets": "Markets", "/models": "Models"}


class ViewTest(PageTest):
    def test_every_view_fits_and_lets_everybody_in(self):
        for path in VIEWS:
            for size in (WIDE, NARROW):
                for language, dark in itertools.product(("en", "zh"), (False, True)):
                    name = f"{path} {size[0]} {language} {'dark' if dark else 'light'}"
                    with self.subTest(name):
                        page = self.visit(path, size, language, dark)
                        self.assertEqual(page.locator("html").get_attribute("lang"), language)
                        self.assertEqual(page.locator("h1").count(), 1)
                        self.check_layout(page, name)
                        self.check_access(page, name)
                        page.close()

    def test_every_view_can_be_walked_through_by_key_alone(self):
        for path in VIEWS:
            page = self.visit(path)
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            seen = set()
            for _ in range(60):
                here = page.evaluate("""() => { const here = document.activeElement; const style = getComputedStyle(here);
                    return here === document.body ? null : [here.outerHTML.slice(0, 200), style.outlineStyle, style.outlineWidth]; }""")
                if here is None:
                    break
                self.assertNotEqual(here[1], "none", f"{path}: where the focus is can't be seen: {here[0]}")
                seen.add(here[0])
                page.keyboard.press("Tab")
            self.assertGreater(len(seen), 12, path)
            page.close()

    def test_the_other_language_is_a_click_away_and_remembered(self):
        page = self.visit("/categories")
        page.locator("[data-language=zh]").click()
        self.assertEqual(page.locator("html").get_attribute("lang"), "zh")
        page.goto("/")
        self.assertEqual(page.locator("html").get_attribute("lang"), "zh")
        self.assertIn("导购", page.title())

    def test_dark_is_a_click_away_and_remembered(self):
        page = self.visit("/")
        page.locator("#theme").click()
        self.assertEqual(page.locator("html").get_attribute("data-theme"), "dark")
        ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        page.goto("/categories")
        self.assertEqual(page.locator("html").get_attribute("data-theme"), "dark")
        self.assertEqual(page.evaluate("() => getComputedStyle(document.body).backgroundColor"), ground)
        self.assertLess(sum(map(int, ground[4:-1].split(","))), 120)

    def test_the_first_key_leads_to_the_content(self):
        page = self.visit("/")
        page.keyboard.press("Tab")
        self.assertIn("skip", page.evaluate("() => document.activeElement.className"))
        page.keyboard.press("Enter")
        self.assertEqual(page.evaluate("() => document.activeElement.id"), "main")

    def test_pages_weigh_little(self):
        for path in VIEWS:
            page = self.visit(path)
            page.wait_for_load_state("networkidle")
            weight = page.evaluate("""() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
                .filter((entry) => !entry.name.includes("/image")).reduce((sum, entry) => sum + entry.decodedBodySize, 0)""")
            self.assertGreater(weight, 20_000, path)
            self.assertLess(weight, 300_000, path)
            page.close()


if __name__ == "__main__":
    unittest.main()
