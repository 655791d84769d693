-- What is on air, told every few seconds by the program that airs it: should that be killed, a later one makes a row of
-- the as-run log of it.
CREATE TABLE on_air (
  channel_id INTEGER NOT NULL,
  program TEXT NOT NULL,                    -- the process: boot, number and start
  event_id INTEGER,
  slot_id INTEGER,
  kind TEXT NOT NULL,
  item_id INTEGER,
  title TEXT NOT NULL,
  planned_start_at INTEGER NOT NULL,
  planned_frames INTEGER NOT NULL,
  actual_start_at INTEGER NOT NULL,
  actual_frames INTEGER NOT NULL,
  status TEXT NOT NULL,                     -- should it end here
  error TEXT NOT NULL,
  alert_id INTEGER,
  PRIMARY KEY (channel_id, program)
) STRICT, WITHOUT ROWID;
