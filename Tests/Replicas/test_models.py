#!/usr/bin/env python3
"""A model that is activated on one replica, and used on another whose machine lacks its folder.

Skipped where PostgreSQL isn't there.
"""

import json
import pathlib
import shutil
import time
import unittest

from replicas import ROOT, ClusterTest, Replica, request


class ModelTests(ClusterTest):
    options = {"replicas": 1}

    def models(self, replica):
        """The active model of a replica, and the digests of those that can be used."""
        answer = json.loads(request(replica.port, "GET", "/v1/models")[1])
        return answer["active"], {item["id"]: item["digest"] for item in answer["items"] if item["usable"]}

    def test_a_replica_without_the_folder_serves_with_the_copy_of_the_database(self):
        folder = pathlib.Path(self.cluster.folder) / "models"
        for name in ["catalogues", "another"]:
            shutil.copytree(ROOT / "Models/catalogues", folder / name)
        # Another model by its digest: the last number of its weights is another.
        weights = folder / "another/model.safetensors"
        contents = bytearray(weights.read_bytes())
        contents[-2] ^= 1
        weights.write_bytes(contents)
        with_folder = Replica(self.cluster.stores["default"], self.cluster.folder, options=["--model", folder / "catalogues"])
        self.addCleanup(with_folder.kill)
        with_folder.wait_until_ready()
        self.assertEqual(request(with_folder.port, "POST", "/v1/models/another/activate")[0], 200)
        without = self.cluster.replicas[0]
        for _ in range(300):
            if self.models(without)[0] == "another":
                break
            time.sleep(0.1)
        self.assertEqual(self.models(without)[0], "another")
        self.assertEqual(self.models(without)[1]["another"], self.models(with_folder)[1]["another"])
        # And so it does after a restart, and where there is no folder any more.
        with_folder.kill()
        shutil.rmtree(folder)
        self.assertEqual(without.restart(), 0)
        self.assertEqual(self.models(without)[0], "another")
        self.assertEqual(request(without.port, "POST", "/v1/recommendations", {"seen": ["mug-01"]})[0], 200)


if __name__ == "__main__":
    unittest.main()
