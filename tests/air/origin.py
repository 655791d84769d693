"""A web server that takes PUT and DELETE, as `play --output hls:URL` wants one."""

import base64
import collections
import http.server
import re
import threading
import time
from pathlib import Path

SECRET = "tv:open sesame"
KINDS = {".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/mp4", ".mp4": "video/mp4", ".ts": "video/mp2t", ".aac": "audio/aac", ".vtt": "text/vtt; charset=utf-8"}


def uris(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def sequence(text):
    """Of a media playlist; a multivariant one has none."""
    return int((re.findall(r"MEDIA-SEQUENCE:(\d+)", text) or [0])[0])


class Origin(http.server.ThreadingHTTPServer):
    """Takes PUT and DELETE from who knows the secret; counts what must not happen."""

    daemon_threads = True

    def __init__(self):
        self.files, self.wrong, self.down, self.slow, self.tries = {}, [], False, 0.0, 0
        self.lists = collections.defaultdict(list)  # by path, all that were ever there
        super().__init__(("127.0.0.1", 0), self.Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Answer(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def say(self, status, body=b""):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if body:  # who has the whole answer may be gone
                self.wfile.write(body)

        def handle_one_request(self):
            if self.server.down:
                self.server.tries += 1
                self.close_connection = True
                return
            super().handle_one_request()

        def do_GET(self):
            body = self.server.files.get(self.path)
            self.say(200 if body is not None else 404, body or b"")

        def do_PUT(self):
            site, name = self.server, self.path
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(site.slow)
            if self.headers["Authorization"] != "Basic " + base64.b64encode(SECRET.encode()).decode():
                return self.say(401)
            if self.headers["Content-Type"] != KINDS[Path(name).suffix]:
                site.wrong.append(f"{name} is {self.headers['Content-Type']}")
            if not name.endswith(".m3u8") and site.files.get(name, body) != body:
                site.wrong.append(f"{name} has other bytes than before")
            if name.endswith(".m3u8"):
                text = body.decode()
                parts = uris(text) + re.findall(r'URI="(.*?)"', text)
                site.wrong += [f"{name} names {part}, which is not there" for part in parts if f"{name.rpartition('/')[0]}/{part}" not in site.files]
                if site.lists[name] and sequence(text) < sequence(site.lists[name][-1]):
                    site.wrong.append(f"{name}: the media sequence went back")
                site.lists[name].append(text)
            site.files[name] = body
            return self.say(201)

        def do_DELETE(self):
            self.say(204 if self.server.files.pop(self.path, None) is not None else 404)
