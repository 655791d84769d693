#!/usr/bin/env python3
"""day [--hours H] [--minutes M] [--seed N]: a day of three channels with three frame rates through the real air, as fast as it goes.
First M minutes of pieces are encoded into a chunk store by `store warm`; each channel shows them over and over, in an order of its own.
Then the day, in which nothing can be encoded. Lines of name, figure, bound, ok or BAD; 1 when one is BAD."""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import figures  # noqa: E402
import ground  # noqa: E402

START_MS = 1_795_219_200_000  # 2026-11-21T00:00:00Z
PROFILES = {1: ("sd", (30000, 1001)), 2: ("film", (24000, 1001)), 3: ("sd25", (25, 1))}
SETTINGS = """[profile.sd]
width = 320
height = 240
preset = "ultrafast"
[profile.film]
width = 320
height = 240
preset = "ultrafast"
rate = "24000/1001"
[profile.sd25]
width = 320
height = 240
preset = "ultrafast"
"""


def planned(db, folder, wish, end):
    """Stores the plan; {channel: (first frame, frame behind the last)}, which is where the event ends that is on air at the end."""
    catalog, items, _ = ground.catalog(db, folder, len(PROFILES))
    shown = ground.pieces(items, wish.minutes * 60, wish.seed)
    for number, (profile, rate) in PROFILES.items():
        channel = catalog.execute("SELECT id FROM channels WHERE number = ?", (number,)).fetchone()[0]
        catalog.execute("UPDATE channels SET profile = ? WHERE id = ?", (profile, channel))
        own = list(shown)
        random.Random(wish.seed * 10 + number).shuffle(own)
        ground.air(catalog, channel, items, own, START_MS, end, rate)
    catalog.commit()
    ends = {number: catalog.execute("SELECT min(start_frame), min(CASE WHEN start_frame + frames >= ? THEN start_frame + frames END) FROM events "
                                    "WHERE channel_id = (SELECT id FROM channels WHERE number = ?)", (ground.frame_at(end, rate), number)).fetchone()
            for number, (_, rate) in PROFILES.items()}
    catalog.close()
    return ends


def time_text(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ms / 1000))


def warmed(db, env, end):
    begun = time.monotonic()
    subprocess.run([ground.station.PROGRAM, "-q", "--db", db, "store", "warm", "--now", time_text(START_MS), "--from", time_text(START_MS), "--to",
                    time_text(end + 600_000)], env=env, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def growth(hours, key):
    """The last quarter of the day against the second one."""
    values = [hour[key] for hour in hours]
    quarter = len(values) // 4
    return statistics.median(values[-quarter:]) / statistics.median(values[quarter:2 * quarter]) if quarter else 1.0


def soak(wish, folder):
    db, store, settings = (os.path.join(folder, name) for name in ("day.db", "chunks", "retrovue/config.toml"))
    os.mkdir(os.path.dirname(settings))
    Path(settings).write_text(SETTINGS)
    end = START_MS + int(wish.hours * 3_600_000)
    env = {**os.environ, "XDG_CONFIG_HOME": folder, "RETROVUE_STORE_FOLDER": store, "RETROVUE_STORE_SIZE": "20", "TZ": "UTC"}
    ends = planned(db, folder, wish, end)
    report = figures.Report("day")
    report.line("warming_s", warmed(db, env, end), note=f"{wish.minutes:g} minutes of pieces, three frame rates")
    build = os.path.dirname(ground.station.PROGRAM)
    subprocess.run(["cmake", "--build", build, "--target", "soak_day"], check=True, stdout=subprocess.DEVNULL)
    begun = time.monotonic()
    # Nothing of the plan may be encoded, so the only ffmpeg there is cannot.
    day = subprocess.run([os.path.join(build, "tests/soak/soak_day"), db, settings, store, *(str(last) for _, last in ends.values())], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, env={**env, "PATH": f"{HERE / 'still'}:{env['PATH']}"})
    took = time.monotonic() - begun
    lines = [json.loads(line) for line in day.stdout.splitlines()]
    hours, channels = [one for one in lines if "hour" in one], [one for one in lines if "end" in one]
    report.line("exit", abs(day.returncode), 0)
    report.line("said", len(day.stderr.splitlines()), 0, day.stderr[:300].replace("\n", " | "))
    report.line("channels", len(channels), len(PROFILES), least=True)
    report.line("took_s", took, note=f"{wish.hours * 3600 * len(PROFILES) / took:.0f} seconds of air a second")
    for one in channels:
        rate = PROFILES[one["channel"]][1]
        want = ends[one["channel"]][1] - ends[one["channel"]][0]
        report.line(f"{one['channel']}.missing_pictures", abs(want - one["pictures"]), 0, f"of {want} at {rate[0]}/{rate[1]}")
        for key in ("wrong_pictures", "wrong_sounds", "continuity", "discontinuities", "encoded", "restarts", "late"):
            report.line(f"{one['channel']}.{key}", one[key], 0)
        report.line(f"{one['channel']}.drift_ticks", abs(one["drift_ticks"]), 1920, "of 90 kHz, end of sound to end of pictures; a frame of sound has 1920")
        report.line(f"{one['channel']}.chunks", one["reused"])
    step = max(1, len(hours) // 12)
    report.line("resident_mb_most", max((hour["resident_kb"] for hour in hours), default=0) / 1024,
                note="through the day " + " ".join(str(hour["resident_kb"] // 1024) for hour in hours[::step]))
    report.line("resident_growth", growth(hours, "resident_kb"), 1.05, "last quarter of the day to the second one")
    report.line("descriptors_most", max((hour["descriptors"] for hour in hours), default=0))
    report.line("descriptors_growth", growth(hours, "descriptors"), 1.1)
    book = ground.ledger(db, {number: rate for number, (_, rate) in PROFILES.items()})
    report.line("events", book["events"])
    report.line("events_not_exact", book["events"] - book["exact"], 0, "without one row, aired, to the frame")
    report.line("asrun_holes", book["holes"], 0)
    report.line("asrun_overlaps", book["overlaps"], 0)
    report.line("asrun_rows", book["rows"], note=", ".join(f"{n} {status}" for status, n in sorted(book["statuses"].items())))
    return 1 if report.bad else 0


def main():
    words = argparse.ArgumentParser(prog="soak day", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hours", type=float, default=24)
    words.add_argument("--minutes", type=float, default=12, help="how much is encoded")
    words.add_argument("--seed", type=int, default=1)
    wish = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return soak(wish, folder)


if __name__ == "__main__":
    sys.exit(main())
