#!/usr/bin/env python3
"""From files in a folder to the air with the program itself: hostile names, a planned channel, outputs, ends."""

import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import rig  # first: it finds the analysers

import aired
import players

RATE = (30000, 1001)
AT = "2026-11-21T12:00:00Z"
STATION = """
channel: {number: 7, name: Street, zone: UTC, day_start: "06:00", grid: 1m, profile: sd}
blocks:
  - {name: All day, days: daily, from: "06:00", to: "06:00", play: {type: movie}, order: sequential}
breaks: {at: thirds, from_start: 5s, from_end: 5s, between: 5s, shortest: 5s, longest: 30s, pod: [spots]}
pools:
  spots: [{type: commercial}]
"""


class Street(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.top = Path(cls.temporary.name)
        cls.db = cls.top / "station.db"
        cls.clips = rig.manifest()
        for kind, names in (("movie", ("p2997", "acts-23976")), ("commercial", ("spot15-acme", "spot15-bolt", "bumper5"))):
            (cls.top / kind).mkdir()
            for name in names:
                source = rig.clip_path(name)
                os.symlink(source, cls.top / kind / source.name)
            cls.do("folder", "add", cls.top / kind, "--type", kind, "--name", kind)
        rig.media.make_hostile(rig.CLIPS)
        (cls.top / "odd").mkdir()
        for source in os.listdir(os.fsencode(rig.CLIPS / "hostile")):
            os.link(os.path.join(os.fsencode(rig.CLIPS / "hostile"), source), os.path.join(os.fsencode(cls.top / "odd"), source))
        cls.do("folder", "add", cls.top / "odd", "--type", "ident", "--name", "odd")
        cls.do("sync")
        cls.do("validate", "--all")
        station = cls.top / "street.yaml"
        station.write_text(STATION)
        cls.do("schedule", "apply", station)
        cls.do("schedule", "build", "7", "--from", AT, "--to", "2026-11-21T13:00:00Z", "--seed", "1")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def call(cls, *words, **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 240} | more
        return subprocess.run([rig.PROGRAM, *map(os.fspath, words), "--db", os.fspath(cls.db), "--now", AT], check=False, **more)

    @classmethod
    def do(cls, *words):
        done = cls.call(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def clean(self, path, frames=None, cut=False):
        self.assertEqual(rig.judge(path, frames=frames, cut=cut)["faults"], [])
        self.assertEqual(players.ffmpeg(path), [])

    def test_hostile_names(self):
        with sqlite3.connect(self.db) as catalog:
            items = [row[0] for row in catalog.execute("SELECT id FROM items WHERE kind = 'ident'")]
        self.assertEqual(len(items), len(rig.table.HOSTILE))
        out = self.top / "odd.ts"
        for item in items:
            self.do("play", "item", str(item), "--output", out)
            self.clean(out, frames=60)
            shown = rig.shown(out)
            self.assertEqual({clip for clip, _ in shown}, {32})
            self.assertEqual((shown[0][1], shown[-1][1]), (0, 49))

    def test_channel_to_file_is_what_was_planned(self):
        out = self.top / "channel.ts"
        done = json.loads(self.do("play", "channel", "7", "--at", "2026-11-21T12:00:20Z", "--duration", "90s", "--output", out, "--json"))
        self.assertEqual(done["frames"], 2697)
        self.assertEqual(done["late_frames"], 0)
        self.clean(out, frames=2697)
        events = json.loads(self.do("schedule", "show", "7", "--events", "--from", AT, "--to", "2026-11-21T12:10:00Z", "--json"))
        shown = aired.match(rig.decoded.decode(out, audio=False).frames, events, RATE, self.clips)
        self.assertEqual(aired.faults(shown), [])
        seen = [one for one in shown["events"] if one.right]
        self.assertGreaterEqual(len(seen), 4)
        for joint in aired.joints({"events": seen}):
            self.assertIn(joint["resumed"] - joint["left"], (0, 1), joint)
        rows = json.loads(self.do("asrun", "show", "7", "--json"))
        rows = [row for row in rows if row["actual_start"] >= "2026-11-21T12:00:19"]
        self.assertEqual(sum(row["actual_frames"] for row in rows), 2697)
        self.assertEqual({row["status"] for row in rows} - {"aired"}, {"joined", "cut"})

    def test_loops_have_no_seam(self):
        with sqlite3.connect(self.db) as catalog:
            item = catalog.execute("SELECT id FROM items WHERE title LIKE '%bumper5%'").fetchone()[0]
        out = self.top / "loop.ts"
        self.do("play", "item", str(item), "--in", "1s", "--out", "3s", "--loops", "3", "--output", out)
        self.clean(out, frames=180)
        numbers = [number for _, number in rig.shown(out)]
        self.assertEqual(numbers, list(range(30, 90)) * 3)

    def test_rerun_is_not_encoded(self):
        """The second airing comes from the store, bit by bit; what is damaged there is encoded again, unseen."""
        chunks = self.top / "chunks"
        env = os.environ | {"RETROVUE_STORE_FOLDER": str(chunks), "RETROVUE_STORE_SIZE": "1"}
        words = ("play", "channel", "7", "--at", AT, "--duration", "40s", "--json")

        def air(name):
            out = self.top / name
            done = self.call(*words, "--output", out, env=env)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.clean(out, frames=1199)
            pictures = subprocess.run(["ffmpeg", "-v", "error", "-i", out, "-map", "0:v", "-c", "copy", "-f", "framemd5", "-"],
                                      stdout=subprocess.PIPE, check=True).stdout
            sound = subprocess.run(["ffmpeg", "-v", "error", "-i", out, "-map", "0:a", "-f", "md5", "-"],
                                   stdout=subprocess.PIPE, check=True).stdout
            return json.loads(done.stdout), pictures, sound, rig.shown(out)

        first, pictures, sound, shown = air("first.ts")
        self.assertGreater(first["chunks_encoded"], 15)
        again = air("again.ts")
        self.assertEqual((again[0]["chunks_encoded"], again[0]["restarts"]), (0, 0))
        self.assertGreater(again[0]["chunks_reused"], 15)
        self.assertEqual(again[1:], (pictures, sound, shown))

        victim = max(chunks.glob("*/*.chunks"), key=lambda path: path.stat().st_size)
        content = bytearray(victim.read_bytes())
        for place in range(0, len(content), max(1, len(content) // 1500)):
            content[place] ^= 0x55
        victim.write_bytes(content)
        mended = air("mended.ts")
        self.assertGreater(mended[0]["chunks_encoded"], 0)
        self.assertEqual(mended[3], shown)
        self.assertEqual(air("healed.ts")[0]["chunks_encoded"], 0)

    def start(self, *words, **more):
        child = subprocess.Popen([rig.PROGRAM, *words, "--db", str(self.db)], stderr=subprocess.PIPE, **more)
        self.addCleanup(child.stderr.close)
        self.addCleanup(lambda: child.poll() is None and child.kill())
        return child

    def test_stdout_ends_whole_on_a_signal(self):
        for number, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
            out = self.top / "stdout.ts"
            with open(out, "wb") as sink:
                child = self.start("play", "channel", "7", "--at", AT, stdout=subprocess.PIPE)
                first = time.monotonic() + 15
                while time.monotonic() < first and sink.tell() < 400_000:
                    sink.write(child.stdout.read1(65536))
                child.send_signal(number)
                sink.write(child.stdout.read())
            child.stdout.close()
            self.assertEqual(child.wait(10), code)
            self.assertEqual(os.path.getsize(out) % 188, 0)
            self.clean(out)
            time.sleep(0.2)
            self.assertEqual(rig.children_of(child.pid), [])

    def test_reader_that_leaves_ends_it(self):
        child = self.start("play", "channel", "7", "--at", AT, stdout=subprocess.PIPE)
        child.stdout.read(188 * 200)
        child.stdout.close()
        self.assertEqual(child.wait(20), 0)

    def test_hls_folder(self):
        folder = self.top / "hls"
        self.do("play", "channel", "7", "--at", AT, "--duration", "7s", "--output", f"hls:{folder}")
        text = (folder / "index.m3u8").read_text()
        uris = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.assertGreaterEqual(len(uris), 3)
        self.assertIn("#EXT-X-ENDLIST", text)
        self.assertNotIn("#EXT-X-DISCONTINUITY\n", text)
        whole = self.top / "whole.ts"
        whole.write_bytes(b"".join((folder / uri).read_bytes() for uri in uris))
        self.clean(whole, cut=True)
        self.assertEqual(players.ffmpeg(folder / "index.m3u8"), [])

    def test_hls_folder_of_mp4(self):
        folder, settings = self.top / "hls4", self.top / "mp4.toml"
        settings.write_text('[profile.sd]\nsegments = "fmp4"\n')
        old = set()
        for at in (AT, "2026-11-21T12:01:00Z"):  # what an old run left may still be played for a while
            self.do("play", "channel", "7", "--at", at, "--duration", "9s", "--output", f"hls:{folder}", "--config", settings)
            result, listed = rig.hls.analyse(str(folder / "index.m3u8"), RATE)
            self.assertEqual(result["faults"], [])
            self.assertTrue(listed.ended)
            self.assertEqual(result["frames"], 270)
            files = {"index.m3u8", listed.map, *(segment.uri for segment in listed.segments)}
            self.assertEqual({file.name for file in folder.iterdir()}, files | old)
            self.assertFalse(old & {segment.uri for segment in listed.segments})
            old = files
            whole = self.top / "whole.mp4"
            whole.write_bytes(b"".join((folder / uri).read_bytes() for uri in (listed.map, *(one.uri for one in listed.segments))))
            self.assertEqual(players.ffmpeg(whole), [])
            self.assertEqual(players.ffmpeg(folder / "index.m3u8"), [])
            self.assertEqual(len({number for _, number in rig.shown(whole)} - {None}) > 100, True)

    def test_udp(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
            sink.bind(("127.0.0.1", 0))
            sink.settimeout(15)
            sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            heard = []

            def listen():
                while data := sink.recv(2000):
                    heard.append(data)

            ear = threading.Thread(target=listen)
            ear.start()
            self.do("play", "channel", "7", "--at", AT, "--duration", "4s", "--output", f"udp://127.0.0.1:{sink.getsockname()[1]}")
            sink.sendto(b"", sink.getsockname())
            ear.join()
        self.assertTrue(all(len(data) % 188 == 0 and len(data) <= 1316 for data in heard))
        out = self.top / "udp.ts"
        out.write_bytes(b"".join(heard))
        self.clean(out, frames=120)

    def test_errors(self):
        full = self.call("play", "item", "1", "--output", "/dev/full")
        self.assertEqual(full.returncode, 1)
        self.assertIn(b"No space left", full.stderr)
        missing = self.call("play", "item", "1", "--output", self.top / "never.ts", env={"PATH": "/nonexistent", "HOME": str(self.top)})
        self.assertEqual(missing.returncode, 7)
        self.assertIn(b"ffmpeg", missing.stderr)
        self.assertFalse((self.top / "never.ts").exists())
        self.assertEqual(self.call("play", "channel", "99", "--output", self.top / "never.ts").returncode, 4)
        self.assertEqual(self.call("play", "item", "1", "--output", "gopher://x").returncode, 2)
        self.assertEqual(self.call("play", "item", "1", "--output", "udp://nowhere").returncode, 2)
        self.assertEqual(self.call("play", "item", "1", "--in", "1h", "--output", self.top / "never.ts").returncode, 2)
        self.assertEqual(self.call("play", "item", "1", "--output", self.top / "no/such/folder.ts").returncode, 1)

    def test_full_disk_leaves_nothing_half_written(self):
        def full(limit):
            """Files take no more than so many bytes, as on a disk that fills up."""
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        out, folder = self.top / "full.ts", self.top / "full-hls"
        done = self.call("play", "item", "1", "--output", out, preexec_fn=lambda: full(300_000))
        self.assertEqual((done.returncode, b"File too large" in done.stderr), (1, True), done.stderr)
        self.assertFalse(out.exists())
        done = self.call("play", "item", "1", "--output", f"hls:{folder}", preexec_fn=lambda: full(100_000))
        self.assertEqual((done.returncode, b"File too large" in done.stderr), (1, True), done.stderr)
        listed = (folder / "index.m3u8").read_text() if (folder / "index.m3u8").exists() else ""
        names = {line for line in listed.splitlines() if line and not line.startswith("#")}
        self.assertEqual({name for name in os.listdir(folder) if name != "index.m3u8"}, names)

    def test_busy_catalog_holds_nothing_up(self):
        with sqlite3.connect(self.db, isolation_level=None) as lock:
            before = lock.execute("SELECT count(*) FROM as_run").fetchone()[0]
            lock.execute("BEGIN IMMEDIATE")
            child = self.start("play", "channel", "7", "--at", AT, "--duration", "20s", "--output", str(self.top / "busy.ts"))
            time.sleep(3)
            lock.execute("ROLLBACK")
            self.assertEqual(child.wait(120), 0)
            self.assertGreater(lock.execute("SELECT count(*) FROM as_run").fetchone()[0], before)
        self.clean(self.top / "busy.ts", frames=599)


if __name__ == "__main__":
    unittest.main()
