"""Things that happen to a real library between two syncs. Each gives the word for what it did, or None when it could not."""
import mutate_files
from mutate_files import pick, playables, with_file


def _touch(plex, item):
    item["updatedAt"] = plex.tick()
    plex.changed(item["_section"])


def remove(plex, key):
    item = plex.items.pop(key)
    plex.order.remove(key)
    for collection in plex.collections.values():
        if key in collection["_members"]:
            collection["_members"].remove(key)
            collection["childCount"] = str(len(collection["_members"]))
            collection["updatedAt"] = plex.tick()
    for playlist in plex.playlists.values():
        if key in playlist["_members"]:
            playlist["_members"] = [member for member in playlist["_members"] if member != key]
            playlist["leafCount"], playlist["updatedAt"] = str(len(playlist["_members"])), plex.tick()
    plex.changed(item["_section"])
    for other in [one["ratingKey"] for one in list(plex.items.values()) if one.get("parentRatingKey") == key]:
        if other in plex.items:
            remove(plex, other)


def rekey(plex, key):
    """The same thing under a new rating key, as after a rebuild or a move."""
    new = plex.key()
    item = plex.items.pop(key)
    plex.order[plex.order.index(key)] = new
    item["ratingKey"] = new
    item["key"] = item["key"].replace(key, new, 1)
    for field in ("thumb", "art"):
        item[field] = item[field].replace(f"/{key}/", f"/{new}/")
    if item["guid"].startswith("local://"):
        item["guid"] = f"local://{new}"
    plex.items[new] = item
    for other in plex.items.values():
        for field in ("parentRatingKey", "grandparentRatingKey"):
            if other.get(field) == key:
                other[field] = new
    for collection in (*plex.collections.values(), *plex.playlists.values()):
        collection["_members"] = [new if member == key else member for member in collection["_members"]]
    return item


def title(plex):
    item = pick(plex, [one for one in plex.items.values() if one["type"] != "season"])
    item["title"] = plex.title() + " II"
    for other in plex.items.values():
        if other.get("grandparentRatingKey") == item["ratingKey"]:
            other["grandparentTitle"] = item["title"]
        if other.get("parentRatingKey") == item["ratingKey"]:
            other["parentTitle"] = item["title"]
    _touch(plex, item)


def summary(plex):
    item = pick(plex, list(plex.items.values()))
    item["summary"] = plex.title() + "\ttab"
    _touch(plex, item)


def year(plex):
    item = pick(plex, plex.of("movie") + plex.of("show"))
    item["year"] = plex.random.randint(1950, 2024)
    _touch(plex, item)


def people(plex):
    item = pick(plex, playables(plex))
    item["Role"] = [dict(tag, role="New") for tag in plex.tags(plex.people(5))]
    item["Director"] = plex.tags(plex.people(1))
    _touch(plex, item)


def genres(plex):
    item = pick(plex, plex.of("movie") + plex.of("show"))
    item["Genre"] = plex.tags(["Western", "Noir"])
    _touch(plex, item)


def rating(plex):
    item = pick(plex, playables(plex))
    item["contentRating"] = "NC-17"
    _touch(plex, item)


def markers(plex):
    item = pick(plex, [one for one in playables(plex) if int(one.get("duration") or 0) > 100_000])
    if not item:
        return None
    item["Marker"] = [{"id": 3, "type": "commercial", "startTimeOffset": 60_000, "endTimeOffset": 90_000}]
    _touch(plex, item)


def trash(plex):
    item = pick(plex, playables(plex))
    if item.pop("deletedAt", None) is None:
        item["deletedAt"] = plex.tick()
    plex.changed(item["_section"])


def episode_in_place(plex):
    """One episode changes, the show's own stamp does not move."""
    item = pick(plex, plex.of("episode"))
    if not item:
        return None
    item["title"] = plex.title() + " (cut)"
    _touch(plex, item)


def add_episode(plex):
    season = pick(plex, plex.of("season"))
    if not season:
        return None
    plex.add_episode(season)


def add_show(plex):
    plex.add_show(plex.random.choice([key for key, one in plex.sections.items() if one["type"] == "show"]), 1, 2)


def add_movie(plex):
    plex.add_movie("1")


def remove_one(plex):
    item = pick(plex, plex.of("episode") + plex.of("movie"))
    if not item or len(plex.items) < 20:
        return None
    remove(plex, item["ratingKey"])


def remove_show(plex):
    shows = plex.of("show")
    if len(shows) < 4:
        return None
    remove(plex, plex.random.choice(shows)["ratingKey"])


def fix_match(plex):
    """Same rating key, another guid."""
    item = pick(plex, plex.of("movie"))
    if not item:
        return None
    item["guid"] = f"plex://movie/{plex.random.getrandbits(96):024x}"
    item["Guid"] = [{"id": f"tmdb://{plex.random.randint(1, 9999)}"}]
    item["title"] = plex.title()
    _touch(plex, item)


def new_key(plex):
    item = pick(plex, with_file(plex))
    rekey(plex, item["ratingKey"])
    plex.changed(item["_section"])


def move_show(plex):
    """To another library: new rating keys, same guids and files."""
    if "4" not in plex.sections:
        return None
    show = pick(plex, plex.of("show"))
    if not show:
        return None
    target = "4" if show["_section"] == "2" else "2"
    keys = [show["ratingKey"]] + [one["ratingKey"] for one in plex.children(show["ratingKey"])] + [one["ratingKey"] for one in plex.leaves(show["ratingKey"])]
    for key in keys:
        item = rekey(plex, key)
        plex.changed(item["_section"])
        item["_section"] = target
        item["librarySectionID"] = int(target)
    plex.changed(target)


def views(plex):
    """Nothing that matters."""
    item = pick(plex, list(plex.items.values()))
    item["viewCount"] = plex.random.randint(0, 99)
    item["lastViewedAt"] = plex.tick()


def rescan(plex):
    for section in plex.sections.values():
        section["scannedAt"] = plex.tick()


def collection(plex):
    one = pick(plex, list(plex.collections.values()))
    if not one:
        return None
    pool = [item["ratingKey"] for item in plex.of("movie" if plex.sections[one["_section"]]["type"] == "movie" else "show", one["_section"])]
    one["_members"] = plex.random.sample(pool, min(len(pool), plex.random.randint(0, 4)))
    one["childCount"] = str(len(one["_members"]))
    if one["smart"] == "0":
        one["updatedAt"] = plex.tick()


def renumber(plex):
    item = pick(plex, plex.of("episode"))
    if not item:
        return None
    item["index"] = plex.random.choice([1, 2, 3, 4, 7, 99, "5", None])
    if item["index"] is None:
        del item["index"]
    plex.changed(item["_section"])


def stamps(plex):
    """updatedAt comes, goes, and is nonsense."""
    item = pick(plex, list(plex.items.values()))
    item["updatedAt"] = plex.random.choice([None, "yesterday", plex.tick()])
    if item["updatedAt"] is None:
        del item["updatedAt"]
    plex.changed(item["_section"])


def same_show(plex):
    """Two shows of one title and year."""
    shows = plex.of("show")
    one, other = plex.random.sample(shows, 2) if len(shows) > 1 else (None, None)
    if not one:
        return None
    one["title"], one["year"] = other["title"], other["year"]
    for item in plex.leaves(one["ratingKey"]):
        item["grandparentTitle"] = one["title"]
    _touch(plex, one)


def same_guid(plex):
    """Two movies, one guid: two editions."""
    movies = plex.of("movie", "1")
    one, other = plex.random.sample(movies, 2) if len(movies) > 1 else (None, None)
    if not one:
        return None
    one["guid"] = other["guid"]
    if "Guid" in other:
        one["Guid"] = other["Guid"]
    _touch(plex, one)


def empty_title(plex):
    item = pick(plex, playables(plex))
    item["title"] = plex.random.choice(["", " ", "\u0007"])
    _touch(plex, item)


def exchange(plex):
    """One goes, another comes: the counts stay."""
    movie = pick(plex, plex.of("movie", "1"))
    if not movie or len(plex.items) < 20:
        return None
    remove(plex, movie["ratingKey"])
    plex.add_movie("1")


def add_collection(plex):
    kind, section = plex.random.choice([("movie", "1"), ("show", "2")])
    pool = [item["ratingKey"] for item in plex.of(kind, section)]
    plex.add_collection(section, plex.random.sample(pool, min(len(pool), 3)), plex.random.random() < 0.3)


def remove_collection(plex):
    if len(plex.collections) < 2:
        return None
    plex.collections.pop(plex.random.choice(list(plex.collections)))


def playlist(plex):
    """Made, changed or removed: any items, one of them maybe twice."""
    known = list(plex.playlists)
    if known and plex.random.random() < 0.3:
        plex.playlists.pop(plex.random.choice(known))
        return
    pool = [key for key in plex.order if plex.items[key]["type"] in ("movie", "episode", "clip")]
    members = [plex.random.choice(pool) for _ in range(plex.random.randint(0, 5))] if pool else []
    if len(known) < 3:
        plex.add_playlist(members, plex.random.random() < 0.3)
    else:
        plex.playlists[plex.random.choice(known)].update(_members=members, leafCount=str(len(members)), updatedAt=plex.tick())


def rebuild(plex):
    """A new database from the same files: every rating key is another one."""
    for key in list(plex.order):
        rekey(plex, key)
    for section in plex.sections:
        plex.changed(section)


ALL = {one.__name__: one for one in (title, summary, year, people, genres, rating, markers, trash,
                                     episode_in_place, add_episode, add_show, add_movie, remove_one, remove_show, fix_match, new_key, move_show,
                                     views, rescan, collection, renumber, stamps, same_show, same_guid, empty_title, exchange, add_collection,
                                     remove_collection, playlist, *mutate_files.ALL, rebuild)}
COMMON = [one for one in ALL.values() if one is not rebuild]


def some(plex, count):
    return [one.__name__ for one in plex.random.choices(COMMON, k=count) if one(plex) is None]
