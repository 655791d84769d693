#!/usr/bin/env python3
"""Upgrades catalogs of every kept version and looks at the tables. RETROVUE names the program."""
import glob
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
MIGRATIONS = sorted(glob.glob(os.path.join(TOP, "schema", "[0-9]*_*.sql")))
NEWEST = int(os.path.basename(MIGRATIONS[-1])[:4])
STATE_COLUMNS = {"state": "'normal'", "last_scan_at": None, "last_error_at": None, "error_count": "0", "etag": None, "file_size": None,
                 "duration_ms": None}


def run(path, *words):
    return subprocess.run([os.environ["RETROVUE"], "--db", path, *words], capture_output=True, text=True)


class Schema(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "station.db")

    def open(self):
        db = sqlite3.connect(self.path)
        self.addCleanup(db.close)
        return db

    def old(self, number):
        """A catalog as version `number` made it, with the rows of tests/schema/vNNNN.sql."""
        db = sqlite3.connect(self.path)
        db.execute("PRAGMA journal_mode = WAL")
        for migration in MIGRATIONS[:number]:
            with open(migration, encoding="utf-8") as text:
                db.executescript(text.read())
        with open(os.path.join(HERE, f"v{number:04}.sql"), encoding="utf-8") as text:
            db.executescript(text.read())
        db.execute(f"PRAGMA user_version = {number}")
        db.commit()
        rows = {table: db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in self.tables(db)}
        db.close()
        return rows

    def bytes(self):
        with open(self.path, "rb") as file:
            return file.read()

    def tables(self, db):
        return [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")]

    def test_numbers_are_without_a_gap(self):
        self.assertEqual([int(os.path.basename(m)[:4]) for m in MIGRATIONS], list(range(1, NEWEST + 1)))

    def test_every_version_has_kept_rows(self):
        for number in range(1, NEWEST + 1):
            self.assertTrue(os.path.exists(os.path.join(HERE, f"v{number:04}.sql")), number)

    def test_from_nothing(self):
        self.assertEqual(run(self.path, "db", "upgrade").returncode, 0)
        db = self.open()
        self.assertEqual(db.execute("PRAGMA user_version").fetchone()[0], NEWEST)
        self.assertEqual(db.execute("PRAGMA journal_mode").fetchone()[0], "wal")
        self.assertEqual(run(self.path, "db", "check").returncode, 0)

    def test_old_rows_stay(self):
        for number in range(1, NEWEST + 1):
            with self.subTest(version=number):
                before = self.old(number)
                self.assertEqual(run(self.path, "db", "upgrade").returncode, 0)
                self.assertEqual(run(self.path, "db", "check").stdout, "the catalog is sound\n")
                db = sqlite3.connect(self.path)
                for table, rows in before.items():
                    after = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    self.assertEqual(after, len(rows), table)
                items = json.loads(run(self.path, "item", "list", "--json", "--sort", "id").stdout)
                self.assertEqual([item["title"] for item in items], ["Pilot", "Alien", "Snow"])
                db.close()
                os.remove(self.path)

    def test_what_is_no_catalog_stays_as_it_is(self):
        self.old(1)
        db = sqlite3.connect(self.path)
        db.execute("PRAGMA user_version = 0")
        db.commit()
        db.close()
        before = self.bytes()
        self.assertEqual(run(self.path, "db", "upgrade").returncode, 5)
        self.assertEqual(self.bytes(), before)

    def test_a_step_that_fails_leaves_everything_as_it_was(self):
        """Somebody's own table stands where the last step of an upgrade wants one: all steps before it are undone."""
        self.old(1)
        db = sqlite3.connect(self.path)
        db.execute("CREATE TABLE sync_progress (mine TEXT)")
        db.execute("INSERT INTO sync_progress VALUES ('kept')")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        before = self.bytes()
        for words in (["db", "upgrade"], ["sync"], ["db", "upgrade", "--dry-run"]):
            ran = run(self.path, *words)
            self.assertEqual((ran.returncode, ran.stdout), (5, ""), ran.stderr)
            self.assertIn("stays at version 1, as it was: the step to 2 (0002_servers) failed: ", ran.stderr)
            self.assertIn("sync_progress already exists", ran.stderr)
            self.assertIn("\nhint: ", ran.stderr)
            self.assertEqual(self.bytes(), before)
        db = sqlite3.connect(self.path)
        self.assertEqual(db.execute("PRAGMA user_version").fetchone()[0], 1)
        self.assertEqual(db.execute("SELECT * FROM sync_progress").fetchall(), [("kept",)])
        self.assertNotIn("version", {row[1] for row in db.execute("PRAGMA table_info(servers)")})
        db.execute("DROP TABLE sync_progress")
        db.commit()
        db.close()
        self.assertEqual(run(self.path, "db", "upgrade").returncode, 0)
        self.assertEqual(len(json.loads(run(self.path, "item", "list", "--json").stdout)), 3)

    def test_strict_and_referenced(self):
        run(self.path, "db", "upgrade")
        db = self.open()
        strict = {row[1]: row[5] for row in db.execute("PRAGMA table_list") if row[2] == "table" and not row[1].startswith("sqlite_")}
        self.assertEqual([name for name, flag in strict.items() if not flag], [])
        columns = {name: {row[1] for row in db.execute(f"PRAGMA table_info({name})")} for name in strict}
        for table in strict:
            for row in db.execute(f"PRAGMA foreign_key_list({table})"):
                self.assertIn(row[2], columns)

    def test_state_columns(self):
        run(self.path, "db", "upgrade")
        db = self.open()
        for table in ("shows", "items"):
            defaults = {row[1]: row[4] for row in db.execute(f"PRAGMA table_info({table})")}
            for column, default in STATE_COLUMNS.items():
                self.assertEqual(defaults.get(column, "missing"), default, (table, column))
        for view in ("movies", "episodes"):
            columns = {row[1] for row in db.execute(f"PRAGMA table_info({view})")}
            self.assertLessEqual(set(STATE_COLUMNS), columns)

    def test_fill_catalog_matches(self):
        made = subprocess.run([sys.executable, os.path.join(TOP, "tests", "bench", "fill_catalog.py"), self.path, "--items", "300"])
        self.assertEqual(made.returncode, 0)
        self.assertEqual(run(self.path, "db", "check").stdout, "the catalog is sound\n")
        self.assertEqual(len(json.loads(run(self.path, "item", "list", "--json").stdout)), 300)


if __name__ == "__main__":
    unittest.main()
