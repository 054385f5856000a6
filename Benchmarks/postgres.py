"""Measures a shop in PostgreSQL: imports, durable interactions, and the reads of two replicas against those of one.

    python postgres.py PROGRAM [--products 100000] [--seconds 10] [--rounds 3] [--folder DIR] [--output FILE]

The server is one of its own on this machine, with fsync on. Reads go through HAProxy with the settings of Deploy: to one replica with two
threads, and to two replicas with one each, in turn. Exits with 1 where a figure is below its bar.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import loads
import service

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Tests/Replicas"))
from replicas import Database, Proxy, Replica

SETTINGS = ["fsync=on", "shared_buffers=512MB", "max_wal_size=4GB"]
# Products imported and interactions acknowledged a second, and reads of two replicas over those of one.
BARS = {"import": 15_000, "interactions": 1_500, "reads": 0.9}
READS = ["recommendations", "recommendations, anonymous", "classify a title"]


class Target:
    """What wrk is pointed at."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"


def imports(program, database, folder, products, rounds):
    """Imports a table of products into new schemas; returns the products a second of each time."""
    rates = []
    for number in range(rounds):
        start = time.time()
        subprocess.run([program, "catalog", "import", "products", f"{folder}/products.csv", "--yes",
                        "--store", database.address(f"import{number}")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        rates.append(products / (time.time() - start))
    return rates


def measured(targets, folder, load, seconds, rounds):
    """Runs a load on each target in turn; returns their requests a second."""
    rates = {name: [] for name in targets}
    for number in range(rounds):
        for name in sorted(targets, reverse=number % 2 == 1):
            result = service.wrk(targets[name], folder, load, seconds)
            if result["errors"]:
                sys.exit(f"{load.name}, {name}: {result['errors']} requests failed")
            rates[name].append(result["rate"])
    return rates


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="the folder of the catalogue, which is kept (default: a temporary one)")
    parser.add_argument("--output", help="a file for the figures, as JSON")
    options = parser.parse_args()
    program = os.environ["SHOPGUIDE"] = os.path.abspath(options.program)
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as temporary, tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = options.folder or temporary
        os.makedirs(folder, exist_ok=True)
        os.chmod(place, 0o755)
        os.environ["XDG_STATE_HOME"] = f"{place}/state"
        store = service.make_store(program, folder, options.products, options.events)
        database, replicas, proxies = Database(f"{place}/pg", *SETTINGS), [], []
        try:
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; PostgreSQL with {', '.join(SETTINGS)}", flush=True)
            figures = {"products": options.products, "cores": os.cpu_count(), "settings": SETTINGS,
                       "import": imports(program, database, folder, options.products, options.rounds)}
            print(f"products imported a second: {statistics.median(figures['import']):.0f}", flush=True)
            subprocess.run([program, "store", "copy", store, database.address()], check=True, stdout=subprocess.DEVNULL)
            replicas = [Replica(database.address(), place, threads) for threads in (2, 1, 1)]
            for replica in replicas:
                replica.wait_until_ready()
            proxies = [Proxy(place, replicas[:1]), Proxy(place, replicas[1:])]
            loads.prepare(Target(replicas[0].port).address, options.products)
            known = {load.name: load for load in loads.all_loads(options.products)}
            targets = {"one replica": Target(proxies[0].port), "two replicas": Target(proxies[1].port)}
            figures["reads"] = {}
            for name in READS:
                rates = measured(targets, folder, known[name], options.seconds, options.rounds)
                one, two = (statistics.median(rates[target]) for target in targets)
                figures["reads"][name] = {"rates": rates, "ratio": two / one}
                print(f"{name:<28} one replica {one:7.0f}/s, two {two:7.0f}/s, ratio {two / one:.2f}", flush=True)
            targets["one replica, without a proxy"] = Target(replicas[0].port)
            rates = measured(targets, folder, known["an interaction"], options.seconds, options.rounds)
            figures["interactions"] = rates
            for target in targets:
                print(f"durable interactions, {target}: {statistics.median(rates[target]):.0f}/s", flush=True)
        finally:
            for running in proxies:
                running.stop()
            for running in replicas:
                running.kill()
            database.stop()
    if options.output:
        with open(options.output, "w") as file:
            json.dump(figures, file, indent=2)
    is_good = (statistics.median(figures["import"]) >= BARS["import"]
               and all(statistics.median(rates) >= BARS["interactions"] for rates in figures["interactions"].values())
               and all(row["ratio"] >= BARS["reads"] for row in figures["reads"].values()))
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
