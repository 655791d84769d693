#!/usr/bin/env python3
"""Subtitles in HLS: what is said stands where the pictures are of which it is said, across breaks and to the frame."""

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
import decoded  # noqa: E402
import hls  # noqa: E402

FILM, OTHER = "p25", "hd-1080p25"
ACTS = ((FILM, 0, 80), (OTHER, 0, 40), (FILM, 80, 85))  # clip, first frame, frames: one programme with a break in it
FILM_ID = next(ident for ident, clip in station.media.manifest().items() if clip["name"] == FILM)
EVERY, LASTS = 50, 40  # frames: a cue begins with every so many-th frame of the film and stands so long
CUE = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n(.*)")


def srt(word, frames):
    stamp = lambda frame: "{:02}:{:02}:{:02},{:03}".format(frame * 40 // 3600000, frame * 40 // 60000 % 60, frame * 40 // 1000 % 60, frame * 40 % 1000)
    return "".join(f"{n + 1}\n{stamp(at)} --> {stamp(at + LASTS)}\n{word} {at}\n\n" for n, at in enumerate(range(0, frames, EVERY)))


def make(folder):
    """A station with one channel whose film has an English track inside and a German one beside it, and one without subtitles."""
    db = os.path.join(folder, "station.db")
    station.make(db, channels=2, hours=1, profile="sd25")
    film = Path(folder) / "film.mkv"
    (Path(folder) / "en").write_text(srt("Words <v Bob>--></v> & more", 600))
    (Path(folder) / "film.ger.srt").write_text(srt("Worte", 600))
    subprocess.run(["ffmpeg", "-v", "error", "-i", station.media.make(station.CLIPS, FILM), "-i", Path(folder) / "en", "-map", "0", "-map", "1", "-c", "copy", "-c:a", "flac", "-c:s",
                    "srt", film], check=True)
    with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
        library = catalog.execute("SELECT id FROM libraries").fetchone()[0]
        items = {FILM: station.add_item(catalog, library, FILM, "episode", FILM)["id"]}
        items[OTHER] = catalog.execute("SELECT item_id FROM files WHERE path = ?", (str(station.media.make(station.CLIPS, OTHER)),)).fetchone()[0]
        file = catalog.execute("SELECT id FROM files WHERE item_id = ?", (items[FILM],)).fetchone()[0]
        catalog.execute("UPDATE files SET path = ?, signature = 'film' WHERE id = ?", (str(film), file))
        catalog.execute("INSERT INTO streams (file_id, stream_index, kind, codec, language) VALUES (?, 2, 'subtitle', 'subrip', 'eng')", (file,))
        catalog.execute("UPDATE channels SET subtitles = 'en,de' WHERE number = 1")
        first, last, channel, slot = catalog.execute("SELECT min(start_frame), max(start_frame + frames), channel_id, min(slot_id) FROM events WHERE channel_id = "
                                               "(SELECT id FROM channels WHERE number = 1)").fetchone()
        catalog.execute("DELETE FROM events WHERE channel_id = ?", (channel,))
        at = first
        while at < last:
            for name, begin, frames in ACTS:
                catalog.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                                "VALUES (?, ?, ?, ?, 0, 'program', ?, ?, ?, 0, 0)", (channel, slot, at, frames, items[name], name, begin))
                at += frames
    return db


def cues(text):
    """(milliseconds from, to, words) of a WebVTT segment."""
    found = [list(map(int, cue[:8])) + [cue[8]] for cue in CUE.findall(text)]
    ms = lambda h, m, s, f: ((h * 60 + m) * 60 + s) * 1000 + f
    return [(ms(*cue[:4]), ms(*cue[4:8]), cue[8]) for cue in found]


def first_pts(path):
    rows = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts", "-of", "csv=p=0", path], capture_output=True, text=True,
                          check=True).stdout
    return min(int(row.strip(",")) for row in rows.split())


class Subtitles(unittest.TestCase):
    def test_they_go_with_the_pictures(self):
        with tempfile.TemporaryDirectory() as folder, station.Server(make(folder)) as server:
            self.assertIn("#EXTINF", server.get("/channel/2.m3u8").decode())
            listed = server.get("/channel/1.m3u8").decode()
            self.assertRegex(listed, r'CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2",.*SUBTITLES="subtitles"\n1/video\.m3u8\n')
            tracks = re.findall(r'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="(\w+)",LANGUAGE="(\w+)",.*URI="(.*)"', listed)
            self.assertEqual(tracks, [("English", "en", "1/subtitles-en.m3u8"), ("German", "de", "1/subtitles-de.m3u8")])
            read = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", server.url + "/channel/1.m3u8"], capture_output=True, text=True, check=True)
            self.assertEqual({s["codec_name"] for s in json.loads(read.stdout)["streams"]}, {"h264", "aac"}, read.stderr)

            seen, said = set(), {"Words --&gt; &amp; more": 0, "Worte": 0}
            until = time.monotonic() + 30
            while len(seen) < 6 and time.monotonic() < until:
                video = hls.parse(server.get("/channel/1/video.m3u8").decode())
                words = {language: hls.parse(server.get(f"/channel/1/subtitles-{language}.m3u8").decode()) for language in ("en", "de")}
                self.assertEqual([f for one in (video, *words.values()) for f in hls.check_playlist(one)], [])
                for segment in video.segments:
                    if segment.sequence in seen:
                        continue
                    self.look(server, folder, segment, words, said)
                    seen.add(segment.sequence)
                time.sleep(0.3)
            self.assertGreaterEqual(len(seen), 6)
            self.assertTrue(all(count > 1 for count in said.values()), said)
            for lost in ("/channel/1/subtitles-fr.m3u8", f"/channel/1/subtitles-fr/{min(seen)}.vtt", "/channel/1/subtitles-en/1.vtt", "/channel/2/subtitles-en.m3u8"):
                with self.assertRaises(urllib.error.HTTPError) as gone:
                    server.get(lost)
                self.assertEqual(gone.exception.code, 404, lost)
                gone.exception.close()
            code, errors = server.stop()
            self.assertEqual((code, len(errors.splitlines())), (0, 1), errors)  # how to open it

    def look(self, server, folder, segment, words, said):
        """One segment: every picture of it has the words that belong to it, or none."""
        file = Path(folder) / "segment.ts"
        file.write_bytes(server.get(f"/channel/1/{segment.uri}"))
        frames = sorted(decoded.decode(file, audio=False).frames, key=lambda frame: frame.time)
        self.assertEqual(len(frames), round(segment.duration * 25))
        for language, word in (("en", "Words --&gt; &amp; more"), ("de", "Worte")):
            mine = [one for one in words[language].segments if one.sequence == segment.sequence]
            if not mine:  # listed a moment later
                mine = [one for one in hls.parse(server.get(f"/channel/1/subtitles-{language}.m3u8").decode()).segments if one.sequence == segment.sequence]
            self.assertEqual((mine[0].duration, mine[0].date_time), (segment.duration, segment.date_time))
            text = self.words(server, f"/channel/1/{mine[0].uri}")
            self.assertRegex(text, rf"\AWEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:{first_pts(file)}\n")
            found = cues(text)
            for n, frame in enumerate(frames):
                now = [shown for begin, end, shown in found if begin <= n * 40 + 20 < end]
                spoken = frame.clip == FILM_ID and frame.number % EVERY < LASTS
                self.assertEqual(now, [f"{word} {frame.number // EVERY * EVERY}"] if spoken else [], (segment.sequence, n, frame, text))
            said[word] += len(found)

    def words(self, server, path):
        """What a segment says for good: on a busy machine the first ones may come before the film was read."""
        for _ in range(10):
            with server.open(path) as answer:
                self.assertEqual(answer.headers.get_content_type(), "text/vtt")
                text = answer.read().decode()
                if "immutable" in answer.headers["Cache-Control"]:
                    return text
        return self.fail(f"{path} is never final")


if __name__ == "__main__":
    unittest.main()
