"""The station check against a small station of its own: a good one passes, each fault is named."""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "media")]

import make  # noqa: E402
import station  # noqa: E402

TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t", ".js": "text/javascript", ".html": "text/html",
         ".m3u": "audio/x-mpegurl", ".xml": "application/xml", ".json": "application/json"}


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, words)], check=True)


def stamp(time):
    return time.strftime("%Y%m%d%H%M%S +0000")


def xmltv(starts):
    """Programmes of channel one, each an hour, beginning at the given hours from now."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    rows = "".join(f'<programme channel="one" start="{stamp(now + timedelta(hours=h))}" '
                   f'stop="{stamp(now + timedelta(hours=h + 1))}"><title>Show {i}</title></programme>'
                   for i, h in enumerate(starts))
    return f'<tv><channel id="one"><display-name>One</display-name></channel>{rows}</tv>'


class Station(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        clips = Path(os.environ.get("RETROVUE_CLIPS", "/tmp/retrovue-clips"))
        clips.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = Path(folder.name)
        air = cls.root / "channel"
        air.mkdir()
        shape = ["-c:v", "libx264", "-preset", "ultrafast", "-g", 60, "-bf", 0, "-sc_threshold", 0,
                 "-c:a", "aac", "-ac", 2]
        ffmpeg("-i", make.make(clips, "bumper5"), *shape, air / "1.ts")
        ffmpeg("-f", "lavfi", "-i", "color=black:s=640x480:r=30000/1001:d=5", "-f", "lavfi", "-i",
               "anullsrc=d=5", *shape, cls.root / "black.ts")
        # ffmpeg writes PAT and PMT to each segment's beginning only: segments of 0.5 s keep them within the limit.
        ffmpeg("-i", make.make(clips, "bumper5"), "-map", "0", *shape, "-g", 12, "-f", "hls", "-hls_time", 0.4,
               "-hls_list_size", 0, "-hls_flags", "independent_segments", air / "1.m3u8")
        playlist = (air / "1.m3u8").read_text().replace("#EXT-X-ENDLIST\n", "")
        (air / "1.m3u8").write_text(playlist)
        files = cls.root

        class Handler(http.server.SimpleHTTPRequestHandler):
            extensions_map = TYPES

            def __init__(self, *args):
                super().__init__(*args, directory=str(files))

            def log_message(self, *args):
                pass

        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        cls.addClassCleanup(cls.server.server_close)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.shutdown)
        cls.base = f"http://127.0.0.1:{cls.server.server_port}/"

    def setUp(self):
        self.put("health", "{}")
        self.put("index.html", '<title>t</title><script type="module" src="/app.js"></script>')
        self.put("app.js", 'import "./hls.js";')
        self.put("hls.js", "export default 1;")
        self.put("channels.m3u", f'#EXTM3U\n#EXTINF:-1 tvg-id="one",One\n{self.base}channel/1.ts\n')
        self.put("xmltv.xml", xmltv((-1, -0.0, 1)))

    def put(self, name, text):
        (self.root / name).write_text(text)

    def look(self, **more):
        return station.analyse(self.base, seconds=2, **more)

    def caught(self, words, **more):
        found = self.look(**more)
        self.assertFalse(found["ok"])
        self.assertTrue(any(words in fault for fault in found["faults"]), f"'{words}' not in {found['faults']}")

    def test_good_station(self):
        found = self.look()
        self.assertEqual(found["faults"], [])
        self.assertEqual(found["channels"]["one"]["rate"], (30000, 1001))
        self.assertEqual(found["on_now"], {"one": "Show 1"})
        self.assertIn("/hls.js", found["page"])

    def test_too_few_channels(self):
        self.caught("1 channels, expected 2", channels=2)

    def test_gap_in_the_guide(self):
        self.put("xmltv.xml", xmltv((-1, 0, 1.5)))
        self.caught("gaps or overlaps")

    def test_nothing_on_now(self):
        self.put("xmltv.xml", xmltv((1, 2)))
        self.caught("0 programmes now")

    def test_page_lacks_a_file(self):
        (self.root / "hls.js").unlink()
        self.caught("404")

    def test_page_needs_the_network(self):
        self.put("app.js", 'import "./hls.js"; import "https://cdn.example/x.js";')
        self.caught("needs the network")

    def test_black_channel(self):
        good = (self.root / "channel" / "1.ts").read_bytes()
        self.addCleanup((self.root / "channel" / "1.ts").write_bytes, good)
        (self.root / "channel" / "1.ts").write_bytes((self.root / "black.ts").read_bytes())
        self.caught("no picture to be seen")

    def test_dead_channel(self):
        self.put("channels.m3u", f'#EXTM3U\n#EXTINF:-1 tvg-id="one",One\n{self.base}channel/9.ts\n')
        self.caught("404")

    def test_nobody_there(self):
        found = station.analyse("http://127.0.0.1:9/")
        self.assertFalse(found["ok"])


if __name__ == "__main__":
    unittest.main()
