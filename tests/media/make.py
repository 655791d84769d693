"""Makes test clips with ffmpeg; see clips.py for what they are.

The code strip is drawn by us as 64 bytes per frame and blown up by ffmpeg, the beeps are raw samples:
no filter expression is evaluated per pixel or per sample, so a clip costs little more than its encoding.
"""

import contextlib
import fcntl
import hashlib
import json
import math
import os
import subprocess
import tempfile
from array import array
from pathlib import Path

import clips
import framecode

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf"
BEEP_SECONDS = 0.12


def strip(clip_id, frames, repeat=1):
    """Raw gray 32x2 pictures, one per frame number, each `repeat` times."""
    return b"".join(framecode.encode(clip_id, n) * 2 * repeat for n in range(frames))


def beeps(frames, rate, beat, tone, sample_rate=48000):
    """Mono s16 sound as long as the frames: a beep whose first sample falls on every beat-th frame."""
    total = round(frames * sample_rate * rate[1] / rate[0])
    length = int(BEEP_SECONDS * sample_rate)
    wave = array("h", (
        int(16000 * math.sin(2 * math.pi * tone * i / sample_rate) * min(1.0, (length - i) / (0.01 * sample_rate)))
        for i in range(length)
    )).tobytes()
    sound = bytearray(total * 2)
    for frame in range(0, frames, beat):
        at = round(frame * sample_rate * rate[1] / rate[0]) * 2
        piece = wave[: len(sound) - at]
        sound[at : at + len(piece)] = piece
    return bytes(sound)


def spread(layout):
    if layout == "5.1":
        return "pan=5.1|FL=0.5*c0|FR=0.5*c0|FC=0.7*c0|LFE=0*c0|BL=0.2*c0|BR=0.2*c0"
    return f"aformat=channel_layouts={layout}"


def drawing(clip):
    """The filter chain from test card and strip to the encoder's picture."""
    width, height = clip.size
    high = height // framecode.STRIP_SHARE // 2 * 2
    number = "trunc(n/2)" if clip.fields else "n"
    size, edge = max(10, height // 16), height // 20
    words = (
        f"drawtext=fontfile={FONT}:fontsize={size}:fontcolor=white:box=1:boxcolor=black@0.7:boxborderw=4:x={edge}"
    )
    seconds = f"{number}*{clip.rate[1]}/{clip.rate[0]}"
    steps = [
        f"[1:v]scale={width}:{high}:flags=neighbor,format=yuv420p[strip]",
        f"[0:v]format=yuv420p,{words}:y={edge}:text='{clip.name}',"
        f"{words}:y=h-{edge}-text_h:text='frame %{{eif\\:{number}\\:d\\:5}}  "
        f"%{{eif\\:trunc({seconds})\\:d\\:3}}.%{{eif\\:trunc(mod({seconds},1)*1000)\\:d\\:3}}'[card]",
    ]
    tail = [f"[card][strip]overlay=x=0:y={(height - high) // 2}:eof_action=endall"]
    if clip.select:
        tail.append(f"select='{clip.select}'")
    if clip.fields:
        tail.append("tinterlace=mode=interleave_top,setfield=tff")
    if clip.shape:
        tail.append(clip.shape)
    tail.append(f"setsar={clip.sar[0]}/{clip.sar[1]}")
    return ";".join(steps + [",".join(tail) + "[v]"])


def chapter_list(starts, end, rate, titles=()):
    """ffmpeg's metadata text for chapters that begin at the frames `starts`."""
    lines = [";FFMETADATA1"]
    for number, (first, after) in enumerate(zip(starts, [*starts[1:], end])):
        title = titles[number] if titles else f"Act {number + 1}"
        lines += ["[CHAPTER]", f"TIMEBASE={rate[1]}/{rate[0]}", f"START={first}", f"END={after}", f"title={title}"]
    return "\n".join(lines) + "\n"


def command(clip, work, out):
    """The ffmpeg call that makes the clip; writes its inputs into the folder `work`."""
    double = 2 if clip.fields else 1
    rate = f"{clip.rate[0] * double}/{clip.rate[1]}"
    width, height = clip.size
    (work / "strip").write_bytes(strip(clip.id, clip.frames, double))
    call = ["ffmpeg", "-v", "error", "-nostdin", "-y",
            "-f", "lavfi", "-i", f"testsrc2=s={width}x{height}:r={rate}",
            "-f", "rawvideo", "-pixel_format", "gray", "-video_size", "32x2", "-framerate", rate,
            "-i", str(work / "strip")]
    if clip.audio:
        heard = clip.audio_frames or clip.frames
        (work / "sound").write_bytes(beeps(heard, clip.rate, clip.beat, clip.tone))
        call += ["-f", "s16le", "-ar", "48000", "-ac", "1", "-i", str(work / "sound")]
    if clip.chapters:
        (work / "chapters").write_text(chapter_list(clip.chapters, clip.frames, clip.rate))
        call += ["-f", "ffmetadata", "-i", str(work / "chapters"), "-map_chapters", "3"]
    graph = drawing(clip)
    if clip.audio:
        graph += f";[2:a]{spread(clip.layout)}[a]"
    call += ["-filter_complex", graph, "-map", "[v]", *clip.video]
    call += ["-fps_mode", "passthrough"] if clip.select else []
    if clip.audio:
        call += ["-map", "[a]", *clip.audio, "-ar", str(clip.audio_rate)]
    return call + ["-metadata", f"title={clip.name}", *clip.mux, str(out)]


def boxes(content):
    """Top-level MP4 boxes as (type, start, end)."""
    at = 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        yield content[at + 4 : at + 8], at, at + size
        at += max(size, 8)


def damage(clip, path):
    content = path.read_bytes()
    if clip.damage == "truncate":
        path.write_bytes(content[: len(content) * 6 // 10])
    elif clip.damage == "no-moov":
        path.write_bytes(content[: next(start for kind, start, _ in boxes(content) if kind == b"moov")])


def signature(clip):
    text = repr(clip) + Path(__file__).read_text() + Path(framecode.__file__).read_text()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def once(folder, relative, mark, build):
    """The file folder/relative, made by `build(work folder, path)` unless it is there and its mark is the same.

    Callers at the same time wait for each other; a half-made file is never seen under its name.
    """
    path = Path(folder) / relative
    stamp = Path(folder) / ".made" / f"{str(relative).replace('/', '+')}.stamp"
    stamp.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(stamp, "a+", encoding="utf-8") as known:
        fcntl.flock(known, fcntl.LOCK_EX)
        known.seek(0)
        if path.exists() and known.read() == mark:
            return path
        with tempfile.TemporaryDirectory(dir=stamp.parent) as work:
            fresh = Path(work) / path.name
            build(Path(work), fresh)
            os.replace(fresh, path)
        known.seek(0)
        known.truncate()
        known.write(mark)
    return path


def first():
    """Before what others do on this machine, where that is allowed: a channel on the clock has no time to wait for them."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)


def make(folder, name):
    """The path of the clip `name` in `folder`; made unless it is there already."""
    clip = clips.BY_NAME[name]

    def build(work, fresh):
        subprocess.run(command(clip, work, fresh), check=True)
        damage(clip, fresh)

    return once(folder, clip.file, signature(clip), build)


def make_fakes(folder):
    for name, content in clips.FAKES.items():
        path = Path(folder) / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def make_hostile(folder):
    """Copies of the tiny clip under every hostile name, in the folder `hostile`."""
    source = make(folder, "tiny").read_bytes()
    where = os.fsencode(Path(folder) / "hostile")
    os.makedirs(where, exist_ok=True)
    for name in clips.HOSTILE:
        path = os.path.join(where, name)
        if not os.path.exists(path) or os.path.getsize(path) != len(source):
            with open(path, "wb") as out:
                out.write(source)
    return Path(folder) / "hostile"


def manifest():
    """What an analyser must know of every clip, by clip id."""
    return {
        clip.id: {
            "name": clip.name, "file": clip.file, "num": clip.rate[0], "den": clip.rate[1],
            "frames": clip.frames, "beat": clip.beat, "hold": clip.hold, "audio": clip.audio is not None,
            "audio_frames": clip.audio_frames or (clip.frames if clip.audio else 0),
            "chapters": list(clip.chapters),
        }
        for clip in clips.CLIPS
    }


def write_manifest(folder):
    path = Path(folder) / "clips.json"
    text = json.dumps(manifest(), indent=1) + "\n"
    if not path.exists() or path.read_text() != text:
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(text)
        os.replace(fresh, path)
