#!/usr/bin/env python3
"""Alerts into a running server from another process: what viewers see, to the frame, and what the stream is like meanwhile."""

import array
import contextlib
import json
import math
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
from fractions import Fraction
from pathlib import Path

import rig  # first: it finds the analysers

os.environ.setdefault("RETROVUE", rig.PROGRAM)
sys.path.insert(0, str(rig.HERE.parent / "serve"))

import aired  # noqa: E402
import alerting  # noqa: E402
import players  # noqa: E402
import station  # noqa: E402

RATE = (30000, 1001)
GOP = 60
STOCK = 90
HOSTILE = "Storm: {\\fs99}take \\N shelter, 100% %{pts} it's [now]; $(id) `id` \"q\" מרחבا"


def metric(server, name):
    return [float(n) for n in re.findall(rf"^retrovue_channel_{name}{{\S* (\S+)", server.get("/metrics").decode(), re.M)]


def late_frames(server):
    return sum(metric(server, "late_frames_total"))


def settle(server, *viewers):
    """Until nothing was late for three seconds and three more are in stock, so that what follows is not a slow machine's slate."""
    for viewer in viewers:
        viewer.wait()
    end, late, since = time.monotonic() + 90, -1, 0.0
    while time.monotonic() < end:
        now, stock = late_frames(server), sorted(metric(server, "produced_frames"))[-len(viewers):]
        if now != late:
            late, since = now, time.monotonic()
        if time.monotonic() - since > 3 and stock[0] > STOCK:
            return
        time.sleep(0.1)
    raise AssertionError("this machine is too busy: pictures are late all the time")


class Alerts(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.top = Path(self.temporary.name)
        self.db = self.top / "station.db"
        station.make(self.db, channels=2)

    def retrovue(self, *words):
        done = alerting.retrovue(self.db, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if "--json" in words else done.stdout

    def rows(self, channel):
        return self.retrovue("asrun", "show", channel, "--json")

    def alert_spans(self, channel, alert):
        """[(first frame, end)] of what the as-run log says an alert was seen on."""
        starts = [(alerting.frame_of(row["actual_start"], RATE), row["actual_frames"]) for row in self.rows(channel) if row["alert_id"] == alert]
        return [(first, first + frames) for first, frames in starts]

    def sent(self, alert):
        """The first frame of its time and the one after its last, either one early at most: times are in ms."""
        (sent,) = [one for one in self.retrovue("alert", "list", "--all", "--json") if one["id"] == alert]
        return alerting.frame_of(sent["start"], RATE), alerting.frame_of(sent["end"], RATE)

    def wait_for(self, condition, what, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    def wait_until_over(self, channel, alert):
        """Until the as-run log has an alert's last frame; it may have a row for each part of the programme below. Its end is returned."""
        end = self.sent(alert)[1] - 1

        def over():  # or of the slate that a busy machine shows there
            rows = [row for row in self.rows(channel) if row["alert_id"] == alert or row["kind"] == "slate"]
            return any(alerting.frame_of(row["actual_start"], RATE) + row["actual_frames"] >= end for row in rows)

        self.wait_for(over, f"no as-run row of the end of alert {alert}")
        return self.alert_spans(channel, alert)[-1][1]

    def keep(self, viewer, name="seen.ts"):
        """What a viewer got, as a file and as pictures; the stream is held against everything a stream must be."""
        viewer.close()
        data = viewer.bytes()
        path = self.top / name
        path.write_bytes(data[: len(data) // 188 * 188])
        report = rig.judge(path, cut=True)
        self.assertEqual(report["faults"], [])
        self.assertEqual((report["transport"]["continuity_errors"], report["transport"]["discontinuities"]), (0, 0))
        for track in ("video", "audio"):
            self.assertEqual((report[track]["gaps"], report[track]["overlaps"]), (0, 0))
        self.assertEqual((report["video"]["sps"], report["video"]["pps"]), (1, 1))
        return path, alerting.shown(path, RATE)

    def plan(self, channel):
        return self.retrovue("schedule", "show", channel, "--events", "--json")

    def as_planned(self, path, channel, but=()):
        """Every picture outside the spans is the one that the plan names for its frame."""
        near = alerting.wall_frame(RATE)
        frames = [one for one in rig.decoded.decode(path, audio=False).frames
                  if not any(first <= aired.frame_of(round(one.time * 90000) % 2**33, RATE, near) < end for first, end in but)]
        self.assertGreater(len(frames), 100)
        first = aired.frame_of(round(frames[0].time * 90000) % 2**33, RATE, near)
        last = aired.frame_of(round(frames[-1].time * 90000) % 2**33, RATE, near)
        events = [event for event in self.plan(channel) if event["start_frame"] <= last and event["start_frame"] + event["frames"] > first]
        self.assertEqual(aired.faults(aired.match(frames, events, RATE, rig.manifest(), near)), [])

    def band(self, path):
        """The frames in which the crawl's band lies over the picture: its place is red, whatever is below."""
        rows = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-vf", "crop=640:2:0:389,scale=1:1:flags=area,format=rgb24", "-fps_mode", "passthrough",
                               "-f", "rawvideo", "-"], stdout=subprocess.PIPE, check=True).stdout
        return [rows[at] > 90 and rows[at + 1] < 70 and rows[at + 2] < 70 for at in range(0, len(rows), 3)]

    def cards(self, shown, span, slate, sent):
        """A card on just these frames. What else of slate a busy machine needs it counts; before the card no more than a closed unit
        of it, unless the programme's stock is used up. Returned are its frames."""
        bare = [frame for frame, clip, _ in shown if clip is None]
        self.assertEqual([frame for frame in bare if span[0] <= frame < span[1]], list(range(*span)))
        others = [frame for frame in bare if not span[0] <= frame < span[1]]
        self.assertLessEqual(len(others), slate)
        before = [frame for frame in others if sent < frame < span[0]]
        if len(before) > 3:
            self.assertGreater(before[0] - sent, STOCK * 2 // 3)
        return others

    def tone(self, path, second):
        """(pitch to 10 Hz, level in dBFS, silence -99) of a tenth of a second so long after the first picture."""
        sound = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-map", "a", "-ac", "1", "-ar", "48000", "-f", "s16le", "-"],
                               stdout=subprocess.PIPE, check=True).stdout
        samples = array.array("h", sound)[int(second * 48000):][:4800]
        level = math.sqrt(sum(one * one for one in samples) / len(samples)) / 32768
        if level < 0.001:
            return 0, -99
        rising = [at for at, (before, after) in enumerate(zip(samples, samples[1:])) if before < 0 <= after]
        return round((len(rising) - 1) * 48000 / (rising[-1] - rising[0]), -1), round(20 * math.log10(level))

    def test_card_in_ts_and_hls(self):
        with station.Server(self.db) as server:
            viewer, playlist = alerting.Viewer(server, 1), alerting.Playlist(server, 1)
            other = alerting.Viewer(server, 2)
            settle(server, viewer, other)
            alerting.send(self.db, HOSTILE, "--duration", "4s", "--tone", "--channel", "1")
            over = self.wait_until_over(1, 1)
            playlist.until(over, RATE)
            viewer.until(over + GOP, RATE)
            playlist.close()
            slate = late_frames(server)
            path, shown = self.keep(viewer)
            untouched, _ = self.keep(other, "other.ts")
            self.assertEqual(server.stop()[0], 0)
        (span,) = self.alert_spans(1, 1)
        late = self.cards(shown, span, slate, self.sent(1)[0])
        self.as_planned(path, 1, [span, *((frame, frame + 1) for frame in late)])
        self.assertEqual(self.alert_spans(2, 1), [])
        self.assertEqual(players.ffmpeg(path), [])
        # It ends when the schedule says, not so long after it came on.
        (sent,) = self.retrovue("alert", "list", "--all", "--json")
        self.assertLessEqual(abs(span[1] - alerting.frame_of(sent["end"], RATE)), 1)
        self.assertEqual([one["what"] for one in sent["log"]], ["sent", "aired"])
        self.assertEqual((sent["log"][1]["channel"], sent["log"][1]["frames"]), (1, span[1] - span[0]))
        row = next(row for row in self.rows(1) if row["alert_id"] == 1)
        self.assertEqual((row["kind"], row["status"], row["title"]), ("alert", "aired", HOSTILE))
        # The other channel knows nothing of it.
        seen = alerting.shown(untouched, RATE)
        self.assertLessEqual(len(late) + len([frame for frame, clip, _ in seen if clip is None]), slate)
        self.check_segments(playlist, span if not [frame for frame in late if self.sent(1)[0] < frame < span[0]] else None)

    def check_segments(self, playlist, span):
        """No break, no gap; the segment before is cut short where the alert begins, and its first one is a quarter as long as usual.

        span: None where slate came before the card, so that it begins somewhere in a segment."""
        whole = self.top / "hls.ts"
        kept = [playlist.kept[number] for number in sorted(playlist.kept)]
        self.assertEqual(sorted(playlist.kept), list(range(min(playlist.kept), max(playlist.kept) + 1)))
        for text in playlist.texts:
            self.assertNotIn("DISCONTINUITY\n", text)
            self.assertEqual(rig.hls.check_playlist(rig.hls.parse(text)), [])
        lists = [rig.hls.parse(text) for text in playlist.texts]
        for before, after in zip(lists, lists[1:]):
            self.assertEqual(rig.hls.check_reload(before, after), [])
        starts = []
        for _, segment, content in kept:
            wrong, _ = rig.hls.check_segment(content, segment, RATE)
            self.assertEqual(wrong, [])
            starts.append(alerting.frame_of(segment.date_time, RATE))
            self.assertLessEqual(segment.duration, Fraction(GOP * 3 * RATE[1], 2 * RATE[0]))
        if span:
            self.assertIn(span[0], starts)
            at = starts.index(span[0])
            self.assertEqual(starts[at + 1] - starts[at], GOP // 4)
        whole.write_bytes(b"".join(content for _, _, content in kept))
        self.assertEqual(rig.judge(whole, cut=True)["faults"], [])

    def test_crawl_over_the_programme(self):
        with station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            settle(server, viewer)
            alerting.send(self.db, HOSTILE, "--duration", "5s", "--style", "crawl")
            viewer.until(self.wait_until_over(1, 1) + GOP, RATE)
            slate = late_frames(server)
            path, shown = self.keep(viewer)
            self.assertEqual(server.stop()[0], 0)
        spans = self.alert_spans(1, 1)
        late = [frame for frame, clip, _ in shown if clip is None]
        self.assertLessEqual(len(late), slate)
        self.as_planned(path, 1, [(frame, frame + 1) for frame in late])
        banded = [frame for (frame, _, _), red in zip(shown, self.band(path)) if red]
        self.assertEqual(banded, [frame for first, end in spans for frame in range(first, end)])
        between = [frame for a, b in zip(spans, spans[1:]) for frame in range(a[1], b[0])]
        self.assertEqual(between, [frame for frame in late if spans[0][0] <= frame < spans[-1][1]])
        self.assertTrue(all(row["kind"] == "program" for row in self.rows(1) if row["alert_id"] == 1))
        self.assertEqual(players.ffmpeg(path), [])

    def test_priorities_and_cancelling(self):
        with station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            settle(server, viewer)
            alerting.send(self.db, "low", "--duration", "2m", "--priority", "3")
            viewer.until(self.sent(1)[0] + 2 * GOP, RATE)
            alerting.send(self.db, "high", "--duration", "6s", "--priority", "8", "--style", "crawl")
            alerting.send(self.db, "lowest", "--duration", "1m", "--priority", "1")  # never seen: below the first one all the time
            over = self.wait_until_over(1, 2)
            viewer.until(over + GOP, RATE)
            self.assertEqual([(one["id"], one["state"]) for one in self.retrovue("alert", "list", "--json")], [(1, "on"), (3, "on")])
            self.retrovue("alert", "cancel", "3")
            self.retrovue("alert", "cancel", "1")
            viewer.until(self.wait_until_over(1, 1) + GOP, RATE)
            slate = late_frames(server)
            path, shown = self.keep(viewer)
            self.assertEqual(server.stop()[0], 0)
        low, high = self.alert_spans(1, 1), self.alert_spans(1, 2)
        late = [frame for frame, clip, _ in shown if clip is None and not any(a <= frame < b for a, b in low)]
        self.assertLessEqual(len(late), slate)
        # One goes over into the other; where a busy machine needs its slate between them, it says so.
        taken = [frame for first, end in sorted(low + high) for frame in range(first, end)]
        self.assertEqual(sorted(taken + [frame for frame in late if taken[0] < frame < taken[-1]]), list(range(taken[0], taken[-1] + 1)))
        self.assertLess(low[0][0], high[0][0])
        self.assertLess(high[-1][1], low[-1][1])
        self.assertEqual(self.alert_spans(1, 3), [])
        banded = [frame for (frame, _, _), red in zip(shown, self.band(path)) if red and not any(a <= frame < b for a, b in low)]
        self.assertEqual(banded, [frame for first, end in high for frame in range(first, end)])
        self.as_planned(path, 1, [*low, *((frame, frame + 1) for frame in late)])
        bare = {frame for frame, clip, _ in shown if clip is None}
        self.assertLessEqual({frame for first, end in low for frame in range(first, end)}, bare)
        cancelled = self.retrovue("alert", "list", "--all", "--json")
        self.assertEqual([one["state"] for one in cancelled], ["cancelled", "over", "cancelled"])
        self.assertEqual([one["what"] for one in cancelled[0]["log"]], ["sent", "aired", "aired", "cancelled"])

    def slowed(self, line):
        """An environment in which ffmpeg, where it writes an alert into pictures, does this first."""
        tools = self.top / "bin"
        tools.mkdir()
        (tools / "ffmpeg").write_text(f"#!/bin/bash\ncase \"$*\" in *ass=*) {line};; esac\nexec {shutil.which('ffmpeg')} \"$@\"\n")
        (tools / "ffmpeg").chmod(0o755)
        return unittest.mock.patch.dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}")

    def test_encoder_killed_under_an_alert(self):
        # Not much faster than it airs, so that it is still at work when it is killed.
        with self.slowed('set -- -readrate 3 "$@"'), station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            settle(server, viewer)
            alerting.send(self.db, "goes on", "--duration", "16s", "--style", "crawl")
            viewer.until(self.sent(1)[0] + GOP, RATE)
            encoders = []

            def at_work():
                encoders[:] = [pid for pid, words in rig.children_of(server.process.pid) if any(b"ass=" in word for word in words)]
                return encoders

            self.wait_for(at_work, "no encoder has the alert in its pictures")
            os.kill(encoders[0], signal.SIGKILL)
            viewer.until(self.wait_until_over(1, 1) + GOP, RATE)
            slate = late_frames(server)
            path, shown = self.keep(viewer)
            self.assertEqual(server.stop()[0], 0)
        # Where a busy machine needs its slate until another encoder has taken over, it says so.
        spans = self.alert_spans(1, 1)
        late = [frame for frame, clip, _ in shown if clip is None]
        self.assertLessEqual(len(late), slate)
        self.as_planned(path, 1, [(frame, frame + 1) for frame in late])
        banded = [frame for (frame, _, _), red in zip(shown, self.band(path)) if red]
        self.assertEqual(banded, [frame for first, end in spans for frame in range(first, end)])
        between = [frame for a, b in zip(spans, spans[1:]) for frame in range(a[1], b[0])]
        self.assertEqual(between, [frame for frame in late if spans[0][0] <= frame < spans[-1][1]])
        rows = [row for row in self.rows(1) if row["alert_id"] == 1]
        self.assertTrue(any("signal 9" in (row["error"] or "") for row in rows), rows)

    def test_encoder_slow_under_an_alert(self):
        """The programme goes on until the card is there."""
        with self.slowed("t=${EPOCHREALTIME/./}; while ((${EPOCHREALTIME/./} - t < 1800000)); do :; done"), station.Server(self.db) as server:
            viewer = alerting.Viewer(server, 1)
            settle(server, viewer)
            alerting.send(self.db, "slow", "--duration", "8s")
            viewer.until(self.wait_until_over(1, 1) + GOP, RATE)
            slate = late_frames(server)
            path, shown = self.keep(viewer)
            self.assertEqual(server.stop()[0], 0)
        (span,) = self.alert_spans(1, 1)
        sent = self.sent(1)[0]
        self.assertGreater(span[0] - sent, 2 * RATE[0] // RATE[1])
        late = self.cards(shown, span, slate, sent)
        self.as_planned(path, 1, [span, *((frame, frame + 1) for frame in late)])
        end = min([span[0], *(frame for frame in late if sent < frame)])
        cut = [row for row in self.rows(1) if alerting.frame_of(row["actual_start"], RATE) + row["actual_frames"] == end]
        self.assertEqual([row["status"] for row in cut], ["cut"])

    def test_written_to_a_file_and_not_kept(self):
        """Of an hour that is played as fast as it goes an alert takes its own frames, and the store nothing of it."""
        now = int(time.time())
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 8))
        self.retrovue("alert", "send", "eight seconds in", "--duration", "4s", "--tone", "--now", later)
        words = [station.PROGRAM, "--db", str(self.db), "play", "channel", "1", "--at", at, "--duration", "20s", "--json", "--output"]
        env = os.environ | {"RETROVUE_STORE_FOLDER": str(self.top / "chunks"), "RETROVUE_STORE_SIZE": "1"}

        def play(name):
            out = self.top / name
            done = subprocess.run([*words, str(out)], env=env, capture_output=True, text=True, timeout=200)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(rig.judge(out, frames=599)["faults"], [])
            return out, alerting.shown(out, RATE)

        path, shown = play("with.ts")
        # The first frame that begins in that millisecond or later.
        first, end = (((second * 1000 - 1 - station.EPOCH_MS) * RATE[0]) // (RATE[1] * 1000) + 1 for second in (now + 8, now + 12))
        cards = [frame for frame, clip, _ in shown if clip is None]
        self.assertEqual((cards[0], cards[-1] + 1, len(cards)), (first, end, end - first))
        self.as_planned(path, 1, [(first, end)])
        start = next(iter(shown))[0]
        # A quarter of a second, on and off; the sound may begin an AAC frame, 21 ms, after the pictures.
        for second, loud in ((0.02, True), (0.12, True), (0.27, False), (0.37, False), (1.12, True), (1.37, False), (2.62, True), (3.1, False)):
            self.assertEqual(self.tone(path, (first - start) * RATE[1] / RATE[0] + second), (1000, -23) if loud else (0, -99), second)
        with contextlib.closing(sqlite3.connect(self.db)) as catalog, catalog:
            catalog.execute("DELETE FROM alerts")
        path, shown = play("without.ts")
        self.assertEqual([frame for frame, clip, _ in shown if clip is None], [])
        self.as_planned(path, 1)

    def test_play_channel_hears_it_too(self):
        out = self.top / "live.ts"
        with subprocess.Popen([station.PROGRAM, "--db", str(self.db), "play", "channel", "1"], stdout=subprocess.PIPE) as child:
            reader = alerting.Reader(child.stdout)
            reader.until(alerting.wall_frame(RATE), RATE)
            alerting.send(self.db, "also here", "--duration", "5s")
            reader.until(self.wait_until_over(1, 1) + GOP, RATE)
            child.send_signal(signal.SIGTERM)
            self.assertEqual(child.wait(10), 0)
            reader.thread.join()
        out.write_bytes(reader.bytes())
        self.assertEqual(rig.judge(out)["faults"], [])
        (span,) = self.alert_spans(1, 1)
        bare = {frame for frame, clip, _ in alerting.shown(out, RATE) if clip is None}
        self.assertLessEqual(set(range(*span)), bare)
        slate = sum(row["actual_frames"] for row in self.rows(1) if row["kind"] == "slate")  # a busy machine's
        self.assertLessEqual(len(bare - set(range(*span))), slate)


if __name__ == "__main__":
    unittest.main()
