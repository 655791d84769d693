#!/usr/bin/env python3
"""Live inputs on the air: sources that come late, break, refuse or lack something, with the schedule around them to the frame."""

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import rig  # first: it finds the analysers

import antenna
import players

AT = "2026-11-21T12:00:50Z"
STATION = """
channel: {number: %d, name: Town, zone: UTC, grid: 1m, profile: sd, auto_approve: true}
blocks:
  - {name: Film, from: "06:00", to: "06:00", play: {type: movie}}
  - {name: Council, from: "12:01", to: "12:02", live: %s, priority: 1, fallback: {tag: "brand:council"}}
"""
WINDOW = range(300, 2098)  # of the pictures from AT on
PICTURES = 2248            # 75 seconds
FILM, FILLER, LIVE = 30, 24, 31


class Inputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.top = Path(cls.temporary.name)
        cls.env = os.environ | {"HOME": str(cls.top), "RETROVUE_STORE_FOLDER": str(cls.top / "chunks"), "RETROVUE_STORE_SIZE": "1"}
        for kind, name, more in (("movie", "p2997", ()), ("filler", "bumper5", ("--tag", "brand:council"))):
            (cls.top / kind).mkdir()
            os.symlink(rig.clip_path(name), cls.top / kind / rig.clip_path(name).name)
            cls.do("folder", "add", cls.top / kind, "--type", kind, *more)
        cls.do("sync")
        cls.do("validate", "--all")

    @classmethod
    def do(cls, *words, said=None):
        done = subprocess.run([rig.PROGRAM, *map(os.fspath, words), "--db", cls.top / "station.db", "--now", AT], input=said, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=cls.env, timeout=120)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def channel(self, number, url):
        title = f"Input{number}"
        self.do("item", "add", "--title", title, "--url-stdin", said=url)
        self.do("schedule", "apply", "/dev/stdin", said=STATION % (number, title))
        self.do("schedule", "build", str(number), "--from", "2026-11-21T12:00:00Z", "--to", "2026-11-21T12:10:00Z")

    def air(self, number):
        out = self.top / f"{number}.ts"
        with open(out, "wb") as file:
            return subprocess.Popen([rig.PROGRAM, "play", "channel", str(number), "--db", self.top / "station.db", "--at", AT, "--duration", "75s",
                                     "--output", "-"], stdout=file, stderr=subprocess.PIPE, env=self.env)

    def aired(self, number, process, spied=None):
        """Pictures by (clip, number) and the rows of the log, of a channel that ran to its end with nothing wrong in its bytes."""
        while True:
            if spied is not None:
                spied |= words_of_children()
            try:
                said = process.communicate(timeout=0.2)[1].decode()
                break
            except subprocess.TimeoutExpired:
                continue
        self.assertEqual(process.returncode, 0, said)
        out = self.top / f"{number}.ts"
        self.assertEqual(rig.judge(out, frames=PICTURES)["faults"], [])
        self.assertEqual(players.ffmpeg(out), [])
        pictures = rig.shown(out)
        after = pictures[WINDOW.stop:]
        self.assertEqual(after, [(FILM, number) for number in range(len(after))])  # what comes after the window, to the picture
        self.assertNotIn(LIVE, {clip for clip, _ in pictures[:WINDOW.start]})
        rows = json.loads(self.do("asrun", "show", str(number), "--json"))
        self.assertEqual(sum(row["actual_frames"] for row in rows), PICTURES)
        self.secret(said + json.dumps(rows))
        return pictures, [row for row in rows if row["actual_start"] >= "2026-11-21T12:00:59.9" and row["actual_start"] < "2026-11-21T12:01:59.9"]

    def secret(self, text):
        self.assertNotIn(antenna.PASSWORD, text)
        for folder, _, names in os.walk(self.top):
            for name in names:
                path = Path(folder, name)
                if path.suffix != ".m3u8" and not path.is_symlink():
                    self.assertNotIn(antenna.PASSWORD.encode(), path.read_bytes(), path)

    def clips(self, pictures):
        """Which clip is shown in the window, each change once."""
        seen = []
        for clip, _ in pictures[WINDOW.start:WINDOW.stop]:
            if clip is not None and seen[-1:] != [clip]:
                seen.append(clip)
        return seen

    def live_throughout(self, rows):
        """All the window is the input's; only where a busy machine makes it wait something stands in, and the log says for how many pictures."""
        stood_in = sum(row["actual_frames"] for row in rows if row["kind"] != "live")
        if not stood_in:
            self.assertEqual([(row["kind"], row["status"], row["error"]) for row in rows], [("live", "aired", None)])
        self.assertTrue(all(row["error"] for row in rows if row["kind"] != "live"), rows)
        self.assertLess(stood_in, (WINDOW.stop - WINDOW.start) // 4)
        return stood_in

    def steady(self, pictures):
        """Pictures of the input go on one by one: its 25 a second on our grid, never back but where its clip begins again."""
        numbers = [number for clip, number in pictures if clip == LIVE]
        steps = [b - a for a, b in zip(numbers, numbers[1:])]
        self.assertLessEqual(sum(step not in (0, 1) for step in steps), 1 + len(numbers) // 500)

    def test_breaks_and_comes_back(self):
        source = antenna.Antenna("p25", *"-c:v libx264 -preset ultrafast -g 25".split()).start()
        self.addCleanup(source.stop)
        self.channel(1, source.url())
        process = self.air(1)
        cut = threading.Timer(24, source.stop)
        back = threading.Timer(36, source.start)
        for timer in (cut, back):
            timer.start()
            self.addCleanup(timer.cancel)
        spied = set()
        pictures, rows = self.aired(1, process, spied)
        self.assertTrue(any("concat" in words for words in spied))
        self.secret("".join(spied))
        self.assertEqual(self.clips(pictures), [LIVE, FILLER, LIVE])
        self.assertEqual([row["kind"] for row in rows if row["kind"] == "live"], ["live", "live"])
        self.assertIn("frame ", rows[0]["error"])
        self.assertEqual({row["status"] for row in rows if row["kind"] == "filler"}, {"replaced"})
        self.assertEqual(rows[-1]["status"], "joined")
        self.assertIn(True, source.asked)
        self.steady(pictures)
        # Nothing of the input was kept, and nothing of it can be made beforehand.
        plan = json.loads(self.do("store", "warm", "--channel", "1", "--from", "2026-11-21T12:00:30Z", "--to", "2026-11-21T12:01:50Z", "--dry-run", "--json"))
        self.assertNotIn("Input1", json.dumps(plan))

    def test_comes_late_and_refuses(self):
        late = antenna.Antenna("p25").start()
        self.addCleanup(late.stop)
        late.stop()
        refused = antenna.Antenna("p25").start()
        self.addCleanup(refused.stop)
        self.channel(2, late.url())
        self.channel(3, refused.url(antenna.PASSWORD + "x"))
        one, other = self.air(2), self.air(3)
        timer = threading.Timer(20, late.start)
        timer.start()
        self.addCleanup(timer.cancel)
        pictures, rows = self.aired(2, one)
        self.assertEqual(self.clips(pictures), [FILLER, LIVE])
        self.assertEqual({row["error"] for row in rows if row["kind"] == "filler"}, {"nothing answers at the input"})
        pictures, rows = self.aired(3, other)
        self.assertEqual(self.clips(pictures), [FILLER])
        self.assertIn("the input refuses the password", {row["error"] for row in rows})
        self.assertIn("failed", {row["status"] for row in rows})
        self.assertGreater(len(refused.asked), 5)  # it goes on asking,
        self.assertLess(len(refused.asked), 40)    # but not all the time
        self.assertFalse(any(refused.asked))

    def test_lacks_sound_or_pictures(self):
        mute = antenna.Antenna("p25", "-an").start()
        blind = antenna.Antenna("p25", "-vn").start()
        self.addCleanup(mute.stop)
        self.addCleanup(blind.stop)
        self.channel(4, mute.url())
        self.channel(5, blind.url())
        one, other = self.air(4), self.air(5)
        pictures, rows = self.aired(4, one)
        self.assertEqual(self.clips(pictures)[-1], LIVE)
        self.steady(pictures)
        pictures, rows = self.aired(5, other)
        self.live_throughout(rows)
        self.assertLessEqual(set(self.clips(pictures)), {FILLER})  # black
        said = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-ss", "15", "-t", "40", "-i", self.top / "5.ts", "-vn", "-af", "volumedetect", "-f", "null", "-"],
                              stderr=subprocess.PIPE, text=True, check=True).stderr
        self.assertGreater(float(re.search(r"max_volume: (-?[0-9.]+) dB", said)[1]), -30)

    def test_hls(self):
        folder = self.top / "hls"
        folder.mkdir()
        source = subprocess.Popen(["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", rig.clip_path("p25"), "-c:v", "libx264",
                                   "-preset", "ultrafast", "-g", "50", "-c:a", "copy", "-f", "hls", "-hls_time", "2", "-hls_list_size", "6",
                                   "-hls_flags", "delete_segments", folder / "live.m3u8"])
        self.addCleanup(lambda: (source.kill(), source.wait()))
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.channel(6, f"http://127.0.0.1:{server.server_port}/live.m3u8")
        pictures, rows = self.aired(6, self.air(6))
        stood_in = self.live_throughout(rows)
        self.assertEqual(sum(clip != LIVE for clip, _ in pictures[WINDOW.start:WINDOW.stop]), stood_in)
        self.steady(pictures)
        shutil.rmtree(folder, ignore_errors=True)


def words_of_children():
    found = set()
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                words = Path("/proc", entry, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if words.startswith("ffmpeg"):
                found.add(words)
    return found


if __name__ == "__main__":
    unittest.main()
