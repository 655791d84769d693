"""Paints the sample library's pictures: layers as PNG, drawn with nothing but the standard library.

A layer wider than the screen repeats seamlessly, so ffmpeg can let it pass by for ever.
"""

import math
import random
import struct
import zlib


def png(path, width, height, rows):
    """Write RGBA rows (bytes of width * 4)."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    raw = b"".join(b"\0" + row for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw, 1))
                     + chunk(b"IEND", b""))


def rgb(text):
    return tuple(int(text[i : i + 2], 16) for i in (0, 2, 4))


def mix(a, b, share):
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b))


def sky(path, width, height, colours, disc=None, stars=0, seed=1):
    """A vertical run through `colours`, with a sun or moon (x, y, radius, colour as shares of the height)."""
    stops = [rgb(colour) for colour in colours]
    dice = random.Random(seed)
    rows = []
    for y in range(height):
        place = y / height * (len(stops) - 1)
        colour = mix(stops[int(place)], stops[int(place) + 1], place % 1)
        rows.append(bytearray(bytes((*colour, 255)) * width))
    for _ in range(stars):
        x, y = dice.randrange(width), int(dice.random() ** 1.6 * height * 0.7)
        bright = dice.randrange(120, 256)
        rows[y][x * 4 : x * 4 + 3] = bytes(mix(tuple(rows[y][x * 4 : x * 4 + 3]), (255, 255, 255), bright / 255))
    if disc:
        cx, cy, radius, colour = disc[0] * width, disc[1] * height, disc[2] * height, rgb(disc[3])
        for y in range(max(0, int(cy - radius * 3)), min(height, int(cy + radius * 3))):
            for x in range(max(0, int(cx - radius * 3)), min(width, int(cx + radius * 3))):
                far = math.hypot(x - cx, y - cy) / radius
                # A hard edge over one pixel, then a glow that fades to three radii.
                share = 1.0 if far < 1 else 0.35 * max(0.0, 1 - (far - 1) / 2) ** 2
                if share:
                    old = tuple(rows[y][x * 4 : x * 4 + 3])
                    rows[y][x * 4 : x * 4 + 3] = bytes(mix(old, colour, share))
    png(path, width, height, rows)


def ridge(width, waves, seed):
    """Heights 0..1 per column, periodic in the width: a sum of sines with whole numbers of periods."""
    dice = random.Random(seed)
    parts = [(n, dice.random() * 6.283, 1 / (1 + n * 0.55)) for n in waves]
    total = sum(part[2] for part in parts)
    return [sum(a * math.sin(6.28318 * n * x / width + p) for n, p, a in parts) / total / 2 + 0.5
            for x in range(width)]


def fill(path, width, height, tops, top_colour, low_colour, lights=(), light_colour="ffe9a8"):
    """Everything below `tops` (one row number per column); `lights` are small boxes (x, y, w, h) on it.

    Only the rows from the highest top down are written, an even number: what is clear need not be blended.
    """
    upper, lower = rgb(top_colour), rgb(low_colour)
    clear = bytes(4)
    first = min(tops) // 2 * 2
    rows = []
    for y in range(first, height):
        pixel = bytes((*mix(upper, lower, y / height), 255))
        rows.append(bytearray(b"".join([pixel if y >= top else clear for top in tops])))
    lit = bytes((*rgb(light_colour), 255))
    for x, y, w, h in lights:
        for row in rows[max(0, y - first) : y - first + h]:
            row[x * 4 : (x + w) * 4] = lit * len(row[x * 4 : (x + w) * 4 : 4])
    png(path, width, height - first, rows)


def hills(path, width, height, high, waves, top_colour, low_colour, seed):
    tops = [int(height * (1 - high * (0.35 + 0.65 * share))) for share in ridge(width, waves, seed)]
    fill(path, width, height, tops, top_colour, low_colour)


def skyline(path, width, height, high, top_colour, low_colour, seed, window=3):
    """Houses with lit windows, a mast here and there."""
    dice = random.Random(seed)
    tops, lights, x = [height] * width, [], 0
    while x < width:
        wide = min(width - x, dice.randrange(width // 50, width // 20))
        top = int(height * (1 - high * (0.45 + 0.55 * dice.random())))
        tops[x : x + wide] = [top] * wide
        if wide > 12 and dice.random() < 0.3:
            mast = x + wide // 2
            tops[mast : mast + 2] = [max(0, top - height // 10)] * 2
            lights.append((mast, max(0, top - height // 10), 2, 2))
        for wx in range(x + window, x + wide - window, window * 2):
            for wy in range(top + window * 2, height - window, window * 3):
                if dice.random() < 0.4:
                    lights.append((wx, wy, window, window + 1))
        x += wide
    fill(path, width, height, tops, top_colour, low_colour, lights)


def sea(path, width, height, level, top_colour, low_colour, seed, glitter=260):
    dice = random.Random(seed)
    top = int(height * level)
    lights = []
    for _ in range(glitter):
        y = top + int(dice.random() ** 1.5 * (height - top - 2))
        lights.append((dice.randrange(width - 24), y, dice.randrange(4, 8 + (y - top) // 5), 1))
    fill(path, width, height, [top] * width, top_colour, low_colour, lights, "f7e7c8")


def dunes(path, width, height, high, top_colour, low_colour, seed):
    hills(path, width, height, high, (1, 2, 3), top_colour, low_colour, seed)


def rays(path, width, height, first, second, count=18):
    """A sunburst of two colours around the middle of the screen."""
    one, two = bytes((*rgb(first), 255)), bytes((*rgb(second), 255))
    cx, cy = width / 2, height * 0.55
    rows = []
    for y in range(height):
        rows.append(b"".join([
            one if int(math.atan2(y - cy, x - cx) / math.pi * count + count * 2) & 1 else two for x in range(width)
        ]))
    png(path, width, height, rows)


def disc(path, size, colour, ring):
    """A round badge."""
    inner, outer, clear = bytes((*rgb(colour), 255)), bytes((*rgb(ring), 255)), bytes(4)
    middle = (size - 1) / 2
    rows = []
    for y in range(size):
        far = [math.hypot(x - middle, y - middle) / middle for x in range(size)]
        rows.append(b"".join([inner if d < 0.86 else outer if d < 1 else clear for d in far]))
    png(path, size, size, rows)
