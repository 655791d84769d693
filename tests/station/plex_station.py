"""A fake Plex server and catalogs that are kept in line with it by the program itself; what a catalog holds, by what the server calls it."""
import json
import os
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = os.environ["RETROVUE"]

# Everything a sync has to get right and what editors added, by rating key; row numbers and times of this machine are left out.
ITEMS = """
SELECT o.name || ' ' || l.external_key || ' ' || g.external_key || ' ' || g.listed, json_object(
  'kind', i.kind, 'title', i.title, 'sort', i.sort_title, 'year', i.year, 'show', s.title, 'show_year', s.year, 'season', i.season, 'episode', i.episode,
  'episode_end', i.episode_end, 'rating', i.rating_system || ':' || i.rating_code, 'summary', i.summary, 'state', i.state, 'length', i.duration_ms,
  'etag', i.etag, 'source_path', g.source_path, 'values', g.values_json, 'stamp', g.stamp, 'raw', g.raw, 'trashed', g.trashed,
  'origins', (SELECT count(*) FROM origins x WHERE x.item_id = i.id AND x.listed),
  'tags', (SELECT group_concat(x, ',') FROM (SELECT namespace || ':' || key || '/' || origin AS x FROM item_tags JOIN tags ON tags.id = tag_id
           WHERE item_id = i.id ORDER BY 1)),
  'guids', (SELECT group_concat(x, ',') FROM (SELECT provider || ':' || value AS x FROM item_guids WHERE item_id = i.id ORDER BY 1)),
  'markers', (SELECT group_concat(x, ',') FROM (SELECT origin || kind || start_ms || '-' || ifnull(end_ms, '') || title AS x FROM markers
              WHERE item_id = i.id ORDER BY 1)),
  'credits', (SELECT group_concat(x, ',') FROM (SELECT kind || position || name || part AS x FROM credits JOIN people ON people.id = person_id
              WHERE item_id = i.id ORDER BY 1)),
  'files', (SELECT group_concat(x, ',') FROM (SELECT path || ' ' || part || (signature <> '') || airs || verdict AS x FROM files
            WHERE item_id = i.id ORDER BY 1)),
  'server_files', (SELECT group_concat(x, ',') FROM (SELECT path || ' ' || part AS x FROM origin_files WHERE origin_id = g.id ORDER BY position)),
  'overrides', (SELECT group_concat(x, ',') FROM (SELECT field || '=' || value AS x FROM overrides WHERE item_id = i.id ORDER BY 1)),
  'notes', i.notes)
FROM origins g JOIN items i ON i.id = g.item_id JOIN libraries l ON l.id = g.library_id JOIN sources o ON o.id = l.source_id
LEFT JOIN shows s ON s.id = i.show_id"""
GROUPS = """
SELECT 'season ' || l.external_key || ' ' || q.external_key, json_array(s.title, s.year, q.number, q.title, q.summary, q.poster, q.stamp)
FROM seasons q JOIN shows s ON s.id = q.show_id JOIN libraries l ON l.id = q.library_id
UNION ALL SELECT 'collection ' || external_key, json_array(title, summary, members, smart, stamp) FROM collections
UNION ALL SELECT 'playlist ' || external_key, json_array(title, summary, members, smart, stamp) FROM playlists
UNION ALL SELECT 'library ' || external_key, json_array(title, kind, enabled, listed, change_stamp) FROM libraries
UNION ALL SELECT 'show ' || l.external_key || ' ' || g.external_key || ' ' || g.listed, json_array(s.title, s.year, s.sort_title, s.summary, s.rating_code, s.etag,
  g.values_json, g.stamp, (SELECT group_concat(x, ',') FROM (SELECT provider || ':' || value AS x FROM show_guids WHERE show_id = s.id ORDER BY 1)))
FROM show_origins g JOIN shows s ON s.id = g.show_id JOIN libraries l ON l.id = g.library_id"""


class Fake:
    def __init__(self, *options):
        self.child = subprocess.Popen([sys.executable, HERE.parent / "fakes" / "plex", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.child.stdout.readline())
        self.url, self.token = said["url"], said["token"]

    def tell(self, what, **wish):
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_fake/{what}", json.dumps(wish).encode(), method="POST"), timeout=90) as reply:
            return json.loads(reply.read())

    def end(self):
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()


class Station:
    """A catalog of its own."""

    def __init__(self, folder, fake):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.db = self.folder / "retrovue.db"
        self.env = {**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "RETROVUE_DB": str(self.db)}
        self.do("server", "add", "attic", "--kind", "plex", "--url", fake.url, "--token-stdin", text=fake.token)

    def start(self, *args, **options):
        return subprocess.Popen([PROGRAM, *map(str, args)], env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def do(self, *args, text="", status=0):
        done = subprocess.run([PROGRAM, *map(str, args)], env=self.env, input=text, capture_output=True, text=True, check=False)
        if status is not None and done.returncode != status:
            raise AssertionError(f"retrovue {' '.join(map(str, args))} ended {done.returncode} instead of {status}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def sync(self, *args, status=0):
        return json.loads(self.do("sync", "--json", *args, status=status))

    def rows(self, sql, *values):
        db = sqlite3.connect(self.db)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def content(self):
        return dict(self.rows(ITEMS) + self.rows(GROUPS))

    def sound(self):
        """What SQLite finds wrong with the file."""
        return [row for row in self.rows("PRAGMA integrity_check") if row != ("ok",)] + self.rows("PRAGMA foreign_key_check")


def differences(ours, theirs):
    """In words, a few of them."""
    found = []
    for key in sorted(set(ours) | set(theirs)):
        if ours.get(key) == theirs.get(key):
            continue
        one, other = ours.get(key), theirs.get(key)
        if one and other:
            one, other = json.loads(one), json.loads(other)
            pairs = [(k, one[k], other[k]) for k in one if one[k] != other[k]] if isinstance(one, dict) else [("", one, other)]
            found += [f"{key} {name}: {a!r} instead of {b!r}" for name, a, b in pairs]
        else:
            found.append(f"{key}: {one} instead of {other}")
    return "\n".join(found[:8])
