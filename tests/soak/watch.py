"""Those who watch a soaked station: MPEG-TS and HLS clients that analyse as they go, one that asks for /health, one that measures."""

import heapq
import http.client
import re
import threading
import time
from pathlib import Path

import ground
import ts


class Ts(threading.Thread):
    """An MPEG-TS client of one channel: every packet's continuity, every picture's and sound's stamp, every wait for bytes."""

    def __init__(self, port, channel):
        super().__init__(daemon=True)
        self.port, self.channel = port, channel
        self.stopping = False
        self.bytes = self.pictures = self.sounds = self.gaps = self.sound_gaps = self.ends = self.drops = 0
        self.waits = []    # (seconds, when) of those over one second
        self.longest = 0.0
        self.found = []    # (when, what)
        self.lead = []     # (when, stamp time - arrival), once a second
        self.demux = None

    def run(self):
        while not self.stopping:
            try:
                self.watch()
            except (OSError, http.client.HTTPException) as error:
                self.note(f"client: {error!r}")
            if not self.stopping:
                self.ends += 1
                self.note("the stream ended")
                time.sleep(0.5)

    def note(self, what):
        if len(self.found) < 1000:
            self.found.append((time.time(), what))

    def watch(self):
        self.demux = ts.Demux(self.unit)
        self.pending, self.next_picture, self.next_sound, self.begun = [], None, None, None
        seen = {name: 0 for name in ("continuity_errors", "discontinuities", "sync_errors", "psi_errors", "transport_errors")}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", f"/channel/{self.channel}.ts")
        answer = connection.getresponse()
        before = None
        while not self.stopping and (data := answer.read1(1 << 16)):
            now = time.monotonic()
            if before is not None:
                self.longest = max(self.longest, now - before)
                if now - before > 1:
                    self.waits.append((now - before, time.time()))
            before = now
            self.bytes += len(data)
            self.demux.feed(data)
            for name, count in seen.items():
                have = getattr(self.demux, name)
                if len(have) > count:
                    self.note(f"{name}: {have[count:]}")
                    seen[name] = len(have)
            del self.demux.pcr[:-2], self.demux.pat[:-2], self.demux.pmt[:-2], self.demux.duplicates[:]
        connection.close()

    def unit(self, unit):
        kind = self.demux.streams.get(unit.pid)
        if kind == 0x1B and unit.dts is not None:
            self.pictures += 1
            heapq.heappush(self.pending, unit.pts)
            while self.pending and self.pending[0] <= unit.dts:
                self.picture(heapq.heappop(self.pending))
            now = time.monotonic()
            if self.begun is None:
                self.begun = unit.dts / 90_000 - now
            if not self.lead or now - self.lead[-1][0] >= 1:
                self.lead.append((now, unit.dts / 90_000 - now - self.begun))
        elif kind == 0x0F and unit.pts is not None:
            self.sound(unit)

    def picture(self, pts):
        if self.next_picture is not None and pts != self.next_picture:
            self.gaps += 1
            self.note(f"picture at {pts} instead of {self.next_picture}")
        self.next_picture = pts + 90_000 * ground.SD[1] // ground.SD[0]

    def sound(self, unit):
        frames, at, data = 0, 0, unit.data
        while at + 7 <= len(data):
            length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
            if data[at] != 0xFF or length < 7:
                self.note(f"no sound at {unit.pts}")
                break
            frames, at = frames + 1, at + length
        self.sounds += frames
        if self.next_sound is not None and unit.pts != self.next_sound:
            self.sound_gaps += 1
            self.note(f"sound at {unit.pts} instead of {self.next_sound}")
        self.next_sound = unit.pts + 1920 * frames

    def drift(self):
        """Seconds by which stamps ran away from the clock: the last minute against the second one, by their middles."""
        middle = lambda part: sorted(lead for _, lead in part)[len(part) // 2] if part else 0.0
        return middle(self.lead[-60:]) - middle(self.lead[60:120] or self.lead[:60])


class Hls(threading.Thread):
    """An HLS client: what is listed goes on without a break, and is there."""

    def __init__(self, port, channel):
        super().__init__(daemon=True)
        self.port, self.channel = port, channel
        self.stopping = False
        self.fetched = self.discontinuities = self.failed = self.stale = 0
        self.longest = 0.0
        self.found = []

    def note(self, what):
        if len(self.found) < 1000:
            self.found.append((time.time(), what))

    def run(self):
        connection, last, fresh = None, None, None
        while not self.stopping:
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                last, fresh = self.round(connection, last, fresh)
            except (OSError, ValueError, http.client.HTTPException) as error:
                self.failed += 1
                self.note(f"{error!r}")
                connection = None
            time.sleep(1)

    def ask(self, connection, path):
        begun = time.monotonic()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        self.longest = max(self.longest, time.monotonic() - begun)
        if answer.status != 200:
            raise ValueError(f"{path}: status {answer.status}")
        return body

    def round(self, connection, last, fresh):
        text = self.ask(connection, f"/channel/{self.channel}.m3u8").decode()
        sequence = int(re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text)[1])
        names = [line for line in text.splitlines() if line and not line.startswith("#")]
        newest = sequence + len(names) - 1
        now = time.monotonic()
        if "#EXT-X-DISCONTINUITY\n" in text:
            self.discontinuities += 1
            self.note("a discontinuity")
        if last is not None and newest < last:
            self.note(f"segment {newest} after {last}")
            self.failed += 1
        if newest != last:
            fresh = now
            for number in range(max(sequence, newest if last is None else last + 1), newest + 1):
                body = self.ask(connection, f"/channel/{names[number - sequence]}")
                self.fetched += 1
                if not body or len(body) % 188 or body[0] != 0x47:
                    self.failed += 1
                    self.note(f"segment {number} is not whole")
        elif now - fresh > 8:  # the playlist's longest is three seconds
            self.stale += 1
            self.note(f"no new segment for {now - fresh:.1f} s")
        return newest, fresh


class Health(threading.Thread):
    """Asks twice a second; an answer that takes more than two seconds is none."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.stopping = False
        self.asked = self.answered = self.well = 0
        self.longest = 0.0
        self.found = []

    def run(self):
        while not self.stopping:
            begun = time.monotonic()
            self.asked += 1
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/health")
                answer = connection.getresponse()
                body = answer.read()
                connection.close()
                self.answered += 1
                self.well += answer.status == 200
                if answer.status != 200:
                    self.found.append((time.time(), body.decode(errors="replace")))
            except (OSError, http.client.HTTPException) as error:
                self.found.append((time.time(), repr(error)))
            took = time.monotonic() - begun
            self.longest = max(self.longest, took)
            time.sleep(max(0.0, 0.5 - took))


class Gauge(threading.Thread):
    """Every five seconds: the process's memory, descriptors and threads, and each channel's counters."""

    WANTED = re.compile(r'^retrovue_channel_(late_frames|restarts|chunks_encoded|chunks_reused)_total\{channel="(\d+)"\} (\S+)$', re.M)

    def __init__(self, port, pid):
        super().__init__(daemon=True)
        self.port, self.pid = port, pid
        self.stopping = False
        self.samples = []  # (when, resident kB, descriptors, threads, {(name, channel): value}, pressure)

    def run(self):
        while not self.stopping:
            self.sample()
            time.sleep(5)

    def sample(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
            connection.close()
            counters = {(name, int(channel)): float(value) for name, channel, value in self.WANTED.findall(text)}
            self.samples.append((time.time(), *ground.process_of(self.pid), counters, pressure()))
        except (OSError, http.client.HTTPException):
            pass

    def late(self):
        """[(from, to, channel, frames, pressure)] of the samples between which frames were late."""
        found = []
        for (begun, *_, before, _), (ended, *_, after, waited) in zip(self.samples, self.samples[1:]):
            for (name, channel), value in after.items():
                more = value - before.get((name, channel), 0)
                if name == "late_frames" and more > 0:
                    found.append((begun, ended, channel, int(more), waited))
        return found

    def total(self, name):
        return int(sum(value for (one, _), value in self.samples[-1][4].items() if one == name))


def pressure():
    """Share of the last ten seconds in which something waited for a processor, in percent; None where it is not told."""
    try:
        return float(re.search(r"avg10=(\S+)", Path("/proc/pressure/cpu").read_text())[1])
    except OSError:
        return None
