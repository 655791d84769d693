#!/usr/bin/env python3
"""Through seams of unlike items the stream is one stream, and shows every picture it should."""

import os
import statistics
import tempfile
import unittest

import rig  # first: it finds the analysers

import players

# clip, first frame on the channel's grid, frames. The acts of one clip follow each other exactly.
REEL = [
    ("acts-23976", 0, 150), ("hd-1080p25", 0, 120), ("acts-23976", 150, 151), ("ntsc-480i-mkv", 33, 100),
    ("acts-23976", 301, 120), ("p5994", 0, 121), ("vfr", 0, 95), ("xvid-mono", 7, 90), ("vfr", 95, 100), ("no-audio", 0, 77),
    ("short-audio", 120, 120), ("opus", 0, 100), ("hevc-10bit", 0, 95), ("h264-10bit", 10, 90), ("p5994", 121, 80),
    ("odd-size", 0, 90), ("opus-webm", 5, 61),
]
SPARE = 20  # milliseconds: how far sound may move against its picture; frames move by up to half of one


class Seams(unittest.TestCase):
    profile = "sd"
    own = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.clips = rig.manifest()
        cls.ids = {spec["name"]: ident for ident, spec in cls.clips.items()}
        names = {name for name, _, _ in REEL}
        known = {name: rig.probe(rig.clip_path(name)) for name in names}
        events = [rig.event(rig.clip_path(name), frames, first, item=cls.ids[name], title=name, known=known[name])
                  for name, first, frames in REEL]
        cls.frames = sum(event["frames"] for event in events)
        cls.out, cls.rows, cls.base, cls.status = rig.to_file(cls.folder.name, events, cls.frames, cls.profile)
        cls.report = rig.judge(cls.out, cls.profile, cls.frames)
        cls.seen = rig.decoded.decode(cls.out)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_stream_is_whole(self):
        self.assertEqual(self.report["faults"], [])
        self.assertEqual(self.report["transport"]["continuity_errors"], 0)
        self.assertEqual(self.report["transport"]["discontinuities"], 0)
        self.assertEqual(self.report["video"]["units"], self.frames)
        self.assertEqual((self.report["video"]["sps"], self.report["video"]["pps"]), (1, 1))
        for track in ("video", "audio"):
            self.assertEqual((self.report[track]["gaps"], self.report[track]["overlaps"], self.report[track]["dts_backwards"]), (0, 0, 0))
        self.assertLessEqual(self.report["transport"]["pcr"]["max_interval_ms"], 100)

    def test_every_picture(self):
        want = []
        whole = {}
        for name, first, frames in REEL:
            if name not in whole:
                whole[name] = rig.uncut(name, self.profile, max(f + n for other, f, n in REEL if other == name))
            want += [(self.ids[name], number) for number in whole[name][first:first + frames]]
        got = [(frame.clip, frame.number) for frame in self.seen.frames]
        self.assertEqual(len(got), len(want))
        wrong = [(i, want[i], got[i]) for i in range(len(want)) if want[i] != got[i]]
        self.assertEqual(wrong, [])

    def test_sound_stays_with_the_picture(self):
        offsets = rig.decoded.offsets(self.seen, self.clips)
        self.assertGreater(len(offsets), 30)
        # A beep that a seam cuts need not be heard.
        wrong = [one for one in offsets if not self.at_a_seam(one["time"])
                 and (one["offset_ms"] is None or abs(one["offset_ms"] - self.own_offset(one["clip"])) > SPARE)]
        self.assertEqual(wrong, [])

    def own_offset(self, clip):
        """What the clip itself has, before anything was done to it."""
        if clip not in self.own:
            found = rig.decoded.offsets(rig.decoded.decode(rig.CLIPS / self.clips[clip]["file"]), self.clips)
            self.own[clip] = statistics.median(one["offset_ms"] for one in found if one["offset_ms"] is not None)
        return self.own[clip]

    def at_a_seam(self, time):
        rate = rig.RATES[self.profile]
        frame, at = 0, float(self.seen.frames[0].time)
        edges = [at]
        for _, _, frames in REEL:
            frame += frames
            edges.append(at + float(frame / rate))
        return any(edge - 0.15 < time < edge + 0.05 for edge in edges)

    def test_players_are_silent(self):
        self.assertEqual(players.ffmpeg(self.out), [])

    def test_vlc_is_silent(self):
        if os.environ.get("RETROVUE_NO_VLC"):
            self.skipTest("no VLC here")
        self.assertEqual(players.vlc(self.out), [])

    def test_as_run_says_so(self):
        self.assertEqual([(row["status"], row["error"], row["actual_frames"]) for row in self.rows],
                         [("aired", "", frames) for _, _, frames in REEL])
        self.assertEqual(self.status["late"], 0)
        self.assertEqual(self.status["restarts"], 0)


class Seams25(Seams):
    profile = "sd25"


class Wrap(unittest.TestCase):
    def test_stamps_go_round_in_the_middle_of_an_event(self):
        turn = -(-(1_800_000_000_000 - rig.EPOCH_MS) * 90 // 2**33)
        at = rig.EPOCH_MS + turn * 2**33 // 90 - 4_000
        with tempfile.TemporaryDirectory() as folder:
            events = [rig.event(rig.clip_path("p2997"), 70, item=30), rig.event(rig.clip_path("p25"), 130, item=31)]
            out, rows, _, _ = rig.to_file(folder, events, 200, now=at)
            report = rig.judge(out, frames=200)
            self.assertEqual(report["faults"], [])
            stream = rig.report.Stream()
            stream.feed(out.read_bytes())
            stream.finish()
            stamps = [unit.pts % 2**33 for unit in stream.video.units]
            self.assertGreater(max(stamps), 2**33 - 90_000)
            self.assertLess(min(stamps), 90_000)
            self.assertEqual([row["status"] for row in rows], ["aired", "aired"])
            self.assertEqual([frame[0] for frame in rig.shown(out)], [30] * 70 + [31] * 130)
            self.assertEqual(players.ffmpeg(out), [])
            if not os.environ.get("RETROVUE_NO_VLC"):
                self.assertEqual(players.vlc(out), [])


if __name__ == "__main__":
    unittest.main()
