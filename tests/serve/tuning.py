"""How long it takes until something can be shown."""

import http.client
import time

PACKET = 188


class FirstPicture:
    """Takes MPEG-TS bytes; done once the first picture of the first H.264 stream is complete and was a key frame."""

    def __init__(self):
        self.rest = b""
        self.pmt = self.video = None
        self.started = self.done = False

    def feed(self, data):
        self.rest += data
        while len(self.rest) >= PACKET and not self.done:
            packet, self.rest = self.rest[:PACKET], self.rest[PACKET:]
            if packet[0] != 0x47:
                raise ValueError("lost sync")
            self.packet(packet)

    def packet(self, packet):
        pid = (packet[1] & 0x1F) << 8 | packet[2]
        start = packet[1] & 0x40
        adaptation = packet[4] + 1 if packet[3] & 0x20 else 0
        payload = packet[4 + adaptation:] if packet[3] & 0x10 else b""
        if pid == 0 and start:
            self.pmt = (payload[1 + 10] & 0x1F) << 8 | payload[1 + 11]
        elif pid == self.pmt and start and self.video is None:
            section = payload[1 + payload[0]:]
            at = 12 + ((section[10] & 0xF) << 8 | section[11])
            end = 3 + ((section[1] & 0xF) << 8 | section[2]) - 4
            while at < end:
                if section[at] == 0x1B:
                    self.video = (section[at + 1] & 0x1F) << 8 | section[at + 2]
                at += 5 + ((section[at + 3] & 0xF) << 8 | section[at + 4])
        elif pid == self.video and start:
            if self.started:
                self.done = True
            elif not adaptation or not packet[5] & 0x40:
                raise ValueError("the first picture is no random access point")
            self.started = True


def ts_seconds(port, channel, hold=0.0):
    """From the request to the first complete key frame; then watches on for `hold` seconds."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/channel/{channel}.ts")
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"status {answer.status}")
    first = FirstPicture()
    while not first.done:
        data = answer.read1(1 << 16)
        if not data:
            raise RuntimeError("the stream ended")
        first.feed(data)
    took = time.perf_counter() - start
    end = time.monotonic() + hold
    while time.monotonic() < end:
        answer.read1(1 << 16)
    connection.close()
    return took


def hls_seconds(port, channel):
    """From the request of the playlist to the last byte of the first segment it lists."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/channel/{channel}.m3u8")
    text = connection.getresponse().read().decode()
    segments = [line for line in text.splitlines() if line and not line.startswith("#")]
    connection.request("GET", f"/channel/{segments[0]}")
    body = connection.getresponse().read()
    took = time.perf_counter() - start
    if not body or len(body) % PACKET:
        raise RuntimeError("no whole segment")
    return took
