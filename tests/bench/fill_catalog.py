#!/usr/bin/env python3
"""Makes a catalog with many schedulable items, for benchmarks and for tests of size.

usage: fill_catalog.py FILE [--items N] [--seed N]

Of N items 80 % are episodes of shows (with three act-break markers each), 12 % movies (five chapters) and 8 % spots,
promos, bumpers, idents and fillers of 40 companies. Same N and seed give the same catalog. The files do not exist.
"""
import argparse
import glob
import os
import random
import sqlite3

WORDS = ("Harbour Station Crystal Midnight River Signal Velvet Copper Orchard Thunder Paper Winter Lantern Silver Canyon "
         "Echo Marble Falcon Garden Ember Atlas Cobalt Juniper Meadow").split()
RATINGS = {"episode": [("us-tv", c) for c in ("TV-Y", "TV-G", "TV-PG", "TV-14", "TV-MA")],
           "movie": [("mpaa", c) for c in ("G", "PG", "PG-13", "R")]}
ADDED = 1_700_000_000_000


def title(rng, words=2):
    return " ".join(rng.sample(WORDS, words))


def build(path, count, seed):
    rng = random.Random(seed)
    if os.path.exists(path):
        os.remove(path)
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    here = os.path.dirname(os.path.abspath(__file__))
    migrations = sorted(glob.glob(os.path.join(here, "..", "..", "schema", "[0-9]*_*.sql")))
    for migration in migrations:
        with open(migration, encoding="utf-8") as text:
            db.executescript(text.read())
    db.execute(f"PRAGMA user_version = {int(os.path.basename(migrations[-1])[:4])}")
    db.execute("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'bench', 'folder', ?)", (ADDED,))
    db.execute("INSERT INTO folders (source_id, path) VALUES (1, '/media/bench')")
    db.execute("INSERT INTO libraries (id, source_id, external_key, title) VALUES (1, 1, 'bench', 'bench')")
    for number, (space, key) in enumerate([("genre", g) for g in ("comedy", "drama", "news", "western", "cartoon")] +
                                          [("audience", "kids"), ("holiday", "christmas"), ("brand", "cola")], 1):
        db.execute("INSERT INTO tags VALUES (?, ?, ?)", (number, space, key))
    items, files, streams, markers, tags, guids, shows = [], [], [], [], [], [], []

    def add(kind, name, path_, length, *, year=None, show=None, season=None, episode=None, company="", category=""):
        id_ = len(items) + 1
        system, code = rng.choice(RATINGS[kind]) if kind in RATINGS else ("", "")
        items.append((id_, kind, name, name.lower(), year, show, season, episode, system, code, f"Summary of {name}.",
                      company, category, path_, "normal", 1, length, length * 300, ADDED + id_, ADDED + id_))
        files.append((id_, id_, "/media/bench/" + path_, 1, length * 300, ADDED * 1_000_000 + id_, f"s{id_:015x}", "playable",
                      f"s{id_:015x}", "matroska,webm", 2_400_000, length, -23000 + rng.randrange(-4000, 4000)))
        streams.append((id_, 0, "video", "h264", 1280, 720, 30000, 1001, 0, 0))
        streams.append((id_, 1, "audio", "aac", 0, 0, 0, 1, 2, 48000))
        return id_

    shows_wanted = max(1, count * 8 // 10 // 100)
    episodes = count * 8 // 10
    for number in range(1, shows_wanted + 1):
        name, year = title(rng), rng.randrange(1955, 2024)
        shows.append((number, f"{name} {number}", f"{name} {number}".lower(), year))
        half = rng.random() < 0.6
        for n in range(episodes // shows_wanted + (1 if number <= episodes % shows_wanted else 0)):
            season, episode = n // 24 + 1, n % 24 + 1
            length = rng.randrange(1_270_000, 1_340_000) if half else rng.randrange(2_520_000, 2_680_000)
            id_ = add("episode", title(rng, 3), f"{name} {number} ({year})/Season {season:02}/e{season:02}{episode:02}.mkv", length,
                      year=year + season - 1, show=number, season=season, episode=episode)
            for part in (1, 2, 3):
                markers.append((id_, "ad_break", length * part // 4 // 1000 * 1000, None, ""))
            tags.append((id_, rng.randrange(1, 6)))
            guids.append((id_, "tvdb", str(3_000_000 + id_)))
    for n in range(count * 12 // 100):
        length = rng.randrange(4_800_000, 8_400_000)
        name, year = title(rng), rng.randrange(1930, 2024)
        id_ = add("movie", name, f"Movies/{name} ({year}) {n}.mkv", length, year=year)
        for part in range(6):
            markers.append((id_, "chapter", length * part // 6, length * (part + 1) // 6, f"Chapter {part + 1}"))
        tags.append((id_, rng.randrange(1, 9)))
        guids.append((id_, "tmdb", str(100_000 + id_)))
    while len(items) < count:
        kind = rng.choices(["commercial", "promo", "bumper", "ident", "filler"], [70, 10, 10, 4, 6])[0]
        company = f"Company {rng.randrange(40)}" if kind == "commercial" else ""
        length = {"commercial": rng.choice([15_000, 30_000, 30_000, 60_000]), "promo": 30_000, "bumper": 5_000, "ident": 10_000,
                  "filler": rng.randrange(60_000, 400_000)}[kind]
        add(kind, f"{kind} {len(items) + 1}", f"{kind}/{company or 'station'}/{len(items) + 1}.mp4", length, company=company,
            category=rng.choice(["food", "cars", "toys", "soap"]) if company else "")

    many = db.executemany
    many("INSERT INTO shows (id, title, sort_title, year) VALUES (?, ?, ?, ?)", shows)
    many("INSERT INTO items (id, kind, title, sort_title, year, show_id, season, episode, rating_system, rating_code, summary, company, "
         "category, library_id, source_path, state, validated, duration_ms, file_size, added_at, updated_at) VALUES "
         "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)", items)
    many("INSERT INTO origins (item_id, library_id, external_key, source_path, stamp) VALUES (?, 1, ?, ?, ?)",
         [(f[1], f[2], f[2], f[6]) for f in files])
    many("INSERT INTO files (id, item_id, path, airs, size, mtime_ns, signature, verdict, probed_signature, container, bit_rate, "
         "duration_ms, loudness_mlufs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", files)
    many("INSERT INTO streams (file_id, stream_index, kind, codec, width, height, rate_num, rate_den, channels, sample_rate) VALUES "
         "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", streams)
    many("INSERT INTO markers (item_id, kind, start_ms, end_ms, title) VALUES (?, ?, ?, ?, ?)", markers)
    many("INSERT INTO item_tags VALUES (?, ?, 'manual')", tags)
    many("INSERT INTO item_guids VALUES (?, ?, ?)", guids)
    db.commit()
    db.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build(options.file, options.items, options.seed)


if __name__ == "__main__":
    main()
