"""Drives air_rig: a channel on air from a list of events, without a catalog."""

import json
import itertools
import os
import re
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "media"), str(HERE / "analyse")]

import clips as table  # noqa: E402
import decoded  # noqa: E402
import framecode  # noqa: E402
import hls  # noqa: E402
import make as media  # noqa: E402
import report  # noqa: E402

os.environ.setdefault("RETROVUE_STORE_SIZE", "0")  # what a test encodes is no help to the next
BUILD = Path(os.environ.get("RETROVUE_BUILD", HERE.parents[1] / "build"))
CLIPS = Path(os.environ.get("RETROVUE_CLIPS", BUILD / "clips"))
RIG = str(BUILD / "tests/air/air_rig")
PROGRAM = str(BUILD / "retrovue")
RATES = {"sd": Fraction(30000, 1001), "wide": Fraction(30000, 1001), "hd": Fraction(30000, 1001),
         "sd25": Fraction(25), "wide25": Fraction(25), "hd25": Fraction(25)}
LOGS = itertools.count()
EPOCH_MS = 1_577_836_800_000


def clip_path(name):
    return media.make(CLIPS, name)


def manifest():
    return media.manifest()


def probe(path):
    """What validation would know of a file, as air_rig wants it."""
    path = os.fsencode(path)
    text = subprocess.run([b"ffprobe", b"-v", b"error", b"-of", b"json", b"-show_streams", b"-show_format", b"-i", b"file:" + path],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    found = json.loads(text or "{}")
    known = {"path_hex": path.hex()}
    for stream in found.get("streams", []):
        kind = stream["codec_type"]
        if kind == "video" and "video_stream" not in known:
            sar = stream.get("sample_aspect_ratio", "1:1").split(":")
            known |= {"video_stream": stream["index"], "width": stream["width"], "height": stream["height"],
                      "sar_num": int(sar[0]) or 1, "sar_den": int(sar[1]) or 1,
                      "interlaced": stream.get("field_order", "progressive") not in ("progressive", "unknown"),
                      "matrix": stream.get("color_space", "")}
            num, den = map(int, stream["avg_frame_rate"].split("/"))
            if num and den:
                known["rate"] = f"{num}/{den}" if num < 1000000 and den < 1000000 else f"{round(num / den * 1000)}/1000"
        if kind == "audio" and "audio_stream" not in known:
            known["audio_stream"] = stream["index"]
    known["seconds"] = float(found.get("format", {}).get("duration", 0))
    return known


def event(path, frames, in_frame=0, kind="program", title="", item=0, alternates=(), known=None):
    first = known or probe(path)
    return {"kind": kind, "frames": frames, "in_frame": in_frame, "title": title or os.path.basename(os.fsdecode(path)).encode(errors="replace").decode(),
            "item": item, "clips": [first, *[probe(p) for p in alternates]]}


class Rig:
    """A channel that runs until closed."""

    def __init__(self, folder, spec):
        self.folder = Path(folder)
        file = self.folder / "spec.json"
        file.write_text(json.dumps(spec))
        self.expected = None  # what the log may say, as a pattern; nothing at all as long as nothing is wrong
        self.said = self.folder / f"log{next(LOGS)}"
        with open(self.said, "wb") as log:
            self.child = subprocess.Popen([RIG, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                          preexec_fn=media.first)
        self.rows = []
        self.ready = self.answer("base")

    def answer(self, key):
        for line in self.child.stdout:
            one = json.loads(line)
            if key in one:
                return one
            self.rows.append(one)
        raise AssertionError(f"the channel ended without saying {key}")

    def tell(self, words):
        self.child.stdin.write(words + "\n")
        self.child.stdin.flush()

    def ask(self, words, key):
        self.tell(words)
        return self.answer(key)

    def status(self):
        return self.ask("status", "on_air")

    def wait(self, true, seconds, what):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            status = self.status()
            if true(status):
                return status
            time.sleep(0.05)
        raise AssertionError(f"not in {seconds} s: {what}; {status}")

    def children(self):
        """Processes below the channel: (pid, arguments)."""
        return children_of(self.child.pid)

    def watch(self, name):
        file = self.folder / f"{name}.ts"
        self.tell(f"watch {name} {file}")
        return file

    def stop(self):
        if self.child.stdout.closed:
            return
        if self.child.poll() is None:
            self.tell("stop")
        self.rest()

    def rest(self):
        for line in self.child.stdout:
            self.rows.append(json.loads(line))
        assert self.child.wait() == 0, f"air_rig ended with {self.child.returncode}"
        self.child.stdin.close()
        self.child.stdout.close()
        strange = [line for line in self.log() if not (self.expected and re.search(self.expected, line))]
        assert not strange, strange

    def log(self):
        return self.said.read_text(errors="replace").splitlines()


def children_of(pid):
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if int(stat[1]) == pid and stat[0] != "Z":
                found.append((int(entry.name), (entry / "cmdline").read_bytes().split(b"\0")))
        except (OSError, IndexError):
            continue
    return found


def to_file(folder, events, until, profile="sd", begin=0, expected=None, **more):
    """Runs the events as fast as they encode into a file; returns (file, as-run rows, status).

    expected: what the log may say, see Rig."""
    out = Path(folder) / "out.ts"
    spec = {"profile": profile, "events": events, "output": str(out), "from": begin, "until": until, **more}
    rig = Rig(folder, spec)
    rig.expected = expected
    rig.rest()
    status = [row for row in rig.rows if "on_air" in row][-1]
    rows = [row for row in rig.rows if "status" in row]
    return out, rows, rig.ready["base"], status


def judge(path, profile="sd", frames=None, cut=False):
    """What the analyser says of a transport stream."""
    rate = RATES[profile]
    limits = report.Limits(rate=(rate.numerator, rate.denominator), frames=frames, cut=cut)
    stream = report.Stream()
    stream.feed(Path(path).read_bytes())
    stream.finish(limits.cut)
    return report.judge(stream, limits)


def uncut(name, profile, frames):
    """Code numbers of the clip as one plain run of ffmpeg over the whole file shows them on the profile's grid."""
    rate = RATES[profile]
    call = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(clip_path(name)), "-filter_complex",
            f"[0:v]fps={rate}:start_time=0:round=near,crop=iw:ih/40:0:(ih-oh)/2:exact=1,format=gray,scale=640:2:flags=area[v]",
            "-map", "[v]", "-fps_mode", "passthrough", "-frames:v", str(frames), "-f", "rawvideo", "-"]
    rows = subprocess.run(call, stdout=subprocess.PIPE, check=True).stdout
    codes = (framecode.decode(rows[at:at + 640]) for at in range(0, len(rows), 1280))
    return [code[1] if code else None for code in codes]


def shown(path):
    """(clip id, code number) of every picture, in order of time."""
    return [(frame.clip, frame.number) for frame in decoded.decode(path, audio=False).frames]
