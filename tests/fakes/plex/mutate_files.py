"""What happens to the files of a real library between two syncs; most of it leaves the items' own stamps alone."""


def pick(plex, items):
    return plex.random.choice(items) if items else None


def playables(plex):
    return [item for item in plex.items.values() if item["type"] in ("movie", "episode")]


def with_file(plex):
    return [item for item in playables(plex) if item.get("Media") and item["Media"][0].get("Part")]


def replaced_file(plex):
    """Another file under the item: updatedAt stays."""
    item = pick(plex, with_file(plex))
    part = item["Media"][0]["Part"][0]
    part["size"] += 12_345
    part["key"] = f"/library/parts/{part['id']}/{plex.tick()}/file.mkv"
    plex.changed(item["_section"])


def renamed_file(plex):
    item = pick(plex, with_file(plex))
    part = item["Media"][0]["Part"][0]
    part["file"] = part["file"].replace(".mkv", "x.mkv")
    plex.changed(item["_section"])


def second_version(plex):
    item = pick(plex, with_file(plex))
    item["Media"].append(plex.media(item["Media"][0]["Part"][0]["file"].replace(".mkv", f" v{plex.tick()}.mkv"), 1_000_000))
    plex.changed(item["_section"])


def _two_episodes(plex):
    """Neighbours of one season, the first with a file."""
    one = pick(plex, [item for item in with_file(plex) if item["type"] == "episode"])
    if not one:
        return None
    others = [item for item in plex.children(one["parentRatingKey"]) if item is not one and item.get("Media")]
    other = pick(plex, others)
    return (one, other) if other else None


def double(plex):
    """Two episodes in one file."""
    pair = _two_episodes(plex)
    if not pair:
        return None
    pair[1]["Media"] = [dict(pair[0]["Media"][0])]
    plex.changed(pair[0]["_section"])


def split_double(plex):
    """A file of its own for one that shared it."""
    seen, shared = {}, []
    for item in with_file(plex):
        file = item["Media"][0]["Part"][0]["file"]
        shared += [item, seen[file]] if file in seen else []
        seen.setdefault(file, item)
    item = pick(plex, shared)
    if not item:
        return None
    item["Media"] = [plex.media(f"/data/split/{item['ratingKey']}-{plex.tick()}.mkv", int(item.get("duration") or 60_000))]
    plex.changed(item["_section"])


def parts(plex):
    """A file in two parts, or two parts made one."""
    item = pick(plex, with_file(plex))
    one = item["Media"][0]
    if len(one["Part"]) > 1:
        one["Part"] = one["Part"][:1]
    else:
        first = one["Part"][0]
        one["Part"].append(dict(first, id=first["id"] + 1, key=first["key"] + "b", file=first["file"].replace(".mkv", " part2.mkv")))
    plex.changed(item["_section"])


def shared_version(plex):
    """A further version that two items have in common."""
    one, other = pick(plex, with_file(plex)), pick(plex, with_file(plex))
    version = plex.media(one["Media"][0]["Part"][0]["file"].replace(".mkv", f" and {plex.tick()}.mkv"), 1_000_000)
    for item in (one, other):
        item["Media"].append({**version, "Part": [dict(part) for part in version["Part"]]})
        plex.changed(item["_section"])


def drop_version(plex):
    item = pick(plex, [one for one in with_file(plex) if len(one["Media"]) > 1])
    if not item:
        return None
    item["Media"] = item["Media"][1:]
    plex.changed(item["_section"])


def optimise(plex):
    item = pick(plex, with_file(plex))
    version = plex.media(item["Media"][0]["Part"][0]["file"] + f".{plex.tick()}.mp4", 1_000_000)
    version.update(proxyType=42, target="Optimized for TV")
    item["Media"].append(version)
    plex.changed(item["_section"])


def lose_media(plex):
    """Being analysed again: nothing to play for a while."""
    item = pick(plex, with_file(plex))
    item.pop("Media")
    item.pop("duration", None)
    plex.changed(item["_section"])


def find_media(plex):
    item = pick(plex, [one for one in playables(plex) if not (one.get("Media") and one["Media"][0].get("Part"))])
    if not item:
        return None
    item["duration"] = 1_200_000
    item["Media"] = [plex.media(f"/data/found/{item['ratingKey']}-{plex.tick()}.mkv", 1_200_000)]
    plex.changed(item["_section"])


def twice(plex):
    """The same movie file in another library too."""
    if "3" not in plex.sections:
        return None
    movie = pick(plex, [one for one in with_file(plex) if one["_section"] == "1"])
    if not movie:
        return None
    copy = plex.add_movie("3")
    copy.update(Media=movie["Media"], guid=movie["guid"], title=movie["title"], year=movie["year"])


def swap_files(plex):
    """Two items exchange their files."""
    items = with_file(plex)
    one, other = plex.random.sample(items, 2) if len(items) > 1 else (None, None)
    if not one:
        return None
    one["Media"], other["Media"] = other["Media"], one["Media"]
    plex.changed(one["_section"])
    plex.changed(other["_section"])


ALL = (replaced_file, renamed_file, second_version, double, split_double, parts, shared_version, drop_version, optimise, lose_media, find_media, twice, swap_files)
