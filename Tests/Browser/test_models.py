"""Models: what an engineer looks at, live where it lives."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import urllib.error

from playwright.sync_api import expect
from shop import NARROW, PROGRAM, ROOT, WIDE, PageTest, Service


class ModelsTest(PageTest):
    own_service = True

    def test_results_come_with_protocol_and_provenance(self):
        page = self.visit("/models?training=products")
        facts = dict(zip(page.locator(".provenance dt").all_inner_texts(), page.locator(".provenance dd").all_inner_texts()))
        for name in ("Learner", "Data", "Validation", "Checkpoint", "Seed", "Machine", "Revision"):
            self.assertTrue(facts.get(name), name)
        self.assertRegex(facts["Validation"], r"\d+-way")
        expect(page.locator("#training .charts svg.chart")).to_have_count(2)

    def test_the_map_is_hovered_zoomed_and_walked(self):
        for size in (WIDE, NARROW):
            with self.subTest(size):
                page = self.visit("/models", size)
                sky, card, layer = page.locator(".sky"), page.locator(".found"), page.locator(".sky > g")
                sky.evaluate("sky => sky.scrollIntoView({ block: 'center' })")
                x, y = page.evaluate("""() => [...document.querySelectorAll(".spot")].map((spot) => spot.getBoundingClientRect())
                    .map((box) => [box.x + box.width / 2, box.y + box.height / 2])
                    .find(([x, y]) => document.elementFromPoint(x, y)?.matches(".spot"))""")
                page.mouse.move(x, y)
                expect(card).to_be_visible()
                title = card.locator(".title").inner_text()
                self.assertTrue(title)
                before = layer.get_attribute("transform")
                page.get_by_role("button", name="Zoom in").click()
                self.assertNotEqual(layer.get_attribute("transform"), before)
                box = sky.bounding_box()
                page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                page.mouse.wheel(0, -300)
                expect(layer).to_have_attribute("transform", re.compile(r"scale\((?!1\.5\))[\d.]+\)"))
                sky.focus()
                page.keyboard.press("Escape")
                expect(card).to_be_hidden()
                page.keyboard.press("ArrowRight")
                expect(card).to_be_visible()
                first = card.locator(".title").inner_text()
                page.keyboard.press("ArrowLeft")
                page.keyboard.press("ArrowLeft")
                expect(card.locator(".title")).not_to_have_text(first)
                expect(page.locator("#news")).not_to_be_empty()

    def test_a_training_is_drawn_while_it_runs(self):
        training = subprocess.Popen(
            [PROGRAM, "train", "prototypical", "--data", "catalog:builtin", "--output", "runs/live", "--parts", "title", "--ways", "5", "--queries", "3",
             "--validation-queries", "3", "--validation-episodes", "10", "--epoch-length", "100", "--episodes", "1000000", "--patience", "100000",
             "--threads", "1"],
            cwd=self.service.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            metrics = self.service.folder / "runs/live/metrics.jsonl"
            for _ in range(200):
                if metrics.exists() and metrics.read_text().count("\n") > 2:
                    break
                time.sleep(0.1)
            page = self.visit("/models", NARROW, "zh")
            expect(page.locator("#training .chip[aria-current]")).to_contain_text("live")
            expect(page.locator("#training strong").first).to_have_text("进行中")
            line = page.locator("#training .series.c0 path").first
            expect(line).to_be_attached()
            drawn = line.get_attribute("d")
            expect(line).not_to_have_attribute("d", drawn)
            self.check_layout(page, "live")
        finally:
            training.terminate()
            training.wait(20)
        expect(page.locator("#training strong").first).to_have_text(re.compile("已停止|已完成"))

    def test_learning_from_the_shop_is_begun_watched_and_cancelled(self):
        page = self.visit("/models", NARROW, "zh")
        expect(page.locator("#lessons")).to_contain_text("尚未从本店学习")
        page = self.visit("/models")
        page.locator("#learn button").click()
        lesson = page.locator("#lessons .import").first
        expect(lesson).to_have_attribute("data-state", "running")
        expect(lesson.locator("progress")).to_be_visible()
        expect(page.locator("#learn button")).to_be_disabled()
        self.check_layout(page, "learning")
        self.check_access(page, "learning")
        lesson.get_by_role("button", name="Cancel").click()
        expect(lesson).to_have_attribute("data-state", "cancelled", timeout=60_000)
        expect(lesson.get_by_role("button", name="Resume")).to_be_visible()

    def test_a_file_is_looked_at_imported_and_its_rejected_rows_are_there(self):
        table = "id,title,price\n" + "".join(f"cup-{number},Paper cup {number},1.50\n" for number in range(7)) + ",nameless,2\n"
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            page = self.visit("/models", size, language)
            page.locator("#import-file").set_input_files({"name": f"cups-{language}.csv", "mimeType": "text/csv", "buffer": table.encode()})
            rows = page.locator("#import-look code")
            expect(rows).to_have_count(5)
            expect(rows.first).to_contain_text("Paper cup 0")
            self.check_layout(page, "import")
            self.check_access(page, "import")
            page.locator("#import-look .button.main").click()
            job = page.locator("#imports .import").first
            expect(job).to_contain_text(f"cups-{language}.csv")
            expect(job).to_have_attribute("data-state", "finished")
            with page.expect_download() as download:
                job.locator("a").click()
            self.assertIn("no id", pathlib.Path(download.value.path()).read_text())
        self.assertEqual(len(self.service.rows("SELECT 1 FROM products WHERE id LIKE 'cup-%'")), 7)

    def test_how_fast_routes_are_is_shown(self):
        self.service.ask("POST", "/v1/recommendations", {})
        page = self.visit("/models")
        expect(page.locator("#speed tbody tr", has_text="POST /v1/recommendations").locator("td")).to_have_count(3)
        expect(page.locator("#speed tbody tr", has_text="POST /v1/recommendations").locator("td").last).to_contain_text("ms")

    def test_an_experiment_is_shown_with_rates_and_intervals(self):
        page = self.visit("/models")
        expect(page.locator("#trials")).to_contain_text("No experiment")
        self.service.ask("POST", "/v1/experiments", {"name": "shelf", "a": "content", "b": "popular"})
        for number in range(12):
            shopper = f"trial-{number}"
            self.service.ask("POST", "/v1/interactions", {"interactions": [
                {"shopper": shopper, "product": "mug-01", "kind": "view", "market": "DE"}]})
            items = self.service.ask("POST", "/v1/recommendations", {"shopper": shopper})["items"]
            if number % 2:
                self.service.ask("POST", "/v1/interactions", {"interactions": [
                    {"shopper": shopper, "product": items[0]["product"]["id"], "kind": "view", "market": "DE"}]})
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            page = self.visit("/models", size, language)
            rows = page.locator("#trials .trial .bars li")
            expect(rows).to_have_count(4)
            self.assertRegex(rows.first.locator(".number").inner_text(), r"[\d.]+\s?% \([\d.]+\s?%–[\d.]+\s?%\)")
            self.check_layout(page, "trials")
            self.check_access(page, "trials")
        self.service.ask("POST", "/v1/experiments/shelf/stop")

    def test_what_fails_is_said_and_tried_again(self):
        self.expected_faults = ("500", "Failed to load resource")
        page = self.visit("/models")
        for address, place, heals in (("**/v1/map?*", "#map", ".sky"), ("**/v1/models", "#shelf", ".model"), ("**/v1/keys", "#keys", "p.quiet, table")):
            with self.subTest(address):
                page.route(address, lambda route: route.fulfill(
                    status=500, content_type="application/problem+json", body='{"status":500,"title":"x","type":"about:blank","detail":"a fault"}'))
                page.reload()
                expect(page.locator(f"{place} .empty")).to_be_visible()
                page.unroute(address)
                page.locator(f"{place} .empty button").click()
                expect(page.locator(place).locator(heals).first).to_be_visible()


    def test_where_the_line_is_down_it_says_so_and_goes_on_when_it_is_back(self):
        self.expected_faults = ("net::ERR", "Failed to load resource")
        page = self.visit("/models")
        for address in ("**/v1/models", "**/v1/map?*"):
            page.route(address, lambda route: route.abort("internetdisconnected"))
        page.reload()
        for place in ("#shelf", "#map"):
            expect(page.locator(f"{place} .empty")).to_be_visible()
        expect(page.locator("[role=alert]").first).to_be_visible()
        for address in ("**/v1/models", "**/v1/map?*"):
            page.unroute(address)
        for place, heals in (("#shelf", ".model"), ("#map", ".sky")):
            page.locator(f"{place} .empty button").click()
            expect(page.locator(place).locator(heals).first).to_be_visible()


class ExperimentsTest(PageTest):
    own_service = True

    def test_an_experiment_is_begun_and_ended_on_the_page(self):
        self.expected_faults = ("409", "Failed to load resource")
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            with self.subTest(language):
                name = f"page-{language}"
                page = self.visit("/models", size, language)
                page.locator("#trial").fill("no spaces here")
                page.locator("#begin button").click()
                self.assertFalse(page.locator("#trial").evaluate("field => field.validity.valid"))
                page.locator("#trial").fill(name)
                page.locator("#side-b").select_option("popular")
                page.locator("#trial").press("Enter")
                trial = page.locator("#trials .trial", has_text=name)
                expect(trial).to_be_visible()
                expect(page.locator("#news")).to_contain_text(name)
                self.assertEqual(self.service.rows("SELECT a, b, stopped FROM experiments WHERE name = ?", name), [("content", "popular", None)])
                page.locator("#trial").fill("another")
                page.locator("#trial").press("Enter")
                expect(page.locator("[role=alert]").first).to_be_visible()
                self.check_layout(page, "begun")
                self.check_access(page, "begun")
                trial.locator("button").click()
                expect(trial.locator("button")).to_have_count(0)
                self.assertIsNotNone(self.service.rows("SELECT stopped FROM experiments WHERE name = ?", name)[0][0])


class TwoModelsTest(PageTest):
    """A shop that has trained a second model."""

    @classmethod
    def setUpClass(cls):
        cls.models = pathlib.Path(tempfile.mkdtemp(prefix="shopguide-models-"))
        for name in ("first", "second"):
            shutil.copytree(ROOT / "Models/products", cls.models / name)
        cls.service = Service("--model", cls.models / "first")

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()
        shutil.rmtree(cls.models)

    def test_another_model_is_activated_and_left_again(self):
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            with self.subTest(language):
                page = self.visit("/models", size, language)
                first, second = (page.locator(f'.model[data-id="{name}"]') for name in ("first", "second"))
                expect(first).to_have_class(re.compile("active"))
                second.locator("button").click()
                expect(second).to_have_class(re.compile("active"))
                expect(page.locator("#news")).to_contain_text("second")
                self.assertEqual(self.service.ask("GET", "/v1/models")["active"], "second")
                page.locator("#rollback").click()
                expect(first).to_have_class(re.compile("active"))
                self.assertEqual(self.service.ask("GET", "/v1/models")["active"], "first")


class ColumnsTest(PageTest):
    """A shop whose model weighs the columns of the catalogue."""

    own_service = True

    def test_columns_are_shown_and_a_factor_is_set(self):
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            with self.subTest(language):
                page = self.visit("/models", size, language)
                brand = page.locator('#columns tr[data-name="brand"]')
                expect(brand.locator("svg.bar")).to_be_attached()
                expect(brand).to_contain_text({"en": "category", "zh": "分类"}[language])
                field = brand.locator("input")
                expect(field).to_have_value("1")
                self.check_layout(page, "columns")
                self.check_access(page, "columns")
                before = self.weight("brand")
                field.fill("3")
                field.press("Enter")
                expect(page.locator("#news")).to_contain_text("brand")
                expect(field).to_have_value("3")
                expect(field).to_be_focused()
                self.assertGreater(self.weight("brand"), before)
                field.fill("101")
                field.press("Enter")
                self.assertFalse(field.evaluate("field => field.validity.valid"))
                self.assertEqual(self.column("brand")["factor"], 3)
                page.reload()
                page.wait_for_selector("[data-ready]", state="attached")
                field.fill("1")
                field.press("Enter")
                expect(page.locator("#news")).to_contain_text("brand")
                self.assertEqual(self.column("brand")["factor"], 1)

    def test_a_model_that_weighs_none_says_so(self):
        page = self.visit("/models")
        page.locator('.model[data-id="products"] button').click()
        expect(page.locator("#columns")).to_contain_text("doesn't weigh columns")
        page.locator("#rollback").click()
        expect(page.locator('#columns tr[data-name="title"]')).to_be_visible()

    def column(self, name):
        return next(column for column in self.service.ask("GET", "/v1/columns")["items"] if column["name"] == name)

    def weight(self, name):
        return self.column(name)["weight"]


class KeysTest(PageTest):
    @classmethod
    def setUpClass(cls):
        cls.service = Service("--require-key")
        cls.keys = {scope: cls.create(scope) for scope in ("read", "admin")}
        cls.create("write", "--tenant", "other", "--note", "<script>window.harmed=1</script>")

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    @classmethod
    def create(cls, scope, *arguments):
        return subprocess.run(
            [PROGRAM, "key", "create", "--store", cls.service.store, "--scope", scope, *arguments],
            capture_output=True, text=True, check=True).stdout.split()[-1]

    def signed_in(self, key, language="en", size=WIDE):
        page = self.visit("/models", size, language, ready=False)
        page.locator("#key").fill(key)
        page.locator("form button").first.click()
        page.wait_for_url("**/models")
        page.wait_for_selector("[data-ready]", state="attached")
        return page

    def test_keys_of_the_shop_are_shown_to_who_may_see_them(self):
        page = self.signed_in(self.keys["admin"])
        rows = page.locator("#keys tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.filter(has_text=self.keys["admin"][:11])).to_contain_text("in use")
        self.assertNotIn(self.keys["read"], page.content())
        expect(page.locator("#keys")).not_to_contain_text("other")
        self.check_access(page, "keys")

    def test_a_key_is_made_shown_once_and_revoked_on_the_page(self):
        for size, language in ((WIDE, "en"), (NARROW, "zh")):
            with self.subTest(language):
                page = self.signed_in(self.keys["admin"], language, size)
                rows = page.locator("#keys tbody tr")
                expect(rows).to_have_count(2)
                page.locator("#key-scope").select_option("write")
                page.locator("#key-note").fill("<b>收银台</b> till")
                page.locator("#key-note").press("Enter")
                key = page.locator("#new-key").input_value()
                row = page.locator(f'#keys tr[data-id="{key[:11]}"]')
                expect(row).to_contain_text("<b>收银台</b> till")
                self.service.ask("GET", "/v1/products?limit=1", headers={"Authorization": f"Bearer {key}"})
                self.check_layout(page, "made")
                self.check_access(page, "made")
                row.locator("button").click()
                dialog = page.locator("#revoke")
                expect(dialog).to_be_visible()
                self.check_access(page, "asked")
                dialog.get_by_role("button").last.click()
                expect(dialog).to_be_hidden()
                expect(row).to_have_count(1)
                row.locator("button").press("Enter")
                dialog.get_by_role("button").first.press("Enter")
                expect(row).to_have_count(0)
                expect(page.locator("#made-key")).to_be_hidden()
                with self.assertRaises(urllib.error.HTTPError):
                    self.service.ask("GET", "/v1/products?limit=1", headers={"Authorization": f"Bearer {key}"})
                page.reload()
                page.wait_for_selector("[data-ready]", state="attached")
                self.assertNotIn(key, page.content())
                own = page.locator(f'#keys tr[data-id="{self.keys["admin"][:11]}"]')
                expect(own.locator("button")).to_have_count(0)

    def test_who_may_not_change_anything_is_offered_nothing_to_change(self):
        self.expected_faults = ("403",)
        page = self.signed_in(self.keys["read"])
        for place in ("#begin", "#make-key", "#shelf button", "#trials button"):
            expect(page.locator(place)).to_have_count(0)

    def test_they_are_hidden_from_others(self):
        self.expected_faults = ("403",)
        page = self.signed_in(self.keys["read"], "zh")
        expect(page.locator("#keys table")).to_have_count(0)
        expect(page.locator("#keys")).to_contain_text("admin")


if __name__ == "__main__":
    unittest.main()
