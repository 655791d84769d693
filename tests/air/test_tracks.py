#!/usr/bin/env python3
"""Two tracks of sound: every event's own on both, from its first frame to its last, in one stream without a seam."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import rig  # first: it finds the analysers
import tones

GERMAN, ENGLISH, OTHER = 440, 880, 660
ALL = (GERMAN, ENGLISH, OTHER)
GUARD = 4800  # samples: fades, and what a lossy codec smears over a seam


class Tracks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.top = Path(cls.folder.name)
        picture = rig.clip_path("p2997")
        cls.both = rig.probe(tones.film(cls.top, "both.mkv", picture, [("deu", GERMAN), ("eng", ENGLISH)], 9)) | {"audio_stream": 1, "more_audio": [2]}
        cls.one = rig.probe(tones.film(cls.top, "one.mkv", picture, [("fra", OTHER)], 9))
        cls.silent = rig.probe(rig.clip_path("no-audio"))

    def events(self):
        """Each with what is to be heard on the first and on the second track."""
        film = lambda known, frames, begin=0: rig.event("film", frames, begin, known=known)
        slate = {"kind": "slate", "frames": 61, "title": "slate", "clips": []}
        return [(film(self.both, 121), {GERMAN}, {ENGLISH}), (film(self.one, 90), {OTHER}, {OTHER}), (film(self.both, 100, 37), {GERMAN}, {ENGLISH}),
                (slate, set(), set()), (film(self.silent, 45), set(), set()), (film(self.both, 75, 11), {GERMAN}, {ENGLISH})]

    def judge(self, path, frames=None, cut=False):
        report = rig.judge(path, frames=frames, cut=cut)
        self.assertEqual(report["faults"], [])
        both = [report["audio"], *report["other_audio"]]
        self.assertEqual(len(both), 2)
        for track in both:
            self.assertEqual((track["gaps"], track["overlaps"], track["rate"], track["channels"]), (0, 0, 48000, 2))
        if not cut:
            self.assertEqual(*[(track["first_pts"], track["end_pts"], track["frames"]) for track in both])
        stream = rig.report.Stream().read(path)
        tables = {content for content in map(bytes, stream.demux._crc_seen) if content[0] == 2}
        self.assertEqual(len(tables), 1)  # one PMT from the first packet to the last
        return report

    def tags(self, path):
        text = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", path], stdout=subprocess.PIPE, check=True).stdout
        return [stream["tags"]["language"] for stream in json.loads(text)["streams"] if stream["codec_type"] == "audio"]

    def listen(self, path, events, report):
        """Every event sounds as it should on both tracks, at every look that lies well inside it."""
        rate, looks = rig.RATES["sd"], 0
        start = (report["video"]["first_pts"] - report["audio"]["first_pts"]) * 48000 // 90000
        for track in (0, 1):
            sound, frame = tones.samples(path, track), 0
            for event, *wanted in events:
                begin, end = (start + int(at * 48000 / rate) for at in (frame, frame + event["frames"]))
                frame += event["frames"]
                for at, found in tones.heard(sound, ALL, begin + GUARD, end - GUARD):
                    self.assertEqual(found, wanted[track], (track, event["title"], at - begin))
                    looks += 1
        self.assertGreater(looks, 500)

    def test_each_event_has_its_own(self):
        plan = self.events()
        frames = sum(event["frames"] for event, *_ in plan)
        path, rows, _, status = rig.to_file(self.top, [event for event, *_ in plan], 2 * frames, audio=["de", "en"], rounds=2)
        self.assertEqual([row["status"] for row in rows], ["aired"] * 2 * len(plan), rows)
        report = self.judge(path, frames=2 * frames)
        self.assertEqual(self.tags(path), ["ger", "eng"])
        self.assertGreater(status["reused"], 0)  # the second time from the store
        self.listen(path, plan + plan, report)

    def test_one_language_is_one_track(self):
        event = rig.event("film", 60, known=self.both | {"audio_stream": 2, "more_audio": []})
        path, *_ = rig.to_file(self.top, [event], 60, audio=["en"])
        report = rig.judge(path, frames=60)
        self.assertEqual((report["faults"], report.get("other_audio"), self.tags(path)), ([], None, ["eng"]))
        self.assertIn((4800, {ENGLISH}), tones.heard(tones.samples(path), ALL, 4800, 7200))

    def test_an_encoder_of_sound_dies(self):
        events = [rig.event("film", 120, known=self.both)]
        air = rig.Rig(self.top, {"profile": "sd", "events": events, "audio": ["de", "en"], "rounds": 50})
        self.addCleanup(air.stop)
        air.expected = "sound|AAC|aac|encoder"
        file = air.watch("seen")
        air.wait(lambda status: status["on_air"] and file.exists() and file.stat().st_size > 400_000, 60, "it is seen")
        encoders = [pid for pid, words in air.children() if b"aac" in words]
        self.assertEqual(len(encoders), 2)
        os.kill(encoders[-1], signal.SIGKILL)
        air.wait(lambda status: status["restarts"] >= 1, 60, "another one took over")
        size = file.stat().st_size
        air.wait(lambda _: file.stat().st_size > size + 600_000, 90, "it goes on")
        air.stop()
        self.judge(file, cut=True)


if __name__ == "__main__":
    unittest.main()
