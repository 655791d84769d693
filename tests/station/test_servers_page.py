#!/usr/bin/env python3
"""retrovue-servers(7) as a new user would follow it: every command of its example, in order, on a machine with nothing on
it, against a fake Plex server with real files behind it; at its end bytes are on air. RETROVUE names the program."""
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(os.path.dirname(TESTS), "man", "retrovue-servers.7")


def blocks():
    with open(PAGE, encoding="utf-8") as file:
        parts = file.read().split(".nf\n")[1:]
    return [part.split(".fi\n")[0].replace("\\-", "-") for part in parts]


def commands(block):
    return [shlex.split(line[2:]) for line in block.splitlines() if line.startswith("$ ")]


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = folder.name
        self.media = os.path.join(self.top, "media")
        self.fake = subprocess.Popen([sys.executable, os.path.join(TESTS, "fakes", "plex"), "--plain", "--shows", "1", "--seasons", "1", "--episodes", "2",
                                      "--movies", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop_fake)
        self.said = json.loads(self.fake.stdout.readline())
        self.place_files()
        config = os.path.join(self.top, ".config", "retrovue")
        os.makedirs(config)
        with open(os.path.join(config, "config.toml"), "w") as file:  # where plex.tv and the local network are
            file.write(f'[server.login]\nplextv-url = "{self.said["url"]}"\n[server.find]\ngdm = "127.0.0.1:{self.said["gdm_port"]}"\nwait = "300ms"\n')

    def stop_fake(self):
        self.fake.stdin.close()
        self.fake.wait(10)
        self.fake.stdout.close()

    def place_files(self):
        """What the server calls /data/tv lies in media/series here, /data/movies in media/films."""
        clips = os.path.join(self.top, "clips")
        subprocess.run([sys.executable, os.path.join(TESTS, "media", "make-clips"), clips, "cd1"], check=True, stdout=subprocess.DEVNULL)
        library = json.load(urllib.request.urlopen(urllib.request.Request(self.said["url"] + "/_fake/library", data=b"{}", method="POST")))
        for item in library["items"].values():
            for media in item.get("Media", []):
                for part in media.get("Part", []):
                    here = part["file"].replace("/data/tv", self.media + "/series").replace("/data/movies", self.media + "/films")
                    os.makedirs(os.path.dirname(here), exist_ok=True)
                    shutil.copyfile(os.path.join(clips, "cd1.mkv"), here)

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RETROVUE", "PLEX_", "XDG_"))}
        return {**kept, "HOME": self.top, "TZ": "UTC"}

    def run_words(self, words):
        ran = subprocess.run([os.environ["RETROVUE"], *words], env=self.environment(), capture_output=True, text=True, cwd=self.top)
        self.assertEqual(ran.returncode, 0, f"{words}\n{ran.stdout}\n{ran.stderr}")
        return ran.stdout, ran.stderr

    def test_the_example(self):
        example, station = blocks()[:2]
        with open(os.path.join(self.top, "station.yaml"), "w", encoding="utf-8") as file:
            file.write(station)
        steps = commands(example)
        self.assertEqual(steps[-1], ["retrovue", "serve"])
        said = {}
        for words in steps[:-1]:
            self.assertEqual(words[0], "retrovue")
            said[" ".join(words[1:3])] = self.run_words([word.replace("/mnt/media", self.media) for word in words[1:]])
        self.assertIn("Fake Attic", said["server find"][0])
        self.assertIn("RV42", said["server login"][1])
        self.assertIn("TV Shows", said["library list"][0])
        # What suggest prints is what the page goes on with.
        proposed = [shlex.split(line, comments=True)[1:] for line in said["pathmap suggest"][0].splitlines()]
        added = [[word.replace("/mnt/media", self.media) for word in words[1:]] for words in steps if words[1:3] == ["pathmap", "add"]]
        self.assertEqual(sorted(proposed), sorted(added))
        self.assertIn("3 of 3 files checked: 3 found", said["pathmap check"][0])
        self.assertIn("3 playable, 0 failed", said["validate"][0])
        states = json.loads(self.run_words(["sync", "status", "--json"])[0])["states"]
        self.assertEqual({row["state"]: row["validated"] > 0 for row in states}, {"normal": True})
        self.on_air()

    def on_air(self):
        events = json.loads(self.run_words(["schedule", "show", "5", "--events", "--json"])[0])
        event = next(one for one in events if one["kind"] == "program" and one["path"].startswith(self.media))
        out = os.path.join(self.top, "air.ts")
        self.run_words(["play", "channel", "5", "--at", event["start"], "--duration", "4s", "--output", out])
        with open(out, "rb") as file:
            data = file.read()
        self.assertGreater(len(data), 188 * 500)
        self.assertEqual({data[at] for at in range(0, len(data), 188)}, {0x47})
        aired = json.loads(self.run_words(["asrun", "show", "5", "--json"])[0])
        self.assertIn((event["title"], event["item_id"]), {(row["title"], row["item_id"]) for row in aired})
        self.serve()

    def serve(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([os.environ["RETROVUE"], "serve", "--port", str(port)], env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 30
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/channel/5.ts", timeout=30) as stream:
                        self.assertEqual(stream.read(188 * 100)[::188], b"\x47" * 100)
                    return
                except (ConnectionRefusedError, urllib.error.URLError):
                    self.assertLess(time.monotonic(), until)
                    self.assertIsNone(server.poll())
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    unittest.main()
