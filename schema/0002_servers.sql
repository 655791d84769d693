-- Media servers: what was last seen of them, rules for their paths, and what they say beyond the fields of an item.

ALTER TABLE servers ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN state TEXT NOT NULL DEFAULT 'unknown'
  CHECK (state IN ('unknown', 'ok', 'unreachable', 'starting', 'not_a_server', 'other_server', 'needs_sign_in', 'paused'));
ALTER TABLE servers ADD COLUMN last_contact_at INTEGER;
ALTER TABLE servers ADD COLUMN paused_until INTEGER;
ALTER TABLE servers ADD COLUMN account_token BLOB;   -- sealed; of the account, renews the server's own token

ALTER TABLE libraries ADD COLUMN listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1));  -- 0: the server shows it no more
ALTER TABLE libraries ADD COLUMN change_stamp TEXT NOT NULL DEFAULT '';  -- of the last complete sync; opaque
ALTER TABLE libraries ADD COLUMN item_kind TEXT;     -- what its items are, when the owner says so; NULL: as the server says
ALTER TABLE libraries ADD COLUMN details_at INTEGER; -- when items without markers were last read again

-- Paths of a server below from_path are found on this machine below to_path.
CREATE TABLE path_rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES servers (source_id) ON DELETE CASCADE,
  from_path TEXT NOT NULL,
  to_path TEXT NOT NULL,
  ignore_case INTEGER NOT NULL DEFAULT 0 CHECK (ignore_case IN (0, 1)),
  UNIQUE (source_id, from_path, ignore_case)
) STRICT;

ALTER TABLE origins ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0 CHECK (trashed IN (0, 1));  -- missing when the server last looked

-- The files of an origin as the server has them, the version that airs first.
CREATE TABLE origin_files (
  origin_id INTEGER NOT NULL REFERENCES origins (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,                       -- bytes, on the server
  part INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (origin_id, position)
) STRICT, WITHOUT ROWID;

-- Each place that lists a show.
CREATE TABLE show_origins (
  id INTEGER PRIMARY KEY,
  show_id INTEGER NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
  library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
  external_key TEXT NOT NULL,
  stamp TEXT,
  values_json TEXT NOT NULL DEFAULT '{}',
  raw TEXT NOT NULL DEFAULT '',
  listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)),
  UNIQUE (library_id, external_key)
) STRICT;
CREATE INDEX show_origins_show ON show_origins (show_id);

CREATE TABLE seasons (
  library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
  external_key TEXT NOT NULL,
  show_id INTEGER NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
  number INTEGER,                           -- 0 = specials
  title TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  poster TEXT NOT NULL DEFAULT '',
  stamp TEXT NOT NULL,
  PRIMARY KEY (library_id, external_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX seasons_show ON seasons (show_id, number);

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE credits (
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('actor', 'director', 'writer', 'producer')),
  position INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  part TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (item_id, kind, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX credits_person ON credits (person_id);

CREATE TABLE collections (
  id INTEGER PRIMARY KEY,
  library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
  external_key TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  smart INTEGER NOT NULL DEFAULT 0 CHECK (smart IN (0, 1)),
  stamp TEXT NOT NULL,
  members TEXT NOT NULL DEFAULT '[]',       -- external keys of items and shows, a JSON array in the server's order
  UNIQUE (library_id, external_key)
) STRICT;

-- Where a running sync is; read by 'sync status' from another terminal.
CREATE TABLE sync_progress (
  run_id INTEGER PRIMARY KEY REFERENCES sync_runs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  library TEXT NOT NULL DEFAULT '',
  library_number INTEGER NOT NULL DEFAULT 0,
  libraries INTEGER NOT NULL DEFAULT 0,
  item TEXT NOT NULL DEFAULT '',
  item_number INTEGER NOT NULL DEFAULT 0,
  items INTEGER NOT NULL DEFAULT 0
) STRICT;
