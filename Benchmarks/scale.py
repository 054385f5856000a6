"""Measures the starts of the service on a large shop, its memory, and recommendations one at a time.

    python scale.py PROGRAM [--products 1000000] [--events 2000000] [--requests 2000] [--folder DIR]

The catalogue is generated deterministically and imported. The first start embeds every product; the others are of a service that ended well,
and of one that was killed after products had changed. Exits with 1 if a limit is exceeded: 2 s until the port is open, 4 min until the first start
is complete, 20 s until a later one is, 1.5 KB of memory a product, 15 ms at the 99th percentile.
"""
import argparse
import http.client
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

from service import Server, write_catalogue

LIMITS = {"listening": 2, "first": 240, "later": 20, "bytes": 1500, "p99": 15}


def recommendations(server, requests, products):
    """The milliseconds of recommendations for known shoppers and for visitors, one at a time on one connection."""
    generator = random.Random(2)
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.address).netloc)
    times = {"known shoppers": [], "visitors": []}
    for number in range(requests + 100):
        for kind, body in (("known shoppers", {"shopper": f"shopper-{generator.randrange(20_000)}", "limit": 10}),
                           ("visitors", {"seen": [{"product": f"product-{generator.randrange(products):06d}"} for _ in range(3)]})):
            start = time.perf_counter()
            connection.request("POST", "/v1/recommendations", json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"a recommendation is answered with {answer.status}")
            if number >= 100:
                times[kind].append((time.perf_counter() - start) * 1e3)
    return times


def import_all(program, folder, options):
    write_catalogue(folder, options.products, options.events)
    for part in ("products", "interactions"):
        subprocess.run([program, "catalog", "import", part, f"{folder}/{part}.csv", "--store", f"{folder}/shop.sqlite"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=1000, help="the products that change before the service is killed")
    parser.add_argument("--folder", help="the folder of the catalogue, which is kept (default: a temporary one)")
    parser.add_argument("--only", nargs="+", choices=["first", "later", "killed"], default=["first", "later", "killed"])
    parser.add_argument("--output", help="a file for the figures, as JSON")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    rows, is_good = [], True

    def report(name, server, limit):
        nonlocal is_good
        row = {"start": name, "listening_s": server.listening, "ready_s": server.seconds, "bytes_each": server.memory() * 2**20 / options.products}
        rows.append(row)
        over = row["listening_s"] > LIMITS["listening"] or row["ready_s"] > LIMITS[limit] or row["bytes_each"] > LIMITS["bytes"]
        is_good &= not over
        print(f"{name:<28}{row['listening_s']:>12.1f}{row['ready_s']:>12.1f}{row['bytes_each']:>12.0f}{'  over' if over else ''}", flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or temporary
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(f"{folder}/shop.sqlite"):
            import_all(program, folder, options)
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
              f"{options.products} products, {options.events} interactions")
        print(f"{'':<28}{'port open s':>12}{'ready s':>12}{'B/product':>12}", flush=True)
        if "first" in options.only:
            first = Server(program, folder)
            report("first start", first, "first")
            status, seconds = first.stop()
            print(f"ended with {status} after {seconds:.1f} s", flush=True)
        server = Server(program, folder)
        report("later start", server, "later")
        for kind, times in recommendations(server, options.requests, options.products).items():
            times.sort()
            p50, p99 = statistics.median(times), times[len(times) * 99 // 100]
            rows.append({"recommendations": kind, "p50_ms": p50, "p99_ms": p99})
            is_good &= p99 <= LIMITS["p99"]
            print(f"{kind:<28}{p50:>9.2f} ms median, {p99:.2f} ms at the 99th percentile{'  over' if p99 > LIMITS['p99'] else ''}", flush=True)
        print(f"memory afterwards: {server.memory() * 2**20 / options.products:.0f} B a product", flush=True)
        if "killed" in options.only:
            for number in range(options.changes):
                server.send("PUT", f"/v1/products/product-{number:06d}", {"title": f"changed mug {number}"})
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            server = Server(program, folder)
            report(f"killed, {options.changes} changed", server, "later")
        status, seconds = server.stop()
        print(f"ended with {status} after {seconds:.1f} s")
    if options.output:
        with open(options.output, "w") as file:
            json.dump({"products": options.products, "cores": os.cpu_count(), "rows": rows}, file, indent=2)
    sys.exit(0 if is_good and status == 0 else 1)


if __name__ == "__main__":
    main()
