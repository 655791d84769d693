"""Judges an MPEG-TS stream: what it holds and every fault found in it, as one dict that goes to JSON."""

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction

import es
import ts

AAC_FRAME = 1024
FAULTS_LISTED = 20


@dataclass
class Limits:
    """What the stream is held against; None means not checked."""

    rate: tuple | None = None  # (num, den) of the frame grid
    frames: int | None = None
    pcr_ms: float = 100.0  # 2.7.2
    psi_ms: float = 500.0  # TR 101 290, 1.3 and 1.5
    gop: int | None = None  # most frames from IDR to IDR
    lead_ms: float = 2000.0  # most time a unit may wait for its DTS
    cut: bool = False  # the bytes begin and end anywhere (a recording of a live stream)


@dataclass
class Track:
    codec: str
    units: list = field(default_factory=list)  # ts.Unit, without data
    found: list = field(default_factory=list)  # es.Picture or es.Sound beside it


class Stream:
    """A stream being read: feed bytes, finish, then ask for the report."""

    def __init__(self):
        self.demux = ts.Demux(self._unit)
        self.video = None
        self.tracks = {}  # of sound, by PID
        self.sps, self.pps = {}, {}

    @property
    def audio(self):
        """The first track of sound that the PMT names."""
        return next((self.tracks[pid] for pid in self.demux.streams if pid in self.tracks), None)

    def feed(self, content):
        self.demux.feed(content)

    def finish(self, cut=False):
        self.demux.finish(cut)

    def read(self, path):
        with open(path, "rb") as source:
            while piece := source.read(1 << 20):
                self.feed(piece)
        return self

    def _unit(self, unit):
        kind = self.demux.streams.get(unit.pid)
        if kind in ts.VIDEO_TYPES:
            self.video = self.video or Track(ts.VIDEO_TYPES[kind])
            found = es.picture(unit.data) if kind == 0x1B else es.Picture()
            for store, sets in ((self.sps, found.sps), (self.pps, found.pps)):
                for one in sets:
                    key = hashlib.sha256(one).hexdigest()[:12]
                    store[key] = store.get(key, 0) + 1
            track = self.video
        elif kind in ts.AUDIO_TYPES:
            found = es.adts(unit.data) if kind == 0x0F else es.Sound()
            track = self.tracks.setdefault(unit.pid, Track(ts.AUDIO_TYPES[kind]))
        else:
            return
        unit.data = b""
        track.units.append(unit)
        track.found.append(found)


class Faults(list):
    def add(self, text):
        self.append(text)

    def many(self, what, places):
        if places:
            shown = ", ".join(str(place) for place in places[:FAULTS_LISTED])
            self.append(f"{what}: {len(places)} ({shown}{', ...' if len(places) > FAULTS_LISTED else ''})")


def longest(times):
    """The longest step in ms between 27 MHz times, or None."""
    steps = [b - a for a, b in zip(times, times[1:])]
    return round(max(steps) * 1000 / ts.PCR_HZ, 3) if steps else None


def transport(demux, limits, faults):
    clock = demux.clock_at()
    faults.many("sync lost at packet", demux.sync_errors)
    faults.many("transport error at packet", demux.transport_errors)
    faults.many("continuity error (packet, pid, expected, found)", demux.continuity_errors)
    faults.many("discontinuity indicator at packet", demux.discontinuities)
    faults.many("PSI error (packet, reason)", demux.psi_errors)
    if not demux.pat or not demux.pmt:
        faults.add("no PAT or no PMT")
    report = {"packets": demux.packets, "continuity_errors": len(demux.continuity_errors),
              "duplicates": len(demux.duplicates), "discontinuities": len(demux.discontinuities),
              "pids": {pid: state.packets for pid, state in sorted(demux.pids.items())}}
    for name, places in (("pat", demux.pat), ("pmt", demux.pmt)):
        step = longest([clock(n) for n in places]) if demux.pcr else None
        report[name] = {"count": len(places), "max_interval_ms": step}
        if step is not None and step > limits.psi_ms:
            faults.add(f"{name.upper()} interval {step} ms, limit {limits.psi_ms:g}")
    times = [time for _, time in demux.pcr]
    step = longest(times)
    back = [n for (n, time), (_, before) in zip(demux.pcr[1:], demux.pcr) if time <= before]
    faults.many("PCR not rising at packet", back)
    if not times:
        faults.add("no PCR")
    elif step is not None and step > limits.pcr_ms:
        faults.add(f"PCR interval {step} ms, limit {limits.pcr_ms:g}")
    report["pcr"] = {"count": len(times), "max_interval_ms": step}
    return report


def lead(demux, units, limits, faults, name):
    """How long before its DTS a unit has arrived whole, by the PCR: never late, never too early."""
    if not demux.pcr or not units:
        return None
    clock = demux.clock_at()
    offset = ts.nearest(units[0].dts, demux.pcr[0][1] // 300) - units[0].dts
    leads = [(u.dts + offset) * 300 - clock(u.last) for u in units if u.dts is not None]
    low, high = (round(value * 1000 / ts.PCR_HZ, 3) for value in (min(leads), max(leads)))
    if low < 0:
        faults.add(f"{name}: a unit arrives {-low} ms after its DTS by the PCR")
    if high > limits.lead_ms:
        faults.add(f"{name}: a unit arrives {high} ms before its DTS by the PCR")
    return {"min": low, "max": high}


def rising(units, faults, name):
    back = [b.dts for a, b in zip(units, units[1:]) if b.dts <= a.dts]
    faults.many(f"{name}: DTS not rising, at", back)
    faults.many(f"{name}: PTS before DTS, at", [u.pts for u in units if u.pts < u.dts])
    return len(back)


def steps(stamps, expected, tolerance=0):
    """Places where successive stamps are not one unit apart: (stamp before, ticks too many)."""
    return [(a, float(b - a - expected)) for a, b in zip(stamps, stamps[1:]) if abs(b - a - expected) > tolerance]


def pictures(stream, limits, faults):
    track, demux = stream.video, stream.demux
    if track is None:
        faults.add("no video")
        return None
    pairs = [(u, p) for u, p in zip(track.units, track.found) if u.whole or not limits.cut]
    faults.many("video: incomplete PES at packet", [u.first for u, _ in pairs if not u.whole])
    faults.many("video: PES without PTS at packet", [u.first for u, _ in pairs if u.pts is None])
    pairs = [(u, p) for u, p in pairs if u.pts is not None]
    units = [u for u, _ in pairs]
    report = {"codec": track.codec, "units": len(units), "dts_backwards": rising(units, faults, "video"),
              "lead_ms": lead(demux, units, limits, faults, "video")}
    if not units:
        return report
    if track.codec == "h264":
        report |= intra(stream, pairs, limits, faults)
    shown = sorted(u.pts for u in units)
    if limits.cut:
        # Frames shown after the last decode time may still lack neighbours that were cut off.
        shown = [pts for pts in shown if pts <= units[-1].dts] or shown[:1]
    report |= {"first_pts": shown[0], "last_pts": shown[-1]}
    if limits.rate:
        report |= grid(shown, limits.rate, faults)
    if limits.frames is not None and len(units) != limits.frames:
        faults.add(f"video: {len(units)} frames, expected {limits.frames}")
    return report


def grid(shown, rate, faults):
    """PTS on the frame grid: PTS(F) = round(F * 90000 * den / num), so steps differ by one tick at most."""
    tick = Fraction(90000 * rate[1], rate[0])
    exact = tick.denominator == 1
    wrong = steps(shown, tick, 0 if exact else 1)
    gaps = [place for place in wrong if place[1] > 0]
    faults.many("video: PTS gap (after PTS, ticks)", gaps)
    faults.many("video: PTS overlap (after PTS, ticks)", [place for place in wrong if place[1] < 0])
    drift = max(abs(pts - shown[0] - i * tick) for i, pts in enumerate(shown))
    if not wrong and drift > (0 if exact else 1):
        faults.add(f"video: PTS leave the frame grid by {float(drift)} ticks")
    return {"gaps": len(gaps), "overlaps": len(wrong) - len(gaps), "drift_ticks": float(drift)}


def intra(stream, pairs, limits, faults):
    keys = [i for i, (_, picture) in enumerate(pairs) if picture.idr]
    faults.many("video: IDR without random access indicator, PTS",
                [pairs[i][0].pts for i in keys if not pairs[i][0].random_access])
    faults.many("video: random access indicator without IDR, PTS",
                [u.pts for u, p in pairs if u.random_access and not p.idr])
    faults.many("video: not one picture in a PES, PTS", [u.pts for u, p in pairs if p.pictures != 1])
    if pairs and not pairs[0][1].idr and not limits.cut:
        faults.add("video: does not begin with an IDR")
    if len(stream.sps) != 1 or len(stream.pps) != 1:
        faults.add(f"video: {len(stream.sps)} different SPS and {len(stream.pps)} different PPS")
    spacing = [b - a for a, b in zip(keys, keys[1:])]
    if limits.gop and spacing and max(spacing) > limits.gop:
        faults.add(f"video: {max(spacing)} frames from IDR to IDR, limit {limits.gop}")
    return {"idr": len(keys), "idr_spacing": {"min": min(spacing, default=None), "max": max(spacing, default=None)},
            "sps": len(stream.sps), "pps": len(stream.pps),
            "encoder_notes": sum(picture.encoder_notes for _, picture in pairs)}


def sounds(stream, track, limits, faults):
    if track is None:
        faults.add("no audio")
        return None
    pairs = [(u, s) for u, s in zip(track.units, track.found) if u.whole or not limits.cut]
    faults.many("audio: incomplete PES at packet", [u.first for u, _ in pairs if not u.whole])
    faults.many("audio: PES without PTS at packet", [u.first for u, _ in pairs if u.pts is None])
    pairs = [(u, s) for u, s in pairs if u.pts is not None]
    units = [u for u, _ in pairs]
    report = {"codec": track.codec, "units": len(units), "dts_backwards": rising(units, faults, "audio"),
              "lead_ms": lead(stream.demux, units, limits, faults, "audio")}
    if not units or track.codec != "aac":
        return report
    faults.many("audio: broken ADTS, PTS", [u.pts for u, s in pairs if s.broken])
    rates = sorted({(s.rate, s.channels) for _, s in pairs if s.frames})
    if len(rates) != 1:
        faults.add(f"audio: rate and channels change: {rates}")
    report |= {"frames": sum(s.frames for _, s in pairs), "rate": rates[0][0] if rates else None,
               "channels": rates[0][1] if rates else None, "first_pts": units[0].pts}
    gaps = overlaps = 0
    wrong, end = [], None
    for unit, sound in pairs:
        # At 48 kHz a frame is 1920 ticks exactly; other rates may round.
        length = Fraction(sound.samples * 90000, sound.rate or 48000)
        if end is not None and abs(unit.pts - end) > (0 if length.denominator == 1 else 1):
            wrong.append((unit.pts, float(unit.pts - end)))
            gaps, overlaps = gaps + (unit.pts > end), overlaps + (unit.pts < end)
        end = unit.pts + length
    faults.many("audio: gap or overlap (at PTS, ticks)", wrong)
    return report | {"gaps": gaps, "overlaps": overlaps, "end_pts": int(end)}


def judge(stream, limits):
    """The report; `faults` is empty and `ok` true when the stream holds what `limits` ask."""
    faults = Faults()
    report = {"transport": transport(stream.demux, limits, faults), "video": pictures(stream, limits, faults),
              "audio": sounds(stream, stream.audio, limits, faults)}
    others = [track for pid, track in stream.tracks.items() if track is not stream.audio]
    if others:
        report["other_audio"] = [sounds(stream, track, limits, faults) for track in others]
    if stream.video and stream.audio and stream.video.units and stream.audio.units:
        first_video = min(u.pts for u in stream.video.units if u.pts is not None)
        report["audio_minus_video_start_ms"] = round((stream.audio.units[0].pts - first_video) / 90, 3)
    return report | {"faults": list(faults), "ok": not faults}


def analyse(path, limits=None):
    limits = limits or Limits()
    stream = Stream().read(path)
    stream.finish(limits.cut)
    return judge(stream, limits)
