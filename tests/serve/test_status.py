#!/usr/bin/env python3
"""`retrovue play status` against a real server."""

import contextlib
import http.server
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import station  # noqa: E402

TERMINAL = str(station.TOP / "tests/cmd/bin/terminal")


def status(url, *words, terminal=()):
    begin = [sys.executable, TERMINAL, "--columns", "200"] if terminal else []
    done = subprocess.run([*begin, station.PROGRAM, "play", "status", "--url", url, *words, *terminal], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "TERM": "xterm"}, timeout=60)
    return done.returncode, done.stdout, done.stderr


class Status(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.db = os.path.join(cls.folder.name, "station.db")
        station.make(cls.db, channels=3)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def seen(self, server):
        code, out, err = status(server.url, "--json")
        self.assertEqual((code, err), (0, ""))
        return json.loads(out)

    def test_what_is_on_air_is_seen(self):
        with station.Server(self.db) as server:
            quiet = self.seen(server)
            self.assertEqual((quiet["status"], quiet["on_air"], quiet["viewers"], quiet["tuners"], len(quiet["channels"])), ("ok", 0, 0, 8, 3))
            self.assertEqual({(one["on_air"], one["programme"]) for one in quiet["channels"]}, {(False, None)})
            with server.open("/channel/2.ts") as viewer:
                self.assertTrue(viewer.read(188 * 500))
                busy = self.seen(server)
                self.assertEqual((busy["on_air"], busy["viewers"]), (1, 1))
                two = busy["channels"][1]
                self.assertEqual((two["number"], two["on_air"], two["viewers"]), (2, True, 1))
                now = server.json("/api/channels/2/now")
                self.assertEqual(two["programme"], now["now"]["show"] + " / " + now["now"]["title"])
                self.assertTrue(two["piece"].startswith("program ") and two["remaining_ms"] > 0)
                while two["chunks_encoded"] + two["chunks_reused"] == 0:  # until the first one is whole
                    self.assertTrue(viewer.read1(1 << 16))
                    two = self.seen(server)["channels"][1]
                # Its encoders live, and have used some of a processor for what they made.
                self.assertGreater(two["resident_bytes"], 10_000_000)
                self.assertGreater(two["cpu_ms"], 0)
                self.assertGreaterEqual(two["frames_encoded"], 1)
                self.assertEqual([one["cpu_ms"] for one in self.seen(server)["channels"]][::2], [0, 0])

                # Its health has one more component, and the command tells the same.
                health = server.json("/health")
                names = [one["name"] for one in health["components"]]
                self.assertEqual(names, ["catalog", "clock", "store", "as_run", "channel 2"])
                self.assertEqual({one["status"] for one in health["components"][:4]}, {"ok"})
                self.assertEqual(health["score"], min(one["score"] for one in health["components"]))
                told = subprocess.run([station.PROGRAM, "--db", self.db, "health", "--url", server.url, "--json"], stdout=subprocess.PIPE, text=True, timeout=60)
                told = {one["name"]: one for one in json.loads(told.stdout)["components"]}
                self.assertLessEqual({"serve/" + name for name in names}, set(told))
                self.assertEqual((told["serve"]["status"], told["plan 2"]["status"]), ("ok", "degraded"))  # planned for three hours

                code, out, _ = status(server.url)
                lines = out.splitlines()
                self.assertEqual(code, 0)
                self.assertRegex(lines[0], "^(ok|degraded)  1 of 3 channels on air, 1 of 8 tuners in use")  # degraded: this machine was busy
                self.assertEqual([line.split("\t")[:4] for line in lines[1:]], [["channel", "name", "on air", "viewers"], ["2", "Retro 2", "yes", "1"]])
                code, out, _ = status(server.url, "--all")
                self.assertEqual(len(out.splitlines()), 5)

                code, out, _ = status(server.url, terminal=("--count", "3", "--interval", "10ms"))
                self.assertEqual((code, out.count("\\e[H\\e[J"), out.count("Retro 2")), (0, 3, 3), out)
            self.assertEqual(server.stop()[0], 0)
        # What it counted is in the catalog at the latest now.
        with contextlib.closing(sqlite3.connect(self.db)) as catalog:
            seen = catalog.execute("SELECT channel_id, sum(frames), sum(chunks_encoded), sum(cpu_ms), max(most_viewers) FROM air_hours GROUP BY 1").fetchall()
            aired = catalog.execute("SELECT sum(actual_frames) FROM as_run").fetchone()[0]
        self.assertEqual([(channel, frames, viewers) for channel, frames, _, _, viewers in seen], [(2, aired, 1)])
        self.assertGreaterEqual(seen[0][2], two["chunks_encoded"])
        self.assertGreater(seen[0][3], 0)
        self.assertEqual(status(server.url, "--json")[0], 7)

    def test_metrics_of_air_and_syncs(self):
        """A channel whose files are gone is on air all the same: something stands in, which counts as an error."""
        with tempfile.TemporaryDirectory() as folder:
            db = os.path.join(folder, "station.db")
            station.make(db, channels=2)
            with contextlib.closing(sqlite3.connect(db)) as catalog, catalog:
                catalog.execute("UPDATE events SET item_id = (SELECT item_id FROM files WHERE path LIKE '%p5994%') WHERE channel_id = 2")
                catalog.execute("UPDATE events SET item_id = (SELECT item_id FROM files WHERE path NOT LIKE '%p5994%' LIMIT 1) WHERE channel_id = 1")
                catalog.execute("UPDATE files SET path = '/nowhere/gone.mkv' WHERE path LIKE '%p5994%'")
            os.mkdir(os.path.join(folder, "films"))
            Path(folder, "films", "Alien (1979).mkv").write_text("x")
            retrovue = [station.PROGRAM, "-q", "--db", db]
            subprocess.run([*retrovue, "folder", "add", os.path.join(folder, "films"), "--name", "films"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([*retrovue, "sync", "--folder", "films"], check=True, stdout=subprocess.DEVNULL)
            with station.Server(db) as server, server.open("/channel/1.ts") as good, server.open("/channel/2.ts") as bad:
                def figure(name):
                    found = re.search(rf"^retrovue_{re.escape(name)} (\S+)$", server.get("/metrics").decode(), re.M)
                    return float(found[1]) if found else None

                def until(true):
                    end = time.monotonic() + 60
                    while not true():
                        self.assertLess(time.monotonic(), end)
                        self.assertTrue(good.read1(1 << 16) and bad.read1(1 << 16))

                until(lambda: figure('channel_fps{channel="1"}') > 0 and figure('channel_fps{channel="2"}') > 0)
                until(lambda: figure('channel_playback_errors_total{channel="2"}') > 0)
                self.assertLess(figure('channel_fps{channel="1"}'), 60)
                until(lambda: figure('scan_items{source="films"}') is not None)
                self.assertEqual(figure('scan_items{source="films"}'), 1)
                self.assertGreater(figure('scan_end_time_seconds{source="films"}'), 1_600_000_000)
                self.assertEqual((figure("sync_running"), figure("encoder_starts_waiting") is None), (0, False))

    def test_another_server_is_told_apart(self):
        class Other(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<html>" if self.path != "/odd/health" else b"{}")

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Other) as other:
            threading.Thread(target=other.serve_forever, daemon=True).start()
            for path in ("", "/odd"):
                code, _, err = status(f"http://127.0.0.1:{other.server_address[1]}{path}")
                self.assertEqual(code, 7)
                self.assertIn("is no RetroVue server", err)
            other.shutdown()


unittest.main()
