"""The clips are what the table says: ffprobe's view of each, and the files that must not play."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import clips  # noqa: E402
import make  # noqa: E402

CLIPS = Path(os.environ.get("RETROVUE_CLIPS", "/tmp/retrovue-clips"))

# name: (video codec, width, height, SAR, average rate, audio codec, channels)
LOOKS = {
    "acts-23976": ("h264", 640, 360, "1:1", "24000/1001", "aac", 2),
    "hd-1080p25": ("h264", 1920, 1080, "1:1", "25/1", "aac", 2),
    "ntsc-480i": ("mpeg2video", 720, 480, "8:9", "30000/1001", "ac3", 6),
    "ntsc-480i-mkv": ("mpeg2video", 720, 480, "8:9", "30000/1001", "ac3", 6),
    "ntsc-480i-ts": ("mpeg2video", 720, 480, "8:9", "30000/1001", "ac3", 6),
    "p5994": ("h264", 1280, 720, "1:1", "60000/1001", "aac", 2),
    "xvid-mono": ("mpeg4", 512, 384, "1:1", "25/1", "mp3", 1),
    "no-audio": ("h264", 640, 480, "1:1", "30000/1001", None, None),
    "opus": ("h264", 640, 360, "1:1", "25/1", "opus", 2),
    "opus-webm": ("vp8", 480, 270, "1:1", None, "opus", 2),
    "hevc-10bit": ("hevc", 640, 360, "1:1", "24000/1001", "aac", 2),
    "h264-10bit": ("h264", 640, 360, "1:1", "25/1", "aac", 2),
}


def probe(path):
    call = ["ffprobe", "-v", "error", "-show_streams", "-show_chapters", "-show_format", "-of", "json", f"file:{path}"]
    done = subprocess.run(call, capture_output=True, check=False)
    return json.loads(done.stdout or b"{}"), done.returncode


class Clips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        CLIPS.mkdir(parents=True, exist_ok=True)

    def test_looks(self):
        for name, (codec, width, height, sar, rate, sound, channels) in LOOKS.items():
            streams = {s["codec_type"]: s for s in probe(make.make(CLIPS, name))[0]["streams"]}
            video, audio = streams["video"], streams.get("audio", {})
            self.assertEqual((video["codec_name"], video["width"], video["height"]), (codec, width, height), name)
            self.assertIn(video.get("sample_aspect_ratio", "1:1"), (sar, "N/A"), name)
            if rate:
                self.assertEqual(video["r_frame_rate"], rate, name)
            self.assertEqual((audio.get("codec_name"), audio.get("channels")), (sound, channels), name)

    def test_interlaced_and_deep(self):
        video = probe(make.make(CLIPS, "ntsc-480i"))[0]["streams"]
        self.assertIn("tt", [s.get("field_order") for s in video])
        for name in ("hevc-10bit", "h264-10bit"):
            self.assertEqual(probe(make.make(CLIPS, name))[0]["streams"][0]["pix_fmt"], "yuv420p10le")

    def test_chapters(self):
        found = probe(make.make(CLIPS, "acts-23976"))[0]["chapters"]
        self.assertEqual([round(float(c["start_time"]) * 24000 / 1001) for c in found], [0, 384, 768])

    def test_short_sound(self):
        found = {s["codec_type"]: float(s["duration"]) for s in probe(make.make(CLIPS, "short-audio"))[0]["streams"]}
        self.assertAlmostEqual(found["video"] - found["audio"], 120 * 1.001 / 30, delta=0.05)

    def test_broken_ones_are_broken(self):
        make.make_fakes(CLIPS)
        for path in (make.make(CLIPS, "no-moov"), CLIPS / "text.mkv", CLIPS / "empty.mp4"):
            self.assertNotEqual(probe(path)[1], 0, path)
        whole = clips.BY_NAME["truncated"]
        found, _ = probe(make.make(CLIPS, "truncated"))
        self.assertEqual(int(found["streams"][0]["nb_frames"]), whole.frames)
        read = subprocess.run(["ffprobe", "-v", "quiet", "-count_packets", "-select_streams", "v", "-show_entries",
                               "stream=nb_read_packets", "-of", "csv=p=0", make.make(CLIPS, "truncated")],
                              capture_output=True, check=False)
        self.assertLess(int(read.stdout), whole.frames * 3 // 4)

    def test_hostile_names(self):
        folder = os.fsencode(make.make_hostile(CLIPS))
        self.assertEqual(sorted(os.listdir(folder)), sorted(clips.HOSTILE))

    def test_not_made_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            path = make.make(folder, "tiny")
            before = path.stat().st_ino
            self.assertEqual(make.make(folder, "tiny").stat().st_ino, before)
            path.unlink()
            self.assertTrue(make.make(folder, "tiny").exists())

    def test_command(self):
        run = subprocess.run([HERE / "make-clips", CLIPS, "tiny"], capture_output=True, text=True, check=True)
        self.assertEqual(run.stdout, f"{CLIPS / 'tiny.mp4'}\n")
        wrong = subprocess.run([HERE / "make-clips", CLIPS, "nosuch"], capture_output=True, text=True, check=False)
        self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        self.assertIn("unknown clip 'nosuch'", wrong.stderr)

    def test_ids_differ(self):
        self.assertEqual(len({clip.id for clip in clips.CLIPS}), len(clips.CLIPS))


if __name__ == "__main__":
    unittest.main()
