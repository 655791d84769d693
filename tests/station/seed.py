#!/usr/bin/env python3
"""seed.py FILE: a small catalog for transcripts about programming, made straight from the schema. No media files.

Two shows called Patrol (1955 and 1988), Cheers with six episodes (the first with an ad break at 7:30 and one at 15:00),
three movies, fourteen spots, two bumpers, a promo, an ident, a filler; one episode of Lost Tapes that was not validated."""
import glob, os, sqlite3, sys

HERE = os.path.dirname(os.path.abspath(__file__))
MINUTE = 60_000


def main(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    for migration in sorted(glob.glob(os.path.join(HERE, "../../schema/[0-9]*_*.sql"))):
        with open(migration, encoding="utf-8") as text:
            db.executescript(text.read())
        db.execute(f"PRAGMA user_version = {int(os.path.basename(migration)[:4])}")
    db.execute("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'seed', 'folder', 0)")
    db.execute("INSERT INTO folders (source_id, path) VALUES (1, '/media/seed')")
    db.execute("INSERT INTO libraries (id, source_id, external_key, title) VALUES (1, 1, 'seed', 'seed')")

    def add(kind, title, length, show=None, episode=None, year=None, company="", rating="", validated=1):
        cursor = db.execute(
            "INSERT INTO items (kind, title, sort_title, year, show_id, season, episode, company, rating_code, library_id, source_path, "
            "validated, duration_ms, added_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 0, 0)",
            (kind, title, title.lower(), year, show, episode and 1, episode, company, rating, title + ".mkv", validated, length))
        db.execute("INSERT INTO files (item_id, path, airs, verdict, duration_ms) VALUES (?, ?, 1, ?, ?)",
                   (cursor.lastrowid, f"/media/seed/{cursor.lastrowid}.mkv", "playable" if validated else "unknown", length))
        return cursor.lastrowid

    shows = {}
    for title, year in (("Cheers", 1982), ("Patrol", 1955), ("Patrol", 1988), ("Lost Tapes", None)):
        shows[title, year] = db.execute("INSERT INTO shows (title, sort_title, year) VALUES (?, ?, ?)", (title, title.lower(), year)).lastrowid
    for n in range(1, 7):
        add("episode", f"Round {n}", 22 * MINUTE, shows["Cheers", 1982], n, rating="TV-PG")
    for at in (450_000, 900_000):
        db.execute("INSERT INTO markers (item_id, kind, start_ms) VALUES (1, 'ad_break', ?)", (at,))
    add("episode", "Old beat", 25 * MINUTE, shows["Patrol", 1955], 1, rating="TV-G")
    add("episode", "New beat", 25 * MINUTE, shows["Patrol", 1988], 1, rating="TV-14")
    add("episode", "Reel one", 25 * MINUTE, shows["Lost Tapes", None], 1, validated=0)
    for n, length in enumerate((95, 110, 128), 1):
        add("movie", f"Feature {n}", length * MINUTE, year=1980 + n, rating="PG")
    for n in range(14):
        add("commercial", f"Spot {n + 1}", 30_000 if n % 3 else 15_000, company=f"Company {n % 7 + 1}")
    for kind, title, length in (("bumper", "Out", 5_000), ("bumper", "In", 5_000), ("promo", "Tonight", 20_000), ("ident", "This is Five", 10_000),
                                ("filler", "Fish tank", 20 * MINUTE)):
        add(kind, title, length)
    db.commit()
    db.close()


main(sys.argv[1])
