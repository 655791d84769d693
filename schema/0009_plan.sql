-- The plan as a document: what waits for approval, and what was planned before.

-- What was done to the plan of a channel, numbered from 1. [from_at, to_at) is the stretch that was replaced.
CREATE TABLE revisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('build', 'approve', 'revert', 'insert', 'move', 'swap', 'remove')),
  note TEXT NOT NULL DEFAULT '',
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  moved INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1)),  -- what it replaced is still there to come back
  UNIQUE (channel_id, number)
) STRICT;

-- Plans that were built but are not on air. One at most is open for a channel.
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  base INTEGER NOT NULL,                    -- number of the revision it was built upon; 0: none
  seed INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'approved', 'rejected', 'superseded')),
  decided_at INTEGER,
  decided_by TEXT
) STRICT;
CREATE UNIQUE INDEX drafts_open ON drafts (channel_id) WHERE status = 'draft';
CREATE INDEX drafts_channel ON drafts (channel_id);

-- Slots of a draft, or those that a revision replaced; columns as in slots and events.
CREATE TABLE kept_slots (
  id INTEGER PRIMARY KEY,
  draft_id INTEGER REFERENCES drafts (id) ON DELETE CASCADE,
  revision_id INTEGER REFERENCES revisions (id) ON DELETE CASCADE,
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
  run TEXT NOT NULL,
  round INTEGER NOT NULL,
  type TEXT NOT NULL,
  CHECK ((draft_id IS NULL) <> (revision_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX kept_slots_draft ON kept_slots (draft_id, start_at) WHERE draft_id IS NOT NULL;
CREATE UNIQUE INDEX kept_slots_revision ON kept_slots (revision_id, start_at) WHERE revision_id IS NOT NULL;
CREATE INDEX kept_slots_item ON kept_slots (item_id) WHERE item_id IS NOT NULL;
CREATE TABLE kept_events (
  slot_id INTEGER NOT NULL REFERENCES kept_slots (id) ON DELETE CASCADE,
  start_frame INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  kind TEXT NOT NULL,
  item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
  title TEXT NOT NULL,
  in_frame INTEGER NOT NULL,
  in_ms INTEGER NOT NULL,
  out_ms INTEGER NOT NULL,
  PRIMARY KEY (slot_id, start_frame)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_events_item ON kept_events (item_id) WHERE item_id IS NOT NULL;

CREATE INDEX audit_log_subject ON audit_log (subject, id);
