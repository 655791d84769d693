#!/usr/bin/env python3
"""The machine's clock is set by an hour, forward and back, while a channel is on air: viewers see one cut to what is planned then, in a stream
that goes on as if nothing had happened."""

import contextlib
import os
import re
import sqlite3
import struct
import sys
import tempfile
import time
import unittest
import unittest.mock
from datetime import datetime
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "air"))

import rig  # noqa: E402  first: it finds the analysers

os.environ.setdefault("RETROVUE", rig.PROGRAM)
sys.path.insert(0, str(HERE))

import aired  # noqa: E402
import alerting  # noqa: E402
import station  # noqa: E402

RATE = (30000, 1001)
HOUR = 3_600


class Clock(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.db, self.clock = self.top / "station.db", self.top / "clock"
        # The cheapest encoding: what is tried here is not how busy the machine may be.
        (self.top / "retrovue").mkdir()
        (self.top / "retrovue/config.toml").write_text('[profile.sd]\npreset = "ultrafast"\n')
        kept = unittest.mock.patch.dict(os.environ, XDG_CONFIG_HOME=folder.name, RETROVUE_TEST_CLOCK=str(self.clock))
        kept.start()
        self.addCleanup(kept.stop)
        self.clock.write_bytes(bytes(8))
        station.make(self.db, channels=1)

    @contextlib.contextmanager
    def machine(self):
        """What is started meanwhile sees the clock as it is set."""
        with unittest.mock.patch.dict(os.environ, LD_PRELOAD=os.environ["RETROVUE_SET_CLOCK"]):
            yield

    def set(self, seconds):
        with open(self.clock, "r+b") as file:
            file.write(struct.pack("q", seconds * 1_000_000_000))

    def ask(self, words):
        with contextlib.closing(sqlite3.connect(self.db, timeout=30)) as db:
            db.row_factory = sqlite3.Row
            return db.execute(words).fetchall()

    def wait(self, true, what, seconds=60):
        end = time.monotonic() + seconds
        while not true():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    def followed(self, server, seconds):
        """Waits until what is on air is what is planned so far from now; says what /health told meanwhile."""
        told = []

        def there():
            health = server.json("/health")
            (clock,) = [one for one in health["components"] if one["name"] == "clock"]
            self.assertEqual(health["problems"], [])
            if told[-1:] != [clock["text"]]:
                told.append(clock["text"])
            self.assertEqual(clock["status"], "degraded" if clock["text"] else "ok")
            return any(abs(row["actual_start_at"] / 1000 - time.time() - seconds) < 600 for row in self.ask("SELECT actual_start_at FROM on_air"))

        self.wait(there, "the channel follows the machine's clock")
        self.assertEqual(told[-1], "")
        return told

    def test_an_hour_forward_and_back(self):
        with self.machine():
            server = station.Server(self.db)
        with server:
            viewer = alerting.Viewer(server, 1)
            viewer.wait()
            self.assertEqual(self.followed(server, 0), [""])

            self.set(HOUR)
            told = self.followed(server, HOUR)
            self.assertTrue(any(re.match("the machine's clock was set forward by 3(600|599|601) s; ", text) for text in told), told)
            # The guide and the playlists are of that time, and an alert that another program sends comes at once.
            self.wait(lambda: abs(self.when(server.json("/api/channels/1/now")["now"]["start"]) - time.time() - HOUR) < 400, "the guide is of that time")
            self.wait(lambda: abs(self.last_segment(server) - time.time() - HOUR) < 30, "a segment of that time is listed")
            with self.machine():
                alerting.send(self.db, "the clock was wrong", "--duration", "8s")
            self.wait(lambda: self.ask("SELECT 1 FROM as_run WHERE alert_id = 1"), "the alert was on air")

            self.set(0)
            told = self.followed(server, 0)
            self.assertTrue(any(re.match("the machine's clock was set back by 3(600|599|601) s; ", text) for text in told), told)
            viewer.until(alerting.wall_frame(RATE) + 30, RATE)
            code, said = server.stop()
        viewer.close()
        self.assertEqual(code, 0)
        self.assertEqual([re.sub(".*clock was set ([a-z]+) by.*", r"\1", line) for line in said.splitlines()[1:]], ["forward", "back"])
        data = viewer.bytes()
        path = self.top / "seen.ts"
        path.write_bytes(data[: len(data) // 188 * 188])
        found = rig.judge(path, cut=True)
        self.assertEqual(found["faults"], [])
        self.assertEqual((found["transport"]["continuity_errors"], found["transport"]["discontinuities"]), (0, 0))
        for track in ("video", "audio"):
            self.assertEqual((found[track]["gaps"], found[track]["overlaps"]), (0, 0))
        self.as_told(path)

    def when(self, text):
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

    def last_segment(self, server):
        """The date of the last one in the playlist."""
        dates = re.findall(r"PROGRAM-DATE-TIME:(\S+)", server.get("/channel/1.m3u8").decode())
        return self.when(dates[-1]) if dates else 0

    def as_told(self, path):
        """One row goes on where the one before ended, but for two leaps; and every picture is the one that the plan has for the row's time."""
        leaps, on_air, shift = [], None, 0
        frames, near = rig.decoded.decode(path, audio=False).frames, alerting.wall_frame(RATE)
        at = {id(one): aired.frame_of(round(one.time * 90000) % 2**33, RATE, near) for one in frames}
        events = [dict(row) for row in self.ask("SELECT * FROM events WHERE channel_id = 1 ORDER BY start_frame")]
        rows, seen = self.ask("SELECT * FROM as_run ORDER BY id"), 0
        for before, row in zip([None, *rows], rows):
            begin = round(Fraction((row["actual_start_at"] - station.EPOCH_MS) * RATE[0], RATE[1] * 1000))
            on_air = begin if on_air is None else on_air
            if begin - on_air != shift:
                leaps.append(begin - on_air - shift)
                shift = begin - on_air
                if before["status"] != "replaced":  # slate, where the machine is busy
                    self.assertEqual(before["status"], "cut")
                    self.assertRegex(before["error"], f"the machine's clock was set {'forward' if leaps[-1] > 0 else 'back'} by 3...? s$")
                if row["kind"] == "program":
                    self.assertIn(row["status"], ("joined", "cut"))
            elif before and before["kind"] == row["kind"] == "program" and not before["error"] and re.fullmatch("(the machine's clock was set .*)?", row["error"]):
                # The plan was asked again before the step was followed: that alone is no new row.
                self.assertNotEqual(before["event_id"], row["event_id"])
            end = on_air + row["actual_frames"]
            if row["kind"] == "program":
                shown = [one for one in frames if on_air <= at[id(one)] < end]
                planned = [{**event, "start_frame": event["start_frame"] - shift} for event in events]
                planned = [event for event in planned if event["start_frame"] < end and event["start_frame"] + event["frames"] > on_air]
                self.assertEqual(aired.faults(aired.match(shown, planned, RATE, rig.manifest(), near)), [])
                self.assertTrue(any(event["id"] == row["event_id"] for event in planned))
                seen += len(shown)
            on_air = end
        self.assertEqual(len(leaps), 2, leaps)
        self.assertLessEqual(sum("clock was set" in row["error"] for row in rows), 2)
        self.assertEqual(shift, 0)
        self.assertLess(abs(leaps[0] * RATE[1] - HOUR * RATE[0]), 2 * RATE[1])
        self.assertGreater(seen, 300)


if __name__ == "__main__":
    unittest.main()
