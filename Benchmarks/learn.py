"""Measures learning from a large shop's own data: whether it ends within its budget, its memory, and whether what it made serves.

    python learn.py PROGRAM [--products 1000000] [--events 10000000] [--shoppers 500000] [--budget 60] [--folder DIR]

The catalogue and the interactions are generated deterministically and imported. Exits with 1 if learning takes longer than its budget
of minutes or more than 12 GB, or if the service can't recommend by what was learned.
"""
import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.error

from service import Server, write_catalogue

MOST_GB = 12


def timed(command, **streams):
    """The seconds and the processor's seconds of a command, and its peak of memory in GB."""
    start = time.time()
    process = subprocess.Popen(command, **streams)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e9


def recommended(server, learner):
    """The number of products that a learner recommends, once the learners are fitted to the interactions."""
    end = time.time() + 1800
    while True:
        try:
            return len(server.send("POST", "/v1/recommendations", {"shopper": "shopper-1", "limit": 10, "learner": learner})["items"])
        except urllib.error.HTTPError as error:
            if error.code != 503 or time.time() > end:
                raise
            time.sleep(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--shoppers", type=int, default=500_000)
    parser.add_argument("--budget", type=float, default=60, help="minutes")
    parser.add_argument("--folder", help="the folder of the catalogue, which is kept (default: a temporary one)")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or temporary
        os.makedirs(folder, exist_ok=True)
        store, output = f"{folder}/shop.sqlite", f"{folder}/learned-{time.time():.0f}"
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
              f"{options.products} products, {options.events} interactions of {options.shoppers} shoppers", flush=True)
        if not os.path.exists(store):
            write_catalogue(folder, options.products, options.events, options.shoppers)
            for part in ("products", "interactions"):
                seconds, _, memory = timed(
                    [program, "catalog", "import", part, f"{folder}/{part}.csv", "--store", store],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                print(f"import of {part}: {seconds:.0f} s, {memory:.1f} GB", flush=True)
        seconds, busy, memory = timed(
            [program, "learn", "--store", store, "--budget", str(options.budget), "--output", output], stdout=subprocess.DEVNULL)
        with open(f"{output}/report.json") as file:
            report = json.load(file)
        print(f"learn --budget {options.budget:g}: {seconds / 60:.1f} min, {busy / 60:.1f} of the processor, {memory:.1f} GB; "
              f"chose {report['chosen']}", flush=True)
        server = Server(program, folder, store, "--shoppers", f"{output}/models")
        start = time.time()
        learners = {model: recommended(server, model) for model in sorted(os.listdir(f"{output}/models"))}
        print(f"the learners were fitted, and all had answered, after {time.time() - start:.0f} s, with {server.memory():.0f} MiB", flush=True)
        print("recommendations by " + ", ".join(f"{name}: {count}" for name, count in learners.items()), flush=True)
        status, _ = server.stop()
    is_good = seconds <= 60 * options.budget and memory <= MOST_GB and set(learners.values()) == {10} and status == 0
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
