"""The fake server's HTTP side: what a Plex Media Server and plex.tv answer, and every way in which they fail to."""
import gzip
import json
import random
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import library
import mutate
import render

HTML = b"<html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
SECTION = re.compile(r"/library/sections/([^/]+)/(all|collections)$")
METADATA = re.compile(r"/library/metadata/([^/]+)(/children|/allLeaves|/grandchildren)?$")
PLAYLIST = re.compile(r"/playlists/([^/]+)/items$")
MEMBERS = re.compile(r"/library/collections/([^/]+)/(children|items)$")
PARTS_OF_A_QUESTION = ("Accept", "Accept-Encoding", "X-Plex-Token", "X-Plex-Container-Start", "X-Plex-Container-Size")
TYPES = {"1": "movie", "2": "show", "3": "season", "4": "episode"}


class State:
    def __init__(self, plex, token):
        self.plex = plex
        self.token = token
        self.lock = threading.RLock()
        self.latency = 0.0
        self.requests = 0
        self.bytes = 0
        self.answers = {}     # rendered and packed once, until the library changes
        self.remember = True
        self.item_us = 0      # what each item of an answer costs the server
        self.log = []
        self.faults = []      # {"match": regex, "kind": ..., "times": n, "chance": 0-1, ...}, first match wins
        self.faulted = 0      # answers that a fault spoilt or coloured
        self.dice = random.Random(1)
        self.page_cap = None  # most items in a page
        self.no_total = False
        self.ignore_paging = False
        self.only_xml = False
        self.pin = None       # {"code", "polls", "token"}
        self.account = "account-token"
        self.held, self.go_on = threading.Event(), threading.Event()
        self.in_flight = 0
        self.most_in_flight = 0

    def fault(self, target):
        with self.lock:
            for fault in self.faults:
                if fault["times"] > 0 and re.search(fault["match"], target):
                    if fault.get("skip", 0) > 0:
                        fault["skip"] -= 1
                        continue
                    if self.dice.random() >= fault.get("chance", 1):
                        continue
                    fault["times"] -= 1
                    self.faulted += 1
                    return fault
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state = None
    timeout = 60

    def log_message(self, *_):
        pass

    # -- answering ------------------------------------------------------------------------------------------------
    def give(self, status, body=b"", kind="application/json", headers=()):
        if kind != "text/html" and len(body) > 500 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 4)
            headers = list(headers) + [("Content-Encoding", "gzip")]
        if status == 200 and self.cached_as and self.state.remember:
            self.state.answers[self.cached_as] = ((status, body, kind, headers), self.items)
        self.reply = (status, body, kind, headers)

    def hold(self):
        """Until the test says release; the test is told that it has come to this."""
        self.state.held.set()
        self.state.go_on.wait(60)

    def send(self, status, body, kind, headers):
        self.state.bytes += len(body)
        self.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), ("X-Plex-Protocol", "1.0"),
                            ("Cache-Control", "no-cache"), *headers]:
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.hold_after is not None:
            self.wfile.write(body[:self.hold_after])
            self.wfile.flush()
            self.hold()
            body = body[self.hold_after:]
        self.wfile.write(body)

    def page(self, status, text):
        self.give(status, HTML % (text.encode(), text.encode()), "text/html")

    def container(self, container):
        self.items = len(container.get("Metadata", ()))
        as_json = "application/json" in self.headers.get("Accept", "") and not self.state.only_xml
        self.give(200, render.to_json(container) if as_json else render.to_xml(container), "application/json" if as_json else "text/xml;charset=utf-8")

    def parameter(self, name, otherwise=""):
        return self.headers.get(name) or self.query.get(name, [otherwise])[0]

    def paged(self, items, make, extra=None):
        """size, offset, totalSize; an empty page has no Metadata."""
        state = self.state
        start, size = self.parameter("X-Plex-Container-Start"), self.parameter("X-Plex-Container-Size")
        container = dict(extra or {})
        total = len(items)
        if state.ignore_paging or size == "":
            part = items
        else:
            first, count = int(start or 0), int(size)
            part = items[first:first + min(count, state.page_cap or count)]
            container["offset"] = first
            if not state.no_total:
                container["totalSize"] = total
        container["size"] = len(part)
        if part:
            container["Metadata"] = [make(item) for item in part]
        if self.command == "HEAD":
            return self.give(200, b"", headers=[("X-Plex-Container-Total-Size", str(total))])
        return self.container(container)

    # -- faults ---------------------------------------------------------------------------------------------------
    def broken(self, fault):
        """True when the fault was the answer; some faults only colour it."""
        kind = fault["kind"]
        if kind == "status":
            status = int(fault["status"])
            headers = [("Retry-After", str(fault["retry_after"]))] if "retry_after" in fault else []
            self.give(status, HTML % (b"%d" % status, b"%d" % status), "text/html", headers)
        elif kind == "html":
            self.page(200, "Please sign in")
        elif kind == "reset":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif kind == "hang":
            time.sleep(float(fault.get("seconds", 5)))
            self.close_connection = True
        elif kind == "short":  # Content-Length says more than comes
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"MediaContainer":{"size":1,"Metadata":[{"rat')
            self.close_connection = True
        elif kind == "cut":  # whole HTTP, half a JSON
            self.give(200, b'{"MediaContainer":{"size":2,"totalSize":2,"Metadata":[{"ratingKey":"1","ti')
        elif kind == "hold":  # before the answer, or after so many bytes of its body
            if "after" in fault:
                self.hold_after = int(fault["after"])
            else:
                self.hold()
            return False
        elif kind == "empty":
            self.container({"size": 0, "totalSize": 0})
        else:
            return False
        return True

    # -- routes ---------------------------------------------------------------------------------------------------
    def do_HEAD(self):
        self.do_GET()

    def do_POST(self):
        self.route()

    def do_GET(self):
        self.route()

    def route(self):
        split = urlsplit(self.path)
        self.query = parse_qs(split.query, keep_blank_values=True)
        path, state = unquote(split.path), self.state
        if path.startswith("/_fake/"):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return self.control(path[7:], json.loads(body) if body else {})
        with state.lock:
            state.requests += 1
            state.in_flight += 1
            state.most_in_flight = max(state.most_in_flight, state.in_flight)
            state.log.append(self.command + " " + self.path + "".join(
                f" {word}={self.headers[name]}" for word, name in (("start", "X-Plex-Container-Start"), ("size", "X-Plex-Container-Size")) if name in self.headers))
        self.cached_as = self.hold_after = self.reply = None
        self.items = 0
        try:
            if state.latency:
                time.sleep(state.latency)
            fault = state.fault(self.command + " " + self.path)
            if not (fault and self.broken(fault)):
                if path.startswith("/library/"):
                    self.cached_as = (self.command, self.path, *(self.headers.get(name) for name in PARTS_OF_A_QUESTION))
                self.reply, self.items = state.answers.get(self.cached_as, (None, 0))
                if not self.reply:
                    with state.lock:
                        self.answer(path)
                if state.item_us:
                    time.sleep(self.items * state.item_us / 1e6)
            if self.reply:
                self.send(*self.reply)
        except OSError:
            self.close_connection = True  # whoever asked is gone
        finally:
            with state.lock:
                state.in_flight -= 1

    def answer(self, path):
        state, plex = self.state, self.state.plex
        if path.startswith("/api/v2/"):
            return self.plex_tv(path)
        if path == "/identity":
            return self.container({"size": 0, "claimed": True, "machineIdentifier": plex.machine, "version": "1.40.0.1-fake"})
        if self.parameter("X-Plex-Token") != state.token:
            return self.page(401, "401 Unauthorized")
        if path == "/":
            return self.container({"size": 0, "friendlyName": "Fake Attic", "machineIdentifier": plex.machine, "version": "1.40.0.1-fake"})
        if path == "/library/sections":
            return self.container({"size": len(plex.sections), "allowSync": False, "Directory":
                                   [{k: v for k, v in section.items() if k[0] != "_"} for section in plex.sections.values()]})
        guids = self.parameter("includeGuids") == "1"
        if found := SECTION.match(path):
            if found[1] not in plex.sections:
                return self.page(404, "Not Found")
            if found[2] == "collections":
                items = [one for one in plex.collections.values() if one["_section"] == found[1]]
                return self.paged(items, lambda one: {k: v for k, v in one.items() if k[0] != "_"})
            section = plex.sections[found[1]]
            kind = TYPES.get(self.parameter("type"), "movie" if section["type"] == "movie" else "show")
            items = sorted(plex.of(kind, found[1]), key=lambda item: (item["addedAt"], int(item["ratingKey"])))
            if title := self.parameter("title"):
                items = [item for item in items if title.lower() in item["title"].lower()]
            return self.paged(items, lambda item: render.listed(item, guids), {"librarySectionID": int(found[1]), "librarySectionTitle": section["title"]})
        if path == "/playlists":
            wanted = [one for one in plex.playlists.values() if self.parameter("playlistType") in (None, one["playlistType"])]
            return self.paged(wanted, lambda one: {k: v for k, v in one.items() if k[0] != "_"})
        if found := PLAYLIST.match(path):
            if found[1] not in plex.playlists:
                return self.page(404, "Not Found")
            members = [(number, plex.items[key]) for number, key in enumerate(plex.playlists[found[1]]["_members"]) if key in plex.items]
            return self.paged(members, lambda one: dict(render.listed(one[1], guids), playlistItemID=one[0] + 1))
        if found := MEMBERS.match(path):
            if found[1] not in plex.collections:
                return self.page(404, "Not Found")
            return self.paged([plex.items[key] for key in plex.collections[found[1]]["_members"] if key in plex.items], lambda item: render.listed(item, guids))
        if found := METADATA.match(path):
            if found[2]:
                items = plex.children(found[1]) if found[2] == "/children" else plex.leaves(found[1])
                if found[2] == "/children" and plex.items.get(found[1], {}).get("type") == "show" and self.parameter("excludeAllLeaves") != "1":
                    items = [{"key": f"/library/metadata/{found[1]}/allLeaves", "title": "All episodes", "type": "season"}] + items
                return self.paged(items, lambda item: render.listed(item, guids))
            items = [plex.items[key] for key in found[1].split(",") if key in plex.items]
            if not items:
                return self.page(404, "Not Found")
            markers, chapters = self.parameter("includeMarkers") == "1", self.parameter("includeChapters") == "1"
            return self.container({"size": len(items), "Metadata": [render.full(item, markers, chapters) for item in items]})
        return self.page(404, "Not Found")

    def plex_tv(self, path):
        state = self.state
        if not self.headers.get("X-Plex-Client-Identifier"):
            return self.give(400, json.dumps({"errors": [{"code": 1000, "message": "X-Plex-Client-Identifier is missing"}]}).encode())
        client = self.headers["X-Plex-Client-Identifier"]
        if path == "/api/v2/pins" and self.command == "POST":
            state.pin = {"client": client, "polls": 0}
            return self.give(201, json.dumps({"id": 4711, "code": "RV42", "expiresIn": 900, "authToken": None}).encode())
        if path == "/api/v2/pins/4711":
            if not state.pin or state.pin["client"] != client or state.pin.get("expired"):
                return self.give(404, json.dumps({"errors": [{"code": 1020}]}).encode())
            state.pin["polls"] += 1
            token = state.account if state.pin["polls"] > 1 else None
            return self.give(200, json.dumps({"id": 4711, "code": "RV42", "expiresIn": 890, "authToken": token}).encode())
        if self.headers.get("X-Plex-Token") != state.account:
            return self.give(401, json.dumps({"errors": [{"code": 1001}]}).encode())
        if path == "/api/v2/user":
            return self.give(200, b'{"id":1,"username":"tester"}')
        if path == "/api/v2/resources":
            port = self.server.server_address[1]
            return self.give(200, json.dumps([
                {"name": "Fake Attic", "provides": "server", "clientIdentifier": state.plex.machine, "accessToken": state.token, "owned": True,
                 "presence": True, "productVersion": "1.40.0.1-fake", "connections": [
                     {"protocol": "http", "address": "127.0.0.1", "port": 1, "uri": "http://127.0.0.1:1", "local": True, "relay": False, "IPv6": False},
                     {"protocol": "http", "address": "127.0.0.1", "port": port, "uri": f"http://127.0.0.1:{port}", "local": True, "relay": False, "IPv6": False}]},
                {"name": "Phone", "provides": "client,player", "clientIdentifier": "phone", "connections": []}]).encode())
        return self.give(404, b"{}")

    # -- the test's own side --------------------------------------------------------------------------------------
    def control(self, what, wish):
        state = self.state
        held = state.held.wait(float(wish.get("seconds", 0.05))) if what == "held" else False
        with state.lock:
            reply = {"held": held}
            if what not in ("stats", "reset", "library", "fault", "clear", "fault_hold", "held", "release") and not set(wish) <= {"latency", "item_us"}:
                state.answers.clear()
            if what == "set":
                for name, value in wish.items():
                    setattr(state, name, value)
            elif what == "fault":
                state.faults.append(dict({"times": 1}, **wish))
            elif what == "clear":
                state.faults.clear()
            elif what == "fault_hold":
                state.held.clear()
                state.go_on.clear()
                state.faults.append(dict({"times": 1, "kind": "hold"}, **wish))
            elif what == "release":
                state.faults.clear()
                state.go_on.set()
                state.held.clear()
            elif what == "mutate":
                if "name" in wish:
                    mutate.ALL[wish["name"]](state.plex)
                    reply["did"] = [wish["name"]]
                else:
                    reply["did"] = mutate.some(state.plex, int(wish.get("count", 1)))
            elif what == "remove":
                mutate.remove(state.plex, wish["key"])
            elif what == "edit":
                state.plex.items[wish["key"]].update(wish["fields"])
            elif what == "drop_section":
                state.plex.sections.pop(wish["key"])
            elif what == "edit_section":
                state.plex.sections[wish["key"]].update(wish["fields"])
            elif what == "expire_pin":
                state.pin["expired"] = True
            elif what == "library":
                reply = {"items": state.plex.items, "order": state.plex.order, "collections": state.plex.collections, "playlists": state.plex.playlists,
                         "sections": state.plex.sections}
            elif what == "stats":
                reply = {"requests": state.requests, "faulted": state.faulted, "bytes": state.bytes, "most_in_flight": state.most_in_flight, "log": state.log[-int(wish.get("last", 2000)):]}
            elif what == "reset":
                state.requests = state.bytes = state.most_in_flight = 0
                state.log.clear()
            body = json.dumps(reply, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass  # a client that was killed

    allow_reuse_address = True


def serve(plex, token="fake-token", port=0):
    handler = type("PlexHandler", (Handler,), {"state": State(plex, token), "disable_nagle_algorithm": True, "wbufsize": -1})
    return Server(("127.0.0.1", port), handler)


def answer_gdm(plex, port, gdm_port=0):
    """Answers GDM questions on a UDP port of the loopback; gives the socket."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", gdm_port))

    def run():
        while True:
            try:
                data, sender = sock.recvfrom(2048)
            except OSError:
                return
            if data.startswith(b"M-SEARCH"):
                sock.sendto((f"HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName: Fake Attic\r\nPort: {port}\r\n"
                             f"Resource-Identifier: {plex.machine}\r\nUpdated-At: 1\r\nVersion: 1.40.0.1-fake\r\n\r\n").encode(), sender)

    threading.Thread(target=run, daemon=True).start()
    return sock
