"""The sample library's sound: soft chords, a jingle for the commercials, and a beep each second."""

import functools
import math
from array import array

RATE = 48000
BEEP_SECONDS = 0.1

# Whole numbers of Hz: after each second every wave is back at zero, so seconds join without a click.
MOODS = {
    "harbor": [(110, 165, 220), (131, 196, 262), (98, 147, 196), (110, 165, 247)],
    "city": [(82, 123, 165), (98, 147, 196), (110, 131, 165), (73, 110, 147)],
    "dunes": [(65, 98, 131), (73, 110, 175), (65, 104, 131), (58, 87, 117)],
}
TUNES = {
    "bright": [(523, 659, 784, 1047), (587, 698, 880, 1175), (659, 784, 988, 1319), (523, 659, 784, 1047)],
    "cool": [(440, 523, 659, 880), (392, 494, 587, 784), (349, 440, 523, 698), (392, 494, 587, 784)],
}


def beep(i, pitch):
    fade = 1 - i / (BEEP_SECONDS * RATE)
    return 9000 * fade * math.sin(6.283185307 * pitch * i / RATE) if fade > 0 else 0.0


def pad(i, chord):
    return sum(math.sin(6.283185307 * hz * i / RATE) for hz in chord) * 900 / len(chord)


def pluck(i, notes):
    length = RATE // len(notes)
    at = i % length
    return 3200 * math.exp(-at * 5 / length) * math.sin(6.283185307 * notes[i // length] * at / RATE)


@functools.lru_cache(maxsize=None)
def four_seconds(kind, pitch):
    """Four seconds of mono s16 that repeat."""
    voice, chords = (pad, MOODS[kind]) if kind in MOODS else (pluck, TUNES[kind])
    return b"".join(
        array("h", [int(voice(i, chord) + beep(i, pitch)) for i in range(RATE)]).tobytes() for chord in chords
    )


def track(kind, pitch, seconds):
    """Mono s16 for `seconds` (a float is cut to the sample)."""
    need = int(seconds * RATE) * 2
    block = four_seconds(kind, pitch)
    return (block * (need // len(block) + 1))[:need]
