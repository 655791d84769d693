"""The sample library: what its table promises, and its shortest files made for real."""

import collections
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

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


if __name__ == "__main__":
    unittest.main()
