"""station_for: read `retrovue item list --json` on stdin, write a station file for that library on stdout.

Channel 1 plays the shows, channel 2 the movies (or the shows shuffled). Ends 1 when there is nothing to play.
"""

import json
import statistics
import sys

zone = sys.argv[1] if len(sys.argv) > 1 else "UTC"
items = json.load(sys.stdin)
playable = [item for item in items if item.get("state") == "normal" and item.get("duration_ms")]
episodes = [item for item in playable if item["type"] == "episode"]
movies = [item for item in playable if item["type"] == "movie"]
spots = [item for item in playable if item["type"] == "commercial"]
if not episodes and not movies:
    print("station_for: no playable episode or movie in the library", file=sys.stderr)
    sys.exit(1)


def grid(programmes):
    """With commercials the usual slots; without, starts on the minute, so that little is left to fill."""
    if not spots:
        return "1m"
    minutes = statistics.median(item["duration_ms"] for item in programmes) / 60000
    return next((name for most, name in ((2.5, "1m"), (5, "5m"), (10, "10m"), (14, "15m")) if minutes < most), "30m")


def channel(number, name, programmes, play, order):
    breaks = "markers" if spots else "none"
    return {
        "channel": {"number": number, "name": name, "zone": zone, "day_start": "06:00", "grid": grid(programmes),
                    "profile": "wide", "auto_approve": True},
        "breaks": {"at": breaks, "after": bool(spots)},
        "blocks": [{"name": name, "days": "daily", "from": "06:00", "to": "06:00", "play": play, "order": order}],
    }


made = []
if episodes:
    made.append(channel(1, "Shows", episodes, {"type": "episode"}, "sequential"))
if movies:
    made.append(channel(len(made) + 1, "Movies", movies, {"type": "movie"}, "shuffle"))
if len(made) == 1:
    kind = "episode" if episodes else "movie"
    made.append(channel(2, "Shuffle", episodes or movies, {"type": kind}, "random"))
# JSON is YAML: nothing in a name needs special care.
print("\n---\n".join(json.dumps(one, indent=2) for one in made))
