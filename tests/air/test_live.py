#!/usr/bin/env python3
"""On the clock: what clients see at an instant is what the playlog names for it; nobody there, nothing runs."""

import os
import re
import tempfile
import time
import unittest
from fractions import Fraction
from pathlib import Path

import rig  # first: it finds the analysers

import aired
import players
from ts import WRAP, nearest

RATE = (30000, 1001)
LEAD = 750


def start_of(frame):
    """When a frame is due, in milliseconds of the air clock."""
    return rig.EPOCH_MS + Fraction(frame * RATE[1] * 1000, RATE[0])


def arrivals(path):
    """[(channel frame, ms it came)] of every picture a client got, and when it joined."""
    stream, found = rig.report.Stream(), []
    lines = Path(f"{path}.times").read_text(encoding="ascii").split("\n")
    joined = int(lines[0].split()[0])
    near = round(Fraction(joined - rig.EPOCH_MS) * 90)
    with open(path, "rb") as source:
        for line in lines[1:]:
            if not line or line.endswith("end"):
                continue
            came, size = map(int, line.split())
            before = len(stream.video.units) if stream.video else 0
            stream.feed(source.read(size))
            for unit in stream.video.units[before:] if stream.video else []:
                found.append((aired.frame_of(unit.pts % WRAP, RATE, round(near * RATE[0] / 90000 / RATE[1])), came))
    assert nearest(0, 0) == 0
    return joined, found


class Live(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        film, spot, other = (rig.clip_path(name) for name in ("p2997", "spot15-acme", "acts-23976"))
        self.events = [rig.event(film, 150, 0, item=1), rig.event(spot, 90, item=2), rig.event(film, 150, 150, item=1),
                       rig.event(other, 120, 30, item=3), rig.event(film, 900, 300, item=1)]

    def on_air(self, **more):
        air = rig.Rig(self.folder.name, {"profile": "sd", "events": self.events, **more})
        self.addCleanup(air.stop)
        return air

    def plan(self, air):
        plan, at = [], air.ready["base"]
        for event in self.events:
            plan.append({"start_frame": at, "frames": event["frames"], "title": event["title"], "in_ms": round(event["in_frame"] * 1001 / 30),
                         "path": os.fsdecode(bytes.fromhex(event["clips"][0]["path_hex"]))})
            at += event["frames"]
        return plan

    def test_three_clients_see_the_playlog(self):
        air = self.on_air()
        paths, most, caught_up = [], 0, 0
        for name, pause in (("a", 2.3), ("b", 3.1), ("c", 8)):
            paths.append(air.watch(name))
            if not caught_up:  # it starts a little in the past
                caught_up = air.wait(lambda s: s["published"] >= 20, 60, "it has its lead before the clock")["clock"]
            end = time.monotonic() + pause
            while time.monotonic() < end:
                encoders = [words for _, words in air.children() if b"pipe:3" in words and b"adts" not in words]
                # One that airs and one that warms up; the slate is made once.
                most = max(most, sum(b"-i" in words for words in encoders))
                time.sleep(0.1)
        status = air.status()
        self.assertEqual(status["viewers"], 3)
        self.assertLessEqual(most, 2)
        self.assertGreaterEqual(most, 1)
        air.stop()
        plan = self.plan(air)
        for path in paths:
            report = rig.judge(path, cut=True)
            self.assertEqual(report["faults"], [])
            joined, got = arrivals(path)
            first, came = got[0]
            # It begins with an IDR at most a chunk old, or with what is just going out.
            self.assertLess(joined - start_of(first), 2002 + 50)
            self.assertGreater(joined - start_of(first), -LEAD - 50)
            settled = [(frame, when) for frame, when in got if when > max(came + 1500, caught_up)]
            self.assertGreater(len(settled), 100)
            late = [float(when - start_of(frame)) for frame, when in settled]
            self.assertLess(max(late), 0, "pictures came after their time")
            self.assertGreater(min(late), -LEAD - 400, "pictures came long before their time")
            shown = aired.match(rig.decoded.decode(path, audio=False).frames, plan, RATE, rig.manifest())
            self.assertEqual(aired.faults(shown), [])
            for joint in aired.joints(shown):
                self.assertIn(joint["resumed"] - joint["left"], (0, 1), joint)
        self.assertEqual(players.ffmpeg(paths[0]), [])

    def test_nobody_there_nothing_runs_and_coming_back(self):
        air = self.on_air(idle_stop_ms=1500)
        path = air.watch("a")
        air.wait(lambda s: s["published"] > 0, 60, "on air")
        playlist = air.ask("playlist", "playlist")["playlist"]
        number = int(re.search(r"MEDIA-SEQUENCE:(\d+)", playlist)[1])
        air.tell("leave a")
        air.wait(lambda s: not s["on_air"], 60, "off the air")
        end = time.monotonic() + 5
        while air.children() and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(air.children(), [])
        self.assertEqual(air.status()["children"], 0)
        # Back again: at the clock, with numbers never used before.
        encoded = air.status()["encoded"]
        back = air.watch("b")
        air.wait(lambda s: s["published"] > 0, 60, "on air again")
        again = air.ask("playlist", "playlist")["playlist"]
        self.assertGreater(int(re.search(r"MEDIA-SEQUENCE:(\d+)", again)[1]), number)
        self.assertNotIn("#EXT-X-DISCONTINUITY\n", again)
        time.sleep(1)
        air.stop()
        joined, got = arrivals(back)
        self.assertLess(abs(joined - start_of(got[0][0])), 2100)
        self.assertGreaterEqual(encoded, 1)
        for one in (path, back):
            self.assertEqual(rig.judge(one, cut=True)["faults"], [])
        statuses = [row["status"] for row in air.rows]
        self.assertIn("cut", statuses)

    def test_playlist_from_cold(self):
        air = self.on_air(base=-300)
        first = air.ask("playlist", "playlist")
        text = first["playlist"]
        self.assertTrue(text.startswith("#EXTM3U"))
        self.assertIn("#EXT-X-INDEPENDENT-SEGMENTS", text)
        self.assertIn("#EXT-X-PROGRAM-DATE-TIME", text)
        self.assertNotIn("DISCONTINUITY\n", text)
        # It began in the middle of a chunk, so that the first segment was ready sooner.
        self.assertEqual(self.lengths(text)[0], 30)
        end = time.monotonic() + 20
        while text.count("#EXTINF") < 5 and time.monotonic() < end:
            time.sleep(0.2)
            text = air.ask("playlist", "playlist")["playlist"]
        self.assertNotIn("DISCONTINUITY\n", text)
        uris = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.assertGreaterEqual(len(uris), 5)
        whole = self.folder.name + "/whole.ts"
        with open(whole, "wb") as out:
            for uri in uris:
                file = f"{self.folder.name}/{uri}"
                self.assertTrue(air.ask(f"segment {uri.removesuffix('.ts')} {file}", "segment")["segment"])
                with open(file, "rb") as piece:
                    out.write(piece.read())
        self.assertEqual(rig.judge(whole, cut=True)["faults"], [])
        shown = aired.match(rig.decoded.decode(whole, audio=False).frames, self.plan(air), RATE, rig.manifest())
        self.assertEqual(aired.faults(shown), [])
        self.assertEqual(air.ask("segment 1 /dev/null", "segment")["segment"], False)

    def test_mp4_segments_hold_what_ts_clients_get(self):
        """One encoding, two containers: through seams and after a killed encoder, frame by frame."""
        air = self.on_air(segments="fmp4")
        air.expected = r"signal 9|Broken pipe|encoder failed|killed"
        path = air.watch("a")
        folder, kept, killed, end = Path(self.folder.name), {}, False, time.monotonic() + 60
        while len(kept) < 8 and time.monotonic() < end:
            text = air.ask("playlist", "playlist")["playlist"]
            listed = rig.hls.parse(text)
            self.assertEqual(rig.hls.check_playlist(listed), [])
            for segment in listed.segments:
                if segment.uri not in kept:
                    self.assertTrue(segment.uri.endswith(".m4s"))
                    self.assertTrue(air.ask(f"segment {segment.uri.removesuffix('.m4s')} {folder / segment.uri}", "segment")["segment"])
                    kept[segment.uri] = segment
            if len(kept) >= 3 and not killed:
                encoders = [pid for pid, words in air.children() if b"libx264" in words and b"-i" in words]
                killed = bool(encoders)
                for pid in encoders[:1]:
                    os.kill(pid, 9)
            time.sleep(0.2)
        self.assertTrue(killed)
        self.assertEqual(air.ask(f"init {folder / 'init.mp4'}", "init")["init"], listed.map)
        air.stop()
        self.assertEqual(rig.judge(path, cut=True)["faults"], [])
        init = (folder / "init.mp4").read_bytes()
        stream, whole, video = rig.hls.mp4.Stream(init), folder / "whole.mp4", []
        with open(whole, "wb") as out:
            out.write(init)
            for uri in kept:
                content = (folder / uri).read_bytes()
                samples = stream.feed(uri, content)
                self.assertEqual(sum(one.length for one in samples), round(kept[uri].duration * 90000), uri)
                video += samples
                out.write(content)
        self.assertEqual(stream.faults, [])
        self.assertEqual(players.ffmpeg(whole), [])
        # Decode times count from the station's epoch, so the times shown are the channel's own frames.
        frames = [aired.frame_of(one.shown % WRAP, RATE, one.shown * RATE[0] // 90000 // RATE[1]) for one in sorted(video, key=lambda one: one.shown)]
        self.assertEqual(frames, list(range(frames[0], frames[0] + len(frames))))
        ours = dict(zip(frames, rig.shown(whole)))
        shown = rig.decoded.decode(path, audio=False).frames
        near = frames[0]
        theirs = {aired.frame_of(round(one.time * 90000) % WRAP, RATE, near): (one.clip, one.number) for one in shown}
        both = set(ours) & set(theirs)
        self.assertGreater(len(both), 240)
        self.assertEqual({frame: ours[frame] for frame in both}, {frame: theirs[frame] for frame in both})
        plan = {}
        for event in self.plan(air):
            for k in range(event["frames"]):
                plan[event["start_frame"] + k] = os.path.basename(event["path"])
        names = {ident: spec["file"] for ident, spec in rig.manifest().items()}
        self.assertEqual([frame for frame, (clip, _) in ours.items() if clip is not None and os.path.basename(names[clip]) != plan[frame]], [])

    def lengths(self, playlist):
        """Frames of each segment."""
        return [round(float(seconds) * 30000 / 1001) for seconds in re.findall(r"#EXTINF:([\d.]+)", playlist)]

    def test_playlist_begins_with_what_the_store_has(self):
        self.events = [rig.event(rig.clip_path("p2997"), 1200, 0, item=1)]
        air = self.on_air(idle_stop_ms=1000, base=-300)
        air.ask("playlist", "playlist")
        air.watch("a")
        whole = {"late": -1, "since": 0}  # nothing was left out since this frame

        def kept(status):
            if status["late"] != whole["late"] or status["produced"] < 60:
                whole.update(late=status["late"], since=status["frame"])
            return status["frame"] >= whole["since"] + 240

        air.wait(kept, 60, "what a playlist begins with is kept")
        air.tell("leave a")
        air.wait(lambda s: not s["on_air"], 60, "off the air")
        before = air.status()
        text = air.ask("playlist", "playlist")["playlist"]
        self.assertEqual(self.lengths(text)[0], 60)
        self.assertGreater(air.status()["reused"], before["reused"])

    def test_second_airing_is_not_encoded(self):
        """The same hour again, from the store: no event child, the same pictures."""
        events = [rig.event(rig.clip_path("p2997"), 180, 30, item=1), rig.event(rig.clip_path("p25"), 100, item=2)]
        out, _, _, status = rig.to_file(self.folder.name, events, 560, rounds=2)
        self.assertEqual((status["encoded"], status["reused"]), (5, 5))
        self.assertEqual(rig.judge(out, frames=560)["faults"], [])
        shown = rig.shown(out)
        self.assertEqual(shown[:280], shown[280:])
        self.assertEqual(players.ffmpeg(out), [])


if __name__ == "__main__":
    unittest.main()
