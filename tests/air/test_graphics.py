#!/usr/bin/env python3
"""What a channel has drawn over its programmes: where it is seen, that nothing else changes, and how it changes on air."""

import json
import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import rig  # first: it finds the analysers

os.environ.setdefault("RETROVUE", rig.PROGRAM)
import sys

sys.path.insert(0, str(rig.HERE.parent / "serve"))

import aired  # noqa: E402
import alerting  # noqa: E402
import station  # noqa: E402

RATE = (30000, 1001)
SIZES = {"sd": (640, 480), "wide": (854, 480)}


class Graphics(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.top = Path(self.temporary.name)
        self.db = self.top / "station.db"
        self.logo = self.top / "it's a [logo], 5;.png"
        self.draw("lime")

    def draw(self, colour):
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"color={colour}:s=200x100", "-frames:v", "1", "-f", "image2", "-update", "1",
                        f"file:{self.logo}.new.png"], check=True)
        os.replace(f"{self.logo}.new.png", self.logo)

    def retrovue(self, *words):
        done = alerting.retrovue(self.db, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def apply(self, graphics):
        file = self.top / "five.yaml"
        kept = self.retrovue("schedule", "dump", "1").split("graphics:")[0]
        file.write_text(kept + (f"graphics: {json.dumps(graphics)}\n" if graphics else ""))
        self.retrovue("schedule", "apply", file, "-q")

    def play(self, name, at):
        out = self.top / name
        done = alerting.retrovue(self.db, "play", "channel", "1", "--at", at, "--duration", "10s", "--output", out, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(rig.judge(out, frames=json.loads(done.stdout)["frames"])["faults"], [])
        return out, done.stderr

    def as_planned(self, path):
        near, frames = alerting.wall_frame(RATE), rig.decoded.decode(path, audio=False).frames
        numbers = [aired.frame_of(round(one.time * 90000) % 2**33, RATE, near) for one in frames]
        plan = json.loads(self.retrovue("schedule", "show", "1", "--events", "--json"))
        events = [event for event in plan if event["start_frame"] <= numbers[-1] and event["start_frame"] + event["frames"] > numbers[0]]
        self.assertEqual(aired.faults(aired.match(frames, events, RATE, rig.manifest(), near)), [])
        return numbers

    def colours(self, path, x, y, width, height):
        """The mean colour of a place, of every picture in order."""
        rows = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-vf", f"crop={width}:{height}:{x}:{y},scale=1:1:flags=area,format=rgb24",
                               "-fps_mode", "passthrough", "-f", "rawvideo", "-"], stdout=subprocess.PIPE, check=True).stdout
        return [tuple(rows[at:at + 3]) for at in range(0, len(rows), 3)]

    def is_lime(self, colour):
        return colour[0] < 40 and colour[1] > 215 and colour[2] < 40

    def test_bug_in_its_place_and_nothing_else(self):
        for profile, (width, height) in SIZES.items():
            with self.subTest(profile=profile):
                station.make(self.db, channels=1, profile=profile)
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                self.apply({"bug": {"file": str(self.logo), "place": "top-right", "height": 10, "opacity": 100, "inset": 5}})
                path, said = self.play("bug.ts", at)
                self.assertEqual(said, "")
                numbers = self.as_planned(path)
                self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))
                self.assertIn(len(numbers), (299, 300))
                # 96x48 pixels, a twentieth of the picture away from its edges.
                right, top = width - width // 20, height // 20
                inside = self.colours(path, right - 92, top + 4, 88, 40)
                self.assertEqual(len(inside), len(numbers))
                self.assertTrue(all(map(self.is_lime, inside)), inside[:5])
                for x, y, w, h in ((right + 4, top, 16, 48), (right - 120, top, 16, 48), (right - 96, top + 56, 96, 8), (right - 96, 2, 96, 16)):
                    self.assertFalse(any(map(self.is_lime, self.colours(path, x, y, w, h))))

    def test_changed_on_air(self):
        station.make(self.db, channels=1)
        right, top = 640 - 32, 24
        with station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            viewer.wait()
            time.sleep(3)
            look = {"place": "top-right", "height": 10, "opacity": 100}
            asked = alerting.wall_frame(RATE)
            self.apply({"bug": {"file": str(self.logo)} | look})
            time.sleep(5)
            self.apply(None)
            time.sleep(5)
            viewer.close()
            code, said = server.stop()
            self.assertEqual(code, 0)
        data = viewer.bytes()
        path = self.top / "seen.ts"
        path.write_bytes(data[: len(data) // 188 * 188])
        report = rig.judge(path, cut=True)
        self.assertEqual((report["faults"], report["transport"]["discontinuities"], report["video"]["gaps"], report["audio"]["gaps"]), ([], 0, 0, 0))
        shown = alerting.shown(path, RATE)
        lime = [frame for (frame, _, _), colour in zip(shown, self.colours(path, right - 92, top + 4, 88, 40)) if self.is_lime(colour)]
        # Once, without a hole, and nothing but programmes all the time.
        self.assertEqual(lime, list(range(lime[0], lime[-1] + 1)))
        self.assertGreater(len(lime), 60)
        self.assertGreater(lime[0], asked)
        self.assertLess(lime[-1], shown[-1][0])
        self.assertEqual([frame for frame, clip, _ in shown if clip is None and frame >= asked], [])

    def test_damaged_file_is_no_fault_of_the_programme(self):
        station.make(self.db, channels=1)
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        content = bytearray(self.logo.read_bytes())
        content[len(content) // 2] ^= 0x40
        for bad in (bytes(content), content[:40], b"", b"GIF89a"):
            self.logo.write_bytes(bad)
            self.apply({"bug": {"file": str(self.logo)}})
            path, said = self.play("without.ts", at)
            self.assertIn("channel 1: the bug cannot be shown", said)
            self.as_planned(path)


if __name__ == "__main__":
    unittest.main()
