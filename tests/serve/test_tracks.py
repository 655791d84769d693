#!/usr/bin/env python3
"""Two tracks of sound from a server: both in MPEG-TS, the second one beside the segments in HLS, the alert's tone in each."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import station  # noqa: E402
import alerting  # noqa: E402
import hls  # noqa: E402
import report  # noqa: E402

sys.path.insert(0, str(station.TOP / "tests/air"))

import tones  # noqa: E402

GERMAN, ENGLISH, OTHER, ALARM = 440, 880, 660, 1000
ALL = (GERMAN, ENGLISH, OTHER, ALARM)
FRAME = 1920  # ticks of an AAC frame


def make(folder):
    """A channel whose films have sound in German and English, or in French alone."""
    db = os.path.join(folder, "station.db")
    station.make(db, channels=2, hours=1, profile="sd25")
    films = {}
    for name, tracks in (("both", [("eng", ENGLISH), ("deu", GERMAN)]), ("one", [("fra", OTHER)])):
        films[name] = tones.film(folder, name + ".mkv", station.media.make(station.CLIPS, "p25"), tracks)
    with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
        library = catalog.execute("SELECT id FROM libraries").fetchone()[0]
        items = {}
        for name in films:
            items[name] = item = station.add_item(catalog, library, "p25", "episode", name)["id"]
            (file,) = catalog.execute("SELECT id FROM files WHERE item_id = ?", (item,)).fetchone()
            catalog.execute("UPDATE files SET path = ?, signature = ? WHERE id = ?", (str(films[name]), name, file))
            catalog.execute("DELETE FROM streams WHERE file_id = ? AND kind = 'audio'", (file,))
            for stream in station.probe(films[name])["streams"]:
                if stream["codec_type"] == "audio":
                    catalog.execute("INSERT INTO streams (file_id, stream_index, kind, codec, language, channels) VALUES (?, ?, 'audio', 'flac', ?, 2)",
                                    (file, stream["index"], stream["tags"]["language"]))
        first, last, channel, slot = catalog.execute("SELECT min(start_frame), max(start_frame + frames), channel_id, min(slot_id) FROM events WHERE channel_id = "
                                                     "(SELECT id FROM channels WHERE number = 1)").fetchone()
        catalog.execute("DELETE FROM events WHERE channel_id = ?", (channel,))
        at, turn = first, 0
        while at < last:
            name, frames = (("both", 160), ("one", 90))[turn % 2]
            catalog.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                            "VALUES (?, ?, ?, ?, 0, 'program', ?, ?, 0, 0, 0)", (channel, slot, at, frames, items[name], name))
            at, turn = at + frames, turn + 1
    alerting.retrovue(db, "channel", "set", "1", "--audio", "de,en").check_returncode()
    return db


class Tracks(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.top = Path(temporary.name)
        self.db = make(temporary.name)

    def settings(self, segments):
        file = self.top / "settings.toml"
        file.write_text(f'[profile.sd25]\nsegments = "{segments}"\n')
        return "--config", str(file)

    def test_both_go_on_through_an_alert(self):
        with station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            viewer.wait(60)
            alerting.send(self.db, "Wind", "--style", "crawl", "--tone", "--duration", "6s", "--channel", "1")
            end = time.monotonic() + 90
            while not any(row["alert_id"] for row in alerting.as_run(self.db, 1)) and time.monotonic() < end:
                time.sleep(0.3)
            (row,) = [row for row in alerting.as_run(self.db, 1) if row["alert_id"]][:1]
            (sent,) = json.loads(alerting.retrovue(self.db, "alert", "list", "--all", "--json").stdout)
            missed = (row["actual_start"], sent["start"])
            over = alerting.frame_of(row["actual_start"], (25, 1)) + row["actual_frames"]
            viewer.until(over + 150, (25, 1), 120)
            viewer.close()
            path = self.top / "seen.ts"
            path.write_bytes(viewer.bytes()[: len(viewer.bytes()) // 188 * 188])
            code, _ = server.stop()
            self.assertEqual(code, 0)
        stream = report.Stream().read(path)
        self.assertEqual(len({section for section in stream.demux._crc_seen if section[0] == 2}), 1)  # one PMT all the time
        stream.finish(True)
        judged = report.judge(stream, report.Limits(rate=(25, 1), cut=True))
        self.assertEqual(judged["faults"], [])
        for track in (judged["audio"], *judged["other_audio"]):
            self.assertEqual((track["gaps"], track["overlaps"]), (0, 0))
        self.compare(tones.samples(path, 0), tones.samples(path, 1), judged["other_audio"][0]["first_pts"] - judged["audio"]["first_pts"],
                     self.beeps(*missed) if row["status"] != "replaced" else 0)

    def beeps(self, seen, sent):
        """How many of the six quarter seconds of tone, one every half second, come whole after the alert was first seen."""
        late = alerting.frame_of(seen, (25, 1)) - alerting.frame_of(sent, (25, 1))
        return sum(at / 2 > late / 25 + 0.1 for at in range(6))

    def compare(self, first, second, later, beeps):
        """What is heard at the same time on both: later is how many ticks after the first one the second one begins."""
        step = later * 48000 // 90000
        found = [{frozenset(tone) for _, tone in tones.heard(sound, ALL)} for sound in (first, second)]
        self.assertNotIn(ENGLISH, set().union(*found[0]))
        self.assertNotIn(GERMAN, set().union(*found[1]))
        pairs = [(one, other) for (_, one), (_, other) in zip(tones.heard(first, ALL, max(0, step)), tones.heard(second, ALL, max(0, -step)))]
        for both in (({GERMAN}, {ENGLISH}), ({OTHER}, {OTHER})):
            self.assertGreater(pairs.count(both), 20, both)
        alarms = [pair for pair in pairs if ALARM in pair[0] and ALARM in pair[1]]
        self.assertGreaterEqual(len(alarms), 3 * beeps)
        # Which of the two a look at an edge still hears, or does not any more, is a matter of a few samples.
        self.assertLessEqual(sum((ALARM in one) != (ALARM in other) for one, other in pairs), 12)

    def segments(self, server, count=6):
        """{number: (segment, the one beside it)} of so many that both playlists name, and the playlists themselves."""
        kept, end, beside = {}, time.monotonic() + 120, None
        while len(kept) < count and time.monotonic() < end:
            video = hls.parse(server.get("/channel/1/video.m3u8").decode())
            beside = hls.parse(server.get("/channel/1/audio-en.m3u8").decode())
            self.assertEqual([fault for one in (video, beside) for fault in hls.check_playlist(one)], [])
            others = {one.sequence: one for one in beside.segments}
            for segment in video.segments:
                other = others.get(segment.sequence)
                if other is None or segment.sequence in kept:
                    continue
                self.assertEqual((other.duration, other.date_time, other.discontinuity), (segment.duration, segment.date_time, segment.discontinuity))
                kept[segment.sequence] = tuple(server.get(f"/channel/1/{one.uri}") for one in (segment, other))
            time.sleep(0.2)
        self.assertGreaterEqual(len(kept), count)
        return kept, beside

    def master(self, server, first=""):
        listed = server.get("/channel/1.m3u8").decode()
        self.assertEqual(re.findall(r"#EXT-X-MEDIA:(.*)", listed), [
            'TYPE=AUDIO,GROUP-ID="audio",NAME="German",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2"' + first,
            'TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="1/audio-en.m3u8"'])
        self.assertRegex(listed, r'#EXT-X-STREAM-INF:.*,AUDIO="audio"\n1/video\.m3u8\n')
        self.assertIn("#EXTINF", server.get("/channel/2.m3u8").decode())
        read = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", server.url + "/channel/1.m3u8"], capture_output=True, text=True, check=True)
        kinds = sorted(stream["codec_name"] for stream in json.loads(read.stdout)["streams"])
        self.assertEqual(kinds, ["aac", "aac", "h264"])

    def lost(self, server, *paths):
        for path in paths:
            with self.assertRaises(urllib.error.HTTPError) as gone:
                server.get(path)
            self.assertEqual(gone.exception.code, 404, path)
            gone.exception.close()

    def in_order(self, parts, kept):
        """Each part is a tone of one language or the film's only one; both are heard in time."""
        heard = {tone for sound in parts for _, found in tones.heard(sound, ALL) for tone in found}
        self.assertLessEqual(heard, {ENGLISH, OTHER})
        self.assertIn(ENGLISH, heard, sorted(kept))

    def test_hls(self):
        with station.Server(self.db) as server:
            self.master(server)
            kept, _ = self.segments(server)
            self.lost(server, "/channel/1/audio-de.m3u8", "/channel/1/audio-fr.m3u8", "/channel/2/audio-en.m3u8", "/channel/1/audio-en/1.aac", "/channel/1/audio-en/init.mp4",
                      f"/channel/1/audio-de/{min(kept)}.aac", f"/channel/1/audio-en/{min(kept)}.m4s")
            due, parts = None, []
            for number in sorted(kept):
                segment, other = kept[number]
                stream = report.Stream()
                stream.feed(segment)
                stream.finish()
                self.assertEqual(len(stream.tracks), 1)  # players of HLS want one in a segment
                self.assertEqual((other[:5], other[10:14], other[20:65]), (b"ID3\4\0", b"PRIV", b"com.apple.streaming.transportStreamTimestamp\0"))
                pts = int.from_bytes(other[65:73], "big")
                behind = (pts - min(unit.pts for unit in stream.video.units)) % 2**33
                self.assertLess(behind, FRAME)
                self.assertIn(due, (None, pts))
                sound = other[73:]
                frames = 0
                while sound:
                    self.assertEqual(sound[0:1], b"\xff")
                    sound = sound[(sound[3] & 3) << 11 | sound[4] << 3 | sound[5] >> 5 :]
                    frames += 1
                due = (pts + frames * FRAME) % 2**33 if number + 1 in kept else None
                file = self.top / "part.aac"
                file.write_bytes(other)
                parts.append(tones.samples(file)[2048:])  # a decoder that starts anew
            self.in_order(parts, kept)
            code, errors = server.stop()
            self.assertEqual((code, len(errors.splitlines())), (0, 1), errors)  # how to open it

    def test_hls_in_mp4(self):
        with station.Server(self.db, *self.settings("fmp4")) as server:
            self.master(server, ',URI="1/audio-de.m3u8"')  # players change between tracks only where the pictures' MP4 has none
            kept, beside = self.segments(server)
            self.assertEqual(beside.map, "audio-en/init.mp4")
            head = server.get("/channel/1/audio-en/init.mp4")
            self.lost(server, f"/channel/1/audio-en/{min(kept)}.aac", "/channel/1/audio-en/1.m4s")
            run = [number for number in sorted(kept) if number - min(kept) == sorted(kept).index(number)]
            file = self.top / "all.mp4"
            file.write_bytes(head + b"".join(kept[number][1] for number in run))
            probed = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_packets", file], capture_output=True, text=True, check=True)
            self.assertEqual(probed.stderr, "")
            found = json.loads(probed.stdout)
            (stream,) = found["streams"]
            self.assertEqual((stream["codec_name"], stream["tags"]["language"]), ("aac", "eng"))
            stamps = [packet["pts"] for packet in found["packets"]]
            self.assertEqual(stamps, list(range(stamps[0], stamps[0] + 1024 * len(stamps), 1024)))
            self.in_order([tones.samples(file)[2048:]], kept)
            # The same instant of the channel as the pictures beside it.
            main = self.top / "main.mp4"
            german = server.get("/channel/1/audio-de/init.mp4") + server.get(f"/channel/1/audio-de/{run[-1]}.m4s")
            self.assertLessEqual({tone for _, found in tones.heard(tones.samples("-", head=german)[2048:], ALL) for tone in found}, {GERMAN, OTHER})
            main.write_bytes(server.get("/channel/1/" + hls.parse(server.get("/channel/1/video.m3u8").decode()).map) + kept[run[0]][0])
            probed = subprocess.run(["ffprobe", "-v", "error", "-of", "csv=p=0", "-select_streams", "v", "-show_entries", "packet=pts_time", main],
                                    capture_output=True, text=True, check=True)
            self.assertEqual([one["codec_type"] for one in station.probe(main)["streams"]], ["video"])
            pictures = min(float(line.strip(",")) for line in probed.stdout.split())
            self.assertLess(abs(stamps[0] / 48000 - pictures), 0.03)
            code, errors = server.stop()
            self.assertEqual((code, len(errors.splitlines())), (0, 1), errors)


if __name__ == "__main__":
    unittest.main()
