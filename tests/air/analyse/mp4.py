"""Reads fragmented MP4 (ISO 14496-12) and judges whether its fragments are one unbroken stream."""

import struct
from dataclasses import dataclass, field

NOT_SYNC = 0x10000


class Broken(Exception):
    """The boxes make no sense."""


@dataclass
class Sample:
    time: int  # decode time, in the track's timescale
    shown: int
    length: int
    sync: bool


@dataclass
class Fragment:
    number: int
    tracks: dict = field(default_factory=dict)  # track id: samples


def boxes(content, at=0, end=None):
    """(name, first byte of the body, end) of each box."""
    end = len(content) if end is None else end
    while at < end:
        if at + 8 > end:
            raise Broken(f"half a box at {at}")
        size, name = struct.unpack_from(">I4s", content, at)
        if size < 8 or at + size > end:
            raise Broken(f"box {name} at {at} has {size} bytes")
        yield name.decode("latin-1"), at + 8, at + size
        at += size


def inside(content, span, path):
    """The body of the first box at a path, or None."""
    for name in path.split("/"):
        span = next(((a, b) for found, a, b in boxes(content, *span) if found == name), None)
        if span is None:
            return None
    return span


def timescales(init):
    """{track id: timescale} of an initialisation segment; Broken when it has none."""
    moov = inside(init, (0, len(init)), "moov")
    if moov is None or not init[4:8] == b"ftyp":
        raise Broken("no ftyp and moov")
    found = {}
    for name, start, end in boxes(init, *moov):
        if name != "trak":
            continue
        head, media = inside(init, (start, end), "tkhd"), inside(init, (start, end), "mdia/mdhd")
        found[struct.unpack_from(">I", init, head[0] + 12)[0]] = struct.unpack_from(">I", init, media[0] + 12)[0]
    return found


def defaults(content, start):
    """(track, length, size, flags) of a tfhd, None where it has none."""
    flags, track = struct.unpack_from(">II", content, start)
    at, found = start + 8, {}
    for bit, size in ((1, 8), (2, 4), (8, 4), (16, 4), (32, 4)):
        if flags & bit:
            found[bit] = int.from_bytes(content[at:at + size], "big")
            at += size
    return track, found.get(8), found.get(16), found.get(32)


def run(content, start, time, length, octets, kind):
    """The samples of a trun and their bytes; the rest is what its tfhd says of every sample."""
    flags, count = struct.unpack_from(">II", content, start)
    at, samples, total = start + 8 + 4 * bool(flags & 1), [], 0

    def next_word(signed=False):
        nonlocal at
        at += 4
        return struct.unpack_from(">i" if signed else ">I", content, at - 4)[0]

    first = next_word() if flags & 4 else None
    for i in range(count):
        length = next_word() if flags & 0x100 else length
        octets = next_word() if flags & 0x200 else octets
        own = next_word() if flags & 0x400 else first if i == 0 and first is not None else kind
        offset = next_word(flags >> 24) if flags & 0x800 else 0
        if length is None or octets is None:
            raise Broken("a sample without duration or size")
        samples.append(Sample(time, time + offset, length, not (own or 0) & NOT_SYNC))
        time += length
        total += octets
    return samples, total


def fragments(content):
    """The moof of each fragment, with decode times; Broken unless each has its mdat of the right size."""
    found, waiting = [], 0
    for name, start, end in boxes(content):
        if name == "moof":
            if waiting:
                raise Broken("two moof without mdat between")
            number = struct.unpack_from(">I", content, inside(content, (start, end), "mfhd")[0] + 4)[0]
            made = Fragment(number)
            for inner, first, last in boxes(content, start, end):
                if inner != "traf":
                    continue
                track, *usual = defaults(content, inside(content, (first, last), "tfhd")[0])
                base = struct.unpack_from(">Q", content, inside(content, (first, last), "tfdt")[0] + 4)[0]
                made.tracks[track], size = run(content, inside(content, (first, last), "trun")[0], base, *usual)
                waiting += size
            found.append(made)
        elif name == "mdat":
            if end - start != waiting:
                raise Broken(f"mdat of {end - start} bytes for samples of {waiting}")
            waiting = 0
        elif name not in ("styp", "sidx", "emsg"):
            raise Broken(f"a box {name} among the fragments")
    return found


class Stream:
    """Segments fed one after another."""

    def __init__(self, init):
        self.scales = timescales(init)
        self.faults, self.ends, self.number = [], {}, 0
        self.samples = {track: [] for track in self.scales}

    def feed(self, name, content):
        """Judges a segment; returns its video samples (track 1)."""
        video = []
        for one in fragments(content):
            if self.number and one.number != self.number + 1:
                self.faults.append(f"{name}: fragment {one.number} after {self.number}")
            self.number = one.number
            for track, samples in one.tracks.items():
                if track in self.ends and samples[0].time != self.ends[track]:
                    self.faults.append(f"{name}: track {track} begins at {samples[0].time}, what was before ended at {self.ends[track]}")
                self.ends[track] = samples[-1].time + samples[-1].length
                self.samples[track] += samples
            video += one.tracks.get(1, [])
        if not video or not video[0].sync:
            self.faults.append(f"{name}: does not begin with a key frame")
        elif any(sample.shown < video[0].shown for sample in video):
            self.faults.append(f"{name}: frames before its key frame")
        return video
