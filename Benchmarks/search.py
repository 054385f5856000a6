"""Measures searches over a made-up catalogue: one request after the other over HTTP, in milliseconds.

    python search.py PROGRAM [--products 100000] [--requests 1000] [--folder DIR]

Exits with 1 if the 99th percentile of a kind of search exceeds its limit of 20 ms.
"""
import argparse
import http.client
import json
import os
import platform
import random
import tempfile
import time

import loads
import service

LIMIT = 20


def title(generator, number):
    """A title with words that many products have, a model number, and its Chinese name."""
    kind = number % 400
    model = f"{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}-{1000 + number * 7 % 9000}{'X' if number % 3 else 'S'}{number % 7}"
    return f"{loads.title(generator, kind)} {model} {generator.randrange(1, 9) * 50} ml"


CHINESE = "蓝牙 耳机 茶壶 马克杯 电水壶 台灯 椅子 衬衫 围巾 花瓶".split()


def write_products(path, count):
    """Writes the catalogue; returns the titles."""
    generator, titles = random.Random(1), []
    with open(path, "w") as file:
        file.write("id,title.en,title.zh,category,brand,price,currency,markets,colour\n")
        for number in range(count):
            titles.append(title(generator, number))
            file.write(f"product-{number:06d},{titles[-1]},{CHINESE[number % 10]}{CHINESE[number // 10 % 10]},"
                       f"department {number % 20} > kind {number % 400},Brand {number % 900},{number % 200 + 1}.99,EUR,DE FR,"
                       f"{loads.WORDS[number % 40]}\n")
    return titles


def slip(generator, word):
    place = generator.randrange(1, max(2, len(word) - 1))
    return word[:place] + word[place + 1:]


def searches(titles, count):
    """The bodies of each kind of search."""
    generator = random.Random(2)
    draw = lambda: titles[generator.randrange(len(titles))]
    kinds = {
        "one frequent word": lambda: {"text": generator.choice(loads.WORDS + loads.NOUNS)},
        "three words": lambda: {"text": " ".join(draw().split()[:3])},
        "a whole title": lambda: {"text": draw()},
        "a model number": lambda: {"text": draw().split()[5].replace("-", " ")},
        "with a slip": lambda: {"text": f"{slip(generator, generator.choice(['kettle', 'rubber', 'copper', 'square']))} {draw().split()[0]}"},
        "Chinese": lambda: {"text": generator.choice(CHINESE) + generator.choice(CHINESE)},
        "nothing has it": lambda: {"text": "".join(generator.choices("qxzvkj", k=9))},
        "a narrow filter": lambda: {"text": draw(), "category": [f"department {generator.randrange(20)}"], "maxPrice": 20, "currency": "EUR"},
        "for a shopper": lambda: {"text": " ".join(draw().split()[:2]), "shopper": f"shopper-{generator.randrange(2000)}"},
        "a product": lambda: {"product": f"product-{generator.randrange(len(titles)):06d}"},
    }
    return {name: [json.dumps(make()).encode() for _ in range(count)] for name, make in kinds.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--folder", help="the folder of the store (default: the system's temporary folder)")
    options = parser.parse_args()
    program, is_late = os.path.abspath(options.program), False
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        titles = write_products(f"{folder}/products.csv", options.products)
        generator = random.Random(3)
        with open(f"{folder}/interactions.csv", "w") as file:
            file.write("shopper,product,kind,time\n")
            for number in range(20_000):
                file.write(f"shopper-{number % 2000},product-{generator.randrange(options.products):06d},view,2025-01-{number % 28 + 1:02d}\n")
        for part in ("products", "interactions"):
            service.subprocess.run(
                [program, "catalog", "import", part, f"{folder}/{part}.csv", "--store", f"{folder}/shop.sqlite", "--yes"], check=True,
                cwd=folder, stdout=service.subprocess.DEVNULL, stderr=service.subprocess.DEVNULL)
        server = service.Server(program, folder)
        host, port = server.address.removeprefix("http://").split(":")
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {options.products} products")
        print(f"{'search':<20}{'requests':>10}{'p50 ms':>10}{'p99 ms':>10}{'limit':>8}")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        for name, bodies in searches(titles, options.requests).items():
            times = []
            for body in bodies:
                start = time.perf_counter()
                connection.request("POST", "/v1/search", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                times.append(1000 * (time.perf_counter() - start))
                if answer.status != 200:
                    raise SystemExit(f"{name}: {answer.status} for {body.decode()}")
            times.sort()
            late = times[len(times) * 99 // 100]
            is_late |= late > LIMIT
            print(f"{name:<20}{len(times):>10}{times[len(times) // 2]:>10.1f}{late:>10.1f}{LIMIT:>8}{'  over' if late > LIMIT else ''}", flush=True)
        server.stop()
    raise SystemExit(1 if is_late else 0)


if __name__ == "__main__":
    main()
