-- Campaigns of the station: who has booked which spots. The document is what a station file says of it, as JSON.
CREATE TABLE campaigns (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
