"""Measures the service over HTTP with wrk: requests per second and latencies, relative to a no-op route.

    python service.py PROGRAM [--products 100000] [--seconds 10] [--soak MINUTES] [--folder DIR]
                             [--store postgres://…] [--only LOAD …] [--training ROUNDS]

The catalogue is generated deterministically, imported and served. Each load runs between two runs of the no-op route,
to account for other load of the machine. Exits with 1 if a load exceeds a limit. With --soak, one mixed load runs for that many
minutes, and memory is read from /metrics every ten seconds. With --training, each load runs that many times without a training on the
shop's own data and with one beside it, in turn; exits with 1 if the median of p99 is more than 1.5 times as long beside it.
"""
import argparse
import json
import os
import platform
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import loads

CONNECTIONS = 16


def write_catalogue(folder, products, events, shoppers=20_000):
    """Writes products of 400 kinds, and interactions of shoppers."""
    generator = random.Random(1)
    with open(f"{folder}/products.csv", "w") as file:
        file.write("id,title,category,brand,price,currency,markets,availability,colour\n")
        for i in range(products):
            kind = i % 400
            file.write(f"product-{i:06d},{loads.title(generator, kind)},department {kind % 20} > kind {kind},"
                       f"Brand {i % 900},{i % 200 + 1}.99,EUR,DE FR,in_stock,{loads.WORDS[i % 40]}\n")
    with open(f"{folder}/interactions.csv", "w") as file:
        file.write("shopper,product,kind,value,time,market\n")
        for i in range(events):
            file.write(f"shopper-{generator.randrange(shoppers)},product-{generator.randrange(products):06d},"
                       f"{('view', 'view', 'cart', 'purchase')[i % 4]},1,2025-{i % 12 + 1:02d}-{i % 28 + 1:02d}T12:00:00Z,DE\n")


class Server:
    """A running service."""

    def __init__(self, program, folder, store=None, *options):
        self.log = open(f"{folder}/serve.log", "w+")
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--store", store or f"{folder}/shop.sqlite", *options], stderr=self.log, stdout=self.log,
            env={**os.environ, "OMP_NUM_THREADS": "1"})
        started = time.time()
        while True:
            with open(self.log.name) as log:
                found = re.search(r"listening on (http://\S+)", log.read())
            if found:
                break
            if self.process.poll() is not None or time.time() > started + 900:
                sys.exit(f"shopguide serve doesn't listen; {self.log.name} says why")
            time.sleep(0.1)
        self.address = found.group(1)
        self.listening = time.time() - started
        while not self.is_ready():
            if self.process.poll() is not None or time.time() > started + 3600:
                sys.exit(f"shopguide serve doesn't become ready; {self.log.name} says why")
            time.sleep(0.05)
        self.seconds = time.time() - started

    def is_ready(self):
        """Whether the shop is read and embedded."""
        try:
            return bool(self.get("/readyz"))
        except (urllib.error.URLError, TimeoutError):
            return False

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return answer.read()

    def send(self, method, path, body=None):
        """The answer to a request with JSON."""
        request = urllib.request.Request(self.address + path, None if body is None else json.dumps(body).encode(),
                                         {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def memory(self):
        """MiB in use."""
        return float(re.search(rb"^process_resident_memory_bytes (\S+)", self.get("/metrics"), re.M).group(1)) / 2**20

    def stop(self):
        start = time.time()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30), time.time() - start


def wrk(server, folder, load, seconds):
    """Runs a load; returns requests per second, percentiles in ms, and the number of responses that weren't 2xx."""
    script = f"{folder}/{load.name.replace(' ', '-')}.lua"
    with open(script, "w") as file:
        file.write(load.script(folder))
    output = subprocess.run(
        ["wrk", "-t1", f"-c{load.connections or CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", script, server.address],
        check=True, capture_output=True, text=True).stdout
    found = re.search(r"RESULT (\{.*\})", output)
    if not found:
        sys.exit(f"wrk printed no result:\n{output}")
    return json.loads(found.group(1))


def measure(server, folder, products, seconds, only):
    """Runs all loads; returns one row each."""
    rows, noop = [], loads.noop()
    before = wrk(server, folder, noop, max(2, seconds // 3))
    for load in loads.all_loads(products):
        if only and load.name not in only:
            continue
        result = wrk(server, folder, load, seconds)
        after = wrk(server, folder, noop, max(2, seconds // 3))
        base = (before["rate"] + after["rate"]) / 2
        before = after
        problems = load.problems(result)
        rows.append({"load": load.name, **result, "items": result["rate"] * load.items, "noop": base,
                     "ratio": result["rate"] / base, "problems": problems})
        print(f"{load.name:<28}{result['rate']:>9.0f}{result['rate'] * load.items:>9.0f}{result['p50']:>9.2f}{result['p99']:>9.2f}"
              f"{result['errors']:>8.0f}{base:>9.0f}{result['rate'] / base:>8.3f}  {'; '.join(problems)}", flush=True)
    return rows


def soak(server, folder, products, minutes):
    """Runs a mixed load; returns whether memory stays within 110 % of its value after a fifth of the time."""
    script = f"{folder}/soak.lua"
    with open(script, "w") as file:
        file.write(loads.soak(products, folder))
    process = subprocess.Popen(
        ["wrk", "-t1", "-c8", f"-d{int(minutes * 60)}s", "--timeout", "10s", "-s", script, server.address], stdout=subprocess.PIPE, text=True)
    samples, start = [], time.time()
    while process.poll() is None:
        samples.append((time.time() - start, server.memory()))
        print(f"{samples[-1][0]:6.0f} s {samples[-1][1]:7.1f} MiB", flush=True)
        time.sleep(min(10, minutes * 6))
    print(re.search(r"RESULT (\{.*\})", process.stdout.read()).group(1))
    settled = [memory for seconds, memory in samples if seconds >= minutes * 12] or [samples[-1][1]]
    growth = max(settled[-3:]) / settled[0] - 1
    print(f"memory grew by {growth:.1%} from {settled[0]:.0f} MiB")
    return growth <= 0.1


class Training:
    """A training on the shop's own data that runs beside the service."""

    def __init__(self, server):
        self.server = server
        self.id = server.send("POST", "/v1/trainings", {"budget": 600})["id"]
        self.wait(lambda job: job["progress"] is not None and job["expectedSeconds"] is not None)

    def wait(self, is_so):
        for _ in range(3000):
            job = self.server.send("GET", f"/v1/trainings/{self.id}")
            if is_so(job):
                return job
            if job["state"] in ("failed", "finished"):
                sys.exit(f"the training is {job['state']}: {job['problem']}")
            time.sleep(0.2)
        sys.exit("the training doesn't come so far")

    def cancel(self):
        """Ends it; returns how far it was."""
        self.server.send("DELETE", f"/v1/trainings/{self.id}")
        return self.wait(lambda job: job["state"] == "cancelled")["progress"]


def beside_training(server, folder, products, seconds, rounds, only):
    """Measures loads without a training and beside one, in turn; returns one row each."""
    names = only or ["recommendations, one by one", "recommendations", "an interaction"]
    known = [load for load in loads.all_loads(products) if load.name in names]
    times = {load.name: ([], []) for load in known}
    for number in range(rounds):
        for load in known:
            times[load.name][0].append(wrk(server, folder, load, seconds))
        training = Training(server)
        for load in known:
            times[load.name][1].append(wrk(server, folder, load, seconds))
        print(f"round {number + 1}: the training came to {training.cancel():.0%}", flush=True)
    rows = []
    print(f"{'':<28}{'p50 ms':>9}{'beside':>9}{'p99 ms':>9}{'beside':>9}{'ratio':>8}{'errors':>8}")
    for name, (alone, beside) in times.items():
        p50, p99 = ([statistics.median(run[key] for run in runs) for runs in (alone, beside)] for key in ("p50", "p99"))
        errors = sum(run["errors"] for run in alone + beside)
        problems = ["p99 is more than 1.5 times as long beside a training"] if p99[1] > 1.5 * p99[0] else []
        rows.append({"load": name, "alone": alone, "beside": beside, "ratio": p99[1] / p99[0], "problems": problems})
        print(f"{name:<28}{p50[0]:>9.2f}{p50[1]:>9.2f}{p99[0]:>9.2f}{p99[1]:>9.2f}{p99[1] / p99[0]:>8.2f}{errors:>8.0f}  "
              f"{'; '.join(problems)}")
    return rows


def make_store(program, folder, products, events):
    """Makes a store with all products encoded, where there is none yet; returns its path."""
    store = f"{folder}/shop.sqlite"
    if not os.path.exists(store):
        write_catalogue(folder, products, events)
        for part in ("products", "interactions"):
            subprocess.run([program, "catalog", "import", part, f"{folder}/{part}.csv", "--store", store],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # The first start encodes all products, before anything is measured.
        first = Server(program, folder)
        print(f"listening after {first.listening:.1f} s, ready for the first time after {first.seconds:.1f} s with {first.memory():.0f} MiB", flush=True)
        first.stop()
    return store


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument("--training", type=int, metavar="ROUNDS")
    parser.add_argument("--folder", help="the folder of the catalogue, which is kept (default: a temporary one)")
    parser.add_argument("--store", help="an empty PostgreSQL schema, which is filled and served instead of a file")
    parser.add_argument("--only", nargs="+", help="the names of the loads to run (default: all)")
    parser.add_argument("--output", help="a file for the figures, as JSON")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk isn't installed; apt-get install -y wrk")
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or temporary
        os.makedirs(folder, exist_ok=True)
        loads.write_pictures(folder)
        store = make_store(program, folder, options.products, options.events)
        # Each run gets a copy, since the loads teach and record.
        run = f"{folder}/run"
        shutil.rmtree(run, ignore_errors=True)
        os.makedirs(run)
        shutil.copy(store, run)
        if options.store:
            subprocess.run([program, "store", "copy", store, options.store], check=True, stdout=subprocess.DEVNULL)
        server = Server(program, run, options.store)
        try:
            print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
                  f"{options.products} products; listening after {server.listening:.1f} s, ready after {server.seconds:.1f} s with {server.memory():.0f} MiB")
            loads.prepare(server.address, options.products)
            if options.soak:
                is_good = soak(server, folder, options.products, options.soak)
            elif options.training:
                rows = beside_training(server, folder, options.products, options.seconds, options.training, options.only)
                is_good = not any(row["problems"] for row in rows)
                if options.output:
                    with open(options.output, "w") as file:
                        json.dump({"products": options.products, "cores": os.cpu_count(), "training": rows}, file, indent=2)
            else:
                print(f"{'':<28}{'req/s':>9}{'items/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}{'no-op/s':>9}{'ratio':>8}")
                rows = measure(server, folder, options.products, options.seconds, options.only)
                print(f"memory afterwards: {server.memory():.0f} MiB")
                is_good = not any(row["problems"] for row in rows)
                if options.output:
                    with open(options.output, "w") as file:
                        json.dump({"products": options.products, "cores": os.cpu_count(), "loads": rows}, file, indent=2)
        finally:
            status, seconds = server.stop()
        print(f"ended with {status} after {seconds:.1f} s")
        sys.exit(0 if is_good and status == 0 else 1)


if __name__ == "__main__":
    main()
