#!/usr/bin/env python3
"""`kill -9` of replicas and of PostgreSQL while two tenants write: nothing acknowledged is lost, and nothing is done twice.

    test_crashes.py [--kills 3] [--server-kills 1] [--seed 1]

Skipped where HAProxy or PostgreSQL isn't there.
"""

import argparse
import collections
import json
import random
import sys
import time
import unittest

from load import EventWriter, ProductWriter, Reader
from replicas import ClusterTest, request

OPTIONS = argparse.Namespace(kills=3, server_kills=1, seed=1)


class CrashTests(ClusterTest):
    options = {"tenants": ["acme"]}

    def test_nothing_acknowledged_is_lost_or_done_twice(self):
        generator = random.Random(OPTIONS.seed)
        events = [EventWriter(self.cluster, f"{tenant}-{number}", tenant, is_keyed=number == 1)
                  for tenant in self.cluster.stores for number in range(2)]
        products = [ProductWriter(self.cluster, f"{tenant}-product", tenant) for tenant in self.cluster.stores]
        questions = [("POST", "/v1/recommendations", {"seen": ["mug-01"]})]
        readers = [Reader(self.cluster, questions, tenant) for tenant in self.cluster.stores]
        for _ in range(OPTIONS.kills):
            time.sleep(generator.uniform(0.2, 1))
            replica = generator.choice(self.cluster.replicas)
            replica.kill()
            time.sleep(generator.uniform(0, 0.5))
            replica.start()
            replica.wait_until_ready()
        for _ in range(OPTIONS.server_kills):
            time.sleep(generator.uniform(0.5, 1.5))
            self.cluster.database.kill()
            time.sleep(generator.uniform(0, 2))
            self.cluster.database.start()
        time.sleep(1)
        clients = events + products + readers
        for client in clients:
            client.stop()
        self.assertEqual([failure for client in clients for failure in client.failures], [])
        for tenant in self.cluster.stores:
            self.check_events(tenant, [writer for writer in events if writer.tenant == tenant])
        for writer in products:
            self.check_products(writer)
        print(f"{OPTIONS.kills} replicas and {OPTIONS.server_kills} servers killed; {sum(r.count for r in readers)} questions, "
              f"{sum(w.count for w in events + products)} changes, {sum(w.repeated for w in events + products)} of them asked again",
              file=sys.stderr)

    def check_events(self, tenant, writers):
        """Compares the database and every replica's memory with what was acknowledged to a tenant's writers, and to no others."""
        expected = {shopper: count for writer in writers for shopper, count in writer.expected.items()}
        stored = [event for event in self.cluster.interactions(tenant) if event["shopper"].startswith(tuple(f"{t}-" for t in self.cluster.stores))]
        self.assertEqual(collections.Counter(event["shopper"] for event in stored), expected)
        ids = [event["id"] for event in stored]
        self.assertEqual(len(set(ids)), len(ids))
        named = {f"{writer.label}:{number}" for writer in writers if not writer.is_keyed for number in range(2 * writer.count)}
        self.assertEqual({id for id in ids if ":" in id}, named)
        for replica in self.cluster.replicas:
            for shopper, count in expected.items():
                self.assertEqual(self.remembered(replica, tenant, shopper, count), count, shopper)

    def remembered(self, replica, tenant, shopper, count):
        """The events by which a replica recommends to a shopper, once it has heard of all."""
        for _ in range(100):
            status, answer = request(replica.port, "POST", "/v1/recommendations", {"shopper": shopper}, self.cluster.headers(tenant))
            events = json.loads(answer)["events"] if status == 200 else 0
            if events >= count:
                break
            time.sleep(0.1)
        return events

    def check_products(self, writer):
        """Asks every replica for the last price of each product, and every other tenant for nothing of them."""
        for product, price in writer.prices.items():
            for tenant in self.cluster.stores:
                for replica in self.cluster.replicas:
                    status, answer = request(replica.port, "GET", f"/v1/products/{product}", headers=self.cluster.headers(tenant))
                    found = (status, json.loads(answer).get("price"))
                    self.assertEqual(found, (200, price) if tenant == writer.tenant else (404, None))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=3, help="kills of replicas")
    parser.add_argument("--server-kills", type=int, default=1, help="kills of PostgreSQL")
    parser.add_argument("--seed", type=int, default=1, help="decides which replicas, and when")
    OPTIONS = parser.parse_args()
    unittest.main(argv=[sys.argv[0]])
