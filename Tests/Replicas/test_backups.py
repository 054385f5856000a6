#!/usr/bin/env python3
"""PostgreSQL's own backups, as Docs/postgres.md describes them: pg_dump while a shop is used, and pg_restore under a running replica.

Skipped where HAProxy or PostgreSQL isn't there.
"""

import json
import subprocess
import time
import unittest

from replicas import ClusterTest, request


class BackupTests(ClusterTest):
    options = {"replicas": 1}

    def tool(self, *arguments):
        """Runs a program of PostgreSQL on the cluster's database."""
        subprocess.run([*arguments], check=True, capture_output=True, text=True,
                       env={"PATH": "/usr/bin:/bin", "PGHOST": self.cluster.database.folder, "PGUSER": "shopguide", "PGDATABASE": "postgres"})

    def buy(self, number):
        event = {"id": f"e{number}", "shopper": "anna", "product": "mug-01", "kind": "purchase"}
        self.assertEqual(request(self.cluster.proxy.port, "POST", "/v1/interactions", {"interactions": [event]})[0], 200)

    def events(self):
        answer = request(self.cluster.proxy.port, "POST", "/v1/recommendations", {"shopper": "anna"})[1]
        return json.loads(answer).get("events")

    def test_a_running_replica_answers_as_a_restored_dump_says(self):
        for number in range(3):
            self.buy(number)
        dump = f"{self.cluster.folder}/shop.dump"
        self.tool("pg_dump", "--format", "custom", "--schema", "shopguide", "--file", dump)
        for number in range(3, 5):
            self.buy(number)
        self.assertEqual(self.events(), 5)
        self.tool("psql", "--command", "ALTER SCHEMA shopguide RENAME TO shopguide_before")
        self.tool("pg_restore", "--dbname", "postgres", dump)
        self.tool("psql", "--command", "UPDATE shopguide.feed SET feed = replace(gen_random_uuid()::text, '-', '')")
        for _ in range(300):
            if self.events() == 3:
                break
            time.sleep(0.1)
        self.assertEqual(self.events(), 3)
        self.assertEqual(len([event for event in self.cluster.interactions("default") if event["shopper"] == "anna"]), 3)
        self.cluster.command("catalog", "show", "--check", "--store", self.cluster.stores["default"])
        # What comes next is numbered after what was restored.
        self.buy(9)
        self.assertEqual(self.events(), 4)


if __name__ == "__main__":
    unittest.main()
