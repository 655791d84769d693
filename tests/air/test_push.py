#!/usr/bin/env python3
"""A channel with renditions, two tracks of sound and subtitles, put into a folder and onto a web server: each in a folder of its own,
all with the same numbers at the same times, and one list of them."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import rig  # first: it finds the analysers

os.environ.setdefault("RETROVUE", rig.PROGRAM)
sys.path.insert(0, str(rig.HERE.parent / "serve"))

import players  # noqa: E402
import test_subtitles  # noqa: E402
from origin import SECRET, Origin, uris  # noqa: E402
from rig import hls  # noqa: E402

RATE = (25, 1)
SETTINGS = """[profile.sd25]
width = 320
height = 240
preset = "ultrafast"
renditions = "low"
segments = "{}"
[profile.low]
width = 192
height = 144
rate = "25"
max_kbps = 300
preset = "ultrafast"
"""
SOUND = {"ts": ("audio-en",), "fmp4": ("audio-de", "audio-en")}
WORDS = {"subtitles-en": r"Words ", "subtitles-de": r"Worte \d+$"}


class Push(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.top = Path(temporary.name)
        self.db, self.settings = test_subtitles.make(self.top), self.top / "settings.toml"
        with contextlib.closing(sqlite3.connect(self.db)) as catalog, catalog:
            catalog.execute("UPDATE channels SET audio = 'de,en' WHERE number = 1")

    def play(self, output, segments, *words):
        self.settings.write_text(SETTINGS.format(segments))
        child = subprocess.Popen([rig.PROGRAM, "-q", "--db", self.db, "--config", self.settings, "play", "channel", "1", "--output", output, *map(str, words)],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        for act in (child.stdout.close, child.stderr.close, child.wait, child.kill):
            self.addCleanup(act)
        return child

    def until(self, true, what, seconds=60):
        end = time.monotonic() + seconds
        while not true():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.05)

    def check(self, folder, segments):
        """All of it, as a player would read it; returns the numbers that it names."""
        sides = (*SOUND[segments], *WORDS)
        text = (folder / "index.m3u8").read_text()
        self.assertEqual(uris(text), ["sd25/index.m3u8", "low/index.m3u8"])
        self.assertEqual(sorted(re.findall(r'URI="(.*?)"', text)), sorted(f"{side}/index.m3u8" for side in sides))
        self.assertEqual(re.findall(r"RESOLUTION=(\w+)", text), ["320x240", "192x144"])
        lists = {}
        for name in ("sd25", "low"):
            result, lists[name] = hls.analyse(str(folder / name / "index.m3u8"), RATE)
            self.assertEqual(result["faults"], [], name)
            self.assertEqual(players.ffmpeg(folder / name / "index.m3u8"), [])
        for name in sides:
            lists[name] = hls.parse((folder / name / "index.m3u8").read_text())
            self.assertEqual(hls.check_playlist(lists[name]), [], name)
        times = {name: {one.sequence: (one.date_time, one.duration, one.discontinuity) for one in listed.segments} for name, listed in lists.items()}
        for name, found in times.items():
            if name == "low":  # one of the two may come to a boundary more before it ends
                self.assertLessEqual(abs(max(found) - max(times["sd25"])), 1)
                common = set(found) & set(times["sd25"])
                self.assertGreaterEqual(len(common), 4)
                self.assertEqual(*({number: one[number] for number in common} for one in (found, times["sd25"])))
            else:
                self.assertEqual(found, times["sd25"], name)
        self.assertEqual({listed.discontinuity_sequence for listed in lists.values()}, {lists["sd25"].discontinuity_sequence})
        self.hear(folder, lists, segments)
        self.read(folder, lists)
        return [one.sequence for one in lists["sd25"].segments]

    def hear(self, folder, lists, segments):
        """The sound beside the pictures lasts as long as they do, without a gap."""
        for name in SOUND[segments]:
            listed = lists[name]
            whole = b"".join((folder / name / part).read_bytes() for part in ([listed.map] if listed.map else []) + [one.uri for one in listed.segments])
            path = self.top / ("whole" + (".mp4" if listed.map else ".aac"))
            path.write_bytes(whole)
            rows = subprocess.run(["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=codec_name,sample_rate,nb_read_packets", "-of", "csv=p=0", path],
                                  capture_output=True, text=True, check=True)
            self.assertEqual(rows.stderr, "")
            codec, rate, count = rows.stdout.strip().split(",")
            self.assertEqual((codec, rate), ("aac", "48000"))
            self.assertLess(abs(int(count) * 1024 / 48000 - float(sum(one.duration for one in listed.segments))), 0.05)

    def read(self, folder, lists):
        """Each text begins where its pictures begin, and is in its language."""
        for name, words in WORDS.items():
            said = []
            for one in lists[name].segments:
                text = (folder / name / one.uri).read_text()
                self.assertTrue(text.startswith("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:"), text)
                said += [cue for _, _, cue in test_subtitles.cues(text)]
            self.assertTrue(said, name)
            self.assertEqual([cue for cue in said if not re.match(words, cue)], [])

    def test_folder_over_a_restart(self):
        folder, before, old = self.top / "out", [], {}
        indices = [folder / name / "index.m3u8" for name in ("sd25", "low")]
        fresh = lambda: all(index.exists() and len(uris(index.read_text())) == 8 and not set(uris(index.read_text())) & set(before) for index in indices)
        for run in range(2):
            child = self.play(f"hls:{folder}", "ts")
            self.until(lambda: fresh() and (folder / "index.m3u8").exists(), "a whole list of each")
            os.killpg(child.pid, signal.SIGKILL) if run == 0 else child.send_signal(signal.SIGTERM)
            _, said = child.communicate(timeout=30)
            if run == 0:  # what was killed may have a list fewer in one folder than in the other
                old = {path: path.read_bytes() for path in folder.glob("*/*.*") if path.stem.isdecimal()}
                before = [path.name for path in old]
                continue
            self.assertEqual((child.returncode, said), (0, b""))
            numbers = self.check(folder, "ts")
            self.assertGreater(numbers[0], max(int(path.stem) for path in old))
            for path, content in old.items():  # who plays that gets to its end
                self.assertEqual(path.read_bytes(), content)
            for path in folder.glob("*/index.m3u8"):
                self.assertIn("#EXT-X-ENDLIST", path.read_text(), path)
                self.assertIn("#EXT-X-DISCONTINUITY-SEQUENCE:1\n", path.read_text(), path)

    def origin(self):
        site = Origin()
        self.addCleanup(site.server_close)
        self.addCleanup(site.shutdown)
        return site, f"hls:http://127.0.0.1:{site.server_address[1]}/live"

    def test_short(self):
        """What ends before the first list would be there has one all the same, and all of it is as long as was asked."""
        site, where = self.origin()
        site.slow = 0.3
        os.environ["RETROVUE_ORIGIN_TOKEN"] = SECRET
        self.addCleanup(os.environ.pop, "RETROVUE_ORIGIN_TOKEN")
        for output in (where, f"hls:{self.top / 'short'}"):
            child = self.play(output, "ts", "--duration", "1s", "--at", "now")
            _, said = child.communicate(timeout=60)
            self.assertEqual((child.returncode, said), (0, b""))
        self.assertEqual(site.wrong, [])
        self.assertEqual(uris(site.lists["/live/index.m3u8"][-1]), uris((self.top / "short" / "index.m3u8").read_text()))
        for folder in ("sd25", "low", "audio-en", *WORDS):
            for text in (site.lists[f"/live/{folder}/index.m3u8"][-1], (self.top / "short" / folder / "index.m3u8").read_text()):
                self.assertIn("#EXT-X-ENDLIST", text)
                self.assertEqual(sum(map(float, re.findall(r"EXTINF:([\d.]+)", text))), 1, (folder, text))

    def test_origin(self):
        site, where = self.origin()
        secret = self.top / "secret"
        secret.write_text(SECRET)
        child = self.play(where + "/", "fmp4", "--origin-token-file", secret)
        whole = lambda name: site.lists[name] and len(uris(site.lists[name][-1])) == 8
        self.until(lambda: site.lists["/live/index.m3u8"] and whole("/live/sd25/index.m3u8") and whole("/live/low/index.m3u8"), "a whole list of each")
        site.slow = 0.1  # what is left takes it longer than the channel takes to end
        child.send_signal(signal.SIGTERM)
        _, said = child.communicate(timeout=30)
        self.assertEqual((child.returncode, said, site.wrong), (0, b"", []))
        self.assertEqual(len(site.lists["/live/index.m3u8"]), 1)
        for name, texts in site.lists.items():
            self.assertEqual("#EXT-X-ENDLIST" in texts[-1], name != "/live/index.m3u8", name)
        for name, body in site.files.items():
            path = self.top / name[1:]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        self.check(self.top / "live", "fmp4")


if __name__ == "__main__":
    unittest.main()
