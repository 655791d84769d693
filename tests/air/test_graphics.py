#!/usr/bin/env python3
"""What a channel has drawn over its programmes: where it is seen, that nothing else changes, and how it changes on air."""

import json
import os
import sqlite3
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

    def levels(self, path, x, y, width, height):
        """The mean brightness of a place, of every picture in order."""
        return list(subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-vf", f"crop={width}:{height}:{x}:{y},format=gray,scale=1:1:flags=area", "-fps_mode",
                                    "passthrough", "-f", "rawvideo", "-"], stdout=subprocess.PIPE, check=True).stdout)

    def slot(self):
        """The first slot of channel 1, and its events."""
        with sqlite3.connect(self.db) as catalog:
            start, slot = catalog.execute("SELECT start_at, id FROM slots ORDER BY start_at LIMIT 1").fetchone()
            events = catalog.execute("SELECT start_frame, frames, item_id FROM events WHERE slot_id = ? ORDER BY start_frame", (slot,)).fetchall()
        return start, events

    def air(self, name, start_ms, seconds, **more):
        """(file, numbers of its frames, report) of channel 1 from an instant on."""
        out = self.top / name
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start_ms // 1000))
        done = subprocess.run([station.PROGRAM, "--db", str(self.db), "play", "channel", "1", "--at", at, "--duration", f"{seconds}s", "--output", out, "--json"],
                              capture_output=True, text=True, timeout=300, env=os.environ | more)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        report = json.loads(done.stdout)
        self.assertEqual(rig.judge(out, frames=report["frames"])["faults"], [])
        return out, self.as_planned(out), report

    def shown_at(self, plain, drawn, x, y, width, height):
        """Indexes of the pictures on which a place is another than it is without anything drawn."""
        graph = f"[0:v][1:v]blend=all_mode=difference,crop={width}:{height}:{x}:{y},format=gray,scale=1:1:flags=area"
        rows = subprocess.run(["ffmpeg", "-v", "error", "-i", plain, "-i", drawn, "-filter_complex", graph, "-fps_mode", "passthrough", "-f", "rawvideo", "-"],
                              stdout=subprocess.PIPE, check=True).stdout
        return [i for i, level in enumerate(rows) if level > 8]

    def test_banners_to_the_frame(self):
        """Now playing, up next and a cue: in their corners, on their frames, and nowhere and never else."""
        for profile, (width, height) in SIZES.items():
            with self.subTest(profile=profile):
                station.make(self.db, channels=1, profile=profile)
                start, events = self.slot()
                first, length, item = events[0]
                self.apply(None)
                plain, numbers, _ = self.air("plain.ts", start, 20)
                self.retrovue("marker", "add", str(item), "--type", "cue", "--at", "00:00:12.345", "--title", "phone in")
                self.apply({"now_playing": {"at": "5s", "for": "3s", "text": "{title}", "detail": "{episode} \\N \\h"},
                            "rating": {}, "cues": [{"cue": "phone in", "text": "Call 555-0199 \u260e", "place": "top-left", "for": "2s"}]})
                drawn, again, _ = self.air("drawn.ts", start, 20)
                self.assertEqual(numbers, again)
                frame = lambda seconds: first + round(seconds * RATE[0] / RATE[1])
                across, down = width // 20, height // 20
                low = self.shown_at(plain, drawn, across, height * 17 // 20, 120, height // 10)
                self.assertEqual([numbers[i] for i in low], list(range(frame(5), frame(5) + round(3 * RATE[0] / RATE[1]))))
                high = self.shown_at(plain, drawn, across, down, 120, height // 20)
                cue = first + round(12.345 * RATE[0] / RATE[1])
                self.assertEqual([numbers[i] for i in high], list(range(cue, cue + round(2 * RATE[0] / RATE[1]))))
                for x, y, w, h in ((width * 3 // 4 + 4, 0, width // 4 - 4, height), (0, height // 4, width, height // 2)):
                    self.assertEqual(self.shown_at(plain, drawn, x, y, w, h), [])

    def test_a_rerun_under_another_text_encodes_only_that(self):
        station.make(self.db, channels=1)
        start, events = self.slot()
        chunks = {"RETROVUE_STORE_FOLDER": str(self.top / "chunks"), "RETROVUE_STORE_SIZE": "1"}
        look = {"now_playing": {"at": "5s", "for": "3s", "text": "one"}}
        self.apply(look)
        _, _, first = self.air("first.ts", start, 30, **chunks)
        self.assertEqual(first["chunks_reused"], 0)
        _, _, again = self.air("again.ts", start, 30, **chunks)
        self.assertEqual((again["chunks_encoded"], again["chunks_reused"]), (0, first["chunks_encoded"]))
        look["now_playing"]["text"] = "another"
        self.apply(look)
        _, _, other = self.air("other.ts", start, 30, **chunks)
        # Frames 150 to 239 of the event, in chunks of 60.
        self.assertEqual((other["chunks_encoded"], other["chunks_reused"]), (2, first["chunks_encoded"] - 2))
        self.apply(None)
        _, _, without = self.air("without.ts", start, 30, **chunks)
        self.assertEqual((without["chunks_encoded"], without["chunks_reused"]), (2, first["chunks_encoded"] - 2))

    def test_warming_encodes_what_airings_share_once(self):
        station.make(self.db, channels=1)
        start, events = self.slot()
        self.assertEqual(events[0][1:], events[1][1:])
        chunks = {"RETROVUE_STORE_FOLDER": str(self.top / "chunks"), "RETROVUE_STORE_SIZE": "1"}
        self.apply({"now_playing": {"at": "5s", "for": "3s"}})
        instant = lambda frames: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start // 1000 + frames * RATE[1] // RATE[0]))
        words = ("store", "warm", "--from", instant(0), "--to", instant(events[0][1] + 150), "--jobs", "2", "--json")
        done = subprocess.run([station.PROGRAM, "--db", str(self.db), *words], capture_output=True, text=True, timeout=300, env=os.environ | chunks)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        whole = -(-events[0][1] // 60)
        # The second time nothing is written over it, so it has two chunks of its own.
        self.assertEqual((report["events"], report["chunks"], report["encoded"], report["left"]), (2, whole + 2, whole + 2, 0))
        again = subprocess.run([station.PROGRAM, "--db", str(self.db), *words], capture_output=True, text=True, timeout=300, env=os.environ | chunks)
        self.assertEqual((json.loads(again.stdout)["chunks"], json.loads(again.stdout)["kept"]), (0, 2))
        _, _, on_air = self.air("warm.ts", start, -(-events[0][1] * RATE[1] // RATE[0]), **chunks)
        self.assertEqual(on_air["chunks_reused"], whole)
        self.assertLessEqual(on_air["chunks_encoded"], 1)  # the beginning of what comes next

    def act_from_now(self):
        """A station whose channel 1 is two seconds into an act of 50; when its slot ends."""
        station.make(self.db, channels=1)
        now, act = int(time.time() * 1000), alerting.wall_frame(RATE) - 60
        with sqlite3.connect(self.db) as catalog:
            # An act of 50 seconds that begins now; the rest of this slot and of the next is filler.
            slot, start, end = catalog.execute("SELECT id, start_at, end_at FROM slots WHERE start_at <= ? AND end_at > ?", (now, now)).fetchone()
            first, stop = catalog.execute("SELECT min(start_frame), max(start_frame + frames) FROM events WHERE slot_id = ? OR slot_id = "
                                          "(SELECT id FROM slots WHERE start_at = ?)", (slot, end)).fetchone()
            item, = catalog.execute("SELECT id FROM items ORDER BY duration_ms DESC LIMIT 1").fetchone()
            catalog.execute("UPDATE slots SET item_id = ? WHERE id = ?", (item, slot))
            catalog.execute("DELETE FROM events WHERE start_frame >= ? AND start_frame < ?", (first, stop))
            for kind, at, until in (("filler", first, act), ("program", act, act + 1500), ("filler", act + 1500, stop)):
                catalog.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                                "VALUES ((SELECT id FROM channels), ?, ?, ?, ?, ?, ?, 'x', 0, 0, 0)", (slot, at, until - at, start, kind, item))
        return end

    def seen(self, viewer):
        """(file, frames) of all that a viewer got, which is without a fault."""
        data = viewer.bytes()
        path = self.top / "seen.ts"
        path.write_bytes(data[: len(data) // 188 * 188])
        report = rig.judge(path, cut=True)
        self.assertEqual((report["faults"], report["transport"]["discontinuities"], report["video"]["gaps"], report["audio"]["gaps"]), ([], 0, 0, 0))
        shown = alerting.shown(path, RATE)
        return path, shown

    def test_up_next_follows_the_plan_on_air(self):
        end = self.act_from_now()
        self.apply({"up_next": {"before_end": "12h", "for": "60s", "text": "{title}"}})
        with station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            viewer.wait()
            time.sleep(3)
            asked = alerting.wall_frame(RATE)
            with sqlite3.connect(self.db, timeout=20) as catalog:
                catalog.execute("UPDATE slots SET show = 'W' WHERE start_at = ?", (end,))
            time.sleep(5)
            viewer.close()
            code, said = server.stop()
            self.assertEqual(code, 0)
        path, shown = self.seen(viewer)
        # White letters, on what is black below the picture; those of the later name are not so many.
        seen = [frame for (frame, _, _), level in zip(shown, self.levels(path, 96, 425, 80, 24)) if level > 45]
        self.assertGreater(len(seen), 60)
        self.assertEqual(seen, list(range(seen[0], seen[-1] + 1)))
        self.assertEqual(seen[0], shown[0][0])
        self.assertGreater(seen[-1], asked)
        self.assertLess(seen[-1], shown[-1][0] - 30)

    def test_no_banner_under_an_alert(self):
        self.act_from_now()
        self.apply({"now_playing": {"at": "0s", "for": "60s", "place": "top-left", "text": "{channel} {channel}"}})
        with station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            viewer.wait()
            time.sleep(2)
            alerting.send(self.db, "--channel", "1", "--style", "crawl", "--duration", "3s", "Water main broken")
            time.sleep(7)
            viewer.close()
            code, _ = server.stop()
            self.assertEqual(code, 0)
        path, shown = self.seen(viewer)
        there = [level > 45 for level in self.levels(path, 48, 32, 100, 16)]
        changes = [frame for (frame, _, _), now, before in zip(shown[1:], there[1:], there) if now != before]
        self.assertEqual((there[0], there[-1], len(changes)), (True, True, 2))
        with sqlite3.connect(self.db) as catalog:
            begun, over = (alerting.wall_frame(RATE) - round((time.time() - at / 1000) * RATE[0] / RATE[1]) for at in catalog.execute("SELECT start_at, end_at FROM alerts").fetchone())
        self.assertGreaterEqual(changes[0], begun)
        self.assertLess(abs(changes[1] - over), 3)

    def test_bars_off_air_and_the_count_before_a_programme(self):
        station.make(self.db, channels=1)
        start, events = self.slot()
        first = events[0][0]
        hole = 20 * RATE[0] // RATE[1]
        with sqlite3.connect(self.db) as catalog:
            # The first slot is off air and ends with the second one's start.
            slot, = catalog.execute("SELECT id FROM slots ORDER BY start_at LIMIT 1").fetchone()
            catalog.execute("UPDATE slots SET status = 'off_air', item_id = NULL, title = 'Off air', show = '' WHERE id = ?", (slot,))
            end = catalog.execute("SELECT max(start_frame + frames) FROM events WHERE slot_id = ?", (slot,)).fetchone()[0]
            catalog.execute("DELETE FROM events WHERE slot_id = ?", (slot,))
            catalog.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                            "VALUES ((SELECT id FROM channels), ?, ?, ?, ?, 'slate', NULL, '', 0, 0, 0)", (slot, first, end - first, start))
        file = self.top / "five.yaml"
        kept = self.retrovue("schedule", "dump", "1")
        file.write_text(kept + "off_air: {pattern: bars}\ngraphics: {countdown: {from: 5s}}\n")
        self.retrovue("schedule", "apply", file, "-q")
        out = self.top / "off.ts"
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start // 1000 + 288))
        self.retrovue("play", "channel", "1", "--at", at, "--duration", "14s", "--output", out)
        report = rig.judge(out)
        self.assertEqual((report["faults"], report["video"]["gaps"], report["audio"]["gaps"]), ([], 0, 0))
        shown = alerting.shown(out, RATE)
        green = [frame for (frame, _, _), (r, g, b) in zip(shown, self.colours(out, 290, 40, 40, 80)) if r < 20 and 170 < g < 210 and b < 20]
        self.assertEqual(green, [frame for frame, _, _ in shown if frame < end])
        box = [frame for (frame, _, _), level in zip(shown, self.levels(out, 320 - 60, 240 - 4, 120, 40)) if 20 < level < 90]
        self.assertEqual([frame for frame in box if frame < end], list(range(end - 5 * RATE[0] // RATE[1] - 1, end)))
        said = subprocess.run(["ffmpeg", "-v", "info", "-nostats", "-i", out, "-t", "5", "-map", "0:a", "-af", "astats=measure_perchannel=none", "-f", "null", "-"],
                              capture_output=True, text=True, check=True).stderr
        # Without the pattern it is slate, and stays it while it counts.
        file.write_text(kept + "graphics: {countdown: {from: 5s}}\n")
        self.retrovue("schedule", "apply", file, "-q")
        self.retrovue("play", "channel", "1", "--at", at, "--duration", "11s", "--output", self.top / "slate.ts")
        corners = self.colours(self.top / "slate.ts", 20, 20, 40, 40)
        self.assertGreater(len(corners), 300)
        self.assertTrue(all(abs(a - b) < 5 for one in corners for a, b in zip(one, (0x14, 0x1a, 0x26))), corners[::30])
        # A sine whose peaks are at -20 dBFS.
        level = float(said.split("RMS level dB:")[1].split()[0])
        self.assertLess(abs(level + 23.01), 0.3)

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
