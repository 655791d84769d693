#!/usr/bin/env python3
"""Adds channels with a stored plan to a catalog made by fill_catalog.py, for benchmarks and tests of the guide.

usage: fill_plan.py FILE [--channels N] [--days N] [--from TIME] [--half-hours] [--seed N]

Channels 1 to N in zones round the world. Days of episodes and movies from TIME (RFC 3339, UTC) on, on the half-hour,
with filler in some slots' stead and five dark hours a night on every fifth channel. The events of a slot: acts of the
programme with spots between them, adding up to it. Same arguments give the same plan.
"""
import argparse
import datetime
import random
import sqlite3

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Australia/Lord_Howe", "UTC")
NAMES = ("Prime", "Late Show TV", "Matinee", "Retro Gold", "Night Owl", "Kids Club", "Cult", "Crime Time", "Space", "Comedy Box")
EPOCH = 1_577_836_800_000  # 2020-01-01T00:00:00Z
HALF_HOUR = 1_800_000


def frame_at(ms):
    return (ms - EPOCH) * 30000 // 1001000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--channels", type=int, default=2)
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--from", dest="start", default="2026-11-20T00:00:00+00:00")
    parser.add_argument("--half-hours", action="store_true", help="nothing but half-hour episodes: the most entries")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    start = int(datetime.datetime.fromisoformat(args.start.replace("Z", "+00:00")).timestamp() * 1000) // HALF_HOUR * HALF_HOUR
    end = start + args.days * 86_400_000
    db = sqlite3.connect(args.file)
    columns = ("items.id, items.kind, items.title, ifnull(shows.title, ''), items.year, items.season, items.episode, items.summary, "
               "items.rating_system, items.rating_code")
    items = {kind: db.execute(f"SELECT {columns} FROM items LEFT JOIN shows ON shows.id = items.show_id WHERE items.kind = ? ORDER BY items.id LIMIT 2000",
                              (kind,)).fetchall() for kind in ("episode", "movie", "commercial")}
    for number in range(1, args.channels + 1):
        name = NAMES[(number - 1) % len(NAMES)] + ("" if number <= len(NAMES) else f" {number}")
        channel = db.execute("INSERT INTO channels (number, name, call_sign, zone) VALUES (?, ?, ?, ?)",
                             (number, name, f"RV-{number}", ZONES[(number - 1) % len(ZONES)])).lastrowid
        at = start
        while at < end:
            hour = at // 3_600_000 % 24
            if args.half_hours:
                item, length = rng.choice(items["episode"]), HALF_HOUR
            elif number % 5 == 0 and 2 <= hour < 7:
                item, length = (None, "filler", "Sign-off", "", None, None, None, "", "", ""), 7 * 3_600_000 - at % 86_400_000
            elif rng.random() < 0.15:
                item, length = rng.choice(items["movie"]), HALF_HOUR * rng.choice((3, 4, 5))
            elif rng.random() < 0.05:
                item, length = (None, "filler", "", "", None, None, None, "", "", ""), 300_000
            else:
                item, length = rng.choice(items["episode"]), HALF_HOUR * rng.choice((1, 1, 1, 2))
            length = min(length, end - at) if at % HALF_HOUR == 0 else HALF_HOUR - at % HALF_HOUR
            slot = db.execute("INSERT INTO slots (channel_id, start_at, end_at, item_id, kind, title, show, year, season, episode, summary, rating_system, "
                              "rating_code, block, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'day', 'planned')",
                              (channel, at, at + length, *item)).lastrowid
            first, last = frame_at(at), frame_at(at + length)
            cuts = [first + (last - first) * k // 6 for k in range(7)] if item[0] else [first, last]
            for k in range(len(cuts) - 1):
                spot = item[0] and k % 2 == 1 and items["commercial"]
                what = rng.choice(items["commercial"]) if spot else item
                kind = "spot" if spot else "program" if item[0] else "slate"
                db.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)",
                           (channel, slot, cuts[k], cuts[k + 1] - cuts[k], at + length * k // (len(cuts) - 1), kind, what[0], what[2], 0))
            at += length
    db.commit()


main()
