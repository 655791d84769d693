-- What `store warm` encoded ahead of time. Whether it is still there only the store knows.
CREATE TABLE warmed (
  address TEXT PRIMARY KEY,                 -- of the event's chunks in the store
  item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
  title TEXT NOT NULL,
  profile TEXT NOT NULL,
  in_frame INTEGER NOT NULL,                -- where in the item it begins
  frames INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  warmed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX warmed_item ON warmed (item_id);
