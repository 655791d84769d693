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
import test_subtitles as words  # noqa: E402

sys.path.insert(0, str(station.TOP / "tests/air"))

import tones  # noqa: E402

GERMAN, ENGLISH = 440, 880
SETTINGS = """[profile.sd25]
width = 320
height = 240
segments = "%s"
renditions = "low"
[profile.low]
width = 192
height = 144
rate = "25/1"
"""
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


# The tone that the page gives to the speaker, in Hz.
HEARD = """(async () => {
  const video = document.getElementById('video');
  if (!window.ear) {
    const context = new AudioContext();
    window.ear = context.createAnalyser();
    window.ear.fftSize = 8192;
    const source = context.createMediaElementSource(video);
    source.connect(window.ear).connect(context.destination);
    await context.resume();
  }
  const levels = new Float32Array(window.ear.frequencyBinCount);
  for (const end = Date.now() + 30000; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
    window.ear.getFloatFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    const tone = loudest * window.ear.context.sampleRate / window.ear.fftSize;
    if (levels[loudest] > -60 && Math.abs(tone - WANTED) < 10) return tone;
  }
  return 0;
})()"""
CHOSEN = "[...document.querySelectorAll('.controls select')].map((menu) => menu.hidden ? null : [...menu.options].map((one) => one.text))"


class Choices(unittest.TestCase):
    """A channel with two tracks of sound, subtitles and two renditions."""

    def play(self, segments):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        db = words.make(folder.name)
        film = os.path.join(folder.name, "film.mkv")
        os.rename(film, film + ".one")
        tones.film(folder.name, "film.mkv", film + ".one", [("eng", ENGLISH), ("deu", GERMAN)], 20)
        with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
            (file,) = catalog.execute("SELECT id FROM files WHERE path = ?", (film,)).fetchone()
            catalog.execute("DELETE FROM streams WHERE file_id = ?", (file,))
            for index, kind, codec, language in ((0, "video", "h264", ""), (1, "audio", "flac", "eng"), (2, "audio", "flac", "deu")):
                catalog.execute("INSERT INTO streams (file_id, stream_index, kind, codec, language, channels) VALUES (?, ?, ?, ?, ?, 2)", (file, index, kind, codec, language))
            catalog.execute("UPDATE channels SET audio = 'de,en', subtitles = 'de' WHERE number = 1")
        settings = os.path.join(folder.name, "settings.toml")
        with open(settings, "w", encoding="utf-8") as out:
            out.write(SETTINGS % segments)
        b = browser.Browser()
        self.addCleanup(b.close)
        with station.Server(db, "--config", settings) as server:
            b.open(server.url + "/")
            if not b.run(CAN_PLAY):
                self.skipTest("this Chromium has no H.264")
            self.assertTrue(b.until("document.querySelectorAll('.cell').length > 10"))
            b.run("document.getElementById('play').click()")
            self.assertTrue(b.until(PLAYING % 1, 60), b.complaints())
            self.choose(b)
            self.assertEqual(b.complaints(), [])
            self.assertEqual(server.stop()[0], 0)

    def pick(self, b, kind, name):
        b.run("(() => { const menu = document.getElementById('choose-%s'); menu.value = [...menu.options].find((one) => one.text === '%s').value;"
              "menu.dispatchEvent(new Event('change')); })()" % (kind, name))

    def heard(self, b, tone):
        return abs(b.run(HEARD.replace("WANTED", str(tone))) - tone) < 10

    def choose(self, b):
        self.assertEqual(b.run(CHOSEN), [["No subtitles", "Subtitles: German"], ["Sound: German", "Sound: English"], ["Best picture", "320 × 240", "192 × 144"]])
        self.assertTrue(self.heard(b, GERMAN))
        self.pick(b, "sound", "Sound: English")
        self.assertTrue(self.heard(b, ENGLISH))
        self.pick(b, "picture", "192 × 144")
        self.assertTrue(b.until("document.getElementById('video').videoWidth === 192", 60))
        self.pick(b, "picture", "320 × 240")
        self.assertTrue(b.until("document.getElementById('video').videoWidth === 320", 60))
        self.pick(b, "subtitles", "Subtitles: German")
        said = "[...document.getElementById('video').textTracks].filter((one) => one.mode === 'showing').flatMap((one) => [...(one.activeCues ?? [])].map((cue) => cue.text))[0]"
        self.assertRegex(b.until(said, 60) or "", r"^Worte \d+$")
        # Another visit begins with what was chosen.
        b.press("Escape")
        self.assertEqual(b.run(CHOSEN), [None, None, None])
        b.run("document.getElementById('play').click()")
        self.assertTrue(self.heard(b, ENGLISH))
        self.assertRegex(b.until(said, 60) or "", r"^Worte \d+$")

    def test_mpeg_ts(self):
        self.play("ts")

    def test_mp4(self):
        self.play("fmp4")


if __name__ == "__main__":
    if not browser.program():
        print("there is no Chromium here")
        sys.exit(77)
    unittest.main()
