#!/usr/bin/env python3
"""Three replicas of a shop behind HAProxy: a rolling restart and a kill under load fail no question and lose no change.

Skipped where HAProxy or PostgreSQL isn't there.
"""

import sys
import time
import unittest

from load import EventWriter, Reader, Wrk
from replicas import ClusterTest


class ReplicaTests(ClusterTest):
    def test_a_rolling_restart_and_a_kill_fail_no_question_and_lose_no_change(self):
        questions = [("GET", "/v1/products?limit=3", None), ("POST", "/v1/recommendations", {"seen": ["mug-01"]})]
        readers = [Reader(self.cluster, questions) for _ in range(2)]
        writers = [EventWriter(self.cluster, "w0"), EventWriter(self.cluster, "w1", is_keyed=True)]
        wrk = Wrk(self.cluster)
        for replica in self.cluster.replicas:
            time.sleep(1)
            self.assertEqual(replica.restart(), 0)
        time.sleep(1)
        killed = self.cluster.replicas[1]
        killed.kill()
        time.sleep(1)
        killed.start()
        killed.wait_until_ready()
        time.sleep(1)
        for client in readers + writers:
            client.stop()
        asked, failed = wrk.stop()
        self.assertEqual([failure for client in readers + writers for failure in client.failures], [])
        self.assertEqual(failed, 0)
        self.assertGreater(sum(reader.count for reader in readers), 100)
        counts = {}
        for event in self.cluster.interactions("default"):
            counts[event["shopper"]] = counts.get(event["shopper"], 0) + 1
        for writer in writers:
            self.assertEqual({s: counts.get(s, 0) for s in writer.expected}, writer.expected)
        print(f"{asked + 2 * sum(r.count for r in readers)} questions, {sum(w.count for w in writers)} changes, "
              f"{sum(w.repeated for w in writers)} of them asked again", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
