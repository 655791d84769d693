"""What aired against what the playlog names: the picture at every PTS, and the joints between events.

The playlog is what `retrovue schedule show N --events --json` prints: start_frame, frames, path, in_ms.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ts import WRAP, nearest


def pts_of(frame, rate):
    """PTS(F) = round(F * 90000 * den / num), before the wrap."""
    return round(Fraction(frame * 90000 * rate[1], rate[0]))


def frame_of(pts, rate, near):
    """The channel frame stamped `pts` (mod 2^33), nearest to the frame `near`."""
    return round(Fraction(nearest(pts, pts_of(near, rate)) * rate[0], 90000 * rate[1]))


@dataclass
class Seen:
    """One event as it was seen."""

    event: dict
    right: int = 0
    wrong: list = field(default_factory=list)  # (channel frame, shown clip, shown number, seconds off or None)
    unread: int = 0
    first: int | None = None  # code numbers
    last: int | None = None

    def summary(self):
        return {"start_frame": self.event["start_frame"], "title": self.event.get("title"), "right": self.right,
                "wrong": len(self.wrong), "unread": self.unread, "first": self.first, "last": self.last,
                "worst": self.wrong[:5]}


def match(frames, events, rate, clips, near=None):
    """Hold every decoded frame against the event on air at its PTS.

    frames: decoded.Frame list; events: the playlog, by start_frame; clips: the manifest of tests/media by clip id.
    Events whose file is no test clip count their frames as unread. A picture is right when it is the event's clip
    and off by no more than one frame of the channel or of the source, whichever is longer.
    """
    by_file = {spec["file"]: (ident, spec) for ident, spec in clips.items()}
    events = sorted(events, key=lambda event: event["start_frame"])
    near = events[len(events) // 2]["start_frame"] if near is None else near
    seen, outside, doubled = [Seen(event) for event in events], 0, Counter()
    at = 0
    for frame in sorted(frames, key=lambda one: nearest(round(one.time * 90000), pts_of(near, rate))):
        number = frame_of(round(frame.time * 90000), rate, near)
        doubled[number] += 1
        while at + 1 < len(events) and events[at + 1]["start_frame"] <= number:
            at += 1
        event = events[at]
        offset = number - event["start_frame"]
        if not 0 <= offset < event["frames"]:
            outside += 1
            continue
        judge(seen[at], frame, number, offset, rate, by_file.get(Path(event.get("path") or "").name))
    return {"events": seen, "outside": outside, "doubled": sum(count - 1 for count in doubled.values())}


def judge(seen, frame, number, offset, rate, known):
    if known is None or frame.clip is None:
        # A clip without its code on screen is a wrong picture; anything else cannot be told.
        if known is not None:
            seen.wrong.append((number, None, None, None))
        else:
            seen.unread += 1
        return
    ident, spec = known
    if frame.clip != ident:
        seen.wrong.append((number, frame.clip, frame.number, None))
        return
    if seen.first is None:
        seen.first = frame.number
    seen.last = frame.number
    source = Fraction(spec["num"], spec["den"])
    due = Fraction(seen.event["in_ms"], 1000) + offset * Fraction(rate[1], rate[0])
    off = frame.number / source - due
    # in_ms is whole milliseconds, so the rule itself may be off by one.
    longest = max(Fraction(spec.get("hold", 1)) / source, Fraction(rate[1], rate[0])) + Fraction(1, 1000)
    if abs(off) <= longest:
        seen.right += 1
    else:
        seen.wrong.append((number, frame.clip, frame.number, round(float(off), 4)))


def joints(result):
    """Act breaks: the code number at which a file was left and the one at which it goes on.

    [{path, left, resumed}] for each pair of successive events of one file that were both seen.
    """
    last, found = {}, []
    for seen in result["events"]:
        path = seen.event.get("path")
        if seen.first is None:
            continue
        if path in last and seen.event["in_ms"] > 0:
            found.append({"path": path, "left": last[path].last, "resumed": seen.first})
        last[path] = seen
    return found


def faults(result):
    """Sentences for everything that is not as planned; empty when all is right."""
    said = []
    if result["outside"]:
        said.append(f"{result['outside']} frames lie in no event")
    if result["doubled"]:
        said.append(f"{result['doubled']} frames share the place of another")
    for seen in result["events"]:
        if seen.wrong:
            said.append(f"event at frame {seen.event['start_frame']} ('{seen.event.get('title')}'): "
                        f"{len(seen.wrong)} wrong pictures, first {seen.wrong[0]}")
    return said
