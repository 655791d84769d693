"""What a viewer sees and hears: frame codes and beeps, with their times, of any file ffmpeg can read.

One ffmpeg run decodes the middle line of every picture and the sound as mono s16 at 48 kHz; the stamps come
from framecrc beside them, so nothing is assumed about gaps.
"""

import subprocess
import sys
import tempfile
from array import array
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "media"))

import framecode  # noqa: E402

ROW = 640
RATE = 48000
LOUD = 600  # below this a sample is silence (s16); a beep after any sane gain is far above
QUIET_BEFORE = RATE // 20  # so long must the silence before a beep be


class Unreadable(Exception):
    """ffmpeg could not decode the file."""


@dataclass
class Frame:
    time: Fraction  # seconds
    clip: int | None  # None: no code to be read
    number: int | None


@dataclass
class Decoded:
    frames: list
    sound: array  # mono s16
    blocks: list  # (time of the first sample, index of it in `sound`)
    complaints: list  # what ffmpeg said

    def sound_time(self, index):
        """The time of a sample, by the block it lies in."""
        low, high = 0, len(self.blocks)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.blocks[middle][1] <= index else (low, middle)
        time, first = self.blocks[low]
        return time + Fraction(index - first, RATE)


def crc_rows(path):
    """(time, bytes) of every line of a framecrc file."""
    base = Fraction(1)
    for line in path.read_text().splitlines():
        if line.startswith("#tb 0:"):
            base = Fraction(line.split(":", 1)[1].strip())
        elif line and line[0] != "#":
            fields = [part.strip() for part in line.split(",")]
            yield int(fields[2]) * base, int(fields[4])


def has_stream(path, kind):
    call = ["ffprobe", "-v", "error", "-select_streams", kind, "-show_entries", "stream=index", "-of", "csv=p=0",
            f"file:{path}"]
    return bool(subprocess.run(call, capture_output=True, check=False).stdout.strip())


def decode(path, video=True, audio=True):
    """Decode `path`. Raises Unreadable with ffmpeg's words when nothing comes out."""
    video, audio = video and has_stream(path, "v"), audio and has_stream(path, "a")
    if not video and not audio:
        raise Unreadable(f"no stream to decode in '{path}'")
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        graph, outputs = [], []
        if video:
            graph.append("[0:v:0]crop=iw:ih/40:0:(ih-oh)/2:exact=1,format=gray,"
                         f"scale={ROW}:2:flags=area,settb=1/90000,split[rows][stamps]")
            outputs += [["[rows]", "rawvideo", "rows"], ["[stamps]", "framecrc", "row-stamps"]]
        if audio:
            graph.append(f"[0:a:0]aresample={RATE},aformat=sample_fmts=s16:channel_layouts=mono,asplit[pcm][pcm-stamps]")
            outputs += [["[pcm]", "s16le", "pcm"], ["[pcm-stamps]", "framecrc", "pcm-stamps"]]
        call = ["ffmpeg", "-v", "warning", "-nostdin", "-y", "-copyts", "-i", f"file:{path}",
                "-filter_complex", ";".join(graph)]
        for pad, form, name in outputs:
            call += ["-map", pad]
            call += [] if "pcm" in pad else ["-fps_mode", "passthrough", "-enc_time_base", "1:90000"]
            call += ["-f", form, str(work / name)]
        done = subprocess.run(call, capture_output=True, check=False)
        complaints = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        frames, sound, blocks = [], array("h"), []
        if video:
            rows = (work / "rows").read_bytes()
            for i, (time, _) in enumerate(crc_rows(work / "row-stamps")):
                code = framecode.decode(rows[i * 2 * ROW : (i * 2 + 1) * ROW])
                frames.append(Frame(time, *(code or (None, None))))
        if audio:
            sound.frombytes((work / "pcm").read_bytes())
            at = 0
            for time, size in crc_rows(work / "pcm-stamps"):
                blocks.append((time, at))
                at += size // 2
    if not frames and not len(sound):
        raise Unreadable("; ".join(complaints) or f"nothing decoded from '{path}'")
    return Decoded(frames, sound, blocks, complaints)


def onsets(sound):
    """Sample indices where a beep begins after silence."""
    found, quiet, step = [], QUIET_BEFORE, RATE // 1000
    for at in range(0, len(sound), step):
        piece = sound[at : at + step]
        if max(piece) < LOUD and min(piece) > -LOUD:
            quiet += step
            continue
        if quiet >= QUIET_BEFORE:
            # A quarter of the beep's peak: above the pre-echo a lossy codec puts before an attack.
            peak = max(abs(v) for v in sound[at : at + 20 * step])
            bar = max(LOUD, peak // 4)
            first = next((i for i in range(at, min(len(sound), at + 20 * step)) if abs(sound[i]) >= bar), at)
            found.append(first)
        quiet = 0
    return found


@dataclass
class Run:
    """Successive frames of one clip whose numbers rise evenly: one piece of an event on air."""

    clip: int
    first: Frame
    last: Frame
    origin: Fraction  # the time at which frame 0 of the clip would have been shown
    frames: int


def runs(frames, clips):
    """Split the frames into runs. `clips`: the manifest of tests/media by clip id (as int)."""
    found, open_run = [], []

    def close():
        if open_run and open_run[0].clip in clips:
            spec = clips[open_run[0].clip]
            rate = Fraction(spec["num"], spec["den"])
            origin = median(f.time - Fraction(f.number) / rate for f in open_run)
            found.append(Run(open_run[0].clip, open_run[0], open_run[-1], origin, len(open_run)))
        open_run.clear()

    for frame in frames:
        if open_run and not follows(open_run[-1], frame, clips):
            close()
        if frame.clip is not None:
            open_run.append(frame)
    close()
    return found


def follows(before, frame, clips):
    """Does `frame` continue the run: same clip, and the number moved on as the time did, within 2.5 frames?"""
    if frame.clip != before.clip or frame.clip not in clips or frame.number < before.number:
        return False
    spec = clips[frame.clip]
    passed = float(frame.time - before.time) * spec["num"] / spec["den"]
    return abs(frame.number - before.number - passed) < max(2.5, passed * 0.5)


def offsets(decoded, clips):
    """A/V offset of every beep that its run says must be heard: positive when the sound comes late.

    Returns a list of {clip, beat, time, offset_ms} with offset_ms None for a beep that is missing.
    """
    heard = [decoded.sound_time(index) for index in onsets(decoded.sound)]
    result = []
    for run in runs(decoded.frames, clips):
        spec = clips[run.clip]
        rate, beat = Fraction(spec["num"], spec["den"]), spec["beat"]
        first = -(-run.first.number // beat)
        for k in range(first, run.last.number // beat + 1):
            due = run.origin + k * beat / rate
            if k * beat >= spec["audio_frames"]:
                continue
            near = min(heard, key=lambda time: abs(time - due), default=None)
            missing = near is None or abs(near - due) > Fraction(3, 10)
            result.append({"clip": run.clip, "beat": k, "time": float(due),
                           "offset_ms": None if missing else round(float(near - due) * 1000, 3)})
    return result
