"""Times the reasons of photos over HTTP: a ViT-B/32 of random weights, a service on all cores, one request after the other.

    python reasons.py PROGRAM [--requests 20] [--precision bfloat16]

Exits with 1 if the median exceeds 300 ms.
"""
import argparse
import base64
import http.client
import json
import os
import platform
import random
import statistics
import struct
import subprocess
import tempfile
import time
import zlib

import encoders
import service

LIMIT = 300
SIDE = 320


def photo(generator):
    """A PNG file of 64 coloured squares."""
    size = SIDE // 8
    colours = [[bytes(generator.randrange(256) for _ in range(3)) * size for _ in range(8)] for _ in range(8)]
    rows = b"".join((b"\0" + b"".join(row)) * size for row in colours)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def make_store(program, folder, precision):
    """Makes a store of 40 products with photos that a ViT-B/32 sees, and teaches four categories."""
    def shopguide(*arguments):
        subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)

    generator = random.Random(0)
    os.mkdir(f"{folder}/photos")
    with open(f"{folder}/products.csv", "w") as file:
        file.write("id,title,image\n")
        for number in range(40):
            file.write(f"product-{number},thing {number},{number}.png\n")
            with open(f"{folder}/photos/{number}.png", "wb") as picture:
                picture.write(photo(generator))
    encoders.write_vit(f"{folder}/vit")
    store = ["--store", f"{folder}/shop.sqlite"]
    shopguide("encoder", "add", "vit", f"hf:{folder}/vit", "--precision", precision)
    shopguide("catalog", "import", "products", f"{folder}/products.csv", "--images", f"{folder}/photos", "--yes", *store)
    shopguide("encode", "--encoder", "vit", *store)
    for category in range(4):
        shopguide("teach", f"kind {category}", *store, "--examples", *(f"product-{number}" for number in range(category, 20, 4)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32", help="the numbers that the encoder computes with")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHOPGUIDE_ENCODERS"] = f"{folder}/encoders"
        program = os.path.abspath(options.program)
        make_store(program, folder, options.precision)
        server = service.Server(program, folder)
        host, port = server.address.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {options.precision}")
        thing, median = {"image": base64.b64encode(photo(random.Random(1))).decode()}, 0
        for name, path, body in (("its category", "/v1/classify", {"items": [thing]}),
                                 ("its reasons", "/v1/classify/explanations", {"item": thing})):
            times = []
            for _ in range(options.requests + 2):
                start = time.perf_counter()
                connection.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                content = answer.read()
                times.append(1000 * (time.perf_counter() - start))
                if answer.status != 200:
                    raise SystemExit(f"{name}: {answer.status} {content.decode()}")
            median = statistics.median(times[2:])
            print(f"{name:<16}median {median:.1f} ms, {min(times[2:]):.1f} to {max(times[2:]):.1f}", flush=True)
        places = json.loads(content)["reason"]["occlusion"]
        print(f"places left out: {places['rows']} × {places['columns']}")
        server.stop()
    raise SystemExit(1 if median > LIMIT else 0)


if __name__ == "__main__":
    main()
