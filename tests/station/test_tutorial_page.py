#!/usr/bin/env python3
"""retrovue-tutorial(7) as a reader would follow it: its script, its station file and every command of it, in order, in an
empty folder; then the plan is held against what the page says of it. RETROVUE names the program."""
import datetime
import json
import os
import shlex
import subprocess
import tempfile
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.path.join(TOP, "man", "retrovue-tutorial.7")


def blocks():
    with open(PAGE, encoding="utf-8") as file:
        parts = file.read().split(".nf\n")[1:]
    return [part.split(".fi\n")[0].replace("\\-", "-").replace("\\e", "\\") for part in parts]


def frames(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Tutorial(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = folder.name
        with open(PAGE, encoding="utf-8") as file:
            words = file.read().replace("\\-", "-").split("--now ")[1].split()
        self.now = words[0]

    def start(self, words):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RETROVUE", "PLEX_", "XDG_"))}
        program = os.environ["RETROVUE"]
        return subprocess.run([program if word == "retrovue" else word for word in words], cwd=self.top, capture_output=True, text=True,
                              env={**kept, "HOME": self.top, "TZ": "UTC", "RETROVUE_NOW": self.now})

    def run_words(self, words):
        if words[0] == "retrovue":
            words = [*words, "--now", self.now]
        ran = self.start(words)
        self.assertEqual(ran.returncode, 0, f"{words}\n{ran.stdout}\n{ran.stderr}")
        return ran.stdout

    def slots(self, start, end):
        rows = json.loads(self.run_words(["retrovue", "schedule", "show", "6", "--from", start, "--to", end, "--json"]))
        zone = datetime.timezone(datetime.timedelta(hours=-5))
        return [(frames(row["start"]).astimezone(zone), row) for row in rows]

    def at(self, when):
        """What the plan shows then."""
        return self.slots(when, when + ":01")[0][1]

    def test_the_page(self):
        steps, script, station = blocks()
        for name, text in (("make-network.sh", script), ("station.yaml", station)):
            with open(os.path.join(self.top, name), "w", encoding="utf-8") as file:
                file.write(text)
        said = {}
        for line in steps.splitlines():
            self.assertTrue(line.startswith("$ "), line)
            words = shlex.split(line[2:])
            said.setdefault(" ".join(words[1:3]), []).append(self.run_words(words))
        self.assertIn("0 failed", said["retrovue validate"][0] if "retrovue validate" in said else said["validate"][0])
        self.saturday()
        self.school_days()
        self.nights()
        self.holidays()
        self.commercials()
        self.sheet()

    def saturday(self):
        rows = self.slots("2026-11-28 07:00", "2026-11-28 12:00")
        shows = [row["show"] for _, row in rows]
        self.assertEqual(shows[:6], ["Rocket Pups", "Captain Comet", "Mystery Bus"] * 2)
        self.assertEqual((rows[0][0].hour, rows[0][0].minute), (7, 0))
        later = self.at("2026-12-05 07:00:00"[:16])
        self.assertEqual(later["show"], "Rocket Pups")
        counts = sum(show == "Rocket Pups" for show in shows)
        self.assertEqual(later["episode"], counts % 4 + 1, "each show goes on where it stopped the week before")

    def school_days(self):
        for day in range(30, 31):
            self.assertEqual(self.at(f"2026-11-{day} 15:00")["show"], "Captain Comet")
            self.assertEqual(self.at(f"2026-11-{day} 15:30")["show"], "Homework Hotline")
        for day in range(1, 5):
            rows = self.slots(f"2026-12-0{day} 15:00", f"2026-12-0{day} 17:00")
            self.assertEqual([row["show"] for _, row in rows], ["Captain Comet", "Homework Hotline"] * 2)

    def nights(self):
        rows = self.slots("2026-11-30 20:00", "2026-11-30 22:00")
        self.assertEqual([(row["show"], row["rating"]) for _, row in rows], [("Harbor High", "TV-PG")] * 4)
        for friday in (27, 28):
            self.assertIn(self.at(f"2026-11-{friday} 20:30")["title"], ("The Paper Moonship", "Summer of the Fox"))
        self.assertNotEqual(self.at("2026-11-27 20:30")["title"], self.at("2026-11-28 20:30")["title"])
        whole = self.slots("2026-11-23 06:00", "2026-12-31 06:00")
        self.assertNotIn("A Very Old Film", {row["title"] for _, row in whole})
        for at, row in whole:
            if 6 <= at.hour < 20 and row["item_id"]:
                self.assertEqual(row["rating"], "TV-Y7", f"{at} {row['title']}")

    def holidays(self):
        for day in range(20, 29):
            rows = self.slots(f"2026-12-{day} 09:00", f"2026-12-{day} 20:00")
            shows = {row["show"] for _, row in rows if row["item_id"]}
            self.assertEqual(shows == {"Snowed In"}, 21 <= day <= 27, f"{day}: {shows}")

    def commercials(self):
        text = self.run_words(["retrovue", "schedule", "show", "6", "--events", "--from", "2026-11-23 06:00", "--to", "2026-12-31 06:00", "--json"])
        spots = [(event["start"], event["title"]) for event in json.loads(text) if event["kind"] == "spot"]
        self.assertGreater(len(spots), 1000)
        self.assertEqual([title for _, title in spots if "1980s" in title], [])
        tinsel = sorted(start for start, title in spots if "tinsel" in title)
        self.assertTrue(tinsel)
        self.assertTrue("2026-11-27" <= tinsel[0] and tinsel[-1] < "2026-12-27T12", f"{tinsel[0]} {tinsel[-1]}")

    def sheet(self):
        with open(os.path.join(self.top, "week.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn("Monday 21 December 2026 to Sunday 27 December 2026", page)
        self.assertGreater(page.count("Snowed In"), 7 * 20)
        self.assertNotIn("<script", page)


if __name__ == "__main__":
    unittest.main()
