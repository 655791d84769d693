#!/usr/bin/env python3
"""A plan that is approved while the channel is on air: viewers see it from where it begins, and not before."""

import contextlib
import datetime
import json
import os
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

SLOT = 16_000
NUM, DEN = station.RATES["sd25"]


def frame(ms):
    return (ms - station.EPOCH_MS) * NUM // (DEN * 1000)


def pieces(item, start):
    """The programme whole, then slate to the end of the slot: (first frame, frames, kind, item, title)."""
    first, last, whole = frame(start), frame(start + SLOT), item["duration"] * NUM // (DEN * 1000)
    return [(first, whole, "program", item["id"], item["title"], whole * 40), (first + whole, last - first - whole, "slate", None, "", 0)]


class Plan(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "station.db")
        station.make(self.path, channels=1, hours=1, profile="sd25")
        with self.db() as db:
            library = db.execute("SELECT id FROM libraries").fetchone()[0]
            self.old = station.add_item(db, library, "tiny", "movie", "Old Film")
            self.new = station.add_item(db, library, "spot15-acme", "movie", "New Film")
            db.execute("DELETE FROM events")
            db.execute("DELETE FROM slots")
            db.execute("UPDATE channels SET lock_ms = 0, auto_approve = 0")
            self.first = int(time.time() * 1000) // 1000 * 1000 - 2000
            columns = "start_at, end_at, item_id, kind, title, show, summary, rating_system, rating_code, block, status, run, round, type"
            values = "'movie', ?, '', '', '', '', '', 'planned', '', 0, 'block'"
            for k in range(12):
                at = self.first + k * SLOT
                slot = db.execute(f"INSERT INTO slots (channel_id, {columns}) VALUES (1, ?, ?, ?, {values})",
                                  (at, at + SLOT, self.old["id"], self.old["title"])).lastrowid
                for begin, frames, kind, item, title, out in pieces(self.old, at):
                    db.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                               "VALUES (1, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)", (slot, begin, frames, at, kind, item, title, out))
            self.begin = self.first + 2 * SLOT
            draft = db.execute("INSERT INTO drafts (channel_id, made_at, made_by, base, seed, from_at, to_at) VALUES (1, ?, 'ann', 0, 1, ?, ?)",
                               (self.first, self.begin, self.first + 12 * SLOT)).lastrowid
            for k in range(2, 12):
                at = self.first + k * SLOT
                slot = db.execute(f"INSERT INTO kept_slots (draft_id, {columns}) VALUES (?, ?, ?, ?, {values})",
                                  (draft, at, at + SLOT, self.new["id"], self.new["title"])).lastrowid
                for begin, frames, kind, item, title, out in pieces(self.new, at):
                    db.execute("INSERT INTO kept_events VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)", (slot, begin, frames, kind, item, title, out))

    @contextlib.contextmanager
    def db(self):
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as db, db:
            yield db

    def aired(self):
        with self.db() as db:
            return db.execute("SELECT planned_start_at, item_id FROM as_run WHERE item_id IS NOT NULL ORDER BY id").fetchall()

    @staticmethod
    def ms(text):
        return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)

    def test_an_approved_draft_is_aired_by_a_running_channel(self):
        stop, begun = threading.Event(), threading.Event()

        def watch(server):
            with server.open("/channel/1.ts", timeout=60) as answer:
                while not stop.is_set() and answer.read1(1 << 16):
                    begun.set()

        with station.Server(self.path) as server:
            viewer = threading.Thread(target=watch, args=(server,), daemon=True)
            viewer.start()
            self.assertTrue(begun.wait(60), "the channel is on air")
            guide = server.get("/xmltv.xml")
            self.assertIn(b"Old Film", guide)
            self.assertNotIn(b"New Film", guide)  # a draft is nobody's guide
            said = subprocess.run([station.PROGRAM, "--db", self.path, "schedule", "approve", "1", "--as", "eva", "--json"], capture_output=True, text=True)
            self.assertEqual(said.returncode, 0, said.stderr)
            report = json.loads(said.stdout)
            self.assertEqual(report["revision"], 1)
            self.assertIn(b"New Film", server.get("/xmltv.xml"))
            wanted = self.ms(report["from"])
            end = time.monotonic() + 120
            while not any(at >= wanted for at, _ in self.aired()) and time.monotonic() < end:
                time.sleep(0.5)
            stop.set()
            rows = self.aired()
            self.assertTrue(any(at >= wanted for at, _ in rows), rows)
            for at, item in rows:
                self.assertEqual(item, self.new["id"] if at >= wanted else self.old["id"], (at - wanted, rows))
            self.assertEqual(server.stop()[0], 0)


unittest.main()
