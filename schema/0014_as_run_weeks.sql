-- As-run rows of weeks gone by, packed; and what later plans and reports need of them without unpacking.

CREATE TABLE as_run_weeks (
  channel_id INTEGER NOT NULL,
  week_at INTEGER NOT NULL,                 -- Monday 00:00 UTC
  first_at INTEGER NOT NULL,                -- of the rows in it
  last_at INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  packed BLOB NOT NULL,                     -- zlib: a JSON array of rows, by actual_start_at and id
  PRIMARY KEY (channel_id, week_at)
) STRICT;

-- When what was archived aired last. For the memory of rotation.
CREATE TABLE last_aired (
  item_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  kind TEXT NOT NULL,                       -- of the event
  at INTEGER NOT NULL,
  PRIMARY KEY (item_id, channel_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX last_aired_channel ON last_aired (channel_id, kind, at);

-- How planned spots went whose rows are archived. For the delivery of campaigns.
CREATE TABLE spots_shown (
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  item_id INTEGER NOT NULL,                 -- what was seen; 0: none of the library
  well INTEGER NOT NULL CHECK (well IN (0, 1)),
  badly INTEGER NOT NULL CHECK (badly IN (0, 1)),
  PRIMARY KEY (event_id, item_id)
) STRICT, WITHOUT ROWID;
