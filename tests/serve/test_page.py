#!/usr/bin/env python3
"""The page at / in a real browser: guide, hostile titles, playing, zapping. Ends 77 (skipped) where there is no Chromium."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import browser  # noqa: E402
import station  # noqa: E402  (finds the analysers)
import hls  # noqa: E402

HOSTILE = "<img src=x onerror=alert(1)> & \"q\" </script><script>alert(2)</script>"
PLAYING = "document.getElementById('screen').dataset.state === 'playing' && document.getElementById('video').currentTime > %s"

CAN_PLAY = "MediaSource.isTypeSupported('video/mp4; codecs=\"avc1.640020,mp4a.40.2\"')"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        db = os.path.join(cls.folder.name, "station.db")
        station.make(db, channels=3)
        with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
            catalog.execute("UPDATE slots SET title = ?, show = ?, summary = ? WHERE channel_id = 3", (HOSTILE, HOSTILE, HOSTILE))
            catalog.execute("UPDATE channels SET name = ? WHERE number = 3", (HOSTILE,))
        cls.db = db
        cls.server = station.Server(db)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.server.close()
        cls.folder.cleanup()

    def setUp(self):
        self.browser = browser.Browser()
        self.addCleanup(self.browser.close)
        self.browser.open(self.server.url + "/")
        self.assertTrue(self.browser.until("document.querySelectorAll('.cell').length > 30"))

    def test_guide_shows_every_channel(self):
        b = self.browser
        self.assertEqual(b.run("document.querySelectorAll('.row').length"), 3)
        self.assertGreaterEqual(b.run("document.querySelectorAll('.cell.on').length"), 3)
        self.assertIn(b.run("document.getElementById('about-title').textContent"), [show for _, show, *_ in station.SHOWS])
        self.assertTrue(b.run("document.getElementById('about-bar').getBoundingClientRect().width > 0"))
        self.assertEqual(b.complaints(), [])

    def test_hostile_titles_stay_text(self):
        b = self.browser
        b.press("ArrowUp")  # round the end, to channel 3
        self.assertEqual(b.run("document.getElementById('about-title').textContent"), HOSTILE)
        self.assertEqual(b.run("document.getElementById('about-name').textContent"), HOSTILE)
        b.run("document.querySelectorAll('.row')[2].querySelectorAll('.cell')[4].click()")
        self.assertEqual(b.run("document.getElementById('details-title').textContent"), HOSTILE)
        self.assertEqual(b.run("document.querySelectorAll('main img, dialog img, main script').length"), 0)
        self.assertEqual(b.complaints(), [])

    def test_channels_play_and_zap(self):
        b = self.browser
        if not b.run(CAN_PLAY):
            self.skipTest("this Chromium has no H.264")
        b.run("document.getElementById('play').click()")
        self.assertTrue(b.until(PLAYING % 2, 40), b.complaints())
        self.assertEqual(b.run("document.getElementById('video').videoWidth"), 640)
        b.press("ArrowDown")
        self.assertIn("2 Retro 2", b.run("document.title"))
        self.assertTrue(b.until(PLAYING % 1, 40), b.complaints())
        b.press("1")
        self.assertTrue(b.until("document.title.startsWith('1 ')", 10))
        b.press("Escape")
        self.assertEqual(b.run("document.getElementById('screen').dataset.state"), "idle")
        self.assertEqual(b.complaints(), [])

    def test_mp4_segments_play(self):
        settings = os.path.join(self.folder.name, "mp4.toml")
        with open(settings, "w", encoding="utf-8") as out:
            out.write('[profile.sd]\nsegments = "fmp4"\n')
        b = self.browser
        with station.Server(self.db, "--config", settings) as server:
            result, listed = hls.analyse(server.url + "/channel/1.m3u8", station.RATES["sd"])
            self.assertEqual(result["faults"], [])
            self.assertRegex(listed.map, r"^1/init-[0-9a-f]{16}\.mp4$")
            played = subprocess.run(["ffmpeg", "-v", "warning", "-nostdin", "-t", "3", "-i", server.url + "/channel/1.m3u8", "-f", "null", "-"],
                                    stderr=subprocess.PIPE, text=True, timeout=60)
            # ffmpeg reads the initialisation anew with every playlist, and says so, or that it says so again: no fault of the stream.
            said = re.sub(r".*Found duplicated MOOV Atom.*\n(?: +Last message repeated .*\n)?", "", played.stderr)
            self.assertEqual((played.returncode, said), (0, ""))
            b.open(server.url + "/")
            self.assertTrue(b.until("document.querySelectorAll('.cell').length > 30"))
            if b.run(CAN_PLAY):
                b.run("document.getElementById('play').click()")
                self.assertTrue(b.until(PLAYING % 2, 40), b.complaints())
                b.press("Escape")
            self.assertEqual(b.complaints(), [])
            self.assertEqual(server.stop()[0], 0)

    def test_nothing_comes_from_elsewhere(self):
        found = self.browser.run("performance.getEntriesByType('resource').map((one) => one.name)")
        self.assertTrue(found)
        for name in found:
            self.assertTrue(name.startswith(self.server.url), name)


if __name__ == "__main__":
    if not browser.program():
        print("there is no Chromium here")
        sys.exit(77)
    unittest.main()
