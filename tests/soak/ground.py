"""A station to soak: films of its own that faults may be done to, a plan that repeats, and a look at its as-run log."""

import contextlib
import os
import random
import shutil
import sqlite3
import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "serve")]

import station  # noqa: E402  finds the analysers

FILMS = ("acts-23976", "p2997", "p25", "p5994", "spot15-acme", "spot15-bolt", "spot30-acme", "bumper5")
FILLER = "tiny"
SD = station.RATES["sd"]


def frame_at(ms, rate=SD):
    return (ms - station.EPOCH_MS) * rate[0] // (rate[1] * 1000)


def catalog(path, folder, channels):
    """A catalog with an empty plan, and copies of the clips in the folder: (open catalog, {name: item}, {name: path})."""
    copies = {}
    for name in (*FILMS, FILLER):
        source = station.media.make(station.CLIPS, name)
        copies[name] = Path(folder) / source.name
        shutil.copyfile(source, copies[name])
    station.make(path, channels=channels, hours=0)
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")  # as the program makes it
    library = db.execute("SELECT id FROM libraries").fetchone()[0]
    db.execute("DELETE FROM items")
    make, station.media.make = station.media.make, lambda _, name: copies[name]
    try:
        items = {name: station.add_item(db, library, name, "filler" if name == FILLER else "movie", name) for name in copies}
    finally:
        station.media.make = make
    return db, items, copies


def pieces(items, seconds, seed, lengths=(4, 8, 15, 30, 30, 60)):
    """So many seconds of pieces of the films: [(name, first ms, ms)]."""
    chance, made, sum_ms = random.Random(seed), [], 0
    while sum_ms < seconds * 1000:
        name = chance.choice(FILMS)
        have = items[name]["duration"] - 100
        want = min(have, chance.choice(lengths) * 1000 - chance.randrange(2000))
        made.append((name, chance.randrange(have - want + 1), want))
        sum_ms += want
    return made


def air(db, channel, items, shown, start_ms, end_ms, rate=SD):
    """Plans the pieces one after another, again and again."""
    slot = db.execute("INSERT INTO slots (channel_id, start_at, end_at, item_id, kind, title, show, season, episode, summary, rating_system, "
                      "rating_code, block, status) VALUES (?, ?, ?, ?, 'movie', 'Soak', '', NULL, NULL, '', '', '', 'day', 'planned')",
                      (channel, start_ms, end_ms, items[FILMS[0]]["id"])).lastrowid
    at, end = frame_at(start_ms, rate), frame_at(end_ms, rate)
    while at < end:
        for name, begin, length in shown:
            first, frames = (ms * rate[0] // (rate[1] * 1000) for ms in (begin, length))
            db.execute("INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, out_ms) "
                       "VALUES (?, ?, ?, ?, ?, 'program', ?, ?, ?, ?, ?)",
                       (channel, slot, at, frames, start_ms, items[name]["id"], name, first, begin, begin + length))
            at += frames


def ledger(path, rates=None):
    """What the as-run log says of each channel, held against the plan: one row for all of them.

    holes, overlaps: frames between rows. lost: planned events within what was aired that no row names, and no alert or replacement covers.
    exact: events with one row, aired, to the frame. rates: of the channels by number; sd where none is named."""
    found = {"rows": 0, "frames": 0, "holes": 0, "overlaps": 0, "lost": 0, "events": 0, "exact": 0, "late": 0, "statuses": {}, "errors": {}}
    with contextlib.closing(sqlite3.connect(path)) as db:
        for channel, number in db.execute("SELECT id, number FROM channels").fetchall():
            one_channel(db, channel, (rates or {}).get(number, SD), found)
    return found


def one_channel(db, channel, rate, found):
    end, first, named, covers = None, None, {}, []
    for at, frames, status, error, event, alert in db.execute("SELECT actual_start_at, actual_frames, status, error, event_id, alert_id FROM as_run "
                                                              "WHERE channel_id = ? ORDER BY actual_start_at, id", (channel,)):
        found["rows"] += 1
        found["statuses"][status] = found["statuses"].get(status, 0) + 1
        for part in filter(None, error.split("; ")):
            what = part.split(": ", 1)[-1] if part.startswith("frame ") else part
            found["errors"][what[:80]] = found["errors"].get(what[:80], 0) + 1
        if error in ("the encoder was late", "nothing was ready in time"):
            found["late"] += frames
        begin = frame_at(at, rate)
        if event:
            named.setdefault(event, []).append((begin, frames, status))
        if alert or status == "replaced":
            covers.append((begin, begin + frames))
        if frames == 0:
            continue
        if end is not None:
            found["holes"] += max(0, begin - end)
            found["overlaps"] += max(0, end - begin)
        first = begin if first is None else first
        end = begin + frames
        found["frames"] += frames
    for event, begin, frames in db.execute("SELECT id, start_frame, frames FROM events WHERE channel_id = ? AND start_frame >= ? AND "
                                           "start_frame + frames <= ?", (channel, first or 0, end or 0)):
        found["events"] += 1
        found["exact"] += named.get(event) == [(begin, frames, "aired")]
        stood_in = sum(max(0, min(b, begin + frames) - max(a, begin)) for a, b in covers)
        found["lost"] += event not in named and stood_in < frames


def process_of(pid):
    """Resident kB, open descriptors and threads."""
    status = Path(f"/proc/{pid}/status").read_text()
    field = lambda name: int(status.split(name + ":")[1].split()[0])
    return field("VmRSS"), len(os.listdir(f"/proc/{pid}/fd")), field("Threads")
