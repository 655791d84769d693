#!/usr/bin/env python3
"""Channels that take too much of the machine, or get too little of it: each makes do with less by itself."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path

import rig  # first: it finds the analysers

os.environ.setdefault("RETROVUE", rig.PROGRAM)
sys.path.insert(0, str(rig.HERE.parent / "serve"))

import alerting  # noqa: E402
import station  # noqa: E402


def nice_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[16])


def metric(server, name, channel):
    found = re.search(rf'^retrovue_channel_{name}{{channel="{channel}"}} (\S+)', server.get("/metrics").decode(), re.M)
    return float(found[1]) if found else 0


class Effort(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.top = Path(self.temporary.name)

    def slowed(self, which, rate):
        """An environment in which ffmpeg makes so much of a second in one where its words match, as long as the file `slow` is there."""
        tools, slow = self.top / "bin", self.top / "slow"
        tools.mkdir()
        slow.touch()
        (tools / "ffmpeg").write_text(f'#!/bin/bash\n[[ -e "{slow}" && "$*" == {which} ]] && set -- -readrate {rate} "$@"\nexec {shutil.which("ffmpeg")} "$@"\n')
        (tools / "ffmpeg").chmod(0o755)
        return unittest.mock.patch.dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}")

    def wait_for(self, condition, what, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    def whole(self, path):
        """The stream is held against everything a stream must be: one pair of parameter sets among it."""
        report = rig.judge(path, cut=True)
        self.assertEqual(report["faults"], [])
        self.assertEqual((report["transport"]["continuity_errors"], report["transport"]["discontinuities"]), (0, 0))
        for track in ("video", "audio"):
            self.assertEqual((report[track]["gaps"], report[track]["overlaps"]), (0, 0))
        self.assertEqual((report["video"]["sps"], report["video"]["pps"]), (1, 1))

    def test_a_slow_channel_makes_do_and_its_neighbour_does_not_notice(self):
        db = self.top / "station.db"
        station.make(db, channels=2)
        with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
            catalog.execute("UPDATE channels SET nice = 5, threads = 2 WHERE number = 1")
        # Only its encoders have two threads.
        with self.slowed('*veryfast*"-threads 2 -flush"*', 0.6), station.Server(db) as server:
            neighbour = alerting.Viewer(server, 2)
            neighbour.wait()
            self.wait_for(lambda: metric(server, "produced_frames", 2) > 130, "channel 2 never has its lead")
            late = metric(server, "late_frames_total", 2)
            slow = alerting.Viewer(server, 1)
            self.wait_for(lambda: metric(server, "degraded", 1) > 0, "channel 1 does not make do with less")
            self.wait_for(lambda: metric(server, "produced_frames", 1) > 100, "channel 1 does not get its lead back")
            after = metric(server, "late_frames_total", 1)
            status = json.loads(alerting.retrovue(db, "play", "status", "--url", server.url, "--json").stdout)["channels"]
            self.assertGreater(status[0]["degraded"], 0)
            self.assertEqual(status[0]["limits"], {"threads": 2, "nice": 5, "memory_mb": 0, "priority": 5})
            time.sleep(2)  # of what follows viewers see every picture in time
            self.assertEqual(metric(server, "late_frames_total", 1), after)
            self.assertEqual(metric(server, "late_frames_total", 2), late)
            self.assertLess(metric(server, "degraded", 2), metric(server, "degraded", 1))
            for viewer, name in ((slow, "slow.ts"), (neighbour, "neighbour.ts")):
                viewer.close()
                data = viewer.bytes()
                (self.top / name).write_bytes(data[: len(data) // 188 * 188])
                self.whole(self.top / name)
            self.assertEqual(server.stop()[0], 0)
        rows = json.loads(alerting.retrovue(db, "asrun", "show", "1", "--json").stdout)
        self.assertTrue(any("less effort" in (row["error"] or "") for row in rows), rows)

    def test_it_climbs_back_and_what_was_made_with_less_is_not_kept(self):
        clip = rig.event(rig.clip_path("p2997"), 240)
        with self.slowed('*"-i file:"*veryfast*', 0.7):
            air = rig.Rig(self.top, {"events": [clip], "rounds": 20, "effort": {"trend": 500, "room": 2000}})
            self.addCleanup(air.stop)
            seen = air.watch("seen")
            air.wait(lambda status: status["degraded"] == 1, 30, "does not make do with less")
            (self.top / "slow").unlink()
            air.wait(lambda status: status["degraded"] == 0, 40, "does not climb back")
            # An event has four chunks. Those made with less effort are made again, and then never again.
            air.wait(lambda status: status["reused"] >= 6, 40, "nothing is kept")
            status = air.status()
            air.stop()
        self.assertGreaterEqual(status["encoded"], 5)
        self.assertGreaterEqual(status["downs"], 1)
        self.assertEqual(status["ups"], status["downs"])
        self.whole(seen)

    def test_fewer_pictures_where_a_faster_preset_is_not_enough(self):
        """Each is held until the next that there is, never early and never late, in a stream that is one and the same."""
        clip = rig.event(rig.clip_path("p2997"), 240)
        # All of a second's pictures are more than the encoder makes in one, whatever the preset; some of them are not.
        with self.slowed('*"-start_at_zero -"@(i|ss)" "*', 0.7):
            air = rig.Rig(self.top, {"events": [clip], "rounds": 20, "effort": {"trend": 500, "room": 60000}})
            self.addCleanup(air.stop)
            seen = air.watch("seen")
            air.wait(lambda status: status["degraded"] >= 3, 40, "does not make do with fewer pictures")
            at = air.status()["produced"] + air.status()["frame"]
            air.wait(lambda status: status["published"] + status["frame"] > at + 300, 40, "does not go on")
            status = air.status()
            air.stop()
        self.assertGreaterEqual(status["degraded"], 3)
        self.whole(seen)
        pictures = rig.shown(seen)
        first = next((number - at) % 240 for at, (clip, number) in enumerate(pictures) if clip is not None)
        held = [(first + at - number) % 240 for at, (clip, number) in enumerate(pictures) if clip is not None]
        self.assertLessEqual(max(held), 6)
        # What was made before it came to that is whole.
        numbers = [number for _, number in pictures[-240:]]
        self.assertGreater(sum(one == other for one, other in zip(numbers, numbers[1:])), 50)

    def test_slower_than_time_it_joins_where_it_should_be(self):
        """What nothing helps is never further behind than two seconds; between there is slate, and the log and the count say how much."""
        clip = rig.event(rig.clip_path("p2997"), 2400)
        with self.slowed('*"-i file:"*', 0.5):
            air = rig.Rig(self.top, {"events": [clip], "rounds": 4})
            self.addCleanup(air.stop)
            seen, behind = air.watch("seen"), []
            air.wait(lambda status: behind.append(status["produced"]) or status["late"] > 600, 90, "nothing is late")
            air.stop()
        self.assertGreater(min(behind[len(behind) // 2:]), -100)  # two seconds, and what a busy machine needs to see it
        self.whole(seen)
        pictures = rig.shown(seen)
        slate = sum(clip is None for clip, _ in pictures)
        self.assertGreater(slate, 60)
        rows = [row for row in air.rows if row["kind"] == "slate"]
        self.assertTrue(all("ready in time" in row["error"] or "late" in row["error"] for row in rows), rows)
        self.assertGreaterEqual(sum(row["actual_frames"] for row in rows) + 60, slate)
        # Where the programme is shown, it is where it would be had nothing been slow.
        self.assertEqual(len({number - at for at, (clip, number) in enumerate(pictures) if clip is not None}), 1)

    def test_limits_are_the_encoders(self):
        clip = rig.event(rig.clip_path("p2997"), 600)
        air = rig.Rig(self.top, {"events": [clip], "limits": {"threads": 3, "nice": 4, "memory": 30}, "effort": {}})
        self.addCleanup(air.stop)
        air.expected = "held too much memory"
        seen = air.watch("seen")
        found = []
        self.wait_for(lambda: found.extend(air.children()) or any(b"libx264" in words for _, words in found), "no encoder")
        pid, words = next((pid, words) for pid, words in found if b"libx264" in words)
        if b"color" not in b" ".join(words):  # not the slate's
            self.assertIn(b"-threads 3 -flush_packets", b" ".join(words))
        niced = [nice_of(pid) for pid, _ in air.children()]
        self.assertIn(nice_of(air.child.pid) + 4, niced)
        # Less than any encoder needs: each of them is ended, and the slate is what is left.
        air.wait(lambda status: status["overruns"] >= 2 and status["produced"] > 60, 30, "no encoder is ended")
        air.wait(lambda status: status["degraded"] == 2, 40, "what takes too much makes do with less")  # two at once are one step
        air.stop()
        self.whole(seen)
        self.assertTrue(any("held too much memory" in (row.get("error") or "") for row in air.rows), air.rows)


if __name__ == "__main__":
    unittest.main()
