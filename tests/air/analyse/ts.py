"""MPEG-TS packets (ISO/IEC 13818-1) read one by one: continuity, PSI, PCR, PES units.

Independent of the program under test. `Demux.feed` takes bytes in pieces of any size, so a live pipe
can be read as well as a file; `Demux.finish` closes what is open.
"""

from dataclasses import dataclass, field

PACKET = 188
WRAP = 1 << 33
PCR_WRAP = WRAP * 300
PCR_HZ = 27_000_000
SDT_PID = 0x11
VIDEO_TYPES = {0x01: "mpeg1video", 0x02: "mpeg2video", 0x1B: "h264", 0x24: "hevc"}
AUDIO_TYPES = {0x03: "mp2", 0x04: "mp2", 0x0F: "aac", 0x11: "latm", 0x81: "ac3"}


def nearest(stamp, near, wrap=WRAP):
    """The value congruent to `stamp` modulo `wrap` that lies nearest to `near`: undoes the 33-bit wrap."""
    return near + (stamp - near + wrap // 2) % wrap - wrap // 2


def crc32_mpeg(content):
    """CRC-32 of PSI sections (ISO/IEC 13818-1 annex A); 0 over a whole section that is right."""
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if crc & 0x80000000 else crc << 1
    return crc


@dataclass
class Unit:
    """One PES packet: stamps unwrapped, positions as packet numbers of the stream."""

    pid: int
    pts: int | None
    dts: int | None
    first: int
    last: int = 0
    random_access: bool = False
    whole: bool = True
    data: bytes = b""


@dataclass
class Pid:
    packets: int = 0
    counter: int | None = None
    last_packet: bytes = b""
    last_stamp: int | None = None
    open: Unit | None = None
    pieces: list = field(default_factory=list)
    wanted: int = 0  # PES_packet_length, 0 = open end


class Demux:
    """Collects what the stream says. `on_unit(unit)` is called for each finished PES packet."""

    def __init__(self, on_unit=None):
        self.on_unit = on_unit or (lambda unit: None)
        self.pids = {}
        self.packets = 0
        self.sync_errors = []
        self.transport_errors = []
        self.continuity_errors = []  # (packet number, pid, expected, found)
        self.duplicates = []  # packets sent twice, which 2.4.3.3 allows
        self.discontinuities = []  # packet numbers with the discontinuity indicator
        self.pat = []  # packet numbers
        self.pmt = []
        self.psi_errors = []
        self.psi_versions = set()
        self.pmt_pid = None
        self.pcr_pid = None
        self.streams = {}  # pid -> stream type
        self.pcr = []  # (packet number, unwrapped 27 MHz value)
        self.early = []  # packets of other streams before the first PMT
        self._rest = b""
        self._crc_seen = {}

    def feed(self, content):
        content = self._rest + content
        at, end = 0, len(content)
        while at + PACKET <= end:
            if content[at] != 0x47:
                self.sync_errors.append(self.packets)
                step = content.find(b"\x47", at + 1)
                at = end if step < 0 else step
                continue
            self._packet(content, at)
            at += PACKET
        self._rest = content[at:]

    def finish(self, cut=False):
        """Close open units. `cut`: the bytes end anywhere, so an open unit may lack its tail."""
        if self._rest and not cut:
            self.sync_errors.append(self.packets)
        for state in self.pids.values():
            if state.open and cut:
                state.open.whole = False
            self._close(state, self.packets)

    def _packet(self, content, at):
        number, self.packets = self.packets, self.packets + 1
        second, fourth = content[at + 1], content[at + 3]
        pid = (second & 0x1F) << 8 | content[at + 2]
        if pid == 0x1FFF:
            return
        if second & 0x80:
            self.transport_errors.append(number)
        state = self.pids.get(pid)
        if state is None:
            state = self.pids[pid] = Pid()
        state.packets += 1
        if not self.pmt and pid not in (0, SDT_PID, self.pmt_pid):
            self.early.append(number)
        start, random_access, jump = at + 4, False, False
        if fourth & 0x20:
            length = content[start]
            if length:
                flags = content[start + 1]
                random_access = bool(flags & 0x40)
                jump = bool(flags & 0x80)
                if jump:
                    self.discontinuities.append(number)
                if flags & 0x10:
                    self._clock(number, pid, content[start + 2 : start + 8])
            start += 1 + length
        has_payload = bool(fourth & 0x10)
        packet = content[at : at + PACKET]
        if state.last_packet == packet and has_payload:
            self.duplicates.append(number)
            return
        state.last_packet = packet
        self._count(state, pid, number, fourth & 0x0F, has_payload, jump)
        if not has_payload:
            return
        payload = content[start : at + PACKET]
        if pid == 0 or pid == self.pmt_pid:
            self._section(number, pid, payload, second & 0x40)
        elif pid in self.streams:
            self._payload(state, pid, number, payload, second & 0x40, random_access)

    def _count(self, state, pid, number, counter, has_payload, jump):
        """Continuity (2.4.3.3)."""
        if state.counter is not None and not jump:
            expected = (state.counter + 1) & 15 if has_payload else state.counter
            if counter != expected:
                self.continuity_errors.append((number, pid, expected, counter))
                if state.open:
                    state.open.whole = False
        state.counter = counter

    def _clock(self, number, pid, raw):
        base = raw[0] << 25 | raw[1] << 17 | raw[2] << 9 | raw[3] << 1 | raw[4] >> 7
        value = base * 300 + ((raw[4] & 1) << 8 | raw[5])
        if self.pcr_pid not in (None, pid):
            return
        if self.pcr:
            value = nearest(value, self.pcr[-1][1], PCR_WRAP)
        self.pcr.append((number, value))

    def _section(self, number, pid, payload, starts):
        """PAT and PMT that fit one packet, as every sane single-programme stream has them."""
        if not starts:
            self.psi_errors.append((number, "section over several packets"))
            return
        body = payload[1 + payload[0] :]
        length = (body[1] & 0x0F) << 8 | body[2]
        section = body[: 3 + length]
        if section not in self._crc_seen:
            self._crc_seen[section] = crc32_mpeg(section) == 0
        if not self._crc_seen[section]:
            self.psi_errors.append((number, "CRC"))
            return
        self.psi_versions.add((pid, section[5] >> 1 & 31))
        if pid == 0:
            self.pat.append(number)
            self.pmt_pid = (section[10] & 0x1F) << 8 | section[11]
            return
        self.pmt.append(number)
        self.pcr_pid = (section[8] & 0x1F) << 8 | section[9]
        at = 12 + ((section[10] & 0x0F) << 8 | section[11])
        while at + 5 <= 3 + length - 4:
            self.streams[(section[at + 1] & 0x1F) << 8 | section[at + 2]] = section[at]
            at += 5 + ((section[at + 3] & 0x0F) << 8 | section[at + 4])

    def _payload(self, state, pid, number, payload, starts, random_access):
        if starts:
            self._close(state, number - 1)
            pts, dts, begin = self._stamps(state, number, payload)
            state.open = Unit(pid, pts, dts, number, number, random_access)
            length = payload[4] << 8 | payload[5]
            state.wanted = length + 6 - begin if length else 0
            state.pieces = [payload[begin:]]
        elif state.open:
            state.pieces.append(payload)
            state.open.last = number

    def _stamps(self, state, number, payload):
        if payload[:3] != b"\0\0\1" or len(payload) < 9:
            self.psi_errors.append((number, "PES start code"))
            return None, None, len(payload)
        begin, flags = 9 + payload[8], payload[7] >> 6
        pts = dts = None
        if flags & 2:
            pts = dts = _stamp(payload[9:14])
            if flags == 3:
                dts = _stamp(payload[14:19])
            near = dts if state.last_stamp is None else state.last_stamp
            dts = nearest(dts, near)
            pts = nearest(pts, dts)
            state.last_stamp = dts
        return pts, dts, begin

    def _close(self, state, last):
        unit = state.open
        if not unit:
            return
        unit.data = b"".join(state.pieces)
        if state.wanted and len(unit.data) < state.wanted:
            unit.whole = False
        state.open, state.pieces = None, []
        self.on_unit(unit)

    def clock_at(self):
        """A function from packet number to 27 MHz time: straight lines between PCRs (2.4.2.2)."""
        marks = self.pcr

        def at(number, cursor=[0]):
            if not marks:
                return None
            i = cursor[0]
            while i + 1 < len(marks) and marks[i + 1][0] <= number:
                i += 1
            while i and marks[i][0] > number:
                i -= 1
            cursor[0] = i
            if i + 1 < len(marks):
                (n0, t0), (n1, t1) = marks[i], marks[i + 1]
            elif i:
                # Past the last PCR: at the rate of the second before it, since one picture's packets say little.
                (n0, t0), (n1, t1) = marks[max(0, i - 30)], marks[i]
            else:
                return marks[0][1]
            return t0 + (t1 - t0) * (number - n0) // max(1, n1 - n0)

        return at


def _stamp(raw):
    return (raw[0] >> 1 & 7) << 30 | raw[1] << 22 | (raw[2] >> 1) << 15 | raw[3] << 7 | raw[4] >> 1
