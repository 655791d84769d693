#!/usr/bin/env python3
"""A channel in several renditions: one list of them, and the same segments in all, whatever happens to one."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
import urllib.error
from pathlib import Path

import rig  # first: it finds the analysers

os.environ.setdefault("RETROVUE", rig.PROGRAM)
sys.path.insert(0, str(rig.HERE.parent / "serve"))

import alerting  # noqa: E402
import station  # noqa: E402
from rig import decoded, hls, report  # noqa: E402
from ts import WRAP  # noqa: E402

RATE = (30000, 1001)
GOP = 60
SETTINGS = """[profile.sd]
width = 320
height = 240
max_kbps = 600
preset = "superfast"
renditions = "low"
[profile.low]
width = 192
height = 144
max_kbps = 300
preset = "superfast"
"""


def variants(text):
    found = {}
    for line, uri in re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)\n", text):
        found[uri] = dict(re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', line))
    return found


def starts(playlist):
    """{first channel frame: number} of every segment it has."""
    return {alerting.frame_of(segment.date_time, RATE): number for number, (_, segment, _) in playlist.kept.items()}


def never_the_same(db):
    """Each event begins a little later in its clip than the one before, so that there is always something to encode."""
    with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
        slots = catalog.execute("SELECT channel_id, slot_id, item_id, title, min(start_frame), max(start_frame + frames), max(frames) FROM events GROUP BY slot_id").fetchall()
        catalog.execute("DELETE FROM events")
        turn = 0
        for channel, slot, item, title, at, end, longest in slots:
            while at < end:
                frames = min(longest - GOP, end - at)
                catalog.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                                "VALUES (?, ?, ?, ?, 0, 'program', ?, ?, ?, 0, 0)", (channel, slot, at, frames, item, title, turn % GOP))
                at, turn = at + frames, turn + 1


class Renditions(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.top = Path(self.temporary.name)
        self.db, self.settings = self.top / "station.db", self.top / "settings.toml"
        station.make(self.db, channels=1)
        never_the_same(self.db)
        self.settings.write_text(SETTINGS)

    def serve(self):
        """A server whose encoders are not much faster than time, so that they are still at work when one is killed."""
        tools = self.top / "bin"
        tools.mkdir()
        (tools / "ffmpeg").write_text(f'#!/bin/bash\n[[ "$*" == *" -i file:"*superfast* ]] && set -- -readrate 3 "$@"\nexec {shutil.which("ffmpeg")} "$@"\n')
        (tools / "ffmpeg").chmod(0o755)
        with unittest.mock.patch.dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}"):
            return station.Server(self.db, "--config", str(self.settings))

    def wait_for(self, condition, what, seconds=90):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    def rows(self):
        return alerting.as_run(self.db, 1)

    def metric(self, server, name, rendition=""):
        """Of both renditions together, or of one."""
        return sum(float(n) for n in re.findall(rf"^retrovue_channel_{name}\S*{rendition}\S* (\S+)", server.get("/metrics").decode(), re.M))

    def both(self, readers, seconds=90):
        """Until either has three segments more that both have."""
        have = len(set.intersection(*(set(one.kept) for one in readers)))
        self.wait_for(lambda: any(one.fault for one in readers) or len(set.intersection(*(set(one.kept) for one in readers))) >= have + 3,
                      "no segments that both renditions have", seconds)

    def check_each(self, playlist):
        """A list by itself and its segments as one stream, as of a channel with one rendition."""
        lists = [hls.parse(text) for text in playlist.texts]
        for listed in lists:
            self.assertEqual(hls.check_playlist(listed), [])
        for before, after in zip(lists, lists[1:]):
            self.assertEqual(hls.check_reload(before, after), [])
        numbers = sorted(playlist.kept)
        self.assertEqual(numbers, list(range(numbers[0], numbers[-1] + 1)))
        stream = report.Stream()
        for number in numbers:
            _, segment, content = playlist.kept[number]
            self.assertEqual(hls.check_segment(content, segment, RATE)[0], [])
            stream.feed(content)
        stream.finish(True)
        judged = report.judge(stream, report.Limits(rate=RATE, cut=True))
        self.assertEqual(judged["faults"], [])
        for track in ("video", "audio"):
            self.assertEqual((judged[track]["gaps"], judged[track]["overlaps"]), (0, 0))
        return {listed.discontinuity_sequence for listed in lists}

    def check_together(self, one, other):
        """Whatever a player has of one, it could have had of the other."""
        common = sorted(set(one.kept) & set(other.kept))
        self.assertEqual(common, list(range(common[0], common[-1] + 1)))
        for number in common:
            a, b = one.kept[number][1], other.kept[number][1]
            self.assertEqual((a.date_time, a.duration, a.discontinuity), (b.date_time, b.duration, b.discontinuity), number)
        self.assertEqual(self.check_each(one), self.check_each(other))
        return common

    def pictures(self, playlist, numbers, name):
        """{channel frame: (clip, number)} of what it showed, and its file."""
        file = self.top / name
        file.write_bytes(b"".join(playlist.kept[number][2] for number in numbers))
        return {round(frame.time * 90000) % WRAP: (frame.clip, frame.number) for frame in decoded.decode(file, audio=False).frames}, file

    def check_names(self, says, file, playlist):
        """The line of the multivariant playlist says no less than what came."""
        picture = next(one for one in station.probe(file)["streams"] if one["codec_type"] == "video")
        self.assertEqual(says["RESOLUTION"], f"{picture['width']}x{picture['height']}")
        self.assertEqual(says["CODECS"], f'"avc1.6400{picture["level"]:02x},mp4a.40.2"')
        self.assertEqual(says["FRAME-RATE"], "29.970")
        segments = [(len(content) * 8, segment.duration) for _, segment, content in playlist.kept.values()]
        self.assertLessEqual(sum(bits for bits, _ in segments) / sum(length for _, length in segments), int(says["AVERAGE-BANDWIDTH"]))

    def test_alert_and_killed_encoder(self):
        with self.serve() as server:
            found = variants(server.get("/channel/1.m3u8").decode())
            self.assertEqual(list(found), ["1/sd.m3u8", "1/low.m3u8"])
            self.assertEqual(server.children(), [])  # looking at what there is encodes nothing
            with self.assertRaises(urllib.error.HTTPError) as refused:
                server.get("/channel/1/other.m3u8")
            self.assertEqual(refused.exception.code, 404)
            refused.exception.close()
            sd = alerting.Playlist(server, "1/sd")
            self.wait_for(lambda: sd.fault or len(sd.kept) >= 3, "the channel does not come on air")
            self.assertFalse([line for line in server.children() if "300k" in line])  # nobody watches that
            low = alerting.Playlist(server, "1/low")
            self.both((sd, low))
            before = self.metric(server, "late_frames_total")
            alerting.send(self.db, "Tables stay level", "--duration", "5s")
            self.wait_for(lambda: any(row["alert_id"] and row["status"] == "aired" for row in self.rows()), "the alert is not over")
            slate = self.metric(server, "late_frames_total") - before
            killed = []

            def kill():
                for pid, words in rig.children_of(server.process.pid):
                    if b"300k" in words and any(word.startswith(b"file:") for word in words):
                        os.kill(pid, signal.SIGKILL)
                        killed.append(pid)
                        return True
                return False

            self.wait_for(kill, "no encoder of the lower rendition is at work")
            self.both((sd, low))
            self.both((sd, low))
            for one in (sd, low):
                one.close()
            restarts = self.metric(server, "restarts_total", 'rendition="low"')
            fewer = self.metric(server, "degrade_steps_total")
            code, said = server.stop()
        self.assertEqual(code, 0, said)
        self.assertGreaterEqual(restarts, 1)
        common = self.check_together(sd, low)
        self.check_alert(sd, low, slate)
        shown = [self.pictures(one, common, name) for one, name in ((sd, "sd.ts"), (low, "low.ts"))]
        for (uri, says), (_, file), one in zip(found.items(), shown, (sd, low)):
            with self.subTest(uri):
                self.check_names(says, file, one)
        # To the frame the same pictures, but for slate and the card, and the last two or three before those all go over to it.
        (sd_shown, _), (low_shown, _) = shown
        self.assertEqual(sorted(sd_shown), sorted(low_shown))
        coded = [at for at in sd_shown if None not in (sd_shown[at][0], low_shown[at][0])]
        self.assertGreater(len(coded), 100)
        other = [at for at in coded if sd_shown[at] != low_shown[at]]
        if fewer == 0:  # else one of them holds pictures for longer to make do with less
            self.assertLessEqual(len(other), 6, other)
        self.assertEqual({sd_shown[at][0] for at in coded}, {low_shown[at][0] for at in coded})
        self.check_log()

    def check_alert(self, sd, low, slate):
        """Both go over to it at one frame, which ends a segment; the next one is a quarter as long as usual."""
        row = next(row for row in self.rows() if row["alert_id"] and row["kind"] == "alert" and row["actual_frames"])
        first = alerting.frame_of(row["actual_start"], RATE)
        for one in (sd, low):
            begins = sorted(starts(one))
            at = max(begin for begin in begins if begin <= first)
            self.assertLessEqual(first - at, slate)  # where a busy machine needs its slate first, it says so
            self.assertEqual(begins[begins.index(at) + 1] - at, GOP // 4)

    def check_log(self):
        """Each stretch of time is told once."""
        spans = sorted((alerting.frame_of(row["actual_start"], RATE), row["actual_frames"]) for row in self.rows() if row["actual_frames"])
        for (begin, frames), (after, _) in zip(spans, spans[1:]):
            self.assertEqual(begin + frames, after)

    def test_player_reads_all_of_them(self):
        with self.serve() as server:
            readers = [alerting.Playlist(server, name) for name in ("1/sd", "1/low")]
            self.both(readers)
            call = ["ffmpeg", "-v", "error", "-nostdin", "-i", server.url + "/channel/1.m3u8", "-map", "0:v", "-t", "3", "-f", "framecrc", "-"]
            played = subprocess.run(call, capture_output=True, text=True, timeout=90, check=True).stdout
            for one in readers:
                one.close()
            self.assertEqual(server.stop()[0], 0)
        self.assertEqual(re.findall(r"^#dimensions \d: (\d+x\d+)", played, re.M), ["320x240", "192x144"])
        rows = [line.split(",") for line in played.splitlines() if line and line[0] != "#"]
        stamps = [[int(row[2]) for row in rows if int(row[0]) == stream] for stream in (0, 1)]
        self.assertGreater(len(set(stamps[0]) & set(stamps[1])), 60)
        self.check_together(*readers)


if __name__ == "__main__":
    unittest.main()
