"""Films with a steady tone in each of their tracks of sound, and which tones are heard when in a recording."""

import cmath
import subprocess
from array import array
from pathlib import Path

RATE = 48000
STEP = RATE // 20  # samples of a look: whole periods of all that is a multiple of 20 Hz


def film(folder, name, picture, tracks, seconds=60):
    """A film with the pictures of a clip and a track for each (language, Hz)."""
    file = Path(folder) / name
    call = ["ffmpeg", "-v", "error", "-y", "-i", picture]
    for _, tone in tracks:
        call += ["-f", "lavfi", "-i", f"aevalsrc=exprs='0.25*sin(2*PI*{tone}*t)|0.25*sin(2*PI*{tone}*t)':s={RATE}:d={seconds}"]
    call += ["-map", "0:v"]
    for n, (language, _) in enumerate(tracks):
        call += ["-map", f"{n + 1}:a", f"-metadata:s:a:{n}", f"language={language}"]
    subprocess.run([*map(str, call), "-c:v", "copy", "-c:a", "flac", "-t", str(seconds), str(file)], check=True)
    return file


def samples(file, track=0, head=b""):
    """What a track sounds like, as one side of 16 bit at 48 kHz."""
    source = ["-i", f"file:{file}"] if not head else ["-i", "pipe:0"]
    done = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *source, "-map", f"0:a:{track}", "-af", "pan=mono|c0=c0", "-ar", str(RATE), "-f", "s16le", "-"],
                          input=head or None, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    assert not done.stderr, done.stderr
    return array("h", done.stdout)


def level(sound, at, tone):
    """Amplitude of a tone, 0 to 1, in a look that begins there (Goertzel)."""
    turn = cmath.exp(-2j * cmath.pi * tone / RATE)
    total, phase = 0j, 1 + 0j
    for one in sound[at : at + STEP]:
        total += one * phase
        phase *= turn
    return abs(total) * 2 / STEP / 32768


def heard(sound, tones, begin=0, end=None):
    """[(sample, the tones that are heard there)], look by look."""
    end = len(sound) if end is None else end
    return [(at, {tone for tone in tones if level(sound, at, tone) > 0.04}) for at in range(begin, end - STEP + 1, STEP)]
