"""Times the page as a shopper sees it: the first paint, and from a click to the shelf in its new order."""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

from shop import PROGRAM, Browser, Service

WORDS = ("red", "blue", "oak", "steel", "linen", "wool", "glass", "small", "large", "round")
THINGS = ("mug", "lamp", "chair", "kettle", "scarf", "racket", "notebook", "spade", "camera", "puzzle")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="shopguide-bench-"))
    store = folder / "shop.sqlite"
    table = folder / "products.jsonl"
    with table.open("w") as file:
        for number in range(arguments.products):
            words = [WORDS[number // 10**place % 10] for place in range(4)]
            file.write(json.dumps({
                "id": f"p{number}", "title": f"{' '.join(words)} {THINGS[number % 10]} {number}", "category": ["shop", THINGS[number % 10]],
                "brand": WORDS[number % 7], "price": 5 + number % 90, "currency": "EUR", "markets": ["DE"]}) + "\n")
    subprocess.run([PROGRAM, "catalog", "import", "products", table, "--store", store], check=True, capture_output=True)
    service = Service(store=store)
    paints, clicks = [], []
    for _ in range(arguments.rounds):
        context = Browser.get().new_context(base_url=service.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        page.goto("/")
        page.wait_for_selector("[data-ready]", state="attached")
        paints.append(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        for index in range(3):
            page.evaluate("() => performance.clearMeasures()")
            page.locator("#shelf .like").nth(index + 4).click()
            page.wait_for_function("() => performance.getEntriesByName('rerank').length")
            clicks.append(page.evaluate("() => performance.getEntriesByName('rerank')[0].duration"))
        context.close()
    for name, times in (("first paint", paints), ("click to the new order, kept on disk", clicks)):
        times.sort()
        print(f"{name}: median {statistics.median(times):.0f} ms, 95 % {times[int(len(times) * 0.95) - 1]:.0f} ms, n = {len(times)}")
    service.stop()


if __name__ == "__main__":
    main()
