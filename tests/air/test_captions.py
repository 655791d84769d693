#!/usr/bin/env python3
"""Closed captions inside the pictures go on air where every picture does, and nowhere as garbage."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import rig  # first: it finds what the test clips are made with

import captions

SHOWS = [(40, 90, "Signal Harbour"), (130, 190, "Night train"), (200, 230, "Gone")]
FRAMES = 240


def captioned(folder, rate):
    """A clip of that rate whose captions stand where SHOWS says."""
    bare, file = Path(folder) / "bare.h264", Path(folder) / f"captions-{rate.replace('/', '-')}.mkv"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc=s=320x240:r={rate}", "-frames:v", str(FRAMES), "-c:v", "libx264",
                    "-preset", "ultrafast", "-bf", "0", "-g", "48", bare], check=True)
    bare.write_bytes(captions.insert(bare.read_bytes(), captions.script(FRAMES, SHOWS)))
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-r", rate, "-i", bare, "-f", "lavfi", "-i", "sine=440", "-shortest", "-c:v", "copy", "-c:a", "aac", file],
                   check=True)
    return file


def read(path):
    """(second from the stream's start, text) of every caption that a decoder finds in the pictures."""
    shown = subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"movie={path}[out0+subcc]", "-map", "0:s", "-f", "srt", "-"], capture_output=True,
                           text=True, check=True).stdout
    cues = re.findall(r"(\d\d):(\d\d):(\d\d),(\d{3}) --> [^\n]*\n(.*?)\n\n", shown + "\n\n", re.S)
    return [(int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000, re.sub(r"<[^>]*>|\{[^}]*\}|\\h", "", text).strip()) for h, m, s, ms, text in cues]


class Captions(unittest.TestCase):
    def test_they_keep_their_frames(self):
        with tempfile.TemporaryDirectory() as folder:
            same, slower, faster = (captioned(folder, rate) for rate in ("30000/1001", "24000/1001", "60000/1001"))
            self.assertEqual([text for _, text in read(same)], [text for _, _, text in SHOWS])
            self.assertEqual([text for _, text in read(slower)], [text for _, _, text in SHOWS])
            # The last one is made of what the first one left in the store. Of other frame rates nothing comes, since half of it would.
            events = [rig.event(same, 220), rig.event(slower, 200), rig.event(faster, 90), rig.event(same, 130, 100), rig.event(same, 220)]
            starts = [sum(one["frames"] for one in events[:n]) for n in range(len(events) + 1)]
            out, _, _, status = rig.to_file(folder, events, starts[-1])
            self.assertEqual(rig.judge(out, "sd", starts[-1])["faults"], [])
            self.assertGreaterEqual(status["reused"], 3)
            found = read(out)
            want = [(starts[n] + begin - event["in_frame"], text) for n, event in enumerate(events) if n not in (1, 2)
                    for begin, _, text in SHOWS if event["in_frame"] < begin - 20 and begin < event["in_frame"] + event["frames"]]
            self.assertEqual([text for _, text in found], [text for _, text in want])
            for (seconds, text), (frame, _) in zip(found, want):
                self.assertLessEqual(abs(seconds * 30000 / 1001 - frame), 2, text)


if __name__ == "__main__":
    unittest.main()
