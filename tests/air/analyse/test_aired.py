"""Pictures against a playlog: a recording cut as planned passes, a frame too many or another file is named."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "media")]

import aired  # noqa: E402
import decoded  # noqa: E402
import make  # noqa: E402

RATE = (30000, 1001)
CLIPS = make.manifest()
START = 2_860_350  # its PTS lies just before the wrap: the recording crosses it
ACT = 120


def event(start, frames, file, in_ms, title="x"):
    return {"start_frame": start, "frames": frames, "path": f"/somewhere/{file}", "in_ms": in_ms, "title": title}


class Aired(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        clips = Path(os.environ.get("RETROVUE_CLIPS", "/tmp/retrovue-clips"))
        clips.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        out = Path(folder.name) / "air.ts"
        # Two acts of a 23.976 film with a PAL spot and an uneven one between, as a channel at 29.97 shows them.
        film, spot, uneven = (make.make(clips, name) for name in ("acts-23976", "spot15-bolt", "vfr"))

        def part(pad, first, last):
            return (f"[{pad}:v]setpts=PTS-STARTPTS,fps=30000/1001:start_time=0:round=near,trim=start_frame={first}:"
                    f"end_frame={last},setpts=PTS-STARTPTS,scale=640:360,pad=640:480:0:60,setsar=1,"
                    f"format=yuv420p[p{pad}x{first}]")

        pads = [(0, 0, ACT), (1, 0, 60), (2, 0, 90), (0, ACT, 2 * ACT)]
        graph = ";".join(["[0:v]split[a][b]"] + [part(*pad) for pad in pads])
        graph = graph.replace("[0:v]setpts", "[a]setpts", 1).replace("[0:v]setpts", "[b]setpts", 1)
        graph += ";" + "".join(f"[p{pad}x{first}]" for pad, first, _ in pads) + "concat=n=4,settb=1001/30000,setpts=N[v]"
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", film, "-i", spot, "-i", uneven,
                        "-filter_complex", graph, "-map", "[v]", "-fps_mode", "passthrough",
                        "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0",
                        "-muxdelay", "0", "-muxpreload", "0",
                        "-output_ts_offset", str(START * 1001 / 30000), out], check=True)
        cls.frames = decoded.decode(out).frames
        cls.start = aired.frame_of(round(cls.frames[0].time * 90000), RATE, START)

    def plan(self):
        s = self.start
        return [event(s, ACT, "acts-23976.mkv", 0), event(s + ACT, 60, "spot15-bolt.mp4", 0),
                event(s + ACT + 60, 90, "vfr.mkv", 0),
                event(s + ACT + 150, ACT, "acts-23976.mkv", ACT * 1001 // 30)]

    def look(self, plan):
        return aired.match(self.frames, plan, RATE, CLIPS)

    def test_as_planned_over_the_wrap(self):
        self.assertLess(aired.pts_of(self.start, RATE), 1 << 33)
        self.assertGreater(aired.pts_of(self.start + 300, RATE), 1 << 33)
        found = self.look(self.plan())
        self.assertEqual(aired.faults(found), [])
        self.assertEqual([seen.right for seen in found["events"]], [ACT, 60, 90, ACT])
        joint, = aired.joints(found)
        self.assertEqual(joint["resumed"] - joint["left"], 1)

    def test_two_frames_late(self):
        plan = self.plan()
        plan[1]["start_frame"] += 2
        plan[0]["frames"] += 2
        plan[1]["frames"] -= 2
        found = aired.faults(self.look(plan))
        self.assertEqual(len(found), 2)
        self.assertIn("wrong pictures", found[0])

    def test_wrong_in_point(self):
        plan = self.plan()
        plan[3]["in_ms"] += 100
        self.assertIn(f"{ACT} wrong pictures", aired.faults(self.look(plan))[0])

    def test_another_file(self):
        plan = self.plan()
        plan[1]["path"] = "/somewhere/spot15-acme.mp4"
        self.assertIn("60 wrong pictures", aired.faults(self.look(plan))[0])

    def test_frames_in_no_event(self):
        self.assertIn(f"{ACT} frames lie in no event", aired.faults(self.look(self.plan()[:3])))

    def test_frame_shown_twice_at_one_place(self):
        plan = self.plan()
        frames = self.frames + [self.frames[10]]
        found = aired.match(frames, plan, RATE, CLIPS)
        self.assertIn("1 frames share the place of another", aired.faults(found))


if __name__ == "__main__":
    unittest.main()
