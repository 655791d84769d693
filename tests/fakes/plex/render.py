"""Answers in the two forms a Plex server speaks: JSON, and XML with the same tree."""
import json
from xml.sax.saxutils import quoteattr

LISTS = {"Media", "Part", "Stream", "Genre", "Director", "Writer", "Producer", "Role", "Guid", "Chapter", "Marker", "Location", "Directory", "Metadata"}
CUT = {"Genre": 2, "Director": 1, "Writer": 2, "Role": 3}
NAMES = {"movie": "Video", "episode": "Video", "clip": "Video", "show": "Directory", "season": "Directory", "collection": "Directory", "playlist": "Playlist"}


def listed(item, guids):
    """The short form: tags cut off and without ids, no streams, markers and chapters, Guid only on request."""
    out = {}
    for name, value in item.items():
        if name[0] == "_" or name in ("Chapter", "Marker", "Writer") or (name == "Guid" and not guids):
            continue
        if name in CUT:
            value = [{"tag": tag["tag"]} for tag in value[:CUT[name]]]
        elif name == "Media":
            value = [dict(media, Part=[{k: v for k, v in part.items() if k != "Stream"} for part in media["Part"]]) if "Part" in media else media
                     for media in value]
        out[name] = value
    return out


def full(item, markers, chapters):
    return {name: value for name, value in item.items()
            if name[0] != "_" and (name != "Marker" or markers) and (name != "Chapter" or chapters)}


def to_json(container):
    return json.dumps({"MediaContainer": container}, ensure_ascii=False, separators=(",", ":")).encode()


def _scalar(value):
    return "1" if value is True else "0" if value is False else str(value)


def _element(name, node, out):
    attributes = "".join(f" {key}={quoteattr(_scalar(value), {chr(10): '&#10;', chr(9): '&#9;'})}" for key, value in node.items()
                         if not isinstance(value, (list, dict)) and value is not None)
    children = [(key, value) for key, value in node.items() if isinstance(value, (list, dict))]
    if not children:
        out.append(f"<{name}{attributes}/>")
        return
    out.append(f"<{name}{attributes}>")
    for key, value in children:
        for child in value if isinstance(value, list) else [value]:
            _element(NAMES.get(child.get("type"), "Video") if key == "Metadata" else key, child, out)
    out.append(f"</{name}>")


def to_xml(container):
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _element("MediaContainer", container, out)
    return "".join(out).encode()
