#!/usr/bin/env python3
"""`retrovue serve` from outside: real clips, real ffmpeg, real clients."""

import contextlib
import datetime
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import station  # noqa: E402
import report  # noqa: E402
import tuning  # noqa: E402

ANALYSE = str(station.TOP / "tests/air/analyse/analyse")


def watch(server, channel, seconds, begun=None):
    """The bytes a client gets in so many seconds from the first on; begun is set with that."""
    end, kept = None, []
    with server.open(f"/channel/{channel}.ts") as answer:
        while (end is None or time.monotonic() < end) and (data := answer.read1(1 << 16)):
            end = end or time.monotonic() + seconds
            kept.append(data)
            if begun:
                begun.set()
    return b"".join(kept)


class Serve(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.db = os.path.join(cls.folder.name, "station.db")
        station.make(cls.db, channels=3)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_page_guide_and_every_channel_are_good(self):
        with station.Server(self.db) as server:
            done = subprocess.run([ANALYSE, "station", server.url + "/", "--channels", "3", "--seconds", "6"], stdout=subprocess.PIPE, text=True)
            code, said = server.stop()
            self.assertEqual((done.returncode, code), (0, 0), done.stdout + said)

    def test_many_viewers_share_one_encoding(self):
        with station.Server(self.db) as server:
            got, begun = {}, threading.Event()
            viewers = [threading.Thread(target=lambda n=n: got.__setitem__(n, watch(server, 1, 8, begun))) for n in range(3)]
            for viewer in viewers:
                viewer.start()
            self.assertTrue(begun.wait(10))
            playlist = server.get("/channel/1.m3u8").decode()
            self.assertIn("#EXTINF", playlist)
            most = 0
            while any(viewer.is_alive() for viewer in viewers):
                pictures = [line for line in server.children() if "libx264" in line]
                most = max(most, len(pictures))
                viewers[0].join(0.3)
            for viewer in viewers:
                viewer.join()
            self.assertLessEqual(most, 2, "one on air, one that gets ready")
            for n, data in got.items():
                with tempfile.NamedTemporaryFile(suffix=".ts") as file:
                    file.write(data[: len(data) // 188 * 188])
                    file.flush()
                    found = report.analyse(file.name, report.Limits(rate=(30000, 1001), cut=True))
                    self.assertEqual(found["faults"], [], f"viewer {n}")

    def test_a_client_that_reads_nothing_holds_up_nobody(self):
        with station.Server(self.db) as server, socket.create_connection(("127.0.0.1", server.port)) as stuck:
            stuck.sendall(b"GET /channel/1.ts HTTP/1.1\r\nHost: h\r\n\r\n")
            steady = watch(server, 1, 6)
            self.assertGreater(len(steady), 188 * 250)
            server.get("/health")

    def test_tuners(self):
        with station.Server(self.db, "--tuners", "1") as server:
            with server.open("/channel/1.ts") as first:
                first.read(188)
                with self.assertRaises(urllib.error.HTTPError) as full:
                    server.open("/channel/2.ts")
                self.assertEqual(full.exception.code, 503)
                self.assertEqual(full.exception.headers["X-HDHomeRun-Error"], "805 All Tuners In Use")
                full.exception.close()
            self.assertEqual(server.json("/discover.json")["TunerCount"], 1)
            # The first one left: its tuner is free as soon as the server saw it.
            for _ in range(100):
                with contextlib.suppress(urllib.error.HTTPError), server.open("/channel/2.ts") as second:
                    self.assertEqual(len(second.read(188)), 188)
                    break
            else:
                self.fail("the tuner was not given back")

    def test_a_viewer_sees_a_whole_last_packet_at_the_end(self):
        with station.Server(self.db) as server:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            connection.request("GET", "/channel/1.ts")
            answer = connection.getresponse()
            data = answer.read(188 * 200)
            server.process.send_signal(signal.SIGTERM)
            data += answer.read()
            self.assertEqual(len(data) % 188, 0)
            self.assertEqual(server.process.wait(20), 0)
            self.assertFalse(server.children())

    def test_what_another_process_plans_is_in_the_next_answer(self):
        with station.Server(self.db) as server:
            self.assertNotIn(b"Brand New Show", server.get("/xmltv.xml"))
            with contextlib.closing(sqlite3.connect(self.db)) as db, db:
                db.execute("UPDATE slots SET show = 'Brand New Show' WHERE id = (SELECT max(id) FROM slots WHERE channel_id = 3)")
            for path in ("/xmltv.xml", "/api/guide", "/api/channels/3/schedule"):
                self.assertIn(b"Brand New Show", server.get(path), path)

    def test_it_answers_while_guides_are_made(self):
        with station.Server(self.db) as server:
            stop = threading.Event()

            def load():
                while not stop.is_set():
                    server.get("/xmltv.xml")
                    server.get("/api/guide")

            busy = [threading.Thread(target=load) for _ in range(4)]
            for one in busy:
                one.start()
            data = watch(server, 1, 6)
            stop.set()
            for one in busy:
                one.join()
            with tempfile.NamedTemporaryFile(suffix=".ts") as file:
                file.write(data[: len(data) // 188 * 188])
                file.flush()
                found = report.analyse(file.name, report.Limits(rate=(30000, 1001), cut=True))
            self.assertEqual(found["faults"], [])

    def test_a_playlist_begins_with_what_was_kept(self):
        with tempfile.TemporaryDirectory() as kept, contextlib.ExitStack() as after:
            before = {name: os.environ.get(name) for name in ("RETROVUE_STORE_SIZE", "RETROVUE_STORE_FOLDER")}
            after.callback(lambda: [os.environ.__setitem__(k, v) if v is not None else os.environ.pop(k, None) for k, v in before.items()])
            os.environ.update(RETROVUE_STORE_SIZE="1", RETROVUE_STORE_FOLDER=kept)
            # The first begins in the middle of a chunk. What follows is kept, and is the beginning for one who comes later.
            first = self.playlist("2026-11-21T00:05:15Z")
            second = datetime.datetime.fromisoformat(first[2][0]) + datetime.timedelta(seconds=6.5)
            later = self.playlist(second.isoformat(timespec="milliseconds"))
            self.assertEqual((first[0][1], later[0][1]), (30, 60))

    def playlist(self, now):
        """[(instant, frames)] of the segments of channel 3, a long film, on a server that starts at an instant."""
        db = os.path.join(self.folder.name, "kept.db")
        if not os.path.exists(db):
            station.make(db, channels=3, now_ms=1_795_219_515_000)
        with station.Server(db, "--now", now) as server:
            text = ""
            while text.count("#EXTINF") < 5:
                time.sleep(0.1)
                text = server.get("/channel/3.m3u8").decode()
            server.stop()
        found = re.findall(r"#EXT-X-PROGRAM-DATE-TIME:(\S+)Z\n#EXTINF:([\d.]+)", text)
        return [(instant + "+00:00", round(float(seconds) * 30000 / 1001)) for instant, seconds in found]

    def test_the_first_picture_is_a_key_frame_also_in_mid_flow(self):
        with station.Server(self.db) as server:
            for _ in range(3):
                self.assertLess(tuning.ts_seconds(server.port, 1, hold=0.7), 10)


if __name__ == "__main__":
    unittest.main()
