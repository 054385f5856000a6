#!/usr/bin/env python3
"""Three replicas of a shop on one PostgreSQL server behind HAProxy: a rolling restart and a kill under load.

No question fails, no acknowledged change is lost, and none is made twice. Skipped where HAProxy or PostgreSQL isn't there.
"""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SHOPGUIDE", ROOT / ".build/release/shopguide")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Replica:
    """A `shopguide serve` on a port of its own."""

    def __init__(self, store, folder):
        self.store, self.folder, self.port = store, folder, free_port()
        self.start()

    def start(self):
        with open(f"{self.folder}/{self.port}.log", "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--store", self.store, "--port", str(self.port), "--threads", "1",
                 "--leave-time", "1.5", "--drain-time", "5"],
                stdout=log, stderr=log)

    def end(self):
        self.process.kill()
        self.process.wait()

    def wait_until_ready(self):
        for _ in range(1200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            if self.process.poll() is not None:
                raise RuntimeError(pathlib.Path(f"{self.folder}/{self.port}.log").read_text())
            time.sleep(0.1)
        raise RuntimeError("a replica didn't become ready")


class Load:
    """Clients that ask and change through the proxy until they are stopped."""

    def __init__(self, port):
        self.port = port
        self.is_over = threading.Event()
        self.questions, self.failures, self.changes, self.repeated = 0, [], [], 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.ask) for _ in range(4)]
        self.threads += [threading.Thread(target=self.change, args=(number,)) for number in range(2)]
        for thread in self.threads:
            thread.start()

    def exchange(self, method, path, body=None, headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} | headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError as error:
            return 0, str(error).encode()
        except http.client.HTTPException as error:
            return 0, repr(error).encode()
        finally:
            connection.close()

    def ask(self):
        bodies = ['{"shopper":"s-0"}', '{"seen":["mug-01"]}']
        while not self.is_over.is_set():
            for method, path, body in [("GET", "/v1/products?limit=3", None)] + [
                ("POST", "/v1/recommendations", body) for body in bodies
            ]:
                status, answer = self.exchange(method, path, body)
                with self.lock:
                    self.questions += 1
                    if status != 200:
                        self.failures.append(f"{method} {path}: {status} {answer[:200]}")

    def change(self, number):
        count = 0
        while not self.is_over.is_set():
            count += 1
            event = {"shopper": f"s-{number}", "product": "mug-01", "kind": "view"}
            body, key = json.dumps({"interactions": [event]}), uuid.uuid4().hex
            while True:
                status, answer = self.exchange("POST", "/v1/interactions", body, {"Idempotency-Key": key})
                if status == 200:
                    break
                with self.lock:
                    self.repeated += 1
                    if status != 503:
                        self.failures.append(f"a change: {status} {answer[:200]}")
                time.sleep(0.1)
            with self.lock:
                self.changes.append(key)

    def stop(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join()


@unittest.skipUnless(shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin"), "there is no HAProxy: Scripts/postgres installs it")
class ReplicaTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="shopguide-replicas-", dir="/tmp")
        os.chmod(self.folder, 0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.server = subprocess.Popen(
            [ROOT / "Tests/LocalPostgres/serve", f"{self.folder}/pg"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.addCleanup(self.end_server)
        answer = self.server.stdout.readline().strip()
        if answer != "ready":
            self.skipTest(answer)
        self.store = f"postgres:///postgres?host={self.folder}/pg&user=shopguide"
        os.environ["XDG_STATE_HOME"] = f"{self.folder}/state"
        subprocess.run(
            [PROGRAM, "catalog", "import", "builtin", "--store", self.store], check=True, capture_output=True)
        self.replicas = [Replica(self.store, self.folder) for _ in range(3)]
        for replica in self.replicas:
            self.addCleanup(replica.end)
        for replica in self.replicas:
            replica.wait_until_ready()
        self.port = free_port()
        self.proxy = subprocess.Popen(["haproxy", "-q", "-f", self.proxy_settings()], stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_proxy)
        for _ in range(100):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.05)

    def end_server(self):
        self.server.stdin.close()
        self.server.wait()
        self.server.stdout.close()

    def end_proxy(self):
        self.proxy.kill()
        self.proxy.wait()

    def proxy_settings(self):
        """Those of Deploy, with these replicas in the place of a container's."""
        lines = (ROOT / "Deploy/haproxy.cfg").read_text().splitlines()
        start = lines.index("resolvers docker")
        del lines[start : start + 4]
        lines = [line for line in lines if "server-template" not in line]
        lines = [line.replace("bind :8080", f"bind 127.0.0.1:{self.port}") for line in lines]
        lines += [f"    server guide{r.port} 127.0.0.1:{r.port}" for r in self.replicas]
        path = f"{self.folder}/haproxy.cfg"
        pathlib.Path(path).write_text("\n".join(lines) + "\n")
        return path

    def views(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/shop") as answer:
            return json.load(answer)["interactions"].get("view", 0)

    def test_a_rolling_restart_and_a_kill_fail_no_question_and_lose_no_change(self):
        before = self.views()
        load = Load(self.port)
        for replica in self.replicas:
            time.sleep(1)
            replica.process.send_signal(signal.SIGTERM)
            self.assertEqual(replica.process.wait(30), 0)
            replica.start()
            replica.wait_until_ready()
        time.sleep(1)
        self.replicas[1].process.kill()
        self.replicas[1].process.wait()
        time.sleep(1)
        self.replicas[1].start()
        self.replicas[1].wait_until_ready()
        time.sleep(1)
        load.stop()
        self.assertEqual(load.failures, [])
        self.assertGreater(load.questions, 100)
        self.assertEqual(self.views() - before, len(load.changes))
        print(f"{load.questions} questions, {len(load.changes)} changes, {load.repeated} of them asked again", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
