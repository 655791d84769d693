"""A live source on a loopback port: one endless programme that every client joins where it is, behind a password."""

import base64
import http.server
import subprocess
import threading
from pathlib import Path

import rig

USER, PASSWORD = "eva", "hunter2-sesame"


class Antenna:
    """Sends `clip` in a loop in real time, whoever watches; stop() breaks all connections, start() is back on the same port."""

    def __init__(self, clip, *options, port=0):
        self.command = ["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", str(rig.clip_path(clip)), "-c", "copy",
                        *options, "-f", "mpegts", "-mpegts_copyts", "0", "pipe:1"]
        self.port, self.clients, self.asked, self.lock = port, [], [], threading.Lock()
        self.server = self.source = None

    def url(self, password=PASSWORD):
        return f"http://{USER}:{password}@127.0.0.1:{self.port}/feed.ts"

    def start(self):
        antenna = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                right = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
                antenna.asked.append(self.headers.get("Authorization") == right)
                if not antenna.asked[-1]:
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="x"')
                    return self.end_headers()
                self.send_response(200)
                self.send_header("Content-Type", "video/mp2t")
                self.end_headers()
                gone = threading.Event()
                with antenna.lock:
                    antenna.clients.append((self.wfile, self.connection, gone))
                gone.wait()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.source = subprocess.Popen(self.command, stdout=subprocess.PIPE)
        threading.Thread(target=self.relay, args=(self.source,), daemon=True).start()
        return self

    def relay(self, source):
        while data := source.stdout.read(188 * 7):
            with self.lock:
                for client in list(self.clients):
                    try:
                        client[0].write(data)
                    except OSError:
                        self.drop(client)

    def drop(self, client):
        self.clients.remove(client)
        try:
            client[1].shutdown(2)
        except OSError:
            pass
        client[2].set()

    def stop(self):
        if not self.server:
            return
        self.source.kill()
        self.source.wait()
        self.source.stdout.close()
        self.server.shutdown()
        self.server.server_close()
        with self.lock:
            for client in list(self.clients):
                self.drop(client)
        self.server = None
