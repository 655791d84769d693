#!/usr/bin/env python3
"""What happens to the machine around a server: its catalog is locked, its disk full, it is killed and started again, what it
stored is damaged. What viewers see, and what the as-run log says of it."""

import contextlib
import json
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock
from datetime import datetime
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "soak")]

import station  # noqa: E402
import ground  # noqa: E402
import players  # noqa: E402
import report  # noqa: E402

RATE = ground.SD


class Viewer(threading.Thread):
    """An MPEG-TS client that keeps what it gets."""

    def __init__(self, server, channel):
        super().__init__(daemon=True)
        self.answer, self.data, self.ended = server.open(f"/channel/{channel}.ts"), bytearray(), False
        self.start()

    def run(self):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            while got := self.answer.read1(1 << 16):
                self.data += got
        self.ended = True

    def more(self, count, seconds=30):
        """Waits for so many bytes more."""
        end, want = time.monotonic() + seconds, len(self.data) + count
        while len(self.data) < want and time.monotonic() < end:
            time.sleep(0.05)
        return len(self.data) >= want

    def stream(self):
        """What came, as a report.Stream, to its last whole packet."""
        made = report.Stream()
        made.feed(bytes(self.data[:len(self.data) // 188 * 188]))
        made.finish(True)
        return made


class Faults(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.db, self.store = os.path.join(self.folder, "station.db"), os.path.join(self.folder, "chunks")
        # The cheapest encoding: what is tried here are faults, not how busy the machine may be.
        os.mkdir(os.path.join(self.folder, "retrovue"))
        Path(self.folder, "retrovue/config.toml").write_text('[profile.sd]\npreset = "ultrafast"\n')
        kept = unittest.mock.patch.dict(os.environ, RETROVUE_STORE_SIZE="1", RETROVUE_STORE_FOLDER=self.store, XDG_CONFIG_HOME=self.folder)
        kept.start()
        self.addCleanup(kept.stop)

    def plan(self, channels, start_ms, lengths, seed=7):
        db, items, _ = ground.catalog(self.db, self.folder, channels)
        for (channel,) in db.execute("SELECT id FROM channels").fetchall():
            ground.air(db, channel, items, ground.pieces(items, 60, seed + channel, lengths), start_ms, start_ms + 600_000)
        db.commit()
        db.close()

    def rows(self):
        with contextlib.closing(sqlite3.connect(self.db, timeout=30)) as db:
            db.row_factory = sqlite3.Row
            return db.execute("SELECT * FROM as_run ORDER BY channel_id, actual_start_at, id").fetchall()

    def on_air(self):
        with contextlib.closing(sqlite3.connect(self.db, timeout=30)) as db:
            return db.execute("SELECT count(*) FROM on_air").fetchone()[0]

    def wait(self, true, what, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if true():
                return
            time.sleep(0.1)
        self.fail(f"not in {seconds} s: {what}")

    def whole(self, viewer):
        found = report.judge(viewer.stream(), report.Limits(rate=RATE, cut=True))
        self.assertEqual(found["faults"], [])
        self.assertEqual((found["transport"]["discontinuities"], found["video"]["gaps"], found["audio"]["gaps"]), (0, 0, 0))
        return found

    def first_frame(self, viewer):
        """The channel frame of a viewer's first picture, near what the clock says."""
        pts = min(unit.pts for unit in viewer.stream().video.units)
        now = ground.frame_at(int(time.time() * 1000)) * 90_000 * RATE[1] // RATE[0]
        pts += (now - pts + (1 << 32)) // (1 << 33) * (1 << 33)
        self.assertEqual(pts % 3003, 0)
        return pts // 3003

    def test_catalog_and_disk(self):
        """Nobody sees any of it; the rows come when they can. The first channel airs from the store, so that it is never late for want of a
        processor; the second one encodes and stores."""
        begun = int(time.time() * 1000)
        self.plan(2, begun - 10_000, (2, 3, 4))
        subprocess.run([station.PROGRAM, "-q", "--db", self.db, "store", "warm", "--channel", "1", "--from=-1m", "--to=+2m"], check=True, stdout=subprocess.DEVNULL)
        with station.Server(self.db) as server:
            viewers = [Viewer(server, channel) for channel in (1, 2)]
            self.assertTrue(all(viewer.more(100_000) for viewer in viewers))
            self.assertEqual(server.json("/health")["problems"], [])

            with contextlib.closing(sqlite3.connect(self.db, isolation_level=None)) as db:
                db.execute("BEGIN EXCLUSIVE")
                before = db.execute("SELECT count(*) FROM as_run").fetchone()[0]
                end = time.monotonic() + 10
                while time.monotonic() < end:
                    self.assertEqual(server.json("/health")["problems"], [])
                    time.sleep(0.5)
                self.assertEqual(db.execute("SELECT count(*) FROM as_run").fetchone()[0], before)
                db.execute("ROLLBACK")
            self.wait(lambda: len(self.rows()) >= before + 4, "what aired meanwhile is in the log")

            limits = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, limits[1]))
            before = len(self.rows())
            self.assertTrue(all(viewer.more(500_000) for viewer in viewers))
            time.sleep(4)
            self.assertEqual(len(self.rows()), before)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)
            self.wait(lambda: len(self.rows()) >= before + 2, "what aired meanwhile is in the log")
            code, said = server.stop()
        for viewer in viewers:
            viewer.join(10)
            self.whole(viewer)
        self.assertEqual(code, 0)
        ended = int(time.time() * 1000)
        for line in said.splitlines()[1:]:  # the first says where it serves
            self.assertRegex(line, "as-run rows wait: |nothing is kept for half a minute: cannot write into .*: File too large")
        self.assertEqual(len(re.findall("nothing is kept", said)), 1)
        self.assertEqual(len(re.findall("as-run rows wait", said)), 2)
        book = ground.ledger(self.db)
        self.assertEqual([book[key] for key in ("holes", "overlaps", "lost")], [0, 0, 0])
        with contextlib.closing(sqlite3.connect(self.db)) as db:  # what was counted waited as well
            counted = db.execute("SELECT channel_id, sum(frames) FROM air_hours GROUP BY 1").fetchall()
            self.assertEqual(counted, db.execute("SELECT channel_id, sum(actual_frames) FROM as_run GROUP BY 1").fetchall())
        rows = self.rows()
        self.assertEqual({row["error"] for row in rows if row["channel_number"] == 1}, {""})
        self.assertLessEqual({row["status"] for row in rows if row["channel_number"] == 1}, {"joined", "aired", "cut"})
        self.assertTrue(all(begun - 20_000 < row["actual_start_at"] < ended + 5_000 for row in rows))

    def playlist(self, server):
        """(first number, [instants], text) of channel 1, with two segments at least."""
        text = ""
        while text.count("#EXTINF") < 2:
            time.sleep(0.1)
            text = server.get("/channel/1.m3u8").decode()
        instants = [datetime.fromisoformat(found.replace("Z", "+00:00")).timestamp() for found in re.findall(r"PROGRAM-DATE-TIME:(\S+)", text)]
        return int(re.search(r"MEDIA-SEQUENCE:(\d+)", text)[1]), instants, text

    def test_killed_and_started_again(self):
        """The same place on the clock, numbers that were never used, and the log goes on."""
        self.plan(1, int(time.time() * 1000) - 10_000, (3, 4))
        with station.Server(self.db) as server:
            first = Viewer(server, 1)
            number, instants, _ = self.playlist(server)
            self.wait(lambda: len(self.rows()) >= 2 and self.on_air(), "two events are over, and the next one is told")
            pids = [int(pid) for pid in subprocess.run(["ps", "--ppid", str(server.process.pid), "-o", "pid="], stdout=subprocess.PIPE, text=True).stdout.split()]
            self.assertTrue(pids)
            server.process.kill()
            server.process.wait()
            killed = time.time()
            first.join(10)
            self.assertTrue(first.ended)
            self.wait(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids), "the encoders end by themselves")
        kept = self.rows()
        self.whole(first)
        with station.Server(self.db) as server:
            second = Viewer(server, 1)
            self.assertTrue(second.more(200_000))
            again, later, text = self.playlist(server)
            self.wait(lambda: len(self.rows()) >= len(kept) + 2, "two events more are over")
            code, said = server.stop()
        second.join(10)
        self.whole(second)
        self.assertEqual((code, said.splitlines()[1:]), (0, []))
        last = number + len(instants) - 1
        self.assertGreater(again, last + 1)
        self.assertGreater(later[0], instants[-1])
        self.assertLess(abs(later[-1] - time.time()), 30)
        rows = self.rows()
        there = {row["id"] for row in kept}
        self.assertEqual([tuple(row) for row in rows if row["id"] in there], [tuple(row) for row in kept])
        fresh = [row for row in rows if row["id"] not in there]
        # What was on air then has its row as well, told a few seconds before.
        killed_in = "the program was killed in the middle of it"
        (cut,) = [row for row in fresh if row["error"].endswith(killed_in)]
        fresh.remove(cut)
        rows.remove(cut)
        if cut["error"] == killed_in:
            self.assertEqual(cut["status"], "cut")
        else:  # slate, where the machine is busy
            self.assertEqual((cut["status"], cut["kind"]), ("replaced", "slate"))
        self.assertGreaterEqual(cut["actual_start_at"], cut["planned_start_at"])
        told = ground.frame_at(cut["actual_start_at"]) + cut["actual_frames"]
        self.assertTrue(-6 * 30 < told - ground.frame_at(int(killed * 1000)) < 2 * 30, (cut["actual_frames"], told))
        self.assertLessEqual({row["status"] for row in rows}, {"joined", "aired", "cut", "short", "replaced"})  # slate, where the machine is busy
        # Where it stands is where it would be had nothing happened.
        at = self.first_frame(second)
        self.assertTrue(abs(at - ground.frame_at(int(killed * 1000))) < 20 * 30, at)
        after = fresh[0]
        self.assertTrue(after["status"] in ("joined", "replaced") or after["actual_start_at"] == after["planned_start_at"])
        self.assertGreaterEqual(ground.frame_at(after["actual_start_at"]), ground.frame_at(int(killed * 1000)) - 10 * 30)
        book = ground.ledger(self.db)
        self.assertLessEqual(book["overlaps"], cut["actual_frames"])  # who starts again begins a little in the past

    def play(self, name):
        out = os.path.join(self.folder, name)
        done = subprocess.run([station.PROGRAM, "--db", self.db, "play", "channel", "1", "--at", "2026-11-21T00:00:20Z", "--now", "2026-11-21T00:00:20Z", "--duration",
                               "20s", "--output", out, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = report.analyse(out, report.Limits(rate=RATE))
        self.assertEqual(found["faults"], [])
        self.assertEqual(players.ffmpeg(out), [])
        return json.loads(done.stdout), re.findall("chunk .* is damaged; it is encoded again", done.stderr), done.stderr.splitlines()

    def test_damage_in_the_store(self):
        """What is damaged is encoded again, once; it is nothing that anybody sees."""
        self.plan(1, 1_795_219_200_000, (10, 12))
        whole, _, said = self.play("whole.ts")
        self.assertEqual(said, [])
        self.assertGreater(whole["chunks_encoded"], 8)
        files = sorted(Path(self.store).glob("*/*.chunks"))
        for path in files:  # in the middle, where there are pictures
            with open(path, "r+b") as file:
                file.seek(os.path.getsize(path) // 2)
                file.write(b"\x55" * 1500)
        mended, damaged, said = self.play("mended.ts")
        self.assertEqual(len(damaged), len(said))
        self.assertTrue(1 <= len(damaged) <= mended["chunks_encoded"] < whole["chunks_encoded"], (damaged, mended))
        again, damaged, said = self.play("again.ts")
        self.assertEqual((damaged, said, again["chunks_encoded"]), ([], [], 0))
        self.assertLessEqual({row["status"] for row in self.rows()}, {"joined", "aired", "cut"})
        self.assertEqual({row["error"] for row in self.rows()}, {""})


if __name__ == "__main__":
    unittest.main()
