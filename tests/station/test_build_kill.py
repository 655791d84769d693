#!/usr/bin/env python3
"""A build that is killed anywhere leaves the old plan or the new one, whole; the next build ends as if nothing had been. RETROVUE names the program."""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
NOW = "2026-03-06T12:00:00Z"
KILLS = int(os.environ.get("RETROVUE_KILLS", "8"))
STATION = """channel: {number: %d, name: Channel %d, zone: America/New_York}
blocks:
  - {name: day, from: "06:00", to: "20:00", play: [{show: Cheers}, {show: Patrol, year: 1955}], order: shuffle}
  - {name: night, from: "20:00", to: "06:00", play: [{type: movie}], order: shuffle}
"""
BUILD = ("--now", NOW, "schedule", "build", "--days", "14", "--seed", "2")


class BuildKill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith("RETROVUE_")}, "HOME": str(self.top), "TZ": "UTC"}
        self.program = os.environ["RETROVUE"]
        self.base = self.top / "base.db"
        subprocess.run([sys.executable, HERE / "seed.py", self.base], check=True)
        for number in (5, 6):
            station = self.top / f"{number}.yaml"
            station.write_text(STATION % (number, number))
            self.do(self.base, "schedule", "apply", str(station))
        self.do(self.base, "--now", NOW, "schedule", "build", "--days", "4", "--seed", "1")

    def do(self, db, *words):
        ran = subprocess.run([self.program, "--db", db, *words], env=self.env, capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def copy(self, name):
        db = self.top / name
        shutil.copyfile(self.base, db)
        return db

    def plan(self, db):
        """Every row of the plan with its ids."""
        with sqlite3.connect(db) as open_db:
            self.assertEqual(open_db.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            rows = [open_db.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in ("slots", "events")]
        open_db.close()
        return rows

    def shown(self, db):
        return [self.do(db, "--now", NOW, "schedule", "show", str(number), "--days", "14", "--events", "--json") for number in (5, 6)]

    def reached(self, child, log, place):
        how, much = place
        try:
            if how == "log":
                return log.stat().st_size >= much
            fields = Path(f"/proc/{child.pid}/stat").read_text().rsplit(")", 1)[1].split()
            return int(fields[11]) + int(fields[12]) >= much
        except (FileNotFoundError, ProcessLookupError):
            return False

    def killed(self, db, place):
        """Kills a build when its log has grown to a size, or when it has computed for so many ticks; True when it had not ended before."""
        child = subprocess.Popen([self.program, "--db", db, *BUILD], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while child.poll() is None and not self.reached(child, Path(f"{db}-wal"), place):
            pass
        died = child.poll() is None
        if died:
            child.send_signal(signal.SIGKILL)
        self.assertIn(child.wait(), (0, -signal.SIGKILL), child.stderr.read())
        child.stderr.close()
        return died

    def test_killed_anywhere(self):
        old = self.plan(self.base)
        calm = self.copy("calm.db")
        self.do(calm, *BUILD)
        new = self.plan(calm)
        self.assertNotEqual(old, new)
        whole = self.copy("size.db")
        # How far the log goes in an undisturbed build: a reader keeps it from being taken in at the end.
        reader = sqlite3.connect(whole)
        reader.execute("PRAGMA journal_mode")
        reader.execute("SELECT count(*) FROM slots").fetchone()
        self.do(whole, *BUILD)
        most = Path(f"{whole}-wal").stat().st_size
        reader.close()
        self.assertGreater(most, 300_000)
        before = os.times()
        self.do(self.copy("time.db"), *BUILD)
        after = os.times()
        ticks = round((after.children_user + after.children_system - before.children_user - before.children_system) * os.sysconf("SC_CLK_TCK"))
        places = [("time", ticks * number // KILLS) for number in range(KILLS)] + [("log", most * number // KILLS) for number in range(KILLS)]
        deaths, olds = 0, 0
        for number, place in enumerate(places):
            db = self.copy(f"killed{number}.db")
            for again in (place, places[(number * 5 + 1) % len(places)]):  # twice, one after the other
                deaths += self.killed(db, again)
                left = self.plan(db)
                self.assertTrue(left in (old, new), f"killed at {again}")
                olds += left == old
                if left == new:
                    break
            if left == old:
                self.do(db, *BUILD)
            self.assertTrue(self.plan(db) == new, f"after {place}")
        self.assertEqual(self.shown(db), self.shown(calm))
        self.assertGreater(deaths, KILLS)
        self.assertGreater(olds, KILLS // 2)


if __name__ == "__main__":
    unittest.main()
