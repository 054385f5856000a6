"""Replicas of a shop on a PostgreSQL server of their own, behind the proxy of Deploy."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SHOPGUIDE", ROOT / ".build/release/shopguide")
os.environ["PATH"] += ":/usr/sbin"


class Absence(Exception):
    """The reason why there is no server or no proxy."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def request(port, method, path, body=None, headers={}):
    """Returns the status and the body of an answer; 0 and the reason where there was none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"} | headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error).encode()
    finally:
        connection.close()


class Database:
    """A PostgreSQL server in a new folder."""

    def __init__(self, folder, *settings):
        self.folder = folder
        self.process = subprocess.Popen(
            [ROOT / "Tests/LocalPostgres/serve", folder, *settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            self.expect("ready")
        except Absence:
            self.stop()
            raise

    def expect(self, answer):
        line = self.process.stdout.readline().strip()
        if line != answer:
            raise Absence(line)

    def tell(self, command, answer):
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        self.expect(answer)

    def kill(self):
        self.tell("kill", "killed")

    def start(self):
        self.tell("start", "ready")

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def address(self, schema="shopguide"):
        return f"postgres:///postgres?host={self.folder}&user=shopguide&schema={schema}"


class Replica:
    """A `shopguide serve` on a port of its own."""

    def __init__(self, store, folder, threads=1, options=()):
        self.store, self.threads, self.options, self.port = store, threads, options, free_port()
        self.log = pathlib.Path(folder) / f"{self.port}.log"
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--store", self.store, "--port", str(self.port), "--threads", str(self.threads),
                 "--leave-time", "1.5", "--drain-time", "5", *self.options], stdout=log, stderr=log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def restart(self):
        """Has it end as an orchestrator does, and starts it again."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.start()
        self.wait_until_ready()
        return status

    def wait_until_ready(self):
        for _ in range(1200):
            if request(self.port, "GET", "/readyz")[0] == 200:
                return
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)
        raise RuntimeError("a replica didn't become ready")


class Proxy:
    """HAProxy with the settings of Deploy, with some replicas in the place of a container's."""

    def __init__(self, folder, replicas):
        if not shutil.which("haproxy"):
            raise Absence("there is no HAProxy: Scripts/postgres installs it")
        self.port = free_port()
        lines = (ROOT / "Deploy/haproxy.cfg").read_text().splitlines()
        start = lines.index("resolvers docker")
        del lines[start : start + 4]
        lines = [line for line in lines if "server-template" not in line]
        lines = [line.replace("bind :8080", f"bind 127.0.0.1:{self.port}") for line in lines]
        lines += [f"    server guide{replica.port} 127.0.0.1:{replica.port}" for replica in replicas]
        settings = pathlib.Path(folder) / f"haproxy-{self.port}.cfg"
        settings.write_text("\n".join(lines) + "\n")
        self.process = subprocess.Popen(["haproxy", "-q", "-f", settings], stderr=subprocess.DEVNULL)
        for _ in range(100):
            if request(self.port, "GET", "/healthz")[0] == 200:
                return
            time.sleep(0.05)

    def stop(self):
        self.process.kill()
        self.process.wait()


class Cluster(contextlib.ExitStack):
    """A database with the built-in catalogue, replicas, and a proxy before them; all of it goes at the end."""

    def __init__(self, replicas=3, tenants=()):
        super().__init__()
        try:
            self.folder = tempfile.mkdtemp(prefix="shopguide-replicas-", dir="/tmp")
            self.callback(shutil.rmtree, self.folder, ignore_errors=True)
            # The server isn't root's.
            os.chmod(self.folder, 0o755)
            os.environ["XDG_STATE_HOME"] = f"{self.folder}/state"
            self.database = Database(f"{self.folder}/pg", "fsync=on")
            self.callback(self.database.stop)
            self.stores = {"default": self.database.address()}
            self.stores |= {tenant: self.database.address(f"shopguide-{tenant}") for tenant in tenants}
            for store in self.stores.values():
                self.command("catalog", "import", "builtin", "--store", store)
            self.keys = {tenant: self.command("key", "create", "--tenant", tenant, "--scope", "write", "--store", self.stores["default"])
                         for tenant in tenants}
            self.replicas = [Replica(self.stores["default"], self.folder) for _ in range(replicas)]
            for replica in self.replicas:
                self.callback(replica.kill)
            for replica in self.replicas:
                replica.wait_until_ready()
            self.proxy = Proxy(self.folder, self.replicas)
            self.callback(self.proxy.stop)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def command(*arguments):
        """Runs the program; returns what it prints."""
        return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    def headers(self, tenant):
        """The headers that open a tenant's shop."""
        return {"Authorization": f"Bearer {self.keys[tenant]}"} if tenant in self.keys else {}

    def interactions(self, tenant):
        """All interactions of a tenant, as the database has them."""
        lines = self.command("catalog", "export", "interactions", "--table", "jsonl", "--store", self.stores[tenant])
        return [json.loads(line) for line in lines.splitlines()]


class ClusterTest(unittest.TestCase):
    """A test with replicas of its own; skipped with the reason where there can be none."""

    options = {}

    def setUp(self):
        try:
            self.cluster = Cluster(**self.options)
        except Absence as absence:
            self.skipTest(str(absence))
        self.addCleanup(self.cluster.close)
