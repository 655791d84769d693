"""The sample library: what its table promises, and its shortest files made for real."""

import collections
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import jsonschema
import yaml

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
SCRIPTS = HERE.parents[1] / "scripts"
sys.path[:0] = [str(SCRIPTS / "sample"), str(HERE.parent / "air" / "analyse")]

import decoded  # noqa: E402
import table  # noqa: E402

ALL = [item for items in table.ITEMS.values() for item in items]


class Library(unittest.TestCase):
    def test_enough_of_everything(self):
        kinds = collections.Counter(item.path.split("/")[0] for item in ALL)
        self.assertGreaterEqual(kinds["commercials"], 12)
        self.assertEqual((kinds["shows"], kinds["movies"]), (8, 1))
        self.assertTrue(kinds["bumpers"] and kinds["promos"] and kinds["idents"])
        spots = [item for item in ALL if item.path.startswith("commercials/")]
        self.assertEqual({item.seconds for item in spots}, {15, 30})
        self.assertGreaterEqual(len({item.path.split("/")[1] for item in spots}), 5)
        self.assertEqual(len({item.path for item in ALL}), len(ALL))
        for name in ("rate", "size", "layout"):
            self.assertGreaterEqual(len({getattr(item, name) for item in ALL}), 3, name)

    def test_episodes_leave_room_for_breaks(self):
        for item in ALL:
            if item.path.startswith("shows/"):
                self.assertTrue(200 <= item.seconds <= 250, item.path)

    def test_idents_for_real(self):
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work) / "it's: a \"library\" %d"
            call = [SCRIPTS / "make-sample-library", folder, "--only", "idents/"]
            done = subprocess.run(call, capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            found = decoded.decode(folder / "idents" / "Station Ident.mp4")
            self.assertEqual(len(found.frames), 200)
            self.assertFalse(decoded.has_stream(folder / "idents" / "Silent Ident.mov", "a"))
            before = os.stat(folder / "idents" / "Station Ident.mp4").st_mtime_ns
            subprocess.run(call, capture_output=True, check=True)
            self.assertEqual(os.stat(folder / "idents" / "Station Ident.mp4").st_mtime_ns, before)

    def valid(self, text):
        schema = json.loads((HERE.parents[1] / "schema" / "station.schema.json").read_text())
        documents = list(yaml.safe_load_all(text))
        for document in documents:
            jsonschema.validate(document, schema)
        return documents

    def test_sample_station_follows_the_schema(self):
        documents = self.valid((SCRIPTS / "sample" / "station.yaml").read_text())
        self.assertEqual([document["channel"]["number"] for document in documents], [1, 2])
        stems = {Path(item.path).name for item in ALL}
        for document in documents:
            for pool in document.get("pools", {}).values():
                if "item" in pool:
                    self.assertIn(pool["item"], stems)

    def station_for(self, items):
        return subprocess.run([sys.executable, SCRIPTS / "sample" / "station_for.py", "Europe/Berlin"],
                              input=json.dumps(items), capture_output=True, text=True, check=False)

    def test_station_for_any_library(self):
        def item(kind, minutes):
            return {"type": kind, "state": "normal", "duration_ms": minutes * 60000}

        made = self.valid(self.station_for([item("episode", 22), item("movie", 95), item("commercial", 0.5)]).stdout)
        self.assertEqual([one["channel"]["grid"] for one in made], ["30m", "30m"])
        made = self.valid(self.station_for([item("episode", 22)]).stdout)
        self.assertEqual([one["breaks"]["at"] for one in made], ["none", "none"])
        made = self.valid(self.station_for([item("movie", 95)]).stdout)
        self.assertEqual([one["channel"]["number"] for one in made], [1, 2])
        nothing = self.station_for([item("commercial", 1)])
        self.assertEqual(nothing.returncode, 1)
        self.assertIn("no playable", nothing.stderr)


if __name__ == "__main__":
    unittest.main()
