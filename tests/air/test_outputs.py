#!/usr/bin/env python3
"""Where `play` puts a channel beside HTTP: a folder over a restart, a web server that goes and comes back."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import rig  # first: it finds the analysers

import players
from origin import SECRET, Origin, sequence, uris

RATE = (30000, 1001)
AT = "2026-11-21T12:00:00Z"
LIVE = "/live/index.m3u8"


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.top = Path(cls.temporary.name)
        cls.db = cls.top / "station.db"
        (cls.top / "in").mkdir()
        source = rig.clip_path("p2997")
        os.symlink(source, cls.top / "in" / source.name)
        for words in (("folder", "add", cls.top / "in", "--type", "movie", "--name", "in"), ("sync",), ("validate", "--all")):
            done = subprocess.run([rig.PROGRAM, *map(str, words), "--db", cls.db, "--now", AT], capture_output=True, check=False)
            assert done.returncode == 0, (words, done.stderr)
        cls.mp4 = cls.top / "mp4.toml"
        cls.mp4.write_text('[profile.sd]\nsegments = "fmp4"\n')

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def play(self, output, *words, env=None):
        child = subprocess.Popen([rig.PROGRAM, "play", "item", "1", "--loops", "0", "--output", output, *map(str, words), "--db", self.db, "--now", AT],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | (env or {}), start_new_session=True)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.stderr.close)
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        return child

    def until(self, true, seconds, what):
        end = time.monotonic() + seconds
        while not true():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.05)

    def test_folder_over_a_restart(self):
        """Killed and started again with the clock where it was: no number comes twice, and who plays the old ones can go on."""
        folder, before = self.top / "hls", {}
        index = folder / "index.m3u8"
        for run in range(2):
            child = self.play(f"hls:{folder}", "--config", self.mp4)
            self.until(lambda: index.exists() and len(uris(index.read_text())) >= 4 and not set(uris(index.read_text())) & set(before), 30, "four segments")
            os.killpg(child.pid, signal.SIGKILL) if run == 0 else child.send_signal(signal.SIGTERM)
            child.communicate(timeout=20)
            text = index.read_text()
            for name, content in before.items():
                self.assertEqual((folder / name).read_bytes(), content)
            self.assertGreater(sequence(text), max([0, *(int(Path(name).stem) for name in before if name[0] != "i")]))
            self.assertIn(f"#EXT-X-DISCONTINUITY-SEQUENCE:{run}\n", text)
            result, listed = rig.hls.analyse(str(index), RATE)
            self.assertEqual(result["faults"], [])
            before = {name: (folder / name).read_bytes() for name in [listed.map, *uris(text)]}
        self.assertEqual(child.returncode, 0)
        self.assertTrue(listed.ended)
        self.assertEqual(players.ffmpeg(index), [])

    def test_origin_that_goes_and_comes_back(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # and does not listen
            dead = self.play(f"hls:http://127.0.0.1:{nobody.getsockname()[1]}/live", "--duration", "3s", "--json")
            site, strict = Origin(), Origin()
            for one in (site, strict):
                self.addCleanup(one.server_close)
                self.addCleanup(one.shutdown)
            refused = self.play(f"hls:http://127.0.0.1:{strict.server_address[1]}/live/", "--duration", "2s", env={"RETROVUE_ORIGIN_TOKEN": "wrong"})
            where = f"http://127.0.0.1:{site.server_address[1]}"
            site.files[LIVE] = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:17\n17.m4s\n18.m4s\n"  # of an earlier run
            secret = self.top / "secret"
            secret.write_text(SECRET + "\n")
            child = self.play(f"hls:{where}/live/", "--config", self.mp4, "--json", "--origin-token-file", secret)
            self.until(lambda: len(site.lists[LIVE]) >= 3, 30, "three playlists")
            self.assertNotIn(b"open", Path(f"/proc/{child.pid}/cmdline").read_bytes())
            site.down = True
            count = len(uris(site.lists[LIVE][-1]))
            self.until(lambda: site.tries >= 3, 20, "it tries again")
            time.sleep(3)  # segments go on being made meanwhile
            site.down = False
            self.until(lambda: len(uris(site.lists[LIVE][-1])) >= count + 2, 20, "it goes on")
            self.assertEqual(rig.hls.analyse(f"{where}/live/index.m3u8", RATE)[0]["missing"], 0)
            site.slow = 0.5  # what is left takes it longer than the channel takes to end
            child.send_signal(signal.SIGTERM)
            out, said = child.communicate(timeout=20)
            self.assertEqual((child.returncode, site.wrong), (0, []))
            report = json.loads(out)
            self.assertEqual(report["restarts"], 0)
            self.assertLess(report["late_frames"], 60)  # not what the origin was away
            self.assertEqual(said.count(b"tried again until"), 1, said)
            self.assertNotIn(b"sesame", said)
            self.assertIn("#EXT-X-ENDLIST", site.lists[LIVE][-1])
            folder = self.top / "origin"
            folder.mkdir()
            for name, body in site.files.items():
                (folder / Path(name).name).write_bytes(body)
            result, _ = rig.hls.analyse(str(folder / "index.m3u8"), RATE)
            self.assertEqual(result["faults"], [])
            self.assertEqual(players.ffmpeg(folder / "index.m3u8"), [])
            _, said = dead.communicate(timeout=20)
            self.assertEqual(dead.returncode, 7, said)
            self.assertIn(b"did not take", said)
            _, said = refused.communicate(timeout=20)
            self.assertEqual((refused.returncode, b"wrong" in said, strict.files), (7, False, {}), said)

    def test_srt_peer_that_goes(self):
        """Each peer gets whole packets from a key picture on, as they are; the air goes on without one."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            where = f"srt://127.0.0.1:{free.getsockname()[1]}"
        child = self.play(where, "--json")
        for number in range(2):
            out = self.top / f"srt{number}.ts"
            peer = subprocess.Popen(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "data", "-i", where + "?mode=listener", "-map", "0", "-c", "copy",
                                     "-flush_packets", "1", "-f", "data", out], stderr=subprocess.DEVNULL)
            self.until(lambda: out.exists() and out.stat().st_size > 188 * 2000, 40, "some seconds of stream")
            if number == 0:
                peer.kill()
            else:
                child.send_signal(signal.SIGTERM)
            peer.wait(20)
            whole = out.read_bytes()
            out.write_bytes(whole[:len(whole) // 188 * 188])
            self.assertEqual(rig.judge(out, cut=True)["faults"], [])
        report, said = child.communicate(timeout=20)
        self.assertEqual(child.returncode, 0, said)
        self.assertEqual(json.loads(report)["restarts"], 0)
        self.assertLess(json.loads(report)["late_frames"], 60)  # not what nobody was there to take it
        self.assertGreaterEqual(said.count(b"tried again until"), 1, said)
        for wrong in ("srt://nowhere", "srt://h:1?passphrase=secret12345", "srt://h:1 x"):
            child = self.play(wrong)
            said = child.communicate(timeout=20)[1]
            self.assertEqual((child.returncode, b"secret" in said), (2, False), said)


if __name__ == "__main__":
    unittest.main()
