-- Messages that go on air at once, and what was seen of them.

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message TEXT NOT NULL CHECK (length(message) BETWEEN 1 AND 500),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
  style TEXT NOT NULL CHECK (style IN ('full', 'crawl')),
  tone INTEGER NOT NULL CHECK (tone IN (0, 1)),
  everywhere INTEGER NOT NULL CHECK (everywhere IN (0, 1)),  -- on every channel; else see alert_channels
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL CHECK (end_at >= start_at),
  cancelled_at INTEGER                                       -- end_at is this then
) STRICT;
CREATE INDEX alerts_end ON alerts (end_at);

CREATE TABLE alert_channels (
  alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  PRIMARY KEY (alert_id, channel_id)
) STRICT;

ALTER TABLE as_run ADD COLUMN alert_id INTEGER;  -- the alert that was on air instead, or ran over it
CREATE INDEX as_run_alert ON as_run (alert_id) WHERE alert_id IS NOT NULL;
