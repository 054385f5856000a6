"""Measures the time and memory of imports and exports of a synthetic catalogue.

    python catalogue.py PROGRAM [--products 1000000] [--events 2000000] [--folder DIR]

The tables are generated deterministically in a temporary folder. Exits with 1 if an import exceeds its limit of time or
memory.
"""
import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time

PRODUCTS_PER_SECOND = 20_000
EVENTS_PER_SECOND = 100_000
MIB = 500
SHOPIFY_MIB = 250


def write_products(path, count):
    ways = [f"department {i % 20} > category {i % 300} > kind {i}" for i in range(2400)]
    with open(path, "w") as file:
        file.write("id,title.en,title.zh,category,brand,price,currency,image,markets,availability,size,colour\n")
        for i in range(count):
            file.write(f'product-{i:07d},"Stoneware mug, {i % 900} ml, number {i}",陶瓷马克杯 {i % 900}毫升,{ways[i * 7 % 2400]},'
                       f"Brand {i % 5000},{i % 500}.{i % 100:02d},EUR,https://shop.example/{i}.jpg,DE FR,in_stock,"
                       f"{i % 60} cm,blue\n")


def write_shopify(path, count):
    """Writes an export of Shopify, four rows for a product."""
    with open(path, "w") as file:
        file.write("Handle,Title,Body (HTML),Vendor,Product Category,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
                   "Variant Inventory Qty,Image Src,Image Position,Status\n")
        for i in range(count // 4):
            for size in ("S", "M", "L", "XL"):
                whole = (f'Mug {i},<p>Mug {i} is <b>fine</b> &amp; light.</p>,Brand {i % 5000},Home > Kitchen > kind {i % 300},'
                         '"a, b",TRUE,Size' if size == "S" else ",,,,,,")
                file.write(f"mug-{i},{whole},{size},M{i}-{size},{i % 500}.{i % 100:02d},{i % 5},"
                           f"{f'https://shop.example/{i}.jpg,1,active' if size == 'S' else ',,'}\n")


def write_events(path, count, products):
    generator = random.Random(0)
    with open(path, "w") as file:
        file.write("shopper,product,kind,value,time,market\n")
        for i in range(count):
            kind = ("view", "cart", "purchase", "rating")[i % 4]
            file.write(f"shopper-{generator.randrange(products // 5 + 1)},product-{generator.randrange(products):07d},{kind},"
                       f"{i % 5 + 1},2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}T{i % 24:02d}:{i % 60:02d}:00Z,DE\n")


def run(program, folder, *arguments):
    """Runs `shopguide catalog …`; returns its output, its seconds, and its peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen([program, "catalog", *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"shopguide catalog {' '.join(arguments)} failed")
    return output, seconds, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--folder", help="the folder of the tables (default: the system's temporary folder)")
    options = parser.parse_args()
    program, late = os.path.abspath(options.program), False
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        write_products(f"{folder}/products.csv", options.products)
        write_events(f"{folder}/interactions.csv", options.events, options.products)
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"{'':<24}{'rows':>10}{'seconds':>10}{'rows/s':>10}{'limit':>10}{'MiB':>8}")
        for part, limit in (("products", PRODUCTS_PER_SECOND), ("interactions", EVENTS_PER_SECOND)):
            output, seconds, memory = run(program, folder, "import", part, f"{part}.csv", "--format", "json")
            rows = json.loads(output)["stored"]
            over = rows / seconds < limit or memory > MIB
            late |= over
            print(f"import {part:<17}{rows:>10}{seconds:>10.1f}{rows / seconds:>10.0f}{limit:>10}{memory:>8.0f}"
                  f"{'  over' if over else ''}", flush=True)
        write_shopify(f"{folder}/shopify.csv", options.products)
        _, seconds, memory = run(
            program, folder, "import", "products", "shopify.csv", "--default", "currency=EUR", "--store", "shopify.sqlite")
        over = options.products / seconds < PRODUCTS_PER_SECOND or memory > SHOPIFY_MIB
        late |= over
        print(f"{'import from Shopify':<24}{options.products:>10}{seconds:>10.1f}{options.products / seconds:>10.0f}{PRODUCTS_PER_SECOND:>10}"
              f"{memory:>8.0f}{'  over' if over else ''}", flush=True)
        for part, rows in (("products", options.products), ("interactions", options.events)):
            _, seconds, memory = run(program, folder, "export", part, "--output", f"{part}.out.csv")
            print(f"export {part:<17}{rows:>10}{seconds:>10.1f}{rows / seconds:>10.0f}{'':>10}{memory:>8.0f}", flush=True)
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
