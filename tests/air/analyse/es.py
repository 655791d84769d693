"""Elementary streams: what an H.264 access unit (ISO/IEC 14496-10) and ADTS frames (14496-3) hold."""

from dataclasses import dataclass, field

ADTS_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]


def nal_units(content):
    """Byte-stream NAL units (annex B) without start codes and trailing zeros."""
    at = content.find(b"\0\0\1")
    while at >= 0:
        after = content.find(b"\0\0\1", at + 3)
        yield content[at + 3 : after if after >= 0 else len(content)].rstrip(b"\0")
        at = after


@dataclass
class Picture:
    """What the NAL units of one PES packet say."""

    idr: bool = False
    pictures: int = 0  # slices with first_mb_in_slice 0: more than one means several access units
    delimiter: bool = False
    sps: list = field(default_factory=list)
    pps: list = field(default_factory=list)
    encoder_notes: int = 0  # SEI user data such as x264's settings


def picture(content):
    found = Picture()
    for nal in nal_units(content):
        if not nal:
            continue
        kind = nal[0] & 0x1F
        if kind in (1, 5):
            found.idr |= kind == 5
            found.pictures += len(nal) > 1 and bool(nal[1] & 0x80)  # ue(v) 0 is a single 1 bit
        elif kind == 6 and len(nal) > 1 and nal[1] == 5:
            found.encoder_notes += 1
        elif kind == 7:
            found.sps.append(nal)
        elif kind == 8:
            found.pps.append(nal)
        elif kind == 9:
            found.delimiter = True
    return found


@dataclass
class Sound:
    frames: int = 0
    samples: int = 0
    rate: int = 0
    channels: int = 0
    broken: bool = False  # something that is no frame, or a frame cut by the end


def adts(content):
    """The ADTS frames of one PES packet; every frame must lie in it whole."""
    found, at = Sound(), 0
    while at < len(content):
        head = content[at : at + 7]
        if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
            found.broken = True
            break
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        index = head[2] >> 2 & 15
        if length < 7 or at + length > len(content) or index >= len(ADTS_RATES):
            found.broken = True
            break
        found.frames += 1
        found.samples += 1024 * (1 + (head[6] & 3))
        found.rate = ADTS_RATES[index]
        found.channels = (head[2] & 1) << 2 | head[3] >> 6
        at += length
    return found
