-- What each channel had on air, hour by hour: its renditions together, and whatever program aired it.
CREATE TABLE air_hours (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  hour INTEGER NOT NULL,                    -- its beginning
  frames INTEGER NOT NULL,
  late_frames INTEGER NOT NULL,
  restarts INTEGER NOT NULL,                -- of encoders, after faults
  errors INTEGER NOT NULL,                  -- events that did not air as planned
  chunks_encoded INTEGER NOT NULL,
  chunks_reused INTEGER NOT NULL,
  cpu_ms INTEGER NOT NULL,                  -- of encoders
  most_viewers INTEGER NOT NULL,            -- at once
  degrade_steps INTEGER NOT NULL,           -- to less effort
  PRIMARY KEY (channel_id, hour)
) STRICT, WITHOUT ROWID;
