"""The analysers against streams ffmpeg makes: good ones pass, each kind of damage is caught by name."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "media")]

import damage  # noqa: E402
import decoded  # noqa: E402
import framecode  # noqa: E402
import hls  # noqa: E402
import make  # noqa: E402
import players  # noqa: E402
import report  # noqa: E402
import ts  # noqa: E402

NTSC = (30000, 1001)
CLIPS = make.manifest()
VIDEO, AUDIO = 0x100, 0x101
LIMITS = dict(rate=NTSC, gop=60)


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, words)], check=True)


class Base(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.clips = Path(os.environ.get("RETROVUE_CLIPS", "/tmp/retrovue-clips"))
        cls.clips.mkdir(parents=True, exist_ok=True)
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.work = Path(cls.folder.name)

    @classmethod
    def stream(cls, name, clip="spot15-acme", *more):
        out = cls.work / name
        ffmpeg("-i", make.make(cls.clips, clip), "-c:v", "libx264", "-preset", "veryfast", "-g", 60, "-bf", 2,
               "-sc_threshold", 0, "-flags", "+cgop", "-c:a", "aac", "-b:a", "128k", "-ac", 2, *more, out)
        return out


class Transport(Base):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = cls.stream("good.ts").read_bytes()

    def judge(self, content, **limits):
        stream = report.Stream()
        for at in range(0, len(content), 10007):  # pieces that split packets, as a pipe does
            stream.feed(content[at : at + 10007])
        stream.finish(limits.get("cut", False))
        return report.judge(stream, report.Limits(**LIMITS | limits))

    def caught(self, content, words, **limits):
        found = self.judge(content, **limits)
        self.assertTrue(any(words in fault for fault in found["faults"]), f"'{words}' not in {found['faults']}")
        return found

    def test_good_stream_has_no_fault(self):
        found = self.judge(self.good, frames=449)
        self.assertEqual(found["faults"], [])
        self.assertEqual((found["video"]["units"], found["video"]["idr"]), (449, 8))
        self.assertEqual((found["video"]["gaps"], found["video"]["drift_ticks"]), (0, 0.0))
        self.assertEqual((found["audio"]["rate"], found["audio"]["channels"]), (48000, 2))
        self.assertGreater(found["audio"]["frames"], 700)

    def test_wrong_frame_count(self):
        self.caught(self.good, "449 frames, expected 450", frames=450)

    def test_wrong_rate(self):
        self.caught(self.good, "PTS overlap", rate=(25, 1))
        self.caught(self.good, "PTS gap", rate=(30, 1))  # 3003 ticks where 3000 are due

    def test_wrap_of_33_bits_is_no_gap(self):
        content = self.stream("wrap.ts", "spot15-acme", "-output_ts_offset", "95436").read_bytes()
        found = self.judge(content, frames=449)
        self.assertEqual(found["faults"], [])
        self.assertGreater(found["video"]["last_pts"], ts.WRAP)

    def test_film_rate_rounds_but_does_not_drift(self):
        content = self.stream("film.ts", "hevc-10bit", "-pix_fmt", "yuv420p",
                              "-af", "asetpts=N/SR/TB").read_bytes()
        found = self.judge(content, rate=(24000, 1001), frames=240)
        self.assertEqual(found["faults"], [])
        self.assertLessEqual(found["video"]["drift_ticks"], 1.0)

    def test_dropped_packet(self):
        listed = damage.packets(self.good)
        del listed[damage.of_pid(listed, VIDEO)[500]]
        found = self.caught(damage.join(listed), "continuity error")
        self.assertEqual(found["transport"]["continuity_errors"], 1)

    def test_packet_sent_twice_is_allowed(self):
        listed = damage.packets(self.good)
        at = damage.of_pid(listed, VIDEO)[500]
        listed.insert(at, bytearray(listed[at]))
        found = self.judge(damage.join(listed))
        self.assertEqual((found["faults"], found["transport"]["duplicates"]), ([], 1))

    def test_missing_frame(self):
        content = damage.join(damage.drop_unit(damage.packets(self.good), VIDEO, 101))
        found = self.caught(content, "PTS gap")
        self.assertEqual((found["transport"]["continuity_errors"], found["video"]["gaps"]), (0, 1))

    def test_missing_sound(self):
        content = damage.join(damage.drop_unit(damage.packets(self.good), AUDIO, 3))
        found = self.caught(content, "audio: gap")
        self.assertEqual((found["transport"]["continuity_errors"], found["audio"]["gaps"]), (0, 1))

    def test_shifted_pts(self):
        listed = damage.packets(self.good)
        damage.shift_pts(listed[damage.unit_starts(listed, VIDEO)[80]], 1)
        found = self.caught(damage.join(listed), "PTS gap")
        self.assertEqual((found["video"]["gaps"], found["video"]["overlaps"]), (1, 1))

    def test_units_out_of_order(self):
        listed = damage.packets(self.good)
        a, b = damage.unit_starts(listed, AUDIO)[4:6]
        listed[a], listed[b] = listed[b], listed[a]
        damage.renumber(listed, AUDIO)
        self.caught(damage.join(listed), "audio: DTS not rising")

    def test_rare_pcr(self):
        listed = damage.packets(self.good)
        for i in damage.of_pid(listed, VIDEO)[300:900]:
            damage.clear_flag(listed[i], 0x10)
        self.caught(damage.join(listed), "PCR interval")

    def test_rare_psi(self):
        listed = damage.packets(self.good)
        pat = damage.of_pid(listed, 0)
        kept = [p for i, p in enumerate(listed) if i not in pat[20:60]]
        damage.renumber(kept, 0)
        self.caught(damage.join(kept), "PAT interval")

    def test_damaged_psi(self):
        listed = damage.packets(self.good)
        listed[damage.of_pid(listed, 0)[5]][12] ^= 1
        self.caught(damage.join(listed), "PSI error")

    def test_idr_without_random_access(self):
        listed = damage.packets(self.good)
        damage.clear_flag(listed[damage.unit_starts(listed, VIDEO)[60]], 0x40)
        self.caught(damage.join(listed), "IDR without random access")

    def test_keyframes_too_rare(self):
        self.caught(self.good, "60 frames from IDR to IDR", gop=48)

    def test_late_units(self):
        content = self.stream("late.ts", "spot15-acme", "-muxdelay", "0", "-muxpreload", "0").read_bytes()
        self.caught(content, "after its DTS by the PCR")

    def test_lost_sync(self):
        self.caught(self.good[: 188 * 900 + 50] + self.good[188 * 901 :], "sync lost")

    def test_joined_streams_of_two_encodes(self):
        other = self.stream("other.ts", "spot15-bolt", "-r", "30000/1001", "-profile:v", "main").read_bytes()
        found = self.caught(self.good + other, "different SPS")
        self.assertTrue(any("PTS" in fault for fault in found["faults"]))

    def test_recording_cut_anywhere(self):
        content = self.good[188 * 700 : 188 * 3001 + 77]
        self.assertEqual(self.judge(content, cut=True)["faults"], [])
        self.caught(content, "does not begin with an IDR")
        gap = damage.join(damage.drop_unit(damage.packets(self.good), VIDEO, 90))[188 * 700 : 188 * 3001 + 77]
        self.caught(gap, "PTS gap", cut=True)


class Sight(Base):
    def test_every_bit_flip_is_caught(self):
        row = framecode.encode(7, 12345)
        self.assertEqual(framecode.decode(b"".join(bytes([v]) * 20 for v in row)), (7, 12345))
        for cell in range(framecode.CELLS):
            bad = bytearray(row)
            bad[cell] ^= 255
            self.assertIsNone(framecode.decode(b"".join(bytes([v]) * 20 for v in bad)), cell)
        with self.assertRaises(ValueError):
            framecode.encode(64, 0)

    def test_codes_survive_every_profile(self):
        shapes = {"acts-23976": (240, "scale=640:360,pad=640:480:0:60"), "p2997": (240, "pad=854:480:106:0"),
                  "ntsc-480i": (240, "yadif,scale=640:480,setsar=1"), "xvid-mono": (240, "scale=960:720,pad=1280:720:160:0"),
                  "odd-size": (150, "scale=852:480,pad=854:480:0:0,format=yuv420p")}
        for clip, (count, shape) in shapes.items():
            out = self.work / "shape.ts"
            ffmpeg("-i", make.make(self.clips, clip), "-an", "-vf", shape, "-c:v", "libx264",
                   "-preset", "ultrafast", "-crf", "23", "-frames:v", 240, out)
            found = decoded.decode(out)
            self.assertEqual([f.number for f in found.frames], list(range(count)), clip)
            self.assertEqual({f.clip for f in found.frames}, {make.clips.BY_NAME[clip].id})
            self.assertEqual(len(decoded.runs(found.frames, CLIPS)), 1)

    def test_no_code_in_a_plain_picture(self):
        out = self.work / "plain.ts"
        ffmpeg("-f", "lavfi", "-i", "testsrc2=d=1:r=25:s=640x360", out)
        self.assertEqual({f.clip for f in decoded.decode(out).frames}, {None})

    def test_unreadable_files(self):
        make.make_fakes(self.clips)
        for path in (self.clips / "text.mkv", self.clips / "empty.mp4", make.make(self.clips, "no-moov")):
            with self.assertRaises(decoded.Unreadable):
                decoded.decode(path)

    def test_jump_splits_the_run(self):
        out = self.work / "jump.ts"
        ffmpeg("-i", make.make(self.clips, "spot15-acme"), "-vf",
               "select='not(between(n,100,109))',setpts=N/FRAME_RATE/TB", "-an", out)
        pieces = decoded.runs(decoded.decode(out).frames, CLIPS)
        self.assertEqual([(p.first.number, p.last.number) for p in pieces], [(0, 99), (110, 448)])


class Sound(Base):
    def offsets(self, path):
        return decoded.offsets(decoded.decode(path), CLIPS)

    def test_every_clip_with_sound_is_in_sync(self):
        # AVI has no place for the B-frame delay and the MP3 decoder's; with -copyts ffmpeg shows Opus in
        # Matroska without its pre-skip of 6.5 ms.
        for clip, most in (("spot15-acme", 1), ("acts-23976", 1), ("vfr", 1), ("opus", 7), ("xvid-mono", 20)):
            spec = make.clips.BY_NAME[clip]
            found = self.offsets(make.make(self.clips, clip))
            self.assertEqual(len(found), -(-spec.frames // spec.beat), clip)
            self.assertTrue(all(abs(one["offset_ms"]) <= most for one in found), (clip, found))

    def test_moved_sound_is_measured(self):
        source = make.make(self.clips, "spot15-acme")
        out = self.work / "moved.ts"
        ffmpeg("-i", source, "-itsoffset", "0.080", "-i", source, "-map", "0:v", "-map", "1:a", "-c", "copy", out)
        found = [one["offset_ms"] for one in self.offsets(out)]
        self.assertEqual(len(found), 15)
        self.assertTrue(all(abs(offset - 80) < 1 for offset in found), found)

    def test_silenced_beep_is_missing(self):
        out = self.work / "silenced.ts"
        ffmpeg("-i", make.make(self.clips, "spot15-acme"), "-c:v", "copy", "-c:a", "aac",
               "-af", "volume=0:enable='between(t,3.9,4.9)'", out)
        found = [one["beat"] for one in self.offsets(out) if one["offset_ms"] is None]
        self.assertEqual(found, [4])

    def test_short_sound_asks_for_no_more_beeps(self):
        found = self.offsets(make.make(self.clips, "short-audio"))
        self.assertEqual([one["beat"] for one in found], [0, 1, 2, 3, 4, 5])


class Players(Base):
    def test_both_play_a_good_stream_and_complain_of_a_bad_one(self):
        good, bad = self.stream("good.ts", "bumper5"), self.work / "bad.ts"
        listed = damage.packets(good.read_bytes())
        del listed[damage.of_pid(listed, VIDEO)[700]], listed[damage.of_pid(listed, AUDIO)[50]]
        bad.write_bytes(damage.join(listed))
        self.assertEqual((players.ffmpeg(good), players.vlc(good)), ([], []))
        self.assertNotEqual(players.ffmpeg(bad), [])
        self.assertTrue(any("discontinuity" in line for line in players.vlc(bad)))


class Playlist(Base):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.work / "list.m3u8"
        source = cls.stream("hls.ts")
        ffmpeg("-i", source, "-c", "copy", "-f", "hls", "-hls_time", 2, "-hls_list_size", 0,
               "-hls_flags", "independent_segments+program_date_time", cls.list)
        cls.text = cls.list.read_text().replace("#EXT-X-ENDLIST\n", "")

    def faults(self, text):
        self.list.write_text(text)
        # ffmpeg repeats PAT and PMT at the beginning of a segment only.
        return hls.analyse(str(self.list), NTSC, report.Limits(rate=NTSC, cut=True, psi_ms=2100))[0]

    def caught(self, text, words):
        found = self.faults(text)["faults"]
        self.assertTrue(any(words in fault for fault in found), f"'{words}' not in {found}")

    def test_good_list(self):
        found = self.faults(self.text)
        self.assertEqual(found["faults"], [])
        # The last picture's PES has no end but the next one's start, so a recording does not count it.
        self.assertEqual((found["segments"], found["stream"]["video"]["units"]), (8, 448))

    def test_discontinuity(self):
        self.caught(self.text.replace("#EXTINF", "#EXT-X-DISCONTINUITY\n#EXTINF", 1), "EXT-X-DISCONTINUITY")

    def test_target_too_short(self):
        self.caught(self.text.replace("TARGETDURATION:2", "TARGETDURATION:1"), "target 1")

    def test_wrong_extinf(self):
        self.caught(self.text.replace("EXTINF:2.002", "EXTINF:1.902", 1), "60 frames are 2.002")

    def test_date_off(self):
        lines = self.text.split("\n")
        place = [i for i, line in enumerate(lines) if "PROGRAM-DATE-TIME" in line][3]
        lines[place] = "#EXT-X-PROGRAM-DATE-TIME:2024-01-01T00:00:00.000+0000"
        self.caught("\n".join(lines), "off its EXTINF sum")

    def test_missing_segment_breaks_the_stream(self):
        listed = hls.parse(self.text).segments
        lines = self.text.split("\n")
        place = lines.index(listed[3].uri)
        self.caught("\n".join(lines[: place - 2] + lines[place + 1 :]), "continuity error")

    def test_segment_without_idr(self):
        listed = hls.parse(self.text).segments
        path = self.work / listed[2].uri
        good = path.read_bytes()
        self.addCleanup(path.write_bytes, good)
        path.write_bytes(damage.join(damage.drop_unit(damage.packets(good), VIDEO, 0)))
        self.caught(self.text, "segment 2: does not begin with an IDR")

    def test_segment_without_pat(self):
        listed = hls.parse(self.text).segments
        path = self.work / listed[2].uri
        good = path.read_bytes()
        self.addCleanup(path.write_bytes, good)
        path.write_bytes(damage.join([p for p in damage.packets(good) if damage.pid_of(p) != 0]))
        self.caught(self.text, "segment 2: does not begin with PAT")

    def test_reloads(self):
        before = hls.parse(self.text)
        later = hls.parse(self.text.replace("MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:1"))
        self.assertEqual(hls.check_reload(before, before), [])
        self.assertTrue(any("changed under its number" in fault for fault in hls.check_reload(before, later)))
        self.assertTrue(any("went back" in fault for fault in hls.check_reload(later, before)))
        skipped = hls.parse(self.text.replace("MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:20"))
        self.assertTrue(any("never listed" in fault for fault in hls.check_reload(before, skipped)))


class Mp4Playlist(Base):
    """ffmpeg's own fragments, whole and damaged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.work / "mp4.m3u8"
        ffmpeg("-i", cls.stream("mp4.ts", "bumper5"), "-c", "copy", "-bsf:a", "aac_adtstoasc", "-f", "hls", "-hls_time", 2,
               "-hls_list_size", 0, "-hls_segment_type", "fmp4", "-hls_flags", "independent_segments", cls.list)
        cls.text = cls.list.read_text()

    def faults(self):
        return hls.analyse(str(self.list))[0]["faults"]

    def damaged(self, act):
        path = self.work / hls.parse(self.text).segments[1].uri
        good = path.read_bytes()
        self.addCleanup(path.write_bytes, good)
        path.write_bytes(act(good))

    def test_good_list(self):
        self.assertEqual(self.faults(), [])

    def test_gap_between_segments(self):
        def later(content):
            at = content.index(b"tfdt") + 8
            return content[:at] + (int.from_bytes(content[at:at + 8], "big") + 1).to_bytes(8, "big") + content[at + 8:]

        self.damaged(later)
        self.assertTrue(any("what was before ended at" in fault for fault in self.faults()))

    def test_no_key_frame(self):
        def locked(content):
            at = content.index(b"trun")
            flags = int.from_bytes(content[at + 5:at + 8], "big")
            first = at + 16 if flags & 4 else content.index((0x02000000).to_bytes(4, "big"), at)
            return content[:first] + (0x01010000).to_bytes(4, "big") + content[first + 4:]

        self.damaged(locked)
        self.assertTrue(any("does not begin with a key frame" in fault for fault in self.faults()), self.faults())

    def test_cut_short(self):
        self.damaged(lambda content: content[:-1])
        with self.assertRaises(hls.mp4.Broken):
            self.faults()


if __name__ == "__main__":
    unittest.main()
