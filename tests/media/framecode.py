"""The frame code: a strip of 32 black and white cells across the middle of a picture.

Cells, left to right: 1 0 | clip id, 6 bits | frame number, 16 bits | CRC, 6 bits | 0 1.
The outer white cells mark where the picture begins and ends, so pillar boxes need not be known;
the strip lies on the middle line, which no letter box and no scaling moves.
"""

CELLS = 32
MAX_CLIP = (1 << 6) - 1
MAX_FRAME = (1 << 16) - 1
STRIP_SHARE = 10  # the strip is 1/10 of the picture's height


def crc6(value, bits=22):
    """CRC-6 (x^6 + x + 1, start 0x3f) of `bits` bits, most significant first."""
    crc = 0x3F
    for shift in range(bits - 1, -1, -1):
        top = ((crc >> 5) ^ (value >> shift)) & 1
        crc = (crc << 1) & 0x3F
        if top:
            crc ^= 0x03
    return crc


def encode(clip, frame):
    """The 32 cells as bytes, 0 or 255. Raises ValueError when a number does not fit."""
    if not 0 <= clip <= MAX_CLIP or not 0 <= frame <= MAX_FRAME:
        raise ValueError(f"clip {clip} or frame {frame} does not fit the code")
    value = clip << 16 | frame
    value = value << 6 | crc6(value)
    word = 0b10 << 30 | value << 2 | 0b01
    return bytes(255 if word >> shift & 1 else 0 for shift in range(CELLS - 1, -1, -1))


def decode(row):
    """Read one line of luma (bytes). Returns (clip, frame), or None when no whole code is there."""
    low, high = min(row), max(row)
    if high - low < 80:
        return None
    middle = (low + high) // 2
    left, right = 0, len(row)
    while row[left] <= middle:
        left += 1
    while row[right - 1] <= middle:
        right -= 1
    cell = (right - left) / CELLS
    if cell < 4:
        return None
    word = 0
    for index in range(CELLS):
        a = int(left + (index + 0.3) * cell)
        b = max(a + 1, int(left + (index + 0.7) * cell))
        level = sum(row[a:b]) / (b - a)
        # A cell must be clearly black or white: a half-blended picture is not a frame.
        if abs(level - middle) < (high - low) * 0.2:
            return None
        word = word << 1 | (level > middle)
    if word >> 30 != 0b10 or word & 0b11 != 0b01:
        return None
    value, crc = word >> 8 & 0x3FFFFF, word >> 2 & 0x3F
    if crc6(value) != crc:
        return None
    return value >> 16, value & 0xFFFF
