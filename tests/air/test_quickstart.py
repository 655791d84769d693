"""scripts/quickstart from outside: wrong use, a taken port, and a folder of one's own put on air and looked at."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(TOP / "tests" / "media"))

import make  # noqa: E402

CLIPS = Path(os.environ.get("RETROVUE_CLIPS", "/tmp/retrovue-clips"))
PROGRAM = os.path.abspath(os.environ.get("RETROVUE", TOP / "build" / "retrovue"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Quickstart(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)
        CLIPS.mkdir(parents=True, exist_ok=True)

    def run_it(self, *words):
        return subprocess.run([TOP / "scripts" / "quickstart", *words], capture_output=True, text=True, check=False,
                              env=os.environ | {"RETROVUE": PROGRAM, "XDG_DATA_HOME": str(self.work / "data"),
                                                "XDG_CACHE_HOME": str(self.work / "cache")})

    def test_wrong_use(self):
        for words, said in ((["--nosuch"], "unknown option '--nosuch'"), (["--port", "x"], "'x' is not a port"),
                            (["--port"], "--port needs a value"), (["a", "b"], "one media folder at most")):
            done = self.run_it(*words)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn(said, done.stderr)
        done = self.run_it(str(self.work / "nowhere"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("no folder", done.stderr)

    def test_taken_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = self.run_it("--port", str(port))
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"port {port} on 127.0.0.1 is taken", done.stderr)
        self.assertFalse((self.work / "data").exists())

    def test_own_folder_twice(self):
        media = self.work / "it's my: tv"
        places = {"p2997": "shows/Test Pattern (1960)/Season 01/Test Pattern - S01E01 - One.mp4",
                  "p25": "shows/Test Pattern (1960)/Season 01/Test Pattern - S01E02 - Two.mp4",
                  "acts-23976": "movies/Grey (1955)/Grey (1955).mkv",
                  "spot15-acme": "commercials/Acme/Soap.mp4", "spot15-bolt": "commercials/Bolt & Co/Nails.mp4",
                  "spot30-cola": "commercials/Cola/Fizz.mp4", "bumper5": "bumpers/Soon.mp4"}
        for clip, place in places.items():
            (media / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(make.make(CLIPS, clip), media / place)
        for turn in ("first", "second"):
            done = self.run_it(str(media), "--check", "--port", str(free_port()), "--state", str(self.work / "state"))
            self.assertEqual(done.returncode, 0, f"{turn}: {done.stdout}\n{done.stderr}")
            self.assertIn("page, guide, TS and HLS of 2 channels are good", done.stdout)
            report = json.loads(done.stdout[done.stdout.index("{\n") : done.stdout.rindex("}\n") + 1])
            self.assertEqual(sorted(report["on_now"].values()), ["Grey", "Test Pattern"], turn)


if __name__ == "__main__":
    unittest.main()
