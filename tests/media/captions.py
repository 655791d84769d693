"""Line 21 captions (CEA-608 inside CEA-708 packets, ATSC A/53 part 4) put into an H.264 stream that has none."""

START = b"\0\0\0\1"


def odd(value):
    """A byte of line 21: seven bits and odd parity."""
    return value | (0 if bin(value).count("1") % 2 else 0x80)


def pop_on(text):
    """Byte pairs that load a caption and show it: RCL, ENM, PAC for row 15, the text, EOC. Commands go twice, as they must."""
    pairs = []
    for command in ((0x14, 0x20), (0x14, 0x2E), (0x14, 0x70)):
        pairs += [command, command]
    padded = text.encode("ascii") + b"\0" * (len(text) % 2)
    pairs += [(padded[i], padded[i + 1]) for i in range(0, len(padded), 2)]
    return pairs + [(0x14, 0x2F)] * 2


CLEAR = [(0x14, 0x2C)] * 2


def script(frames, shows):
    """One pair for each frame. shows: (frame from which the text stands, frame at which it is cleared, text)."""
    pairs = [(0, 0)] * frames
    for begin, end, text in shows:
        load = pop_on(text)
        pairs[begin - len(load) + 1:begin + 1] = load
        pairs[end:end + len(CLEAR)] = CLEAR
    return pairs


def message(pair):
    """The SEI unit with one pair of field 1 (H.264 D.1.6, A/53 part 4 table 6.7)."""
    data = bytes([0xB5, 0x00, 0x31]) + b"GA94" + bytes([0x03, 0x40 | 1, 0xFF, 0xFC, odd(pair[0]), odd(pair[1]), 0xFF])
    body, zeros = bytearray([6]), 0
    for byte in bytes([4, len(data)]) + data + b"\x80":
        if zeros >= 2 and byte <= 3:
            body.append(3)
            zeros = 0
        zeros = zeros + 1 if byte == 0 else 0
        body.append(byte)
    return START + bytes(body)


def insert(stream, pairs):
    """The Annex B stream, whose pictures stand in the order in which they are shown, with a pair before each one's first slice."""
    out, at, picture = bytearray(), 0, 0
    while (start := stream.find(b"\0\0\1", at)) >= 0:
        begin = start - 1 if start > at and stream[start - 1] == 0 else start
        out += stream[at:begin]
        kind, first = stream[start + 3] & 0x1F, stream[start + 4] & 0x80  # first_mb_in_slice 0 is a single 1 bit
        if kind in (1, 5) and first:
            out += message(pairs[picture])
            picture += 1
        out += stream[begin:start + 4]
        at = start + 4
    assert picture == len(pairs), (picture, len(pairs))
    return bytes(out + stream[at:])
