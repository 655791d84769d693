"""Judges an HLS media playlist (RFC 8216) and its segments, from a folder or over HTTP."""

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import mp4
import report
import ts

TIMEOUT = 10


@dataclass
class Segment:
    uri: str
    duration: Fraction
    sequence: int
    discontinuity: bool = False
    date_time: datetime | None = None


@dataclass
class Playlist:
    version: int = 1
    target: int | None = None
    sequence: int = 0
    discontinuity_sequence: int = 0
    independent: bool = False
    ended: bool = False
    map: str | None = None  # URI of the initialisation segment
    segments: list = field(default_factory=list)
    faults: list = field(default_factory=list)


def is_url(place):
    return place.startswith(("http://", "https://"))


def fetch(place):
    """The bytes at a URL or a path, and the content type (None for a path)."""
    if not is_url(place):
        return Path(place).read_bytes(), None
    with urllib.request.urlopen(place, timeout=TIMEOUT) as answer:
        return answer.read(), answer.headers.get_content_type()


def parse(text):
    """A media playlist. Whatever breaks RFC 8216 goes to `faults`."""
    found, faults = Playlist(), []
    lines = text.split("\n")
    if lines[0].rstrip("\r") != "#EXTM3U":
        faults.append("first line is not #EXTM3U (4.3.1.1)")
    once, pending = set(), {}
    for line in (line.rstrip("\r") for line in lines[1:]):
        tag, _, value = line.partition(":")
        if tag in ("#EXT-X-VERSION", "#EXT-X-TARGETDURATION", "#EXT-X-MEDIA-SEQUENCE",
                   "#EXT-X-DISCONTINUITY-SEQUENCE", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-ENDLIST"):
            if tag in once:
                faults.append(f"{tag} twice")
            once.add(tag)
        if tag in ("#EXT-X-MEDIA-SEQUENCE", "#EXT-X-DISCONTINUITY-SEQUENCE") and found.segments:
            faults.append(f"{tag} after a segment (4.3.3.2, 4.3.3.3)")
        if not line:
            continue
        if tag == "#EXT-X-VERSION":
            found.version = int(value)
        elif tag == "#EXT-X-TARGETDURATION":
            if not re.fullmatch(r"\d+", value):
                faults.append(f"target duration '{value}' is no integer (4.3.3.1)")
            found.target = int(float(value))
        elif tag == "#EXT-X-MEDIA-SEQUENCE":
            found.sequence = int(value)
        elif tag == "#EXT-X-DISCONTINUITY-SEQUENCE":
            found.discontinuity_sequence = int(value)
        elif tag == "#EXT-X-INDEPENDENT-SEGMENTS":
            found.independent = True
        elif tag == "#EXT-X-ENDLIST":
            found.ended = True
        elif tag == "#EXT-X-MAP":
            found.map = re.fullmatch(r'URI="([^"]+)"', value)[1]
            if found.version < 7:
                faults.append("EXT-X-MAP with MP4 segments needs version 7")
        elif tag == "#EXTINF":
            length = value.split(",")[0]
            if "," not in value:
                faults.append(f"EXTINF without comma: '{line}' (4.3.2.1)")
            pending["duration"] = Fraction(length)
            if "." in length and found.version < 3:
                faults.append("decimal EXTINF needs version 3 (section 7)")
        elif tag == "#EXT-X-DISCONTINUITY":
            pending["discontinuity"] = True
        elif tag == "#EXT-X-PROGRAM-DATE-TIME":
            pending["date_time"] = datetime.fromisoformat(value.replace("Z", "+00:00"))
        elif not line.startswith("#"):
            if "duration" not in pending:
                faults.append(f"segment '{line}' without EXTINF")
                pending["duration"] = Fraction(0)
            found.segments.append(Segment(line, sequence=found.sequence + len(found.segments), **pending))
            pending = {}
    if found.target is None:
        faults.append("no EXT-X-TARGETDURATION (4.3.3.1)")
    found.faults = faults
    return found


def check_playlist(listed, grain_ms=1.0):
    """Faults in one playlist: durations, dates, discontinuities."""
    faults = list(listed.faults)
    for segment in listed.segments:
        if listed.target is not None and int(segment.duration + Fraction(1, 2)) > listed.target:
            faults.append(f"segment {segment.sequence}: {float(segment.duration)} s, target {listed.target} (4.3.3.1)")
        if segment.discontinuity:
            faults.append(f"segment {segment.sequence}: EXT-X-DISCONTINUITY")
    dated = [segment for segment in listed.segments if segment.date_time]
    if dated and len(dated) != len(listed.segments):
        faults.append("PROGRAM-DATE-TIME on some segments only")
    for a, b in zip(listed.segments, listed.segments[1:]):
        if a.date_time and b.date_time:
            step = b.date_time - a.date_time - timedelta(microseconds=float(a.duration) * 1e6)
            if abs(step.total_seconds()) * 1000 > grain_ms + 0.5:
                faults.append(f"segment {b.sequence}: date is {step.total_seconds() * 1000:.3f} ms off its EXTINF sum")
    return faults


def check_reload(before, after):
    """Faults between two readings of one live playlist (6.2.1, 6.2.2)."""
    faults = []
    if after.target != before.target:
        faults.append(f"target duration changed from {before.target} to {after.target} (6.2.1)")
    if after.sequence < before.sequence:
        faults.append(f"media sequence went back from {before.sequence} to {after.sequence}")
    known = {segment.sequence: segment for segment in before.segments}
    for segment in after.segments:
        old = known.get(segment.sequence)
        if old and (old.uri, old.duration, old.date_time) != (segment.uri, segment.duration, segment.date_time):
            faults.append(f"segment {segment.sequence} changed under its number")
    if before.segments and after.segments and after.sequence > before.segments[-1].sequence + 1:
        faults.append(f"segments {before.segments[-1].sequence + 1} to {after.sequence - 1} were never listed")
    return faults


def check_segment(content, segment, rate, grain_ms=1.0):
    """A segment by itself: PAT, PMT, then an IDR picture first; as long as its EXTINF says."""
    faults = []
    stream = report.Stream()
    stream.feed(content)
    stream.finish()
    demux, where = stream.demux, f"segment {segment.sequence}"
    if len(content) % ts.PACKET or demux.sync_errors:
        faults.append(f"{where}: not whole packets")
    if not demux.pmt or demux.early:
        faults.append(f"{where}: does not begin with PAT and PMT (3.2)")
    if not stream.video or not stream.video.units:
        return faults + [f"{where}: no picture"], None
    units, found = stream.video.units, stream.video.found
    if not (found[0].idr and found[0].sps and found[0].pps):
        faults.append(f"{where}: does not begin with an IDR picture with its parameter sets")
    if units[0].first != min(unit.first for unit in units):
        faults.append(f"{where}: pictures out of place")
    if rate:
        length = Fraction(len(units) * rate[1], rate[0])
        if abs(length - segment.duration) * 1000 > grain_ms:
            faults.append(f"{where}: EXTINF {float(segment.duration)} s, {len(units)} frames are {float(length):.6f} s")
        first = min(unit.pts for unit in units)
        if units[0].pts != first:
            faults.append(f"{where}: frames before its IDR (open GOP)")
    return faults, units[0].pts


def locate(place, uri):
    return urllib.parse.urljoin(place, uri) if is_url(place) else str(Path(place).parent / urllib.parse.unquote(uri))


def analyse_mp4(place, listed, rate):
    """The segments of a playlist with EXT-X-MAP: each by itself, and all of them as one stream."""
    faults, missing = [], 0
    init, kind = fetch(locate(place, listed.map))
    if is_url(place) and kind != "video/mp4":
        faults.append(f"initialisation segment served as '{kind}'")
    stream = mp4.Stream(init)
    for segment in listed.segments:
        name = f"segment {segment.sequence}"
        try:
            content, kind = fetch(locate(place, segment.uri))
        except OSError as error:
            faults.append(f"{name}: {error}")
            missing += 1
            continue
        if is_url(place) and kind != "video/mp4":
            faults.append(f"{name}: served as '{kind}'")
        video = stream.feed(name, content)
        length = Fraction(sum(sample.length for sample in video), stream.scales[1])
        if rate and abs(length - segment.duration) * 90000 > 2:
            faults.append(f"{name}: EXTINF {float(segment.duration)} s, its samples are {float(length):.6f} s")
    return faults + stream.faults, missing, stream


def analyse(place, rate=None, limits=None):
    """The playlist at `place` (URL or path), each segment by itself, and all of them as one stream."""
    limits = limits or report.Limits(rate=rate, cut=True)
    content, kind = fetch(place)
    listed = parse(content.decode())
    faults = check_playlist(listed)
    if is_url(place) and kind not in ("application/vnd.apple.mpegurl", "audio/mpegurl", "application/x-mpegurl"):
        faults.append(f"playlist served as '{kind}' (section 4)")
    if listed.map:
        wrong, missing, stream = analyse_mp4(place, listed, rate)
        faults += wrong
        return {"target": listed.target, "sequence": listed.sequence, "segments": len(listed.segments), "missing": missing,
                "independent": listed.independent, "ended": listed.ended, "frames": len(stream.samples[1]),
                "seconds": float(sum(segment.duration for segment in listed.segments)), "faults": faults, "ok": not faults}, listed
    stream, missing = report.Stream(), 0
    marks = []
    for segment in listed.segments:
        try:
            content, kind = fetch(locate(place, segment.uri))
        except OSError as error:
            faults.append(f"segment {segment.sequence}: {error}")
            missing += 1
            continue
        if is_url(place) and kind != "video/mp2t":
            faults.append(f"segment {segment.sequence}: served as '{kind}'")
        wrong, first = check_segment(content, segment, rate)
        faults += wrong
        marks.append((segment, first))
        stream.feed(content)
    stream.finish(limits.cut)
    whole = report.judge(stream, limits)
    return {"target": listed.target, "sequence": listed.sequence, "segments": len(listed.segments),
            "missing": missing, "independent": listed.independent, "ended": listed.ended,
            "seconds": float(sum(segment.duration for segment in listed.segments)),
            "first_pts": marks[0][1] if marks else None,
            "first_date": listed.segments[0].date_time.isoformat() if listed.segments and
            listed.segments[0].date_time else None,
            "stream": whole, "faults": faults + whole["faults"], "ok": not faults and whole["ok"]}, listed
