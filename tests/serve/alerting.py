"""Watching a channel while alerts come and go: what was seen when."""

import json
import subprocess
import threading
import time
from datetime import datetime
from fractions import Fraction
from urllib.parse import urljoin

import station  # finds the analysers

import aired
import decoded
import hls
import report
from ts import WRAP


class Reader:
    """Reads a channel's MPEG-TS and notes when each byte came."""

    def __init__(self, answer):
        self.answer = answer  # a body of HTTP or a pipe
        self.pieces = []  # (monotonic seconds, bytes)
        self.stream, self.parsed = report.Stream(), 0  # what until() has looked at
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        try:
            while data := self.answer.read1(1 << 16):
                self.pieces.append((time.monotonic(), data))
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, seconds=20):
        """Until pictures come."""
        end = time.monotonic() + seconds
        while sum(len(data) for _, data in self.pieces) < 100_000 and time.monotonic() < end:
            time.sleep(0.02)

    def until(self, frame, rate, seconds=60):
        """Until a picture of this channel frame or a later one has come."""
        near, end = wall_frame(rate), time.monotonic() + seconds
        while time.monotonic() < end:
            for _, data in self.pieces[self.parsed :]:
                self.stream.feed(data)
                self.parsed += 1
            units = self.stream.video.units if self.stream.video else []
            if units and aired.frame_of(units[-1].pts % WRAP, rate, near) >= frame:
                return
            time.sleep(0.05)
        raise AssertionError(f"frame {frame} did not come in {seconds} s")

    def bytes(self):
        return b"".join(data for _, data in self.pieces)

    def close(self):
        self.answer.close()
        self.thread.join(5)


class Viewer(Reader):
    """An MPEG-TS client of a server."""

    def __init__(self, server, channel):
        super().__init__(server.open(f"/channel/{channel}.ts"))


def wall_frame(rate):
    """The frame of the station's clock now."""
    return int(Fraction(round(time.time() * 1000) - station.EPOCH_MS) * rate[0] / rate[1] / 1000)


def arrivals(viewer, rate):
    """{channel frame: when it had come whole}."""
    stream, found, near = report.Stream(), {}, wall_frame(rate)
    for when, data in list(viewer.pieces):
        before = len(stream.video.units) if stream.video else 0
        stream.feed(data)
        for unit in stream.video.units[before:] if stream.video else []:
            found[aired.frame_of(unit.pts % WRAP, rate, near)] = when
    return found


def shown(path, rate):
    """[(channel frame, clip, number)] of every picture in order; clip None where there is no code: a card."""
    near = wall_frame(rate)
    return [(aired.frame_of(round(one.time * 90000) % WRAP, rate, near), one.clip, one.number) for one in decoded.decode(path, audio=False).frames]


def frame_of(when, rate):
    """The channel frame that begins at a time, a datetime or RFC 3339."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when.replace("Z", "+00:00"))
    return round(Fraction((round(when.timestamp() * 1000) - station.EPOCH_MS) * rate[0], rate[1] * 1000))


def retrovue(db, *words):
    return subprocess.run([station.PROGRAM, "--db", str(db), *map(str, words)], capture_output=True, text=True, timeout=60)


def send(db, *words):
    """When the command was begun; the command must succeed."""
    begun = time.monotonic()
    done = retrovue(db, "alert", "send", *words)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return begun


def as_run(db, channel):
    return json.loads(retrovue(db, "asrun", "show", channel, "--json").stdout)


class Playlist:
    """An HLS client that fetches every segment as it is listed, and notes when."""

    def __init__(self, server, channel):
        self.server, self.channel, self.kept, self.going = server, channel, {}, True
        self.texts, self.fault = [], None
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        try:
            while self.going:
                text = self.server.get(f"/channel/{self.channel}.m3u8").decode()
                self.texts.append(text)
                for segment in hls.parse(text).segments:
                    if segment.sequence not in self.kept:
                        content = self.server.get(urljoin(f"/channel/{self.channel}.m3u8", segment.uri))
                        self.kept[segment.sequence] = (time.monotonic(), segment, content)
                time.sleep(0.05)
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def until(self, frame, rate, seconds=60):
        """Until a segment that begins at this channel frame or later has come."""
        end = time.monotonic() + seconds
        while self.fault is None and time.monotonic() < end:
            if any(frame_of(segment.date_time, rate) >= frame for _, segment, _ in list(self.kept.values())):
                return
            time.sleep(0.05)
        raise self.fault or AssertionError(f"no segment from frame {frame} on came in {seconds} s")

    def close(self):
        self.going = False
        self.thread.join(10)
        if self.fault:
            raise self.fault
