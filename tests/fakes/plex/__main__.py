"""python3 tests/fakes/plex: a fake Plex server on a free port of 127.0.0.1; prints one line of JSON and serves until its
standard input ends, or the folder of --until-gone is removed."""
import argparse
import json
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import library  # noqa: E402
import server  # noqa: E402


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--port", type=int, default=0)
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--shows", type=int, default=5)
    parse.add_argument("--seasons", type=int, default=2)
    parse.add_argument("--episodes", type=int, default=4)
    parse.add_argument("--movies", type=int, default=8)
    parse.add_argument("--plain", action="store_true", help="no oddities")
    parse.add_argument("--machine", default="fake-plex-0001")
    parse.add_argument("--token", default="fake-token")
    parse.add_argument("--prefix", default="/data")
    parse.add_argument("--latency-ms", type=float, default=0)
    parse.add_argument("--until-gone", metavar="DIR", help="serve until this folder is removed")
    wish = parse.parse_args()
    plex = library.make(wish.seed, wish.shows, wish.seasons, wish.episodes, wish.movies, not wish.plain, wish.machine, wish.prefix)
    http = server.serve(plex, wish.token, wish.port)
    http.RequestHandlerClass.state.latency = wish.latency_ms / 1000
    gdm = server.answer_gdm(plex, http.server_address[1])
    threading.Thread(target=http.serve_forever, daemon=True).start()
    print(json.dumps({"url": f"http://127.0.0.1:{http.server_address[1]}", "token": wish.token, "gdm_port": gdm.getsockname()[1],
                      "machine": plex.machine, "items": len(plex.items)}), flush=True)
    if wish.until_gone:
        while os.path.isdir(wish.until_gone):
            time.sleep(0.2)
    else:
        sys.stdin.read()


main()
