-- What a slot was planned as: the run that it continues, and the round of a shuffled one.

ALTER TABLE slots ADD COLUMN run TEXT NOT NULL DEFAULT '';      -- name of a shared run; empty: its block's own
ALTER TABLE slots ADD COLUMN round INTEGER NOT NULL DEFAULT 0;  -- from 1; 0: not shuffled, or planned before rounds were kept
CREATE INDEX slots_run ON slots (run, start_at) WHERE run <> '';

-- Break material is looked up by when it aired last, over a year: without touching the rows.
DROP INDEX events_start;
CREATE INDEX events_start ON events (channel_id, start_at, kind, item_id);
