#!/usr/bin/env python3
"""live [--minutes M] [--seed N] [--channels N] [--store GB] [--json FILE]: a real server with viewers on every channel, an hour long,
while encoders are killed and stopped, films go missing or lose half, chunks on disk are damaged, the catalog is locked and alerts are
sent. Analyses as it goes and ends with what was seen: lines of name, figure, bound, ok or BAD; 1 when one is BAD."""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import figures  # noqa: E402
import ground  # noqa: E402
import harm  # noqa: E402
import watch  # noqa: E402

SETTLED = 600  # seconds until memory is filled: the plan's period
AFTER = 20     # seconds in which late frames count as a fault's
BUSY = 50      # share of the time, in percent, in which somebody waited for a processor, from which they count as the machine's


def plan(path, folder, wish, seconds):
    """Each channel has ten minutes of pieces, over and over; the paths of the films."""
    db, items, films = ground.catalog(path, folder, wish.channels)
    now = int(time.time()) // 60 * 60_000 - 60_000
    for (channel,) in db.execute("SELECT id FROM channels").fetchall():
        ground.air(db, channel, items, ground.pieces(items, SETTLED, wish.seed * 100 + channel), now, now + (seconds + 3_600) * 1000)
    db.commit()
    db.close()
    return films


def start(db, log, store, gigabytes):
    env = {**os.environ, "TZ": "UTC", "RETROVUE_STORE_SIZE": str(gigabytes), "RETROVUE_STORE_FOLDER": str(store)}
    with open(log, "wb") as said:
        server = subprocess.Popen([ground.station.PROGRAM, "--db", str(db), "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=said, env=env, text=True,
                                  preexec_fn=ground.station.media.first)
    words = server.stdout.readline().split()
    if len(words) != 2:
        sys.exit(f"soak: serve did not start: {Path(log).read_text()}")
    return server, int(words[1].rsplit(":", 1)[1])


def whose(late, harmed):
    """Frames late because the machine was busy, after a fault, and for no reason that is known."""
    load = sum(n for *_, n, waited in late if waited is not None and waited >= BUSY)
    calm = [(begun, ended, n) for begun, ended, _, n, waited in late if waited is None or waited < BUSY]
    faults = sum(n for begun, ended, n in calm if any(at <= ended and until + AFTER >= begun for at, until, *_ in harmed))
    return load, faults, sum(n for *_, n in calm) - faults


def flat(samples, column):
    """How much larger the last third is than the middle one, by their medians."""
    values = [sample[column] for sample in samples]
    third = len(values) // 3
    if third < 3:
        return 1.0
    return statistics.median(values[-third:]) / statistics.median(values[third:2 * third])


def tell(report, seen, harmed, db, log, minutes):
    viewers, players, health, gauge = seen
    report.line("minutes", minutes)
    counted = {}
    for _, _, name, _ in harmed:
        counted[name] = counted.get(name, 0) + 1
    report.line("faults", len(harmed), note=", ".join(f"{n} {name}" for name, n in sorted(counted.items())))
    report.line("ts_pictures", sum(v.pictures for v in viewers))
    report.line("ts_breaks", sum(len(v.found) for v in viewers), 0, "continuity, stamps, discontinuities, streams that ended")
    report.line("ts_picture_gaps", sum(v.gaps for v in viewers), 0)
    report.line("ts_sound_gaps", sum(v.sound_gaps for v in viewers), 0)
    report.line("ts_longest_wait_s", max(v.longest for v in viewers), 2.0, "what players keep")
    report.line("ts_drift_s", max(abs(v.drift()) for v in viewers), 0.1)
    report.line("hls_segments", sum(p.fetched for p in players))
    report.line("hls_breaks", sum(p.failed + p.discontinuities + p.stale for p in players), 0)
    report.line("hls_longest_answer_s", max(p.longest for p in players), 2.0)
    report.line("health_answered", health.answered / max(1, health.asked), 0.999, f"of {health.asked}, longest {health.longest:.3f} s", least=True)
    report.line("health_well", health.well / max(1, health.asked), 0.999, least=True)
    settled = [s for s in gauge.samples if s[0] > gauge.samples[0][0] + min(SETTLED, minutes * 20)]
    report.line("resident_mb_most", max(s[1] for s in gauge.samples) / 1024)
    report.line("resident_growth", flat(settled, 1), 1.1, "last third to middle third, once memory is filled")
    report.line("descriptors_growth", flat(settled, 2), 1.15, f"most {max(s[2] for s in gauge.samples)}")
    report.line("threads_most", max(s[3] for s in gauge.samples))
    load, faults, unknown = whose(gauge.late(), harmed)
    waited = [s[5] for s in gauge.samples if s[5] is not None]
    report.line("late_frames_unexplained", unknown, 0)
    report.line("late_frames_after_faults", faults)
    report.line("late_frames_of_load", load, note=f"processors waited for, median {statistics.median(waited):.0f} %, most {max(waited):.0f} %" if waited else "")
    report.line("restarts", gauge.total("restarts"))
    report.line("chunks_encoded", gauge.total("chunks_encoded"))
    report.line("chunks_reused", gauge.total("chunks_reused"))
    book = ground.ledger(db)
    report.line("asrun_rows", book["rows"], note=", ".join(f"{n} {status}" for status, n in sorted(book["statuses"].items())))
    report.line("asrun_holes", book["holes"], 0, "frames that no row names")
    report.line("asrun_overlaps", book["overlaps"], 0)
    report.line("asrun_lost_events", book["lost"], 0, f"of {book['events']}")
    report.line("asrun_late_frames", book["late"])
    said = {}
    for line in Path(log).read_text(errors="replace").splitlines():
        what = re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "N", line.split(" ", 1)[-1])[:110]
        said[what] = said.get(what, 0) + 1
    for what, n in sorted(said.items(), key=lambda one: -one[1]):
        print(f"  log {n:5} x {what}")
    for what, n in sorted(book["errors"].items(), key=lambda one: -one[1])[:20]:
        print(f"  as-run {n:5} x {what}")
    for who in (*viewers, *players, health):
        for at, what in who.found[:20]:
            near = [f"{name} ({deed}) {at - begun:+.1f} s" for begun, until, name, deed in harmed if begun - 1 <= at <= until + AFTER]
            print(f"  {type(who).__name__} {getattr(who, 'channel', '')} {time.strftime('%H:%M:%S', time.gmtime(at))} {what}; after {near or 'nothing'}")


def soak(wish, folder):
    db, store, log = (os.path.join(folder, name) for name in ("station.db", "chunks", "log"))
    seconds = int(wish.minutes * 60)
    films = plan(db, folder, wish, seconds)
    server, port = start(db, log, store, wish.store)
    harmed, report = [], figures.Report("soak")
    try:
        viewers = [watch.Ts(port, n + 1) for n in range(wish.channels)]
        players = [watch.Hls(port, n + 1) for n in range(wish.channels)]
        health, gauge = watch.Health(port), watch.Gauge(port, server.pid)
        crowd = (*viewers, *players, health, gauge)
        for one in crowd:
            one.start()
        evil = harm.Harm(server.pid, db, store, films, wish.seed)
        end = time.monotonic() + seconds
        time.sleep(min(15, seconds / 4))
        while time.monotonic() < end and server.poll() is None:
            begun = time.time()
            name, deed = evil.any()
            harmed.append((begun, time.time(), name, deed))
            print(f"{time.strftime('%H:%M:%S', time.gmtime(begun))} {name}: {deed}", file=sys.stderr, flush=True)
            time.sleep(min(evil.chance.uniform(*wish.pause), max(0.0, end - time.monotonic())))
        gauge.sample()
        for one in crowd:
            one.stopping = True
        alive = server.poll() is None
        server.send_signal(signal.SIGTERM)
        code = server.wait(20)
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
    report.line("server_alive_to_the_end", int(alive), 1, f"ended with {code}", least=True)
    tell(report, (viewers, players, health, gauge), harmed, db, log, wish.minutes)
    if wish.json:
        Path(wish.json).write_text(json.dumps({**report.figures, "harmed": harmed, "samples": [s[:4] + (s[5],) for s in gauge.samples]}) + "\n")
    return 1 if report.bad else 0


def main():
    words = argparse.ArgumentParser(prog="soak live", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--minutes", type=float, default=60)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--channels", type=int, default=3)
    words.add_argument("--store", type=float, default=0.25, help="gigabytes of chunks on disk; less than the plan has, so that some are always encoded")
    words.add_argument("--pause", type=float, nargs=2, default=(5, 25), metavar=("LEAST", "MOST"), help="seconds between faults")
    words.add_argument("--json", help="a file for the figures and samples")
    wish = words.parse_args()
    ground.station.media.first()  # those who watch must not be late themselves
    with tempfile.TemporaryDirectory() as folder:
        return soak(wish, folder)


if __name__ == "__main__":
    sys.exit(main())
