"""A station of real clips on a real server: a catalog with a plan round now, and `retrovue serve` over it."""

import contextlib
import glob
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path[:0] = [str(TOP / "tests/media"), str(TOP / "tests/air/analyse")]

import make as media  # noqa: E402

os.environ.setdefault("RETROVUE_STORE_SIZE", "0")  # what a test encodes is no help to the next
CLIPS = Path(os.environ.get("RETROVUE_CLIPS", TOP / "build/clips"))
PROGRAM = os.path.abspath(os.environ.get("RETROVUE", TOP / "build/retrovue"))
EPOCH_MS = 1_577_836_800_000
RATES = {"sd": (30000, 1001), "wide": (30000, 1001), "hd": (30000, 1001), "sd25": (25, 1)}
SHOWS = (("acts-23976", "Signal Harbour", 1, 1, "The Long Wave"), ("hd-1080p25", "Copper Canyon", 2, 3, "Night Train"), ("p5994", "Orchard Street", 1, 7, "Sugar"))


def probe(path):
    text = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", "-i", f"file:{path}"], stdout=subprocess.PIPE,
                          check=True).stdout
    return json.loads(text)


def add_item(db, library, clip, kind, title, show=None, season=None, episode=None):
    path = str(media.make(CLIPS, clip))
    found = probe(path)
    duration = int(float(found["format"]["duration"]) * 1000)
    show_id = None
    if show:
        show_id = db.execute("INSERT INTO shows (title, sort_title) VALUES (?, ?)", (show, show.lower())).lastrowid
    item = db.execute("INSERT INTO items (kind, title, sort_title, show_id, season, episode, library_id, validated, duration_ms, added_at, updated_at) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, 0, 0)", (kind, title, title.lower(), show_id, season, episode, library, duration)).lastrowid
    stat = os.stat(path)
    file = db.execute("INSERT INTO files (item_id, path, airs, size, mtime_ns, signature, verdict, duration_ms) VALUES (?, ?, 1, ?, ?, ?, 'playable', ?)",
                      (item, path, stat.st_size, stat.st_mtime_ns, f"{clip}-{stat.st_size}-{stat.st_mtime_ns}", duration)).lastrowid
    for s in found["streams"]:
        num, den = map(int, s.get("avg_frame_rate", "0/1").split("/"))
        sar = s.get("sample_aspect_ratio", "1:1").split(":")
        db.execute("INSERT INTO streams (file_id, stream_index, kind, codec, width, height, sar_num, sar_den, rate_num, rate_den, channels) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   (file, s["index"], s["codec_type"] if s["codec_type"] in ("video", "audio", "subtitle") else "other", s.get("codec_name", ""),
                    s.get("width", 0), s.get("height", 0), int(sar[0]) or 1, int(sar[1]) or 1, num, den or 1, s.get("channels", 0)))
    return {"id": item, "title": title, "show": show or "", "season": season, "episode": episode, "duration": duration, "kind": kind}


def make(path, channels=2, hours=3, profile="sd", now_ms=None):
    """A catalog whose channels show the clips over and over, in five-minute slots. Channel k starts with the k-th."""
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.remove(str(path) + end)
    db = sqlite3.connect(path)
    files = sorted(glob.glob(str(TOP / "schema/*.sql")))
    for file in files:
        db.executescript(Path(file).read_text())
    db.execute(f"PRAGMA user_version = {len(files)}")
    source = db.execute("INSERT INTO sources (name, kind, created_at) VALUES ('clips', 'folder', 0)").lastrowid
    library = db.execute("INSERT INTO libraries (source_id, external_key, title) VALUES (?, '', 'clips')", (source,)).lastrowid
    items = [add_item(db, library, clip, "episode", title, show, season, episode) for clip, show, season, episode, title in SHOWS]
    num, den = RATES[profile]
    frame = lambda ms: (ms - EPOCH_MS) * num // (den * 1000)
    start = (now_ms or int(time.time() * 1000)) // 300_000 * 300_000 - 300_000
    for number in range(1, channels + 1):
        channel = db.execute("INSERT INTO channels (number, name, call_sign, profile, zone) VALUES (?, ?, ?, ?, 'America/New_York')",
                             (number, f"Retro {number}", f"RV-{number}", profile)).lastrowid
        for k in range(hours * 12):
            item = items[(k + number - 1) % len(items)]
            at, end = start + k * 300_000, start + (k + 1) * 300_000
            slot = db.execute("INSERT INTO slots (channel_id, start_at, end_at, item_id, kind, title, show, season, episode, summary, rating_system, "
                              "rating_code, block, status) VALUES (?, ?, ?, ?, 'episode', ?, ?, ?, ?, '', '', '', 'day', 'planned')",
                              (channel, at, end, item["id"], item["title"], item["show"], item["season"], item["episode"])).lastrowid
            first, last = frame(at), frame(end)
            length = item["duration"] * num // (den * 1000) - 2
            for begin in range(first, last, length):
                frames = min(length, last - begin)
                db.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                           "VALUES (?, ?, ?, ?, ?, 'program', ?, ?, 0, 0, ?)",
                           (channel, slot, begin, frames, at, item["id"], item["title"], frames * den * 1000 // num))
    db.commit()
    db.close()


class Server:
    """`retrovue serve` on a free port, ended with SIGTERM."""

    def __init__(self, db, *options):
        env = {**os.environ, "TZ": "UTC"}
        started = time.perf_counter()
        self.process = subprocess.Popen([PROGRAM, "--db", str(db), "serve", "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=env, text=True, preexec_fn=media.first)
        line = self.process.stdout.readline().split()
        if len(line) != 2 or line[0] != "serving":
            raise RuntimeError(f"serve did not start: {self.process.stderr.read()}")
        self.url = line[1]
        self.get("/health")
        self.answered_s = time.perf_counter() - started

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def open(self, path, timeout=20, **headers):
        return urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=timeout)

    def get(self, path):
        with self.open(path) as answer:
            return answer.read()

    def json(self, path):
        return json.loads(self.get(path))

    def resident_mb(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")

    def children(self):
        """Programs the server runs now."""
        found = subprocess.run(["ps", "--ppid", str(self.process.pid), "-o", "args="], stdout=subprocess.PIPE, text=True).stdout
        return [line for line in found.splitlines() if line.strip()]

    def stop(self, number=signal.SIGTERM):
        """Exit code and what it said on stderr."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        self.process.stdout.close()
        self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


if __name__ == "__main__":
    make(sys.argv[1], *(int(n) for n in sys.argv[2:]))
