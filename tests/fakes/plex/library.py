"""What the fake server has: sections with movies, shows, seasons, episodes and collections, made from a seed.

An item is a dict in the words of a Plex item answer (the full one); underscored keys are the fake's own.
"""
import random

WORDS = ("Night Harbor Silent River Glass Empire Winter Orchard Static Copper Paper Lantern Last Signal Velvet Road "
         "Midnight Garden Broken Atlas Seventh Island Amber Coast Hollow Crown Distant Thunder Quiet Engine").split()
ODD = ["Amélie", "進撃の巨人", "Ὀδύσσεια", "\u202bשלום\u202c", "Cafe\u0301", "Tom & \"Jerry\" <3>", "A\u00a0B", "📺 Live!", "Don't %s {0} \\ Panic"]
GENRES = ["Drama", "Comedy", "Science Fiction", "Crime", "Animation", "Family"]
PEOPLE = [f"{first} {last}" for first in ("Ann", "Bo", "Cy", "Dee", "Eli", "Flo", "Gus") for last in ("Ames", "Berg", "Cole", "Dahl", "Eck", "Ñuñez")]
RATINGS = ["TV-PG", "TV-14", "TV-MA", "PG-13", "R", "G", "gb/15", "de/12", "Not Rated", None]


class Plex:
    """All state of one fake server."""

    def __init__(self, seed=1, machine="fake-plex-0001", quirks=True, now=1_700_000_000):
        self.random = random.Random(seed)
        self.machine = machine
        self.quirks = quirks
        self.now = now
        self.next_key = 100
        self.next_media = 5000
        self.sections = {}      # key -> dict
        self.items = {}         # rating key -> item
        self.order = []         # rating keys in order of being added
        self.collections = {}   # rating key -> dict with _members
        self.playlists = {}     # the same; a member may be there twice

    # -- making ---------------------------------------------------------------------------------------------------
    def key(self):
        self.next_key += self.random.randint(1, 3)
        return str(self.next_key)

    def tick(self):
        self.now += 1
        return self.now

    def title(self):
        if self.quirks and self.random.random() < 0.08:
            return self.random.choice(ODD)
        return " ".join(self.random.sample(WORDS, self.random.randint(1, 3)))

    def section(self, key, kind, title, agent=None, paths=()):
        self.sections[key] = {
            "key": key, "type": kind, "title": title, "uuid": f"uuid-{key}", "language": "en-US", "hidden": 0, "refreshing": False,
            "agent": agent or f"tv.plex.agents.{'movie' if kind == 'movie' else 'series'}", "scanner": "Plex Scanner",
            "updatedAt": self.now, "createdAt": self.now, "scannedAt": self.now, "contentChangedAt": 1000,
            "Location": [{"id": i + 1, "path": path} for i, path in enumerate(paths)], "_paths": list(paths)}

    def changed(self, section):
        self.sections[section]["contentChangedAt"] += self.random.randint(1, 90)

    def people(self, count):
        return self.random.sample(PEOPLE, count)

    def media(self, path, duration, height=None):
        self.next_media += 1
        part = self.next_media * 2
        height = height or self.random.choice([480, 720, 1080])
        streams = [{"id": part * 10, "streamType": 1, "index": 0, "codec": "h264", "height": height, "default": True, "selected": True},
                   {"id": part * 10 + 1, "streamType": 2, "index": 1, "codec": "ac3", "channels": 6, "languageCode": "eng", "languageTag": "en",
                    "default": True, "selected": True},
                   {"id": part * 10 + 2, "streamType": 3, "index": 2, "codec": "srt", "languageCode": "deu", "forced": True}]
        if self.random.random() < 0.3:
            streams.append({"id": part * 10 + 3, "streamType": 3, "codec": "srt", "key": f"/library/streams/{part * 10 + 3}", "languageCode": "fra"})
        return {"id": self.next_media, "duration": duration, "bitrate": 2000 + height, "width": height * 16 // 9, "height": height,
                "videoCodec": "h264", "audioCodec": "ac3", "container": "mkv", "videoResolution": str(height), "optimizedForStreaming": 0,
                "Part": [{"id": part, "key": f"/library/parts/{part}/{self.now}/file.mkv", "duration": duration, "file": path,
                          "size": duration * 300 + part, "container": "mkv", "optimizedForStreaming": False, "Stream": streams}]}

    def common(self, kind, section, title):
        key = self.key()
        item = {"ratingKey": key, "key": f"/library/metadata/{key}", "guid": f"plex://{kind}/{self.random.getrandbits(96):024x}", "type": kind,
                "title": title, "summary": f"About {title}.\nLine two.", "addedAt": self.tick() - 40_000_000, "updatedAt": self.now,
                "thumb": f"/library/metadata/{key}/thumb/{self.now}", "art": f"/library/metadata/{key}/art/{self.now}",
                "librarySectionID": int(section), "viewCount": self.random.randint(0, 3), "lastViewedAt": self.now, "_section": section}
        if kind in ("movie", "show"):
            item.update(year=self.random.randint(1950, 2024), studio=self.random.choice(["A24", "BBC", "HBO"]),
                        contentRating=self.random.choice(RATINGS), Genre=self.tags(self.random.sample(GENRES, self.random.randint(1, 4))))
            if self.random.random() < 0.2:
                item["titleSort"] = title.lower()
        if kind != "season":
            item["Guid"] = [{"id": f"tvdb://{self.random.randint(1000, 99999)}"}, {"id": f"imdb://tt{self.random.randint(1000000, 9999999)}"},
                            {"id": f"tmdb://{self.random.randint(1000, 99999)}"}]
            if self.quirks and self.random.random() < 0.1:
                del item["Guid"]
                item["guid"] = (f"com.plexapp.agents.imdb://tt{self.random.randint(1000000, 9999999)}?lang=en" if kind == "movie"
                                else f"com.plexapp.agents.thetvdb://{self.random.randint(1000, 99999)}?lang=en")
        if item.get("contentRating", 0) is None:
            del item["contentRating"]
        return item

    def tags(self, names):
        return [{"id": 7000 + sum(map(ord, name)), "filter": f"tag={name}", "tag": name} for name in names]

    def playable(self, item, path, minutes):
        """Media, chapters, markers and people of a movie or an episode, with what real libraries show now and then."""
        duration = minutes * 60_000 + self.random.randint(0, 59_999)
        item["duration"] = duration
        item["Media"] = [self.media(path, duration)]
        item["Director"] = self.tags(self.people(self.random.randint(1, 3)))
        item["Writer"] = self.tags(self.people(2))
        item["Role"] = [dict(tag, role=f"Part {i}", thumb=f"https://img/{i}.jpg") for i, tag in enumerate(self.tags(self.people(8)))]
        third = duration // 3
        item["Chapter"] = [{"id": 1, "index": i + 1, "startTimeOffset": i * third, "endTimeOffset": (i + 1) * third, "tag": f"Act {i + 1}"} for i in range(3)]
        item["Marker"] = [{"id": 1, "type": "intro", "startTimeOffset": 5_000, "endTimeOffset": 35_000},
                          {"id": 2, "type": "credits", "startTimeOffset": duration - 60_000, "endTimeOffset": duration, "final": True}]
        if not self.quirks:
            return
        roll = self.random.random()
        if roll < 0.04:
            item["Media"].append(self.media(path.replace(".mkv", " - 4K.mkv"), duration, 2160))
        elif roll < 0.08:
            optimised = self.media(path.replace(".mkv", ".optimised.mp4"), duration, 2160)
            optimised.update(proxyType=42, title="Optimized for TV", target="Optimized for TV")
            item["Media"].append(optimised)
        elif roll < 0.12:
            one = item["Media"][0]
            one["Part"].append(dict(one["Part"][0], id=one["Part"][0]["id"] + 1, key=one["Part"][0]["key"] + "2", file=path.replace(".mkv", " cd2.mkv")))
            one["Part"][0]["file"] = path.replace(".mkv", " cd1.mkv")
        elif roll < 0.14:
            del item["Media"], item["duration"], item["Chapter"], item["Marker"]
        elif roll < 0.16:
            item["Media"] = [{"id": item["Media"][0]["id"]}]
        elif roll < 0.18:
            item["deletedAt"] = self.now
        elif roll < 0.20:
            item["duration"] = str(duration)
            item["Chapter"].append({"startTimeOffset": duration - 500, "endTimeOffset": duration + 5_000, "tag": "Odd"})
        elif roll < 0.23:
            del item["updatedAt"]
        elif roll < 0.25:
            item["year"] = 0
        elif roll < 0.27:
            item["updatedAt"] = "yesterday"
        if self.random.random() < 0.5:
            item.pop("Marker", None)

    def add(self, item):
        self.items[item["ratingKey"]] = item
        self.order.append(item["ratingKey"])
        return item

    def add_movie(self, section):
        title = self.title()
        movie = self.common("movie", section, title)
        movie["originallyAvailableAt"] = f"{movie['year']}-05-01"
        root = self.sections[section]["_paths"][0]
        self.playable(movie, f"{root}/{title.replace('/', '-')} ({movie['year']})/{movie['ratingKey']}.mkv", 95)
        self.changed(section)
        return self.add(movie)

    def add_show(self, section, seasons=1, episodes=4, title=None, year=None):
        show = self.common("show", section, title or self.title())
        if year:
            show["year"] = year
        show["key"] += "/children"
        self.add(show)
        for number in range(1, seasons + 1):
            self.add_season(show, number, episodes)
        self.changed(section)
        return show

    def add_season(self, show, number, episodes):
        season = self.common("season", show["_section"], f"Season {number}" if number else "Specials")
        season.update(index=number, parentRatingKey=show["ratingKey"], parentTitle=show["title"], parentGuid=show["guid"])
        season["key"] += "/children"
        self.add(season)
        for index in range(1, episodes + 1):
            self.add_episode(season, index)
        return season

    def add_episode(self, season, index=None):
        show = self.items[season["parentRatingKey"]]
        siblings = [item for item in self.items.values() if item.get("parentRatingKey") == season["ratingKey"]] if index is None else []
        index = index or 1 + max([int(item.get("index") or 0) for item in siblings] or [0])
        episode = self.common("episode", show["_section"], self.title())
        episode.update(index=index, parentIndex=season["index"], parentRatingKey=season["ratingKey"], parentTitle=season["title"],
                       grandparentRatingKey=show["ratingKey"], grandparentTitle=show["title"], contentRating=show.get("contentRating"),
                       originallyAvailableAt=f"2010-01-{index % 28 + 1:02d}")
        if episode["contentRating"] is None:
            del episode["contentRating"]
        root = self.sections[show["_section"]]["_paths"][0]
        self.playable(episode, f"{root}/{show['ratingKey']}/Season {season['index']:02d}/{episode['ratingKey']} - S{season['index']:02d}E{index:02d}.mkv", 22)
        if self.quirks and self.random.random() < 0.03:
            episode["index"] = str(index)
        self.changed(show["_section"])
        return self.add(episode)

    def add_collection(self, section, members, smart=False):
        key = self.key()
        self.collections[key] = {"ratingKey": key, "key": f"/library/collections/{key}/children", "guid": f"collection://{key}", "type": "collection",
                                 "title": self.title(), "summary": "", "smart": "1" if smart else "0", "childCount": str(len(members)),
                                 "addedAt": self.tick(), "updatedAt": self.now, "_section": section, "_members": list(members)}
        return self.collections[key]

    def add_playlist(self, members, smart=False, kind="video"):
        self.next_key += 1  # no random number is taken: what follows stays what it is without playlists
        key = str(self.next_key)
        self.playlists[key] = {"ratingKey": key, "key": f"/playlists/{key}/items", "guid": f"com.plexapp.agents.none://{key}", "type": "playlist",
                               "title": f"{ODD[int(key) % len(ODD)]} {key}", "summary": "", "smart": "1" if smart else "0", "playlistType": kind, "leafCount": str(len(members)),
                               "duration": 1_000 * len(members), "addedAt": self.tick(), "updatedAt": self.now, "_members": list(members)}
        return self.playlists[key]

    # -- asking ---------------------------------------------------------------------------------------------------
    def of(self, kind, section=None):
        return [self.items[key] for key in self.order if self.items[key]["type"] == kind and section in (None, self.items[key]["_section"])]

    def children(self, key):
        return [self.items[other] for other in self.order if self.items[other].get("parentRatingKey") == key]

    def leaves(self, key):
        return [self.items[other] for other in self.order if self.items[other].get("grandparentRatingKey") == key]


def make(seed=1, shows=5, seasons=2, episodes=4, movies=8, quirks=True, machine="fake-plex-0001", prefix="/data"):
    plex = Plex(seed, machine, quirks)
    plex.section("1", "movie", "Movies", paths=[f"{prefix}/movies"])
    plex.section("2", "show", "TV Shows", paths=[f"{prefix}/tv"])
    if quirks:
        plex.section("3", "movie", "Other Videos", agent="com.plexapp.agents.none", paths=[f"{prefix}/other"])
        plex.section("4", "show", "More TV", paths=[f"{prefix}/more"])
        plex.section("5", "artist", "Music", paths=[f"{prefix}/music"])
        clip = plex.add_movie("3")
        clip["guid"] = f"local://{clip['ratingKey']}"
        clip.pop("Guid", None)
        plex.add_show("2", 1, 3, "Battlestar Galactica", 1978)
        plex.add_show("2", 1, 3, "Battlestar Galactica", 2003)
        double = plex.add_show("2", 1, 4, "Double Bill", 1999)
        first, second = plex.leaves(double["ratingKey"])[:2]
        for one in (first, second):
            one["Media"] = [plex.media(f"{prefix}/tv/Double Bill/S01E01-E02.mkv", 2_700_000)]
            one["duration"] = 2_700_000
            one.pop("deletedAt", None)
        second["Media"] = [dict(first["Media"][0])]
    for _ in range(movies):
        plex.add_movie("1")
    for _ in range(shows):
        plex.add_show("2", seasons, episodes)
    if quirks:
        plex.add_collection("1", [item["ratingKey"] for item in plex.of("movie", "1")[:3]])
        plex.add_collection("1", [item["ratingKey"] for item in plex.of("movie", "1")[3:5]], smart=True)
        plex.add_collection("2", [item["ratingKey"] for item in plex.of("show", "2")[:2]])
        evening = [item["ratingKey"] for item in plex.of("episode", "2")[:3] + plex.of("movie", "1")[:2]]
        plex.add_playlist(evening + evening[:1])  # one of them twice
        plex.add_playlist(evening[:1], kind="audio")
    return plex
