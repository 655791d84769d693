-- An error that comes again is the same row, and one that is over says so.

ALTER TABLE sync_errors ADD COLUMN operation TEXT NOT NULL DEFAULT 'sync' CHECK (operation IN ('sync', 'validate'));
ALTER TABLE sync_errors ADD COLUMN context TEXT NOT NULL DEFAULT '{}';   -- JSON: what was being done
ALTER TABLE sync_errors ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;   -- when it came last; at: first
ALTER TABLE sync_errors ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;   -- how often it came again
ALTER TABLE sync_errors ADD COLUMN resolved_at INTEGER;                  -- NULL: open
UPDATE sync_errors SET last_at = at, operation = iif(item_id IS NULL, 'sync', 'validate');
DROP INDEX sync_errors_at;
CREATE INDEX sync_errors_last ON sync_errors (last_at);
CREATE INDEX sync_errors_open ON sync_errors (subject) WHERE resolved_at IS NULL;
