"""Clients of a shop behind a proxy, which remember what was acknowledged."""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time
import uuid

from replicas import request


class Client(threading.Thread):
    """A thread that asks again and again, until it is told to stop."""

    def __init__(self, cluster, tenant="default"):
        super().__init__(daemon=True)
        self.port, self.headers, self.tenant = cluster.proxy.port, cluster.headers(tenant), tenant
        self.is_over = threading.Event()
        self.count, self.failures = 0, []
        self.start()

    def run(self):
        while not self.is_over.is_set():
            self.turn()
            self.count += 1

    def ask(self, method, path, body=None, headers={}):
        return request(self.port, method, path, body, self.headers | headers)

    def stop(self):
        self.is_over.set()
        self.join()


class Reader(Client):
    """A client whose questions are all to be answered."""

    def __init__(self, cluster, questions, tenant="default"):
        self.questions = questions
        super().__init__(cluster, tenant)

    def turn(self):
        for method, path, body in self.questions:
            status, answer = self.ask(method, path, body)
            if status != 200:
                self.failures.append(f"{method} {path}: {status} {answer[:200]}")


class Writer(Client):
    """A client that makes a change until it is acknowledged, and then the next one; only 503 may come before."""

    def __init__(self, cluster, label, tenant="default"):
        self.label, self.repeated = label, 0
        super().__init__(cluster, tenant)

    def change(self, method, path, body, headers={}):
        """Makes a change; returns the answer."""
        while True:
            status, answer = self.ask(method, path, body, headers)
            if status == 200:
                return json.loads(answer)
            self.repeated += 1
            if status != 503:
                self.failures.append(f"{method} {path}: {status} {answer[:200]}")
            time.sleep(0.05)


class EventWriter(Writer):
    """A writer of interactions, of two at a time; each shopper has forty, which a recommendation counts all."""

    per_shopper = 40

    def __init__(self, cluster, label, tenant="default", is_keyed=False):
        self.is_keyed, self.expected = is_keyed, {}
        super().__init__(cluster, label, tenant)

    def turn(self):
        shopper = f"{self.label}-{2 * self.count // self.per_shopper}"
        events = [{"shopper": shopper, "product": "mug-01", "kind": "view"} for _ in range(2)]
        if self.is_keyed:
            headers = {"Idempotency-Key": uuid.uuid4().hex}
        else:
            headers = {}
            for number, event in enumerate(events):
                event["id"] = f"{self.label}:{2 * self.count + number}"
        answer = self.change("POST", "/v1/interactions", {"interactions": events}, headers)
        if answer["stored"] != 2:
            self.failures.append(f"stored {answer}")
        self.expected[shopper] = self.expected.get(shopper, 0) + 2


class ProductWriter(Writer):
    """A writer of one product after another, and of each again with another price."""

    def __init__(self, cluster, label, tenant="default"):
        self.prices = {}
        super().__init__(cluster, label, tenant)

    def turn(self):
        product, price = f"{self.label}-{self.count % 20}", 1 + self.count
        self.change(
            "PUT", f"/v1/products/{product}", {"id": product, "title": f"Product {product}", "price": price, "currency": "EUR"})
        self.prices[product] = price


class Wrk:
    """`wrk` that asks for recommendations, until it is told to stop; nothing where it isn't installed."""

    script = """
wrk.method, wrk.body, wrk.headers["Content-Type"] = "POST", '{"seen":["mug-01"]}', "application/json"
function done(summary, latency, requests)
    local e = summary.errors
    print(string.format("RESULT %d %d", summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
end
"""

    def __init__(self, cluster):
        self.process = None
        if shutil.which("wrk"):
            script = pathlib.Path(cluster.folder) / "questions.lua"
            script.write_text(self.script)
            self.process = subprocess.Popen(
                ["wrk", "-t1", "-c8", "-d600s", "--timeout", "10s", "-s", script, f"http://127.0.0.1:{cluster.proxy.port}/v1/recommendations"],
                stdout=subprocess.PIPE, text=True)

    def stop(self):
        """Returns the number of questions, and of those that failed."""
        if self.process is None:
            return 0, 0
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate()
        return tuple(int(number) for number in re.search(r"RESULT (\d+) (\d+)", output).groups())
