#!/usr/bin/env python3
"""Files and encoders that fail: the stream stays whole, the ladder is climbed, and the as-run rows tell the truth."""

import os
import random
import re
import shutil
import signal
import tempfile
import threading
import time
import unittest
import unittest.mock

import rig  # first: it finds the analysers

import aired
import players


# What the log says of faults, with the name of the event and how far it got.
FILES = r"warning air: '[^']+' at frame \d+: (the file ended early|the encoder failed, exit \d+: )"
ENCODER = r"warning air: '[^']+' at frame \d+: the encoder failed, "
GONE = r"cannot start 'ffmpeg': No such file"
SOUND = "warning air: the sound encoder (ended|hung|closed its input), another takes over"


def runs(path):
    """[clip id or None, pictures] in order; None is a picture without a code (slate)."""
    found = []
    for clip, _ in rig.shown(path):
        if found and found[-1][0] == clip:
            found[-1][1] += 1
        else:
            found.append([clip, 1])
    return found


class Files(unittest.TestCase):
    """As fast as it goes: what is wrong with the files is known before they air."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.ids = {spec["name"]: ident for ident, spec in rig.manifest().items()}

    def play(self, events, **more):
        frames = sum(event["frames"] for event in events)
        out, rows, _, _ = rig.to_file(self.folder.name, events, frames, expected=FILES, **more)
        report = rig.judge(out, frames=frames)
        self.assertEqual(report["faults"], [])
        self.assertEqual(report["transport"]["discontinuities"], 0)
        self.assertEqual((report["video"]["sps"], report["video"]["pps"]), (1, 1))
        self.assertEqual(players.ffmpeg(out), [])
        self.assertEqual(sum(row["actual_frames"] for row in rows), frames)
        return runs(out), sorted(rows, key=lambda row: row["actual_start"])

    def event(self, name, frames, in_frame=0, **more):
        return rig.event(rig.clip_path(name), frames, in_frame, title=name, item=self.ids[name], **more)

    def filler(self, name="p25", frames=900):
        return {"clip": rig.probe(rig.clip_path(name)), "frames": frames}

    def test_truncated_file_goes_on_with_filler(self):
        shown, rows = self.play([self.event("p2997", 60), self.event("truncated", 500), self.event("p2997", 60, 60)], filler=self.filler())
        ids = self.ids
        self.assertEqual([clip for clip, _ in shown], [ids["p2997"], ids["truncated"], ids["p25"], ids["p2997"]])
        whole = shown[1][1]
        self.assertTrue(300 < whole < 400, whole)  # six tenths of twenty seconds
        self.assertEqual([(row["status"], row["kind"], row["actual_frames"]) for row in rows],
                         [("aired", "program", 60), ("short", "program", whole), ("replaced", "filler", 500 - whole), ("aired", "program", 60)])
        self.assertIn("ended early", rows[1]["error"])

    def test_unreadable_files_fall_to_filler_then_slate(self):
        rig.media.make_fakes(rig.CLIPS)
        missing = rig.CLIPS / "is-not-there.mp4"
        broken = dict(rig.probe(rig.clip_path("p25")), path_hex=os.fsencode(rig.clip_path("no-moov")).hex())
        gone = dict(broken, path_hex=os.fsencode(missing).hex())
        text = dict(broken, path_hex=os.fsencode(rig.CLIPS / "text.mkv").hex())
        empty = dict(broken, path_hex=os.fsencode(rig.CLIPS / "empty.mp4").hex())
        events = [self.event("p2997", 70)]
        events += [rig.event(f"bad{i}", 75, known=known) for i, known in enumerate((broken, gone, text, empty))]
        shown, rows = self.play(events + [self.event("p2997", 70, 70)], filler=self.filler(frames=40))
        # Filler of 40 frames, what is left of each is filled again (35 frames).
        self.assertEqual(shown[0], [self.ids["p2997"], 70])
        self.assertEqual(sum(n for clip, n in shown[1:-1]), 300)
        self.assertEqual({clip for clip, _ in shown[1:-1]}, {self.ids["p25"]})
        failed = [row for row in rows if row["status"] == "failed"]
        self.assertEqual(len(failed), 4)
        self.assertIn("moov atom not found", failed[0]["error"])
        self.assertIn("No such file", failed[1]["error"])
        self.assertEqual([row["actual_frames"] for row in failed], [0] * 4)
        self.assertEqual([row["actual_frames"] for row in rows if row["kind"] == "filler"], [40, 35] * 4)

        shown, rows = self.play(events[:2] + [self.event("p2997", 70, 70)])  # no filler either
        self.assertEqual(shown, [[self.ids["p2997"], 70], [None, 75], [self.ids["p2997"], 70]])
        self.assertEqual([(row["status"], row["kind"]) for row in rows],
                         [("aired", "program"), ("failed", "program"), ("replaced", "slate"), ("aired", "program")])

    def test_alternate_version_serves(self):
        gone = dict(rig.probe(rig.clip_path("p25")), path_hex=os.fsencode(rig.CLIPS / "is-not-there.mp4").hex())
        event = self.event("p2997", 90, 30)
        event["clips"].insert(0, gone)
        shown, rows = self.play([event])
        self.assertEqual(shown, [[self.ids["p2997"], 90]])
        self.assertEqual([(row["status"], row["actual_frames"]) for row in rows], [("aired", 90)])
        self.assertIn("No such file", rows[0]["error"])

    def test_flipped_bytes_are_seen_and_no_more(self):
        content = bytearray(rig.clip_path("p2997").read_bytes())
        chance = random.Random(1500)
        for at in chance.sample(range(4096, len(content) * 9 // 10), 1500):  # its index lies at the end
            content[at] ^= 1 << chance.randrange(8)
        bad = os.path.join(self.folder.name, "flipped.mp4")
        with open(bad, "wb") as out:
            out.write(content)
        flipped = rig.event(bad, 450, known=dict(rig.probe(rig.clip_path("p2997")), path_hex=os.fsencode(bad).hex()), title="flipped", item=self.ids["p2997"])
        shown, rows = self.play([self.event("p25", 60), flipped, self.event("p25", 60, 60)], filler=self.filler("p5994"))
        self.assertEqual([shown[0], shown[-1]], [[self.ids["p25"], 60]] * 2)
        self.assertEqual([(row["status"], row["actual_frames"]) for row in rows], [("aired", 60), ("aired", 450), ("aired", 60)])
        whole = sum(n for clip, n in shown if clip == self.ids["p2997"])
        self.assertTrue(100 < whole <= 450, f"{whole} pictures with a code that can be read")

    def test_planned_slate_and_nothing_planned(self):
        slate = {"kind": "slate", "frames": 130, "title": "slate", "clips": []}
        shown, rows = self.play([slate, self.event("p2997", 60)])
        self.assertEqual(shown, [[None, 130], [self.ids["p2997"], 60]])
        self.assertEqual([row["status"] for row in rows], ["aired", "aired"])


class Encoders(unittest.TestCase):
    """On the clock, with a viewer: encoders are killed and stopped, and nobody sees it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.clips = rig.manifest()

    def on_air(self, events, expected, **more):
        self.events = events
        # The cheapest encoding: what is tried here are faults, not how busy the machine may be.
        air = rig.Rig(self.folder.name, {"profile": "sd", "preset": "ultrafast", "events": events, **more})
        air.expected = expected
        self.addCleanup(air.stop)
        return air

    def stocked(self, air):
        """The long event is on air, and enough of it is produced for a fault to be mended behind it."""
        return air.wait(lambda s: s["event"] == 2 and s["produced"] >= 90, 60, "three seconds in stock")

    def event_child(self, air):
        """An encoder with much before it still: that of the long event, or what went on for it."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for pid, words in air.children():
                length = re.search(rb"trim=end_frame=(\d+)", b" ".join(words))
                if b"pipe:3" in words and length and int(length[1]) > 300:
                    return pid
            time.sleep(0.01)
        self.fail("no event child")

    def check(self, air, path, seconds):
        """The recording is whole and shows what was planned; returns the as-run rows."""
        time.sleep(seconds)
        air.stop()
        report = rig.judge(path, cut=True)
        self.assertEqual(report["faults"], [])
        self.assertEqual(report["transport"]["discontinuities"], 0)
        self.assertEqual((report["video"]["gaps"], report["audio"]["gaps"]), (0, 0))
        self.assertEqual(players.ffmpeg(path), [])
        plan, at = [], air.ready["base"]
        for event in self.events:
            plan.append({"start_frame": at, "frames": event["frames"], "title": event["title"], "path": os.fsdecode(bytes.fromhex(event["clips"][0]["path_hex"])),
                         "in_ms": round(event["in_frame"] * 1001 / 30)})
            at += event["frames"]
        result = aired.match(rig.decoded.decode(path, audio=False).frames, plan, (30000, 1001), self.clips)
        self.assertEqual(aired.faults(result), [])
        return air.rows

    def long(self):
        path = rig.clip_path("p2997")
        return [rig.event(path, 240, 0, title="one", item=1), rig.event(path, 900, 240, title="two", item=2)]

    def test_event_child_killed(self):
        air = self.on_air(self.long(), ENCODER + "signal 9")
        path = air.watch("a")
        for _ in range(2):
            at = self.stocked(air)
            os.kill(self.event_child(air), signal.SIGKILL)
            # When two chunks more are produced it counts as mended.
            air.wait(lambda s, f=at["frame"] + at["produced"] + 180: s["frame"] + s["produced"] >= f, 60, "six seconds more are produced")
        status = self.stocked(air)
        self.assertEqual(status["late"], 0)
        rows = self.check(air, path, 2)
        self.assertGreaterEqual(status["restarts"], 1)
        self.assertTrue(any("signal 9" in row["error"] for row in rows), rows)
        self.assertGreaterEqual(len(air.log()), 1)

    def test_event_child_hangs(self):
        air = self.on_air(self.long(), ENCODER + "hung")
        path = air.watch("a")
        self.stocked(air)
        os.kill(self.event_child(air), signal.SIGSTOP)
        status = air.wait(lambda s: s["restarts"] > 0, 60, "the stopped child is replaced")
        self.assertEqual(status["late"], 0)
        rows = self.check(air, path, 5)
        self.assertTrue(any("hung" in row["error"] for row in rows), rows)
        self.assertEqual(len(air.log()), 1)

    def test_sound_child_killed_and_hangs(self):
        air = self.on_air(self.long(), SOUND)
        path = air.watch("a")
        air.wait(lambda s: s["published"] > 0, 60, "on air")
        for number in (signal.SIGKILL, signal.SIGSTOP):
            time.sleep(1)
            before = air.status()["restarts"]
            pid = next(pid for pid, words in air.children() if b"adts" in words)
            os.kill(pid, number)
            air.wait(lambda s, b=before: s["restarts"] > b, 60, "another sound child")
        self.check(air, path, 3)
        self.assertEqual(len(air.log()), 2)

    def test_file_deleted_while_on_air(self):
        first, second = self.folder.name + "/first.mp4", self.folder.name + "/second.mp4"
        for copy in (first, second):
            with open(copy, "wb") as out:
                out.write(rig.clip_path("p2997").read_bytes())
        events = [rig.event(first, 240, title="first", item=1), rig.event(second, 240, title="second", item=2)]
        air = self.on_air(events, FILES, filler={"clip": rig.probe(rig.clip_path("p25")), "frames": 1200})
        path = air.watch("a")
        air.wait(lambda s: s["published"] > 0, 60, "on air")
        os.unlink(first)
        os.unlink(second)
        air.wait(lambda s: s["event"] == 2, 60, "the second event")
        time.sleep(3)
        air.stop()
        report = rig.judge(path, cut=True)
        self.assertEqual(report["faults"], [])
        self.assertEqual(players.ffmpeg(path), [])
        self.assertEqual([row["status"] for row in air.rows if row["title"] == "first"], ["aired"])
        failed = [row for row in air.rows if row["status"] == "failed"]
        self.assertEqual([row["title"] for row in failed], ["second"])
        self.assertIn("No such file", failed[0]["error"])
        self.assertEqual([clip for clip, _ in runs(path)], [30, 31])
        self.assertTrue(any("No such file" in line for line in air.log()))

    def stream(self, path):
        """What came is whole; [clip, pictures] in order."""
        report = rig.judge(path, cut=True)
        self.assertEqual(report["faults"], [])
        self.assertEqual(report["transport"]["discontinuities"], 0)
        self.assertEqual((report["video"]["gaps"], report["audio"]["gaps"]), (0, 0))
        self.assertEqual(players.ffmpeg(path), [])
        return runs(path)

    def test_a_disk_that_hangs(self):
        """Pipes stand for files on a disk that does not answer: one from the beginning on, one in the middle."""
        film, never, stalls = rig.clip_path("p2997"), self.folder.name + "/never.mp4", self.folder.name + "/stalls.mkv"
        half = rig.clip_path("acts-23976").read_bytes()
        half = half[:len(half) // 20]
        for pipe in (never, stalls):
            os.mkfifo(pipe)
        there = os.open(stalls, os.O_RDWR)  # so that nobody comes to the end of it
        self.addCleanup(os.close, there)
        fed = threading.Thread(target=os.write, args=(there, half), daemon=True)
        fed.start()
        of = lambda name, path: dict(rig.probe(rig.clip_path(name)), path_hex=os.fsencode(path).hex())
        events = [rig.event(film, 120, 0, title="one", item=1), rig.event(never, 90, title="never", item=2, known=of("p2997", never)),
                  rig.event(film, 60, 120, title="two", item=1), rig.event(stalls, 150, title="stalls", item=3, known=of("acts-23976", stalls)),
                  rig.event(film, 300, 180, title="three", item=1)]
        air = self.on_air(events, ENCODER + "hung", filler={"clip": rig.probe(rig.clip_path("p25")), "frames": 600})
        path = air.watch("a")
        status = air.wait(lambda s: s["event"] == 5, 60, "the last event")
        self.assertEqual(status["late"], 0)
        time.sleep(1)
        air.stop()
        shown = self.stream(path)
        self.assertEqual([clip for clip, _ in shown], [30, 31, 30, 1, 31, 30])
        self.assertEqual((shown[1][1], shown[3][1] + shown[4][1]), (90, 150))
        rows = [(row["status"], row["kind"], row["title"], row["actual_frames"]) for row in sorted(air.rows, key=lambda row: (row["actual_start"], row["actual_frames"]))]
        self.assertEqual(rows[1:3], [("failed", "program", "never", 0), ("replaced", "filler", "filler", 90)])
        self.assertEqual(rows[4:6], [("short", "program", "stalls", shown[3][1]), ("replaced", "filler", "filler", shown[4][1])])
        self.assertTrue(all("hung" in row["error"] for row in air.rows if row["status"] != "aired" and row["title"] != "three"))

    def test_ffmpeg_is_missing_for_a_while(self):
        """What runs runs on; what cannot be started is slate and silence, and the programme is joined when it can be."""
        programs = os.path.join(self.folder.name, "bin")
        os.mkdir(programs)
        link, real, paths = os.path.join(programs, "ffmpeg"), shutil.which("ffmpeg"), os.environ["PATH"]
        os.symlink(real, link)
        film = rig.clip_path("p2997")
        events = [rig.event(film, 450, 0, title="one", item=1), rig.event(film, 900, 450, title="two", item=1)]
        filler = {"clip": rig.probe(rig.clip_path("p25")), "frames": 600}
        os.environ["PATH"] = programs
        try:
            air = self.on_air(events, f"{GONE}|{SOUND}", filler=filler)
        finally:
            os.environ["PATH"] = paths
        path = air.watch("a")
        # Of fifteen seconds not all are made at once, so the second event has not begun when the slate is there.
        air.wait(lambda s: s["children"] >= 3, 60, "the slate is being made")
        air.wait(lambda s: s["children"] == 2, 60, "the slate is made, the event is not")
        os.unlink(link)
        os.kill(next(pid for pid, words in air.children() if b"adts" in words), signal.SIGKILL)
        air.wait(lambda s: s["event"] == 2 and s["children"] == 0, 60, "the slate is on air")
        os.symlink(real, link)
        air.wait(lambda s: s["children"] == 2, 60, "it is tried again")
        status = air.wait(lambda s: s["frame"] > air.ready["base"] + 660, 60, "the event is joined")
        self.assertEqual(status["late"], 0)
        air.stop()
        shown = self.stream(path)
        self.assertEqual([clip for clip, _ in shown], [30, None, 30])
        self.assertTrue(150 <= shown[1][1] < 210, shown)  # five seconds, up to the next chunk of the event
        rows = sorted(air.rows, key=lambda row: (row["actual_start"], row["actual_frames"]))
        self.assertEqual([(row["status"], row["kind"], row["title"]) for row in rows],
                         [("joined" if rows[0]["actual_frames"] < 450 else "aired", "program", "one"), ("failed", "program", "two"),
                          ("replaced", "slate", "slate"), ("cut", "program", "two")])
        self.assertEqual(rows[2]["actual_frames"], shown[1][1])
        self.assertIn("No such file", rows[1]["error"])

    def test_encoders_that_come_to_nothing(self):
        """As where a machine is too slow: they work and give nothing. Slate is on air, and each event it stands in for is named."""
        programs = os.path.join(self.folder.name, "bin")
        os.mkdir(programs)
        with open(os.path.join(programs, "ffmpeg"), "w", encoding="utf-8") as out:
            out.write(f'#!/bin/sh\ncase "$*" in *busy*) while :; do :; done ;; *) exec {shutil.which("ffmpeg")} "$@" ;; esac\n')
        os.chmod(out.name, 0o755)
        film, busy = rig.clip_path("p2997"), self.folder.name + "/busy.mp4"
        os.symlink(film, busy)
        events = [rig.event(film, 150, 0, title="one", item=1), *(rig.event(busy, 45, 150, title=f"busy {n}", item=2) for n in range(3)),
                  rig.event(film, 600, 285, title="two", item=1)]
        with unittest.mock.patch.dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}"):
            air = self.on_air(events, ENCODER + "hung")
        path = air.watch("a")
        status = air.wait(lambda s: s["event"] == 5 and s["produced"] > 60 and s["frame"] > air.ready["base"] + 420, 60, "the last event")
        self.assertGreater(status["late"], 0)
        time.sleep(1)
        air.stop()
        shown = self.stream(path)
        self.assertEqual([clip for clip, _ in shown], [30, None, 30])
        rows = sorted(air.rows, key=lambda row: (row["actual_start"], row["actual_frames"]))
        at = {event: sum(row["actual_frames"] for row in rows if row["event"] == event) for event in range(1, 5)}
        self.assertEqual([at[event] for event in (2, 3, 4)], [45, 45, 45])
        self.assertEqual({row["status"] for row in rows if row["event"] in (2, 3, 4)} - {"failed"}, {"replaced"})

    def test_broken_files_on_air(self):
        known = rig.probe(rig.clip_path("p25"))
        broken = dict(known, path_hex=os.fsencode(rig.clip_path("no-moov")).hex())
        film, short = rig.clip_path("p2997"), rig.clip_path("truncated")
        events = [rig.event(film, 120, 0, title="one", item=1), rig.event(short, 150, 270, title="short", item=2),
                  rig.event("no-moov", 90, title="broken", item=3, known=broken), rig.event(film, 300, 120, title="two", item=1)]
        air = self.on_air(events, FILES, filler={"clip": known, "frames": 600})
        path = air.watch("a")
        air.wait(lambda s: s["event"] == 4, 60, "the last event")
        self.assertEqual(air.status()["viewers"], 1)
        time.sleep(1)
        air.stop()
        report = rig.judge(path, cut=True)
        self.assertEqual(report["faults"], [])
        self.assertEqual(report["transport"]["discontinuities"], 0)
        self.assertEqual(players.ffmpeg(path), [])
        shown = runs(path)
        self.assertEqual([clip for clip, _ in shown], [30, 15, 31, 30])
        whole = shown[1][1]
        self.assertEqual(shown[2][1], 150 - whole + 90)
        rows = sorted(air.rows, key=lambda row: (row["actual_start"], row["actual_frames"]))
        self.assertEqual([(row["status"], row["kind"], row["actual_frames"]) for row in rows[1:5]],
                         [("short", "program", whole), ("replaced", "filler", 150 - whole), ("failed", "program", 0), ("replaced", "filler", 90)])
        self.assertEqual(len(air.log()), 2)


if __name__ == "__main__":
    unittest.main()
