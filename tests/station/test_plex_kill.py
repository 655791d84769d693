#!/usr/bin/env python3
"""A sync that is killed anywhere and run again ends in the same catalog as one that nothing disturbed; and two at once."""
import os
import random
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from plex_station import Fake, Station, differences

ROUNDS = int(os.environ.get("RETROVUE_KILLS", "12"))
SMALL = ("--page-size", "20", "--allow-removals")


class Kill(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.top = Path(self.folder.name)
        self.fake = Fake("--shows", "12", "--seasons", "2", "--episodes", "6", "--movies", "40", "--seed", "7")
        self.random = random.Random(2026)

    def tearDown(self):
        self.fake.end()
        self.folder.cleanup()

    def hold(self, **where):
        """Waits until the server is held, or the program has ended."""
        self.fake.tell("fault_hold", match=r"^GET /library", **where)

    def killed(self, station, place):
        """Starts a sync and kills it at a place; True when it had not ended before."""
        how, number = place
        if how == "request":
            self.hold(skip=number)
        elif how == "bytes":
            self.hold(skip=number // 7, after=1 + number * 131 % 900)
        child = station.start("sync", *SMALL, "--json")
        log = Path(f"{station.db}-wal")
        while child.poll() is None:
            if how == "log":  # so many bytes were written, wherever that is
                try:
                    if log.stat().st_size >= number * 20_000:
                        break
                except FileNotFoundError:
                    pass
            elif self.fake.tell("held")["held"]:
                break
        died = child.poll() is None
        if died:
            child.send_signal(signal.SIGKILL)
        child.communicate()
        self.fake.tell("release")
        return died

    def place(self):
        how = self.random.choice(["request", "bytes", "log"])
        return how, self.random.randrange(45)

    def edited(self, station):
        """What editors do to some items, the same in each catalog."""
        keys = [row[0] for row in station.rows("SELECT external_key FROM origins WHERE listed GROUP BY item_id ORDER BY CAST(external_key AS INTEGER)")]
        for number, key in enumerate(keys[3::17]):
            item = station.rows("SELECT item_id FROM origins WHERE external_key = ?", key)[0][0]
            station.do("tag", "add", item, f"holiday:number{number}")
            station.do("item", "override", item, f"title=Mine {number}", "season=1")
            station.do("marker", "add", item, "--at", "1m", "--type", "ad_break")

    def test_killed_anywhere(self):
        calm, killed = Station(self.top / "calm", self.fake), Station(self.top / "killed", self.fake)
        deaths = 0
        for number in range(ROUNDS):
            if number:
                self.fake.tell("mutate", count=30)
                if number % 5 == 4:
                    self.fake.tell("mutate", name="rebuild")
            for _ in range(3):
                deaths += self.killed(killed, self.place())
                self.assertEqual(killed.sound(), [])
            report = killed.sync(*SMALL, status=None)
            calm.sync(*SMALL, status=None)
            self.assertEqual(report["failed"], 0, report)
            self.assertEqual(differences(killed.content(), calm.content()), "", f"round {number}")
            again = killed.sync(*SMALL, status=None)
            self.assertEqual((again["added"], again["updated"], again["removed"], again["db_writes"]), (0, 0, 0, 0), again)
            if number == 0:
                self.edited(calm)
                self.edited(killed)
        self.assertGreater(deaths, ROUNDS)

    def test_a_first_sync_killed(self):
        calm = Station(self.top / "calm", self.fake)
        calm.sync(*SMALL)
        partly = 0
        for number in range(ROUNDS // 2):
            station = Station(self.top / f"killed{number}", self.fake)
            for _ in range(4):
                self.killed(station, self.place())
                self.assertEqual(station.sound(), [])
                items = station.rows("SELECT count(*) FROM items")[0][0]
                partly += 0 < items < len(calm.rows("SELECT 1 FROM items"))
            station.sync(*SMALL)
            self.assertEqual(differences(station.content(), calm.content()), "", f"catalog {number}")
        self.assertGreater(partly, 0)

    def test_two_at_once(self):
        station = Station(self.top / "station", self.fake)
        self.hold(skip=3)
        first = station.start("sync", "--json")
        while not self.fake.tell("held")["held"]:
            self.assertIsNone(first.poll())
        busy = subprocess.run([os.environ["RETROVUE"], "sync", "--json"], env=station.env, capture_output=True, text=True, check=False)
        self.assertEqual(busy.returncode, 6, busy.stderr)
        self.assertIn("another sync", busy.stderr)
        status = station.do("sync", "status")
        self.assertIn("a sync runs since", status)
        second = station.start("sync", "--json")  # waits
        self.fake.tell("release")
        self.assertEqual(first.wait(60), 0, first.communicate())
        self.assertEqual(second.wait(60), 0, second.communicate())
        first.communicate()
        second.communicate()
        alone = Station(self.top / "alone", self.fake)
        alone.sync()
        self.assertEqual(differences(station.content(), alone.content()), "")


if __name__ == "__main__":
    sys.exit(unittest.main())
