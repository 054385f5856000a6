"""Takes the pictures of the page that the documentation shows: .browser/bin/python Tests/Browser/screenshots.py FOLDER"""

import pathlib
import sys

from playwright.sync_api import expect
from shop import Browser, Service

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "Docs/page")
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 375, "height": 780}


def visit(service, path, size=WIDE, language="en-GB", dark=False):
    context = Browser.get().new_context(
        base_url=service.address, viewport=size, locale=language, color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("[data-ready]", state="attached")
    page.wait_for_load_state("networkidle")
    return page


def take(page, name, full=False):
    page.mouse.move(0, 0)
    page.evaluate("() => document.querySelector('#notices').replaceChildren()")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=full)
    page.close()


def like(page, count):
    for index in range(count):
        page.locator("#shelf .like").nth((2, 1, 0, 3)[index]).click()
        expect(page.locator("#history li")).to_have_count(index + 1)
        page.wait_for_load_state("networkidle")
    page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur(); }")


def category(page, words, name):
    page.locator("#search input").fill(words)
    expect(page.locator("#products .title").first).to_contain_text(words, ignore_case=True)
    for index in range(5):
        page.locator("#products button.picture").nth(index).click()
    page.locator("#name").fill(name)
    page.locator("#open-button").click()
    expect(page.locator("#opened-heading")).to_have_text(name)
    page.wait_for_load_state("networkidle")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    service = Service()
    page = visit(service, "/")
    like(page, 3)
    take(page, "guide")
    page = visit(service, "/")
    like(page, 3)
    page.locator("#shelf .why").first.click()
    take(page, "reasons")
    page = visit(service, "/", NARROW, "zh-CN", dark=True)
    like(page, 2)
    take(page, "guide-phone")
    page = visit(service, "/categories", {"width": 1440, "height": 1300})
    category(page, "teapot", "Teapots")
    category(page, "kettle", "Kettles")
    category(page, "mug", "Mugs")
    page.locator("#opened").scroll_into_view_if_needed()
    page.evaluate("() => scrollTo(0, document.querySelector('#opened').getBoundingClientRect().top + scrollY - 80)")
    take(page, "categories")
    page = visit(service, "/categories?open=Mugs", NARROW, "zh-CN")
    page.evaluate("() => scrollTo(0, document.querySelector('#opened').getBoundingClientRect().top + scrollY - 70)")
    take(page, "categories-phone")
    take(visit(service, "/markets?market=DE", {"width": 1280, "height": 1180}), "markets")
    page = visit(service, "/models", dark=True)
    page.locator(".sky").hover(position={"x": 300, "y": 200})
    page.screenshot(path=FOLDER / "models.png")
    page.evaluate("() => scrollTo(0, document.querySelector('#training').getBoundingClientRect().top + scrollY - 80)")
    take(page, "training")
    page = visit(service, "/models")
    page.locator("#trial").fill("shelf-2026")
    page.locator("#side-b").select_option("popular")
    page.locator("#trial").press("Enter")
    page.locator("#trials .trial").wait_for()
    page.locator("#key-note").fill("the till")
    page.locator("#key-note").press("Enter")
    page.locator("#new-key").wait_for()
    page.locator(".notice").first.wait_for(state="detached")
    page.evaluate("() => scrollTo(0, document.querySelector('#trials').getBoundingClientRect().top + scrollY - 160)")
    take(page, "keys")
    service.stop()


if __name__ == "__main__":
    main()
