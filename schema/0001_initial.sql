-- The catalog of a RetroVue station.
-- Instants (..._at) are UTC milliseconds since 1970, lengths (..._ms) milliseconds, flags 0/1.
-- Paths are bytes as the file system has them, kept in TEXT; they are not always UTF-8.
-- Ids that other rows or people remember are AUTOINCREMENT: never given twice.

-- Where things come from: servers and folders. 'manual' holds what people add file by file.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'nfo', 'plex', 'jellyfin', 'emby', 'manual')),
  description TEXT NOT NULL DEFAULT '',
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_at INTEGER NOT NULL,
  last_sync_at INTEGER
) STRICT;

-- A source of kind folder or nfo.
CREATE TABLE folders (
  source_id INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
  path TEXT NOT NULL UNIQUE,
  recurse INTEGER NOT NULL DEFAULT 1 CHECK (recurse IN (0, 1)),
  default_kind TEXT,                        -- item kind of everything in it; NULL: told from the names
  company TEXT NOT NULL DEFAULT ''          -- for commercials; empty: the name of the folder below the root
) STRICT;
CREATE TABLE folder_tags (
  source_id INTEGER NOT NULL REFERENCES folders (source_id) ON DELETE CASCADE,
  tag TEXT NOT NULL,                        -- namespace:key
  PRIMARY KEY (source_id, tag)
) STRICT, WITHOUT ROWID;

-- A source of kind plex, jellyfin or emby.
CREATE TABLE servers (
  source_id INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  machine_id TEXT NOT NULL DEFAULT '',
  token BLOB                                -- sealed; never printed
) STRICT;

-- What a source is divided into; a folder is one library.
CREATE TABLE libraries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  external_key TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'mixed',       -- movie, show, mixed, or an item kind
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  interval_ms INTEGER,
  last_sync_at INTEGER,
  UNIQUE (source_id, external_key)
) STRICT;

-- One title with different years is different shows; no year is a value of its own.
CREATE TABLE shows (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL COLLATE NOCASE,
  sort_title TEXT NOT NULL,
  year INTEGER,
  summary TEXT NOT NULL DEFAULT '',
  rating_system TEXT NOT NULL DEFAULT '',
  rating_code TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'normal'
    CHECK (state IN ('normal', 'remote_only', 'unavailable', 'file_not_found', 'scanning', 'error')),
  last_scan_at INTEGER,
  last_error_at INTEGER,
  error_count INTEGER NOT NULL DEFAULT 0,
  etag TEXT,
  file_size INTEGER,
  duration_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX shows_identity ON shows (title, ifnull(year, -1));

-- One logical thing that can air. The columns hold effective values: an editorial override, else what the source says.
CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('movie', 'episode', 'commercial', 'bumper', 'promo', 'ident', 'intro', 'outro',
                                     'interstitial', 'filler', 'music', 'live')),
  title TEXT NOT NULL,
  sort_title TEXT NOT NULL,
  year INTEGER,
  show_id INTEGER REFERENCES shows (id),
  season INTEGER CHECK (season >= 0),       -- 0 = specials
  episode INTEGER CHECK (episode >= 0),
  episode_end INTEGER CHECK (episode_end >= episode),  -- last one of a double episode
  rating_system TEXT NOT NULL DEFAULT '',
  rating_code TEXT NOT NULL DEFAULT '',     -- empty = unrated, never permissive
  summary TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL DEFAULT '',
  daypart TEXT NOT NULL DEFAULT '',
  season_window TEXT NOT NULL DEFAULT '',
  demographic TEXT NOT NULL DEFAULT '',
  warnings TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  flight_start_at INTEGER,
  flight_end_at INTEGER,
  expires_at INTEGER,
  library_id INTEGER NOT NULL REFERENCES libraries (id),  -- of the leading origin
  source_path TEXT NOT NULL DEFAULT '',     -- as that origin gives it
  state TEXT NOT NULL DEFAULT 'normal'
    CHECK (state IN ('normal', 'remote_only', 'unavailable', 'file_not_found', 'scanning', 'error')),
  validated INTEGER NOT NULL DEFAULT 0 CHECK (validated IN (0, 1)),  -- the airing file was probed and can be played
  last_scan_at INTEGER,
  last_error_at INTEGER,
  error_count INTEGER NOT NULL DEFAULT 0,
  etag TEXT,                                -- the source's change stamp
  file_size INTEGER,
  duration_ms INTEGER CHECK (duration_ms >= 0),  -- probed, else the source's
  added_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;
CREATE INDEX items_show ON items (show_id, season, episode);
CREATE INDEX items_library ON items (library_id);
CREATE INDEX items_title ON items (title);
CREATE INDEX items_state ON items (state, validated, kind);

CREATE VIEW movies AS SELECT id, title, year, rating_system, rating_code, summary, state, last_scan_at, last_error_at,
  error_count, etag, file_size, duration_ms FROM items WHERE kind = 'movie';
CREATE VIEW episodes AS SELECT id, show_id, season, episode, episode_end, title, year, rating_system, rating_code, summary,
  state, last_scan_at, last_error_at, error_count, etag, file_size, duration_ms FROM items WHERE kind = 'episode';

-- Each place that lists an item. values_json is what it says, raw its own words.
CREATE TABLE origins (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
  external_key TEXT NOT NULL,               -- rating key of a server, path below the root of a folder
  source_path TEXT NOT NULL DEFAULT '',
  stamp TEXT,                               -- change stamp; NULL equals nothing
  values_json TEXT NOT NULL DEFAULT '{}',
  raw TEXT NOT NULL DEFAULT '',
  listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)),  -- 0: no longer there
  UNIQUE (library_id, external_key)
) STRICT;
CREATE INDEX origins_item ON origins (item_id);

-- Editorial values; they win over every origin and survive every sync.
CREATE TABLE overrides (
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (item_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_guids (
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,                   -- tvdb, tmdb, imdb, plex, raw
  value TEXT NOT NULL,
  PRIMARY KEY (item_id, provider, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_guids_value ON item_guids (provider, value);
CREATE TABLE show_guids (
  show_id INTEGER NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (show_id, provider, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  namespace TEXT NOT NULL,                  -- audience, holiday, season, brand, tone, genre, the user's own
  key TEXT NOT NULL,
  UNIQUE (namespace, key)
) STRICT;
-- A source tag that an editor took away stays as origin 'removed', so that a sync does not bring it back.
CREATE TABLE item_tags (
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags (id),
  origin TEXT NOT NULL CHECK (origin IN ('source', 'manual', 'removed')),
  PRIMARY KEY (item_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_tags_tag ON item_tags (tag_id);

-- The files of an item: versions, or parts (cd1, cd2) of one version.
CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  path TEXT NOT NULL UNIQUE,                -- on this machine
  part INTEGER NOT NULL DEFAULT 0,          -- 0 = whole, else 1, 2 ...
  airs INTEGER NOT NULL DEFAULT 0 CHECK (airs IN (0, 1)),  -- the one that goes on air
  size INTEGER NOT NULL DEFAULT 0,          -- bytes
  mtime_ns INTEGER NOT NULL DEFAULT 0,
  inode INTEGER NOT NULL DEFAULT 0,         -- recognises a renamed file
  signature TEXT NOT NULL DEFAULT '',       -- hash of path, size and mtime; empty = not there
  verdict TEXT NOT NULL DEFAULT 'unknown'
    CHECK (verdict IN ('unknown', 'playable', 'missing', 'unreadable', 'unsupported', 'damaged')),
  reason TEXT NOT NULL DEFAULT '',          -- why it cannot be played
  probed_signature TEXT NOT NULL DEFAULT '',
  probed_at INTEGER,
  play_path TEXT NOT NULL DEFAULT '',       -- remuxed copy in the cache
  container TEXT NOT NULL DEFAULT '',
  bit_rate INTEGER NOT NULL DEFAULT 0,      -- bits per second
  duration_ms INTEGER NOT NULL DEFAULT 0,   -- end of the last decodable frame
  start_us INTEGER NOT NULL DEFAULT 0,
  loudness_mlufs INTEGER,                   -- EBU R 128 integrated, thousandths of LUFS
  true_peak_mdbtp INTEGER
) STRICT;
CREATE INDEX files_item ON files (item_id, part);
CREATE UNIQUE INDEX files_airs ON files (item_id) WHERE airs = 1;

CREATE TABLE streams (
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  stream_index INTEGER NOT NULL,            -- in the container
  kind TEXT NOT NULL CHECK (kind IN ('video', 'audio', 'subtitle', 'other')),
  codec TEXT NOT NULL DEFAULT '',
  profile TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  is_default INTEGER NOT NULL DEFAULT 0,
  forced INTEGER NOT NULL DEFAULT 0,
  attached_picture INTEGER NOT NULL DEFAULT 0,
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  sar_num INTEGER NOT NULL DEFAULT 1,
  sar_den INTEGER NOT NULL DEFAULT 1,
  rate_num INTEGER NOT NULL DEFAULT 0,
  rate_den INTEGER NOT NULL DEFAULT 1,
  field_order TEXT NOT NULL DEFAULT '',
  pix_fmt TEXT NOT NULL DEFAULT '',
  color_transfer TEXT NOT NULL DEFAULT '',
  color_primaries TEXT NOT NULL DEFAULT '',
  color_space TEXT NOT NULL DEFAULT '',
  bit_depth INTEGER NOT NULL DEFAULT 8,
  channels INTEGER NOT NULL DEFAULT 0,
  channel_layout TEXT NOT NULL DEFAULT '',
  sample_rate INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (file_id, stream_index)
) STRICT, WITHOUT ROWID;

-- Times of a file's key frames: milliseconds from its start, each as LEB128 of the step from the one before.
CREATE TABLE keyframes (
  file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
  steps BLOB NOT NULL
) STRICT;

-- Points and ranges in an item; media files are never touched.
CREATE TABLE markers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('chapter', 'ad_break', 'cue', 'intro', 'credits')),
  start_ms INTEGER NOT NULL CHECK (start_ms >= 0),
  end_ms INTEGER CHECK (end_ms > start_ms),
  title TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT 'manual' CHECK (origin IN ('manual', 'file', 'source', 'detected')),
  confidence INTEGER,                       -- thousandths, of detected ones
  status TEXT NOT NULL DEFAULT 'approved' CHECK (status IN ('approved', 'proposed', 'rejected'))
) STRICT;
CREATE INDEX markers_item ON markers (item_id, start_ms);

CREATE TABLE channels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 9999),
  name TEXT NOT NULL,
  call_sign TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  demographic TEXT NOT NULL DEFAULT '',
  zone TEXT NOT NULL DEFAULT 'UTC',
  day_start_ms INTEGER NOT NULL DEFAULT 21600000,
  grid_ms INTEGER NOT NULL DEFAULT 1800000 CHECK (grid_ms > 0),
  rating_limit TEXT NOT NULL DEFAULT '',
  profile TEXT NOT NULL DEFAULT 'sd',
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  auto_approve INTEGER NOT NULL DEFAULT 1 CHECK (auto_approve IN (0, 1))
) STRICT;

-- Dayparts, blocks, breaks, pools and rules of a channel: one canonical JSON document.
CREATE TABLE programming (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;

-- The plan as the guide shows it: contiguous per channel. Texts are copies, so that the past stays as it was.
CREATE TABLE slots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL CHECK (end_at > start_at),
  item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  show TEXT NOT NULL,
  year INTEGER,
  season INTEGER,
  episode INTEGER,
  summary TEXT NOT NULL,
  rating_system TEXT NOT NULL,
  rating_code TEXT NOT NULL,
  block TEXT NOT NULL,
  status TEXT NOT NULL,
  UNIQUE (channel_id, start_at)
) STRICT;
CREATE INDEX slots_item ON slots (item_id);

-- The playlog: contiguous to the frame per channel; the events of a slot add up to it.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  slot_id INTEGER NOT NULL REFERENCES slots (id) ON DELETE CASCADE,
  start_frame INTEGER NOT NULL,             -- channel frames since 2020-01-01T00:00:00Z
  frames INTEGER NOT NULL CHECK (frames > 0),
  start_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('program', 'spot', 'bumper', 'promo', 'ident', 'filler', 'slate', 'live')),
  item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
  title TEXT NOT NULL,
  in_frame INTEGER NOT NULL,
  in_ms INTEGER NOT NULL,
  out_ms INTEGER NOT NULL,
  UNIQUE (channel_id, start_frame)
) STRICT;
CREATE INDEX events_slot ON events (slot_id);
CREATE INDEX events_item ON events (item_id);
CREATE INDEX events_start ON events (channel_id, start_at);

-- What really aired. Append only; outlives channels, plans and items, so nothing here refers to them by key.
CREATE TABLE as_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL,
  channel_number INTEGER,
  event_id INTEGER,
  slot_id INTEGER,
  kind TEXT NOT NULL,
  item_id INTEGER,
  title TEXT NOT NULL,
  planned_start_at INTEGER NOT NULL,
  planned_frames INTEGER NOT NULL,
  actual_start_at INTEGER NOT NULL,
  actual_frames INTEGER NOT NULL,
  status TEXT NOT NULL,
  error TEXT NOT NULL
) STRICT;
CREATE INDEX as_run_time ON as_run (channel_id, actual_start_at);
CREATE TRIGGER as_run_no_update BEFORE UPDATE ON as_run
  BEGIN SELECT RAISE(ABORT, 'as-run is append only'); END;

CREATE TABLE sync_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,                         -- NULL: running, or killed
  mode TEXT NOT NULL,                       -- incremental, full
  status TEXT NOT NULL,                     -- running, done, partial, failed, guarded, interrupted
  scanned INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  db_writes INTEGER NOT NULL DEFAULT 0,
  report TEXT NOT NULL DEFAULT ''           -- the whole report as JSON
) STRICT;

-- Things that went wrong with sources, items and files.
CREATE TABLE sync_errors (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  run_id INTEGER REFERENCES sync_runs (id) ON DELETE SET NULL,
  source_id INTEGER REFERENCES sources (id) ON DELETE CASCADE,
  item_id INTEGER REFERENCES items (id) ON DELETE CASCADE,
  class TEXT NOT NULL CHECK (class IN ('network', 'auth', 'data', 'file')),
  subject TEXT NOT NULL,                    -- path or key
  message TEXT NOT NULL
) STRICT;
CREATE INDEX sync_errors_at ON sync_errors (at);

CREATE TABLE state_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  cause TEXT NOT NULL
) STRICT;
CREATE INDEX state_log_item ON state_log (item_id);

-- Who changed what, and when.
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Told apart from every other station for ever: tuners and guides are recognised by it.
INSERT INTO settings (key, value) VALUES ('station_id', lower(hex(randomblob(16))));

PRAGMA application_id = 1381389637;  -- 'RVUE'
