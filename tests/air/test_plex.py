#!/usr/bin/env python3
"""From a Plex server to the air with the program itself: add, map paths, sync, validate, plan, play, and look at the bytes."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import rig  # first: it finds the analysers

import aired
import players

os.environ["RETROVUE"] = rig.PROGRAM
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "station"))
import plex_station  # noqa: E402

RATE = (30000, 1001)
AT = "2026-11-21T12:00:00Z"
CLIPS = {1: ("p2997", 60_060), 2: ("p25", 60_000), 0: ("acts-23976", 48_048)}  # by episode; 0 is the movie
STATION = """
channel: {number: 7, name: Attic, zone: UTC, day_start: "06:00", grid: 1m, profile: sd}
blocks:
  - {name: All day, days: daily, from: "06:00", to: "06:00", play: [{type: episode}, {type: movie}], order: sequential}
breaks: {at: markers, from_start: 5s, from_end: 5s, between: 5s, shortest: 5s, longest: 30s, pod: [spots]}
pools:
  spots: [{type: commercial}]
"""


class FromPlex(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.fake = plex_station.Fake("--plain", "--shows", "1", "--seasons", "1", "--episodes", "3", "--movies", "1")
        self.addCleanup(self.fake.end)
        self.station = plex_station.Station(self.top / "station", self.fake)

    def do(self, *words, status=0):
        return self.station.do("--now", AT, *words, status=status)

    def put(self, item, name, length):
        """The server's item is this clip: on the server's disk by the server's own kind of path, and here."""
        clip = rig.clip_path(name)
        episode = item["type"] == "episode"
        place = "/data/tv/The Show/Season 01/" if episode else "\\\\nas\\films\\Grey (1955)\\"
        here = self.top / ("tv/The Show/Season 01" if episode else "films/Grey (1955)")
        here.mkdir(parents=True, exist_ok=True)
        os.symlink(clip, here / clip.name)
        part = dict(item["Media"][0]["Part"][0], file=place + clip.name, size=clip.stat().st_size, duration=length)
        chapters = [{"id": n, "index": n + 1, "startTimeOffset": n * 20_000, "endTimeOffset": (n + 1) * 20_000, "tag": f"Act {n}"} for n in range(3)]
        self.fake.tell("edit", key=item["ratingKey"], fields={
            "duration": length, "Marker": [], "Chapter": chapters if name == "p2997" else [],
            "Media": [dict(item["Media"][0], duration=length, Part=[part])]})

    def fill(self):
        for item in self.fake.tell("library")["items"].values():
            if item["type"] == "movie" or item.get("index") in (1, 2) and item["type"] == "episode":
                self.put(item, *CLIPS[item.get("index", 0)])
        (self.top / "spots").mkdir()
        for name in ("spot15-acme", "spot15-bolt"):
            os.symlink(rig.clip_path(name), self.top / "spots" / rig.clip_path(name).name)

    def test_from_a_server_to_the_air(self):
        self.fill()
        self.do("folder", "add", self.top / "spots", "--type", "commercial", "--name", "spots")
        self.do("sync")
        states = {row[0] for row in self.station.rows("SELECT state FROM items WHERE kind <> 'commercial'")}
        self.assertEqual(states, {"remote_only"})
        self.do("pathmap", "add", "--server", "attic", "/data/tv", self.top / "tv")
        self.do("pathmap", "add", "--server", "attic", "\\\\NAS\\films", self.top / "films", "--ignore-case")
        states = self.station.rows("SELECT kind, episode, state FROM items WHERE kind <> 'commercial' ORDER BY kind, episode")
        self.assertEqual(states, [("episode", 1, "normal"), ("episode", 2, "normal"), ("episode", 3, "unavailable"), ("movie", None, "normal")])
        self.assertEqual(json.loads(self.do("sync", "--json"))["updated"], 0)
        self.assertIn("5 playable, 1 failed", self.do("validate", "--all", status=3))  # the third episode is not here
        lengths = self.station.rows("SELECT validated, duration_ms FROM items WHERE kind = 'episode' AND state = 'normal' ORDER BY episode")
        self.assertEqual([row[0] for row in lengths], [1, 1])
        station = self.top / "attic.yaml"
        station.write_text(STATION)
        self.do("schedule", "apply", station)
        self.do("schedule", "build", "7", "--from", AT, "--to", "2026-11-21T12:30:00Z", "--seed", "1")
        events = json.loads(self.do("schedule", "show", "7", "--events", "--from", AT, "--to", "2026-11-21T12:20:00Z", "--json"))
        programmes = [event for event in events if event["kind"] == "program"]
        self.assertEqual({Path(event["path"]).name for event in programmes}, {rig.clip_path(name).name for name, _ in CLIPS.values()})
        # The server's chapters are where the breaks are.
        acts = sorted({event["in_ms"] for event in programmes if Path(event["path"]).name == rig.clip_path("p2997").name})
        self.assertGreater(len(acts), 1)
        self.assertLessEqual({round(act / 1000) for act in acts}, {0, 20, 40})
        out = self.top / "channel.ts"
        done = json.loads(self.do("play", "channel", "7", "--at", AT, "--duration", "150s", "--output", out, "--json"))
        self.assertEqual(done["late_frames"], 0)
        self.assertEqual(rig.judge(out, frames=done["frames"])["faults"], [])
        self.assertEqual(players.ffmpeg(out), [])
        shown = aired.match(rig.decoded.decode(out, audio=False).frames, events, RATE, rig.manifest())
        self.assertEqual(aired.faults(shown), [])
        seen = {Path(one.event["path"]).name for one in shown["events"] if one.right and one.event["path"]}
        self.assertIn(rig.clip_path("p2997").name, seen)
        self.assertTrue(seen & {rig.clip_path(name).name for name in ("spot15-acme", "spot15-bolt")}, seen)
        # The server forgets the movie: it stays with its history, and is not planned again.
        self.fake.tell("remove", key=self.station.rows("SELECT external_key FROM origins JOIN items ON items.id = item_id WHERE kind = 'movie'")[0][0])
        self.do("sync", "--allow-removals")
        self.assertEqual(self.station.rows("SELECT state FROM items WHERE kind = 'movie'"), [("file_not_found",)])
        self.do("schedule", "build", "7", "--from", "2026-11-21T13:00:00Z", "--to", "2026-11-21T14:00:00Z", "--seed", "1")
        later = json.loads(self.do("schedule", "show", "7", "--events", "--from", "2026-11-21T13:00:00Z", "--to", "2026-11-21T14:00:00Z", "--json"))
        self.assertNotIn(rig.clip_path("acts-23976").name, {Path(event["path"] or "").name for event in later})


if __name__ == "__main__":
    unittest.main()
