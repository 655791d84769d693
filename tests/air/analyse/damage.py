"""Breaks good MPEG-TS on purpose, for the analysers' own tests. Works on lists of 188-byte packets."""

import ts


def packets(content):
    return [bytearray(content[at : at + ts.PACKET]) for at in range(0, len(content), ts.PACKET)]


def pid_of(packet):
    return (packet[1] & 0x1F) << 8 | packet[2]


def starts(packet):
    return bool(packet[1] & 0x40)


def of_pid(listed, pid):
    return [i for i, packet in enumerate(listed) if pid_of(packet) == pid]


def unit_starts(listed, pid):
    return [i for i in of_pid(listed, pid) if starts(listed[i])]


def renumber(listed, pid):
    """Make the continuity counters of a PID whole again, so that only the other damage shows."""
    counter = None
    for i in of_pid(listed, pid):
        if counter is None:
            counter = listed[i][3] & 15
        elif listed[i][3] & 0x10:
            counter = (counter + 1) & 15
        listed[i][3] = listed[i][3] & 0xF0 | counter


def drop_unit(listed, pid, nth):
    """Remove one whole PES packet without a trace in the counters."""
    marks = unit_starts(listed, pid)
    gone = {i for i in of_pid(listed, pid) if marks[nth] <= i < marks[nth + 1]}
    kept = [packet for i, packet in enumerate(listed) if i not in gone]
    renumber(kept, pid)
    return kept


def header_at(packet):
    return 4 + (1 + packet[4] if packet[3] & 0x20 else 0)


def shift_pts(packet, ticks):
    """Move the PTS (not the DTS) of the PES packet that begins here."""
    at = header_at(packet) + 9
    raw = packet[at : at + 5]
    value = (raw[0] >> 1 & 7) << 30 | raw[1] << 22 | (raw[2] >> 1) << 15 | raw[3] << 7 | raw[4] >> 1
    value = (value + ticks) % ts.WRAP
    packet[at] = raw[0] & 0xF1 | (value >> 30) << 1
    packet[at + 1] = value >> 22 & 0xFF
    packet[at + 2] = (value >> 15 & 0x7F) << 1 | 1
    packet[at + 3] = value >> 7 & 0xFF
    packet[at + 4] = (value & 0x7F) << 1 | 1


def clear_flag(packet, flag):
    """Clear a flag of the adaptation field: 0x40 random access, 0x10 PCR."""
    if packet[3] & 0x20 and packet[4]:
        packet[5] &= ~flag & 0xFF


def join(listed):
    return b"".join(bytes(packet) for packet in listed)
