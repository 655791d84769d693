-- Playlists of servers. They belong to the server: their members may be of all its libraries, each more than once.

CREATE TABLE playlists (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  external_key TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  smart INTEGER NOT NULL DEFAULT 0 CHECK (smart IN (0, 1)),
  stamp TEXT NOT NULL,
  members TEXT NOT NULL DEFAULT '[]',       -- external keys of items, a JSON array in the server's order
  UNIQUE (source_id, external_key)
) STRICT;
